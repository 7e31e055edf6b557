//! Text from JavaScript: as a string, or as the bytes of a file.

use napi::bindgen_prelude::{Buffer, Either};
use napi::{Error, Result, Status};

/// The bytes, which need not be UTF-8.
pub(crate) fn bytes(input: &Either<String, Buffer>) -> &[u8] {
    match input {
        Either::A(text) => text.as_bytes(),
        Either::B(buffer) => buffer,
    }
}

/// The bytes as text.
pub(crate) fn utf8<'a>(bytes: &'a [u8], path: &str) -> Result<&'a str> {
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Error::new(
            Status::InvalidArg,
            format!("{path}: the file is not UTF-8 text from byte {at}; save it as UTF-8"),
        )
    })
}
