//! Opens a spool: takes the lock, and finds out what is there.

use std::collections::VecDeque;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config::Spool;
use super::cursor::Cursor;
use super::reader::Reader;
use super::segment;
use super::store::{Index, Place, Segment, Store};
use crate::folder;

/// An open spool.
pub(crate) struct Opened {
    pub(crate) store: Arc<Store>,
    /// For each sink, where it reads and where it notes how far it is.
    pub(crate) lanes: Vec<(Reader, Cursor)>,
    /// Bytes that are not part of a whole frame, or of a cursor.
    pub(crate) damaged: u64,
    pub(crate) segment_bytes: usize,
}

/// Opens the spool for sinks of these names.
pub(crate) fn open(spool: &Spool, names: &[String]) -> io::Result<Opened> {
    let folder = &spool.folder;
    let named = |error: io::Error| {
        let text = format!("the spool in {} cannot be opened: {error}", folder.display());
        io::Error::new(error.kind(), text)
    };
    folder::make(folder).map_err(named)?;
    let lock = lock(folder).map_err(named)?;
    let (index, damaged) = segments(folder).map_err(named)?;
    let (index, cursors, garbled) = cursors(index, folder, names).map_err(named)?;
    let places = index.lanes.clone();
    let limits = (spool.bytes, spool.segment_bytes());
    let store = Arc::new(Store::new(folder.clone(), limits, lock, index));
    let places = places.into_iter().zip(cursors).enumerate();
    let lanes = places
        .map(|(lane, (place, cursor))| (Reader::new(Arc::clone(&store), lane, place.done), cursor))
        .collect();
    for lane in 0..names.len() {
        // Drops what everybody was done with.
        store.done(lane, 0);
    }
    let segment_bytes = usize::try_from(spool.segment_bytes()).unwrap_or(usize::MAX);
    Ok(Opened { store, lanes, damaged: damaged + garbled, segment_bytes })
}

fn lock(folder: &Path) -> io::Result<File> {
    let lock = File::create(folder.join("lock"))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::ResourceBusy,
            "another process has it, or another client of this one; give each a folder of its own",
        )),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The segments with whole frames, and how many bytes are damaged. Those without are removed.
fn segments(folder: &Path) -> io::Result<(Index, u64)> {
    let mut paths: Vec<(u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        paths.extend(segment::first(&path).map(|first| (first, path)));
    }
    paths.sort();
    let firsts: Vec<u64> = paths.iter().map(|(first, _)| *first).collect();
    let (mut segments, mut end, mut damaged) = (VecDeque::new(), 0, 0);
    for (at, (first, path)) in paths.into_iter().enumerate() {
        let mut scanner = segment::scan(File::open(&path)?)?;
        let limit = firsts.get(at + 1).copied().unwrap_or(u64::MAX);
        let mut last = None;
        while let Some(found) = scanner.peek()? {
            scanner.take();
            if (first..limit).contains(&found.number) {
                last = last.max(Some(found.number));
            }
        }
        damaged += scanner.damaged();
        // Its first number is not given again: a cursor may be beyond it already.
        end = end.max(first);
        match last {
            Some(last) => {
                end = end.max(last + 1);
                segments.push_back(Segment { first, bytes: fs::metadata(&path)?.len() });
            }
            None => fs::remove_file(&path)?,
        }
    }
    Ok((Index { segments, end, lanes: Vec::new() }, damaged))
}

/// Where each sink is; one without a cursor begins at the first record there is.
fn cursors(
    mut index: Index,
    folder: &Path,
    names: &[String],
) -> io::Result<(Index, Vec<Cursor>, u64)> {
    let (mut cursors, mut garbled) = (Vec::new(), 0);
    for name in names {
        let path = folder.join(format!("{name}.cursor"));
        let (cursor, is_garbled) = Cursor::open(&path)?;
        garbled += if is_garbled { fs::metadata(&path)?.len() } else { 0 };
        let in_hand = cursor.batches().iter().map(|bounds| bounds.end).max();
        index.end = index.end.max(cursor.done()).max(in_hand.unwrap_or(0));
        cursors.push(cursor);
    }
    let start = index.segments.front().map_or(index.end, |segment| segment.first);
    for cursor in &cursors {
        let done = cursor.done().max(start);
        index.lanes.push(Place { done, floor: 0 });
    }
    Ok((index, cursors, garbled))
}
