//! The body of a request.

use std::io::{self, Write as _};

use flate2::write::GzEncoder;
use linestamp_schema::LogRecord;

use super::config::{Compression, Format};

impl Format {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Format::Ndjson => "application/x-ndjson",
            Format::Array => "application/json",
        }
    }
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
}

/// Writes the records.
pub(super) fn body(
    records: &[LogRecord],
    format: Format,
    compression: Compression,
) -> io::Result<Vec<u8>> {
    let plain = match format {
        Format::Array => serde_json::to_vec(records)?,
        Format::Ndjson => {
            let mut lines = Vec::with_capacity(records.len() * 256);
            for record in records {
                serde_json::to_writer(&mut lines, record)?;
                lines.push(b'\n');
            }
            lines
        }
    };
    match compression {
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
