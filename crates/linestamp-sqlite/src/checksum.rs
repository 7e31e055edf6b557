//! Checksums of sealed files: SQLite notices damage in the structure of a file, and none in its texts.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use crc32fast::Hasher;

/// How much is read at once.
const CHUNK: usize = 1 << 18;

/// The length of a file in bytes, and its checksum: CRC-32, as of gzip.
pub(crate) fn of(path: &Path) -> io::Result<(u64, u32)> {
    copy(path, &mut io::sink())
}

/// Writes the bytes of a file elsewhere, and says the same of them.
pub(crate) fn copy(from: &Path, to: &mut dyn Write) -> io::Result<(u64, u32)> {
    let mut file = File::open(from)?;
    let (mut hasher, mut length, mut chunk) = (Hasher::new(), 0, vec![0; CHUNK]);
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok((length, hasher.finalize()));
        }
        hasher.update(&chunk[..read]);
        to.write_all(&chunk[..read])?;
        length += read as u64;
    }
}
