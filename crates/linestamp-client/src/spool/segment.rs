//! A segment's name and its header.

use std::ffi::OsStr;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::frame::Scanner;

/// The version of the format that is written, and the only one that is read.
const VERSION: u32 = 1;
const TITLE: &str = "linestamp spool";
/// No header of any version is longer.
const MOST: usize = 64;

/// The first line of a segment.
pub(super) fn header() -> String {
    line(&format!("{TITLE} {VERSION}"))
}

fn line(text: &str) -> String {
    format!("{text} {:08x}\n", crc32fast::hash(text.as_bytes()))
}

pub(super) fn path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:016x}.seg"))
}

/// The number of the first record of the segment of that name, if it is one.
pub(super) fn first(path: &Path) -> Option<u64> {
    let stem = path.file_stem().and_then(OsStr::to_str)?;
    let is_segment = path.extension().is_some_and(|extension| extension == "seg");
    is_segment.then(|| u64::from_str_radix(stem, 16).ok()).flatten()
}

/// Reads frames behind the header.
///
/// # Errors
/// Where a whole header names another version. A garbled one is damage like any other.
pub(super) fn scan<R: Read>(from: R) -> io::Result<Scanner<R>> {
    let mut scanner = Scanner::new(from);
    if scanner.take_if(header().as_bytes())? {
        return Ok(scanner);
    }
    let ahead = scanner.ahead();
    let text = &ahead[..ahead.len().min(MOST)];
    let end = memchr::memchr(b'\n', text).map_or(0, |at| at + 1);
    let other = std::str::from_utf8(&text[..end]).unwrap_or_default();
    if let Some(version) = version(other) {
        let text = format!(
            "the spool was written by another version of Linestamp (format {version}, and this \
             one reads {VERSION}); send it with that version, or name another folder"
        );
        return Err(io::Error::new(io::ErrorKind::InvalidData, text));
    }
    Ok(scanner)
}

/// The version that a line names, if it is a header.
fn version(text: &str) -> Option<u32> {
    let (body, _) = text.rsplit_once(' ')?;
    let version = body.strip_prefix(TITLE)?.strip_prefix(' ')?.parse().ok()?;
    (text == line(body)).then_some(version)
}
