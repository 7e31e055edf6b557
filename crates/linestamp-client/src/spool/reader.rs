//! Reads records in order, from the disk, for one sink.

use std::fs::File;
use std::io;
use std::sync::Arc;

use linestamp_schema::LogRecord;

use super::frame::Scanner;
use super::segment;
use super::store::Store;

pub(crate) struct Reader {
    store: Arc<Store>,
    lane: usize,
    /// The number of the next record.
    next: u64,
    /// The segment that is open, by its first number.
    open: Option<(u64, Scanner<File>)>,
}

/// Records that were read, and what became of the others between the bounds.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) first: u64,
    pub(crate) end: u64,
    pub(crate) records: Vec<LogRecord>,
    /// About how many bytes they take.
    pub(crate) bytes: usize,
    /// Numbers whose frame is not whole.
    pub(crate) damaged: u64,
    /// Numbers that had to make room for others.
    pub(crate) made_room: u64,
}

impl Reader {
    pub(super) fn new(store: Arc<Store>, lane: usize, next: u64) -> Reader {
        Reader { store, lane, next, open: None }
    }

    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// How many numbers there are to read.
    pub(crate) fn waiting(&self) -> u64 {
        self.store.end().saturating_sub(self.next)
    }

    /// Reads the next records: at most that many, about that many bytes, and before that number.
    pub(crate) fn read(&mut self, most: usize, bytes: usize, before: u64) -> io::Result<Chunk> {
        let end = self.store.end().min(before);
        let mut chunk = Chunk { first: self.next, ..Chunk::default() };
        let floor = self.store.floor(self.lane).min(end);
        chunk.made_room = floor.saturating_sub(self.next);
        self.next = self.next.max(floor);
        while self.next < end && chunk.records.len() < most {
            let Some((first, segment_end)) = self.store.find(self.next) else {
                self.skip(end, &mut chunk);
                break;
            };
            self.skip(first.min(end), &mut chunk);
            let Some(scanner) = self.scanner(first)? else {
                self.skip(segment_end.min(end), &mut chunk);
                continue;
            };
            match scanner.peek()? {
                Some(found) if found.number < self.next => {
                    if let Some((_, scanner)) = &mut self.open {
                        scanner.take();
                    }
                }
                Some(found) if found.number < segment_end.min(end) => {
                    if !chunk.records.is_empty() && chunk.bytes + found.length > bytes {
                        break;
                    }
                    self.skip(found.number, &mut chunk);
                    self.take(&mut chunk);
                }
                // No frame here has a number that is wanted. It is opened anew for what follows:
                // behind damage, the scanner may have run into a frame that is being written.
                _ => {
                    self.open = None;
                    self.skip(segment_end.min(end), &mut chunk);
                }
            }
        }
        chunk.end = self.next;
        Ok(chunk)
    }

    fn take(&mut self, chunk: &mut Chunk) {
        let Some((_, scanner)) = &mut self.open else { return };
        let payload = scanner.take();
        chunk.bytes += payload.len();
        match LogRecord::from_json(payload) {
            Ok(record) => chunk.records.push(record),
            Err(_) => chunk.damaged += 1,
        }
        self.next += 1;
    }

    fn skip(&mut self, to: u64, chunk: &mut Chunk) {
        chunk.damaged += to.saturating_sub(self.next);
        self.next = self.next.max(to);
    }

    /// The scanner of a segment, or none where the file is gone.
    fn scanner(&mut self, first: u64) -> io::Result<Option<&mut Scanner<File>>> {
        if self.open.as_ref().is_none_or(|(open, _)| *open != first) {
            let file = match File::open(segment::path(self.store.folder(), first)) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            };
            self.open = Some((first, segment::scan(file)?));
        }
        Ok(self.open.as_mut().map(|(_, scanner)| scanner))
    }
}
