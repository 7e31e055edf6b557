//! A buffer that one thread reads all its files into.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// What fits most source files, so that reading one takes two calls: the bytes, and the end.
const USUAL: usize = 64 * 1024;

/// What a buffer shrinks back to after a huge file.
const LARGEST_KEPT: usize = 4 * 1024 * 1024;

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

    /// Reads a file whole. Asks neither for its size nor for anything else about it.
    pub(crate) fn read(&mut self, path: &Path) -> io::Result<(File, &[u8])> {
        if self.0.len() > LARGEST_KEPT {
            self.0 = vec![0; USUAL];
        }
        let mut file = File::open(path)?;
        let mut length = 0;
        loop {
            if length == self.0.len() {
                self.0.resize(length * 2, 0);
            }
            match file.read(&mut self.0[length..]) {
                Ok(0) => return Ok((file, &self.0[..length])),
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}
