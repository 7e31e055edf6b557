//! Text from JavaScript: as a string, or as the bytes of a file.

use napi::bindgen_prelude::{Buffer, Either};

/// The bytes, which need not be UTF-8.
pub(crate) fn bytes(input: &Either<String, Buffer>) -> &[u8] {
    match input {
        Either::A(text) => text.as_bytes(),
        Either::B(buffer) => buffer,
    }
}
