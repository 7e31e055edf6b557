//! The records as a file of NDJSON: whoever reads them does not have to make them.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use linestamp_schema::Level;

use super::BATCH;
use crate::records;

/// A file of records, a line each.
pub(crate) struct Data {
    pub(crate) path: PathBuf,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// By number of batches: how many errors are among the first of them.
    errors: Vec<u64>,
}

impl Data {
    /// Writes the first so many records.
    pub(crate) fn write(path: &Path, rows: u64) -> Result<Data> {
        let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
        let mut errors = vec![0];
        for first in (0..rows).step_by(BATCH as usize) {
            let batch = records::batch(first, BATCH.min(rows - first));
            let found = batch.iter().filter(|record| record.level == Level::Error).count();
            errors.push(errors.last().unwrap_or(&0) + found as u64);
            for record in &batch {
                serde_json::to_writer(&mut file, record)?;
                file.write_all(b"\n")?;
            }
        }
        let file = file.into_inner().context("the records cannot be written")?;
        file.sync_all()?;
        Ok(Data { path: path.to_owned(), rows, bytes: file.metadata()?.len(), errors })
    }

    /// How many errors are among the first so many batches.
    pub(crate) fn errors(&self, batches: u64) -> u64 {
        self.errors.get(batches as usize).copied().unwrap_or_default()
    }

    /// The batches, from the first on.
    pub(crate) fn batches(&self, rows: u64) -> Result<Batches> {
        let file = BufReader::with_capacity(1 << 20, File::open(&self.path)?);
        Ok(Batches { file, next: 0, end: rows.min(self.rows).div_ceil(BATCH) })
    }
}

/// What is left to be sent.
pub(crate) struct Batches {
    file: BufReader<File>,
    next: u64,
    end: u64,
}

impl Batches {
    /// The next batch and its number.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>> {
        if self.next == self.end {
            return Ok(None);
        }
        let mut lines = Vec::with_capacity(512 * BATCH as usize);
        for _ in 0..BATCH {
            self.file.read_until(b'\n', &mut lines)?;
        }
        self.next += 1;
        Ok(Some((self.next - 1, lines)))
    }
}
