//! A buffer that one thread reads all its files into.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// What fits most source files, so that reading one takes two calls: the bytes, and the end.
const USUAL: usize = 64 * 1024;

/// A buffer that a file made larger than this goes when the file is done.
const LARGEST_KEPT: usize = 1024 * 1024;

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

    /// Reads a file whole. Asks for its size only where the buffer is too small for it.
    pub(crate) fn read(&mut self, path: &Path) -> io::Result<(File, &[u8])> {
        if self.0.len() > LARGEST_KEPT {
            self.0 = vec![0; USUAL];
        }
        let mut file = File::open(path)?;
        let mut length = 0;
        loop {
            if length == self.0.len() {
                self.grow(&file)?;
            }
            match file.read(&mut self.0[length..]) {
                Ok(0) => return Ok((file, &self.0[..length])),
                Ok(more) => length += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
    /// Makes room for the whole file at once, and a byte more to see the end in. Its size is no
    /// more than a hint: some files have none, others grow.
    fn grow(&mut self, file: &File) -> io::Result<()> {
        let size = usize::try_from(file.metadata()?.len()).unwrap_or(0);
        let length = (size + 1).max(self.0.len() * 2);
        self.0.reserve_exact(length - self.0.len());
        self.0.resize(length, 0);
        Ok(())
    }
}
