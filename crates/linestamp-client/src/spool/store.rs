//! The segments: appended to by the writer, found by the readers, dropped behind the slowest.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fmt, mem};

use linestamp_schema::LogRecord;

use super::{frame, segment};
use crate::folder;

pub(crate) struct Store {
    folder: PathBuf,
    limit: u64,
    segment: u64,
    /// Holds the lock for as long as the spool is open.
    _lock: File,
    writer: Mutex<Writer>,
    index: Mutex<Index>,
}

struct Writer {
    /// The segment that is appended to, if it can be.
    current: Option<File>,
    buffer: Vec<u8>,
}

pub(super) struct Index {
    pub(super) segments: VecDeque<Segment>,
    /// The number behind the last record that is synced.
    pub(super) end: u64,
    pub(super) lanes: Vec<Place>,
}

/// A segment; its records end where the next one's begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Segment {
    pub(super) first: u64,
    pub(super) bytes: u64,
}

/// Where a sink is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Every record before this number has its fate.
    pub(super) done: u64,
    /// What is before this number had to make room for others.
    pub(super) floor: u64,
}

/// Why records are not on disk.
#[derive(Debug)]
pub(crate) enum WriteError {
    /// The spool has all the bytes that it may have.
    Full(u64),
    /// The system does not take them.
    Io(io::Error),
    /// They do not fit into an empty spool, or one of them cannot be written at all.
    Unfit,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Full(bytes) => write!(
                f,
                "it has the {bytes} bytes that it may have; allow more, or see why the backend does \
                 not take them"
            ),
            WriteError::Io(error) => write!(f, "{error}; look at the disk"),
            WriteError::Unfit => f.write_str("records are larger than the whole of it"),
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        WriteError::Io(error)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    pub(super) fn new(folder: PathBuf, limits: (u64, u64), lock: File, index: Index) -> Store {
        let writer = Mutex::new(Writer { current: None, buffer: Vec::new() });
        let (limit, segment) = limits;
        Store { folder, limit, segment, _lock: lock, writer, index: Mutex::new(index) }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The number behind the last record that is synced.
    pub(crate) fn end(&self) -> u64 {
        locked(&self.index).end
    }

    /// Appends the records and returns once they are synced: all of them or none.
    pub(crate) fn append(&self, records: &[LogRecord]) -> Result<(), WriteError> {
        let mut writer = locked(&self.writer);
        let first = self.end();
        let mut buffer = mem::take(&mut writer.buffer);
        buffer.clear();
        for (record, number) in records.iter().zip(first..) {
            frame::write(number, record, &mut buffer).map_err(|_| WriteError::Unfit)?;
        }
        let result = self.write(&mut writer, first, &buffer);
        // What a burst took is given back.
        buffer.shrink_to(1 << 20);
        writer.buffer = buffer;
        result?;
        let mut index = locked(&self.index);
        index.end = first + records.len() as u64;
        Ok(())
    }

    fn write(&self, writer: &mut Writer, first: u64, bytes: &[u8]) -> Result<(), WriteError> {
        let length = bytes.len() as u64;
        let there = locked(&self.index).segments.back().map_or(0, |segment| segment.bytes);
        if writer.current.is_some() && there + length > self.segment {
            writer.current = None;
        }
        let header = if writer.current.is_none() { segment::header() } else { String::new() };
        if length + segment::header().len() as u64 > self.limit {
            return Err(WriteError::Unfit);
        }
        self.make_room(length + header.len() as u64)?;
        let mut file = match writer.current.take() {
            Some(file) => file,
            None => self.begin(first, &header)?,
        };
        let before = file.metadata()?.len();
        if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_data()) {
            // Whatever became of it is cut off or, where that fails too, passed over: the next
            // record begins a new segment, and its number ends this one.
            let _ = file.set_len(before);
            return Err(error.into());
        }
        writer.current = Some(file);
        if let Some(segment) = locked(&self.index).segments.back_mut() {
            segment.bytes += length;
        }
        Ok(())
    }

    /// Begins a segment.
    fn begin(&self, first: u64, header: &str) -> Result<File, WriteError> {
        let path = segment::path(&self.folder, first);
        // One of that name is left of an attempt that failed, and has no record of ours.
        let mut file = File::create(&path)?;
        let begun = file.write_all(header.as_bytes()).and_then(|()| file.sync_data());
        if let Err(error) = begun.and_then(|()| folder::sync(&self.folder)) {
            let _ = fs::remove_file(&path);
            return Err(error.into());
        }
        let file = OpenOptions::new().append(true).open(&path)?;
        let mut index = locked(&self.index);
        index.segments.retain(|segment| segment.first != first);
        index.segments.push_back(Segment { first, bytes: header.len() as u64 });
        Ok(file)
    }

    /// Makes room where a sink is behind others: what they have, it loses.
    fn make_room(&self, bytes: u64) -> Result<(), WriteError> {
        loop {
            let mut index = locked(&self.index);
            let taken: u64 = index.segments.iter().map(|segment| segment.bytes).sum();
            if taken + bytes <= self.limit {
                return Ok(());
            }
            let end = index.end_of(0);
            let ahead = index.lanes.iter().any(|place| place.done >= end);
            if index.segments.len() < 2 || !ahead {
                return Err(WriteError::Full(self.limit));
            }
            for place in &mut index.lanes {
                place.done = place.done.max(end);
                place.floor = place.floor.max(end);
            }
            self.drop_done(index);
        }
    }

    /// The number before which records of that sink had to make room.
    pub(super) fn floor(&self, lane: usize) -> u64 {
        locked(&self.index).lanes[lane].floor
    }

    /// Every record before that number has its fate at that sink.
    pub(crate) fn done(&self, lane: usize, number: u64) {
        let mut index = locked(&self.index);
        index.lanes[lane].done = index.lanes[lane].done.max(number);
        self.drop_done(index);
    }

    /// Drops the segments that every sink is done with, but for the one that is appended to.
    fn drop_done(&self, mut index: MutexGuard<'_, Index>) {
        let done = index.lanes.iter().map(|place| place.done).min().unwrap_or(0);
        while index.segments.len() > 1 && index.end_of(0) <= done {
            if let Some(segment) = index.segments.pop_front() {
                // One that stays is found and dropped at the next start.
                let _ = fs::remove_file(segment::path(&self.folder, segment.first));
            }
        }
    }

    /// The segment that has that number, or else the first behind it; with its end.
    pub(super) fn find(&self, number: u64) -> Option<(u64, u64)> {
        let index = locked(&self.index);
        let at = (0..index.segments.len()).find(|at| index.end_of(*at) > number)?;
        Some((index.segments[at].first, index.end_of(at)))
    }
}

impl Index {
    /// Where the records of a segment end.
    pub(super) fn end_of(&self, at: usize) -> u64 {
        self.segments.get(at + 1).map_or(self.end, |next| next.first)
    }
}
