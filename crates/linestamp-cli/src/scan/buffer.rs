//! A buffer that one thread reads all its files into.

use std::fs::File;
use std::io::{self, Read as _};

/// What fits most source files, so that reading one takes two calls: the bytes, and the end.
const USUAL: usize = 64 * 1024;

/// What a buffer keeps; after a larger file it begins anew.
const LARGEST_KEPT: usize = 1024 * 1024;

/// What a buffer grows by at most because of what the file system says about a file, which may
/// claim any size without having it.
const LARGEST_STEP: u64 = 64 * 1024 * 1024;

/// The bytes of one file at a time.
pub(crate) struct Buffer(Vec<u8>);

impl Buffer {
    /// A buffer that holds nothing yet, for the moment in which another is in use.
    pub(crate) fn empty() -> Buffer {
        Buffer(Vec::new())
    }

    pub(crate) fn new() -> Buffer {
        Buffer(vec![0; USUAL])
    }

    /// Reads a file whole. Asks for its size only if it is larger than usual.
    pub(crate) fn read(&mut self, file: &mut File) -> io::Result<&[u8]> {
        if self.0.len() > LARGEST_KEPT {
            self.0 = vec![0; USUAL];
        }
        let mut length = 0;
        loop {
            if length == self.0.len() {
                self.grow(file.metadata()?.len());
            }
            match file.read(&mut self.0[length..]) {
                Ok(0) => return Ok(&self.0[..length]),
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Makes room for a file of this size at once: a fresh allocation comes zeroed from the
    /// system, where growing step by step would zero and copy everything several times.
    fn grow(&mut self, size: u64) {
        let step = usize::try_from(size.min(LARGEST_STEP)).unwrap_or(0);
        // One byte more, in which the end of the file is found.
        let mut larger = vec![0; (step + 1).max(self.0.len() * 2)];
        larger[..self.0.len()].copy_from_slice(&self.0);
        self.0 = larger;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn files_of_every_size_are_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut buffer = Buffer::new();
        for size in [0, 1, USUAL - 1, USUAL, USUAL + 1, 3 * USUAL, 3 * LARGEST_KEPT, 5, USUAL] {
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            assert!(buffer.read(&mut File::open(&path).unwrap()).unwrap() == bytes, "{size}");
        }
    }
}
