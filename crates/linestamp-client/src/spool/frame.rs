//! A frame: marker, length, number, checksum, and the record as JSON.
//!
//! The marker has bytes that no UTF-8 text has, so that nothing in a record looks like a frame. The
//! checksum covers everything behind the marker.

use std::io::{self, Read};

use linestamp_schema::LogRecord;

const MARKER: [u8; 4] = [0xFF, 0xF5, 0xFE, 0xFF];
const FIRST: u8 = MARKER[0];
/// Marker, length, number, checksum.
pub(super) const HEAD: usize = 4 + 4 + 8 + 4;
/// No frame is longer: a length beyond this is damage.
const MOST: usize = 256 << 20;
/// How much is read at once.
const READ: usize = 64 << 10;

fn checksum(length: &[u8], number: &[u8], payload: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(length);
    hasher.update(number);
    hasher.update(payload);
    hasher.finalize()
}

/// Appends the frame of a record.
pub(super) fn write(number: u64, record: &LogRecord, out: &mut Vec<u8>) -> io::Result<()> {
    let start = out.len();
    out.resize(start + HEAD, 0);
    if let Err(error) = serde_json::to_writer(&mut *out, record) {
        out.truncate(start);
        return Err(error.into());
    }
    let length = out.len() - start - HEAD;
    if length > MOST {
        out.truncate(start);
        return Err(io::Error::other("the record is too large for the spool"));
    }
    let (length, number) = ((length as u32).to_le_bytes(), number.to_le_bytes());
    let (head, payload) = out[start..].split_at_mut(HEAD);
    head[..4].copy_from_slice(&MARKER);
    head[4..8].copy_from_slice(&length);
    head[8..16].copy_from_slice(&number);
    head[16..].copy_from_slice(&checksum(&length, &number, payload).to_le_bytes());
    Ok(())
}

/// Finds the whole frames in what it reads, and counts what else is there.
pub(super) struct Scanner<R> {
    from: R,
    buffer: Vec<u8>,
    /// Where the unread part of the buffer begins.
    start: usize,
    found: Option<Found>,
    damaged: u64,
}

/// A whole frame at the start of the buffer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) number: u64,
    /// How many bytes its payload has.
    pub(super) length: usize,
}

impl<R: Read> Scanner<R> {
    pub(super) fn new(from: R) -> Scanner<R> {
        Scanner { from, buffer: Vec::new(), start: 0, found: None, damaged: 0 }
    }

    /// How many bytes were passed over so far.
    pub(super) fn damaged(&self) -> u64 {
        self.damaged
    }

    /// The next whole frame, which stays there until [`Scanner::take`].
    pub(super) fn peek(&mut self) -> io::Result<Option<Found>> {
        while self.found.is_none() {
            if !self.fill(HEAD)? {
                self.pass(self.buffer.len() - self.start);
                return Ok(None);
            }
            self.found = self.check()?;
            if self.found.is_none() {
                let rest = &self.buffer[self.start + 1..];
                let ahead = memchr::memchr(FIRST, rest).unwrap_or(rest.len());
                self.pass(ahead + 1);
            }
        }
        Ok(self.found)
    }

    /// The payload of the frame that was peeked at; from here on the next one is looked for.
    pub(super) fn take(&mut self) -> &[u8] {
        let start = self.start;
        let Some(found) = self.found.take() else { return &[] };
        self.start += HEAD + found.length;
        &self.buffer[start + HEAD..self.start]
    }

    /// Takes the bytes, if the input goes on with them.
    pub(super) fn take_if(&mut self, bytes: &[u8]) -> io::Result<bool> {
        let is_there = self.fill(bytes.len())? && self.ahead().starts_with(bytes);
        self.start += if is_there { bytes.len() } else { 0 };
        Ok(is_there)
    }

    /// What is in the buffer already.
    pub(super) fn ahead(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    fn pass(&mut self, bytes: usize) {
        self.start += bytes;
        self.damaged += bytes as u64;
    }

    /// Whether a whole frame begins here.
    fn check(&mut self) -> io::Result<Option<Found>> {
        let head = &self.ahead()[..HEAD];
        if head[..4] != MARKER {
            return Ok(None);
        }
        let mut parts = ([0; 4], [0; 8], [0; 4]);
        parts.0.copy_from_slice(&head[4..8]);
        parts.1.copy_from_slice(&head[8..16]);
        parts.2.copy_from_slice(&head[16..]);
        let length = u32::from_le_bytes(parts.0) as usize;
        if length > MOST || !self.fill(HEAD + length)? {
            return Ok(None);
        }
        let payload = &self.ahead()[HEAD..HEAD + length];
        // Whatever the checksum says: what has a byte of markers is no text, and another frame may begin there.
        let is_whole = checksum(&parts.0, &parts.1, payload) == u32::from_le_bytes(parts.2)
            && memchr::memchr(FIRST, payload).is_none();
        Ok(is_whole.then_some(Found { number: u64::from_le_bytes(parts.1), length }))
    }

    /// Whether there are that many bytes from here on; reads them where they are.
    fn fill(&mut self, wanted: usize) -> io::Result<bool> {
        let there = self.buffer.len() - self.start;
        if there >= wanted {
            return Ok(true);
        }
        self.buffer.drain(..self.start);
        self.start = 0;
        let missing = (wanted - there).max(READ) as u64;
        self.from.by_ref().take(missing).read_to_end(&mut self.buffer)?;
        Ok(self.buffer.len() >= wanted)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    /// Found by the fuzz target: bytes of chance with a checksum that is right take no record along.
    #[test]
    fn a_frame_over_other_frames_is_none() {
        let record = serde_json::json!({
            "id": "1", "timestamp": 1, "level": "info", "service": "s", "environment": "production",
            "message": "kept",
        });
        let mut inner = Vec::new();
        write(7, &serde_json::from_value(record).unwrap(), &mut inner).unwrap();
        let (length, number) = ((inner.len() as u32).to_le_bytes(), 6_u64.to_le_bytes());
        let mut outer = MARKER.to_vec();
        outer.extend(length);
        outer.extend(number);
        outer.extend(checksum(&length, &number, &inner).to_le_bytes());
        outer.extend(&inner);
        let mut scanner = Scanner::new(&outer[..]);
        assert_eq!(scanner.peek().unwrap().map(|found| found.number), Some(7));
        assert_eq!(scanner.damaged(), HEAD as u64);
    }
}
