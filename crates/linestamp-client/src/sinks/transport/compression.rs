//! How a body is compressed.

use std::io::{self, Write as _};

use flate2::write::GzEncoder;

/// How a body is compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As it is.
    None,
    /// gzip.
    #[default]
    Gzip,
    /// zstd.
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Compression {
    pub(super) fn content_encoding(self) -> Option<&'static str> {
        match self {
            Compression::None => None,
            Compression::Gzip => Some("gzip"),
            #[cfg(feature = "zstd")]
            Compression::Zstd => Some("zstd"),
        }
    }

    pub(super) fn apply(self, plain: Vec<u8>) -> io::Result<Vec<u8>> {
        match self {
            Compression::None => Ok(plain),
            Compression::Gzip => {
                let target = Vec::with_capacity(plain.len() / 4);
                let mut encoder = GzEncoder::new(target, flate2::Compression::fast());
                encoder.write_all(&plain)?;
                encoder.finish()
            }
            #[cfg(feature = "zstd")]
            Compression::Zstd => zstd::encode_all(&plain[..], zstd::DEFAULT_COMPRESSION_LEVEL),
        }
    }
}
