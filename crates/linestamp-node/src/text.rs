//! Text from JavaScript, as bytes.

use crate::failure::{Code, Failure, Result};

/// The bytes as text.
pub(crate) fn utf8<'a>(bytes: &'a [u8], path: &str) -> Result<&'a str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let message =
            format!("{path}: the file is not UTF-8 text from byte {at}; save it as UTF-8");
        Failure::new(Code::InvalidArg, message)
    })
}
