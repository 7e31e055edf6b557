//! How far a sink is: two slots in a file of fixed size, written in turn.
//!
//! A slot that is cut or garbled leaves the other one. Nothing is created or grown once a spool is
//! open, so that cursors go on where the disk is full: that is when they matter.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// The size of a slot: whole sectors, and both in one page.
const SLOT: usize = 512;

/// How many batches a slot has room for, with numbers of up to 15 digits.
pub(crate) const MOST_BATCHES: usize = 8;

/// The numbers of the first record of a batch, and of the first behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bounds {
    pub(crate) first: u64,
    pub(crate) end: u64,
}

/// What a slot says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Said {
    sequence: u64,
    /// Every record before this number has its fate.
    done: u64,
    /// The batches in hand, in order.
    batches: Vec<Bounds>,
}

#[derive(Debug)]
pub(crate) struct Cursor {
    file: File,
    said: Said,
}

impl Cursor {
    /// Opens or creates the cursor; says also whether there is one that cannot be read.
    pub(super) fn open(path: &Path) -> io::Result<(Cursor, bool)> {
        let options =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).clone();
        let mut file = options.open(path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let slots = bytes.chunks(SLOT).filter_map(read);
        let said = slots.max_by_key(|said| said.sequence);
        let garbled = said.is_none() && bytes.iter().any(|byte| *byte != 0);
        let mut cursor = Cursor { file, said: said.unwrap_or_default() };
        if bytes.len() < 2 * SLOT {
            // Both slots get their place on the disk now.
            let (done, batches) = (cursor.said.done, cursor.said.batches.clone());
            cursor.write(done, &batches)?;
            cursor.write(done, &batches)?;
        }
        Ok((cursor, garbled))
    }

    pub(crate) fn done(&self) -> u64 {
        self.said.done
    }

    pub(crate) fn batches(&self) -> &[Bounds] {
        &self.said.batches
    }

    /// As [`Cursor::write`], unless it says so already.
    pub(crate) fn note(&mut self, done: u64, batches: &[Bounds]) -> io::Result<()> {
        if self.said.done == done && self.said.batches == batches {
            return Ok(());
        }
        self.write(done, batches)
    }

    /// Writes where the sink is, and returns once that is synced.
    fn write(&mut self, done: u64, batches: &[Bounds]) -> io::Result<()> {
        let said = Said { sequence: self.said.sequence + 1, done, batches: batches.to_vec() };
        let mut text = serde_json::to_string(&said)?;
        text = format!("{:08x} {text}", crc32fast::hash(text.as_bytes()));
        if text.len() >= SLOT {
            return Err(io::Error::other("too many batches in hand for a cursor"));
        }
        let slot = format!("{text:<width$}\n", width = SLOT - 1);
        self.file.seek(SeekFrom::Start(said.sequence % 2 * SLOT as u64))?;
        self.file.write_all(slot.as_bytes())?;
        self.file.sync_data()?;
        self.said = said;
        Ok(())
    }
}

fn read(slot: &[u8]) -> Option<Said> {
    let (sum, text) = std::str::from_utf8(slot).ok()?.trim_end().split_once(' ')?;
    let is_whole = u32::from_str_radix(sum, 16).ok()? == crc32fast::hash(text.as_bytes());
    is_whole.then(|| serde_json::from_str(text).ok()).flatten()
}
