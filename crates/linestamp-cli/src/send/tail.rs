//! One file that is being read: how far, and who it is.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use linestamp_formats::Decoder;

use super::feed::Feed;
use super::fingerprint::{FileKey, Fingerprint};
use super::ids::{Ids, new_file};
use super::spool::Mark;
use super::{Marks, Reading, Spool};

/// How much is read at once.
const CHUNK: usize = 256 << 10;

/// How much of what was read is compared, to see whether it is still there.
const CONTEXT: usize = 64;

/// What a run remembers in.
pub(crate) struct Memory<'s> {
    pub(crate) spool: &'s Spool,
    pub(crate) marks: &'s Marks,
}

/// What every step needs.
pub(crate) struct Run<'r> {
    pub(crate) reading: &'r Reading,
    pub(crate) memory: Option<Memory<'r>>,
}

/// What came of one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// There may be more.
    More,
    /// This is the end of what is there.
    End,
    /// The run ends.
    Stop,
}

/// A file that is being read.
pub(crate) struct Tail {
    pub(crate) name: String,
    pub(crate) key: Option<FileKey>,
    /// The path that the user gave.
    origin: PathBuf,
    file: File,
    /// Not a pipe or a device: it can be read twice.
    is_regular: bool,
    decoder: Decoder,
    ids: Ids,
    /// Its name in the ids is not on disk yet.
    is_new: bool,
    /// Up to where it was read.
    read: u64,
    /// The bytes before that place.
    context: Vec<u8>,
    buffer: Vec<u8>,
}

impl Tail {
    /// Opens the file; with a memory, from where it is confirmed.
    pub(crate) fn open(path: &Path, origin: &Path, run: &Run<'_>) -> io::Result<Tail> {
        let mut file = File::open(path)?;
        let key = FileKey::of(&file.metadata()?);
        let known =
            run.memory.as_ref().and_then(|memory| memory.spool.find(&mut file, origin, key));
        Tail::of(file, path, origin, run, known)
    }

    /// Opens the file from its start, as one that has nothing to do with any before.
    pub(crate) fn open_new(path: &Path, origin: &Path, run: &Run<'_>) -> io::Result<Tail> {
        Tail::of(File::open(path)?, path, origin, run, None)
    }

    fn of(
        mut file: File,
        path: &Path,
        origin: &Path,
        run: &Run<'_>,
        known: Option<Mark>,
    ) -> io::Result<Tail> {
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let is_new = known.is_none();
        let (place, line) = known.as_ref().map_or((0, 1), |mark| (mark.place, mark.line));
        let ids = match (known, &run.memory) {
            (Some(mark), _) => Ids::Derived(mark.file),
            (None, Some(_)) => Ids::Derived(new_file()),
            (None, None) => Ids::Fresh,
        };
        let is_regular = metadata.is_file();
        if is_regular {
            file.seek(SeekFrom::Start(place))?;
        }
        Ok(Tail {
            name: path.display().to_string(),
            key: FileKey::of(&metadata),
            origin: origin.to_owned(),
            file,
            is_regular,
            decoder: run.reading.decoder(place, line),
            ids,
            is_new,
            read: place,
            context: Vec::new(),
            buffer: vec![0; CHUNK],
        })
    }

    /// Reads a piece and hands over what is in it.
    pub(crate) fn step(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<Step> {
        let length = self.file.read(&mut self.buffer)?;
        if length == 0 || self.is_of_another_content(length)? {
            return Ok(Step::End);
        }
        self.read += length as u64;
        let piece = &self.buffer[..length];
        self.context.extend_from_slice(&piece[length.saturating_sub(CONTEXT)..]);
        self.context.drain(..self.context.len().saturating_sub(CONTEXT));
        self.decoder.feed(piece);
        feed.count(length);
        self.save_name(run)?;
        self.hand_over(run, feed)
    }

    /// Whether the piece of that length belongs to what the file was filled with after somebody
    /// truncated it, since the last look: what lies before the piece would be left out.
    fn is_of_another_content(&mut self, length: usize) -> io::Result<bool> {
        if !self.is_regular {
            return Ok(false);
        }
        if self.was_truncated()? && holds(&mut self.file, self.read, &self.buffer[..length])? {
            return Ok(true);
        }
        self.file.seek(SeekFrom::Start(self.read + length as u64))?;
        Ok(false)
    }

    /// The name has to be on disk before a record has an id of it.
    fn save_name(&mut self, run: &Run<'_>) -> io::Result<()> {
        if let (true, Some(memory), Ids::Derived(file)) = (self.is_new, &run.memory, self.ids) {
            self.remember(memory)?;
            memory.marks.save_new(memory.spool, file)?;
            self.is_new = false;
        }
        Ok(())
    }

    /// Hands over what is unfinished, too: there will be no more.
    pub(crate) fn finish(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<Step> {
        self.decoder.finish();
        self.hand_over(run, feed)
    }

    fn hand_over(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<Step> {
        let goes_on = feed.drain(&mut self.decoder, &self.name, self.ids);
        if let Some(memory) = &run.memory {
            self.remember(memory)?;
        }
        Ok(if goes_on { Step::More } else { Step::Stop })
    }

    /// Notes how far the file is handed over.
    fn remember(&mut self, memory: &Memory<'_>) -> io::Result<()> {
        let (Some((place, line)), Ids::Derived(file)) = (self.decoder.resume_at(), self.ids) else {
            return Ok(());
        };
        if !self.is_regular {
            return Ok(());
        }
        let fingerprint = Fingerprint::of(&mut self.file, place, self.read);
        // Where the file was truncated meanwhile, the place is of no use any more, and the
        // fingerprint is that of something else.
        if let (Ok(fingerprint), false) = (fingerprint, self.was_truncated()?) {
            let path = self.origin.clone();
            memory.marks.set(Mark { path, key: self.key, file, place, line, fingerprint });
        }
        self.file.seek(SeekFrom::Start(self.read))?;
        Ok(())
    }

    /// Whether the file no longer holds what was read from it: somebody has truncated it, and may
    /// have filled it again.
    pub(crate) fn was_truncated(&mut self) -> io::Result<bool> {
        if self.file.metadata()?.len() < self.read {
            return Ok(true);
        }
        let from = self.read - self.context.len() as u64;
        // Where it does, as many bytes leave the file where it was.
        Ok(!holds(&mut self.file, from, &self.context)?)
    }
}

/// Whether the file has these bytes at that place.
fn holds(file: &mut File, place: u64, bytes: &[u8]) -> io::Result<bool> {
    let mut now = vec![0; bytes.len()];
    file.seek(SeekFrom::Start(place))?;
    match file.read_exact(&mut now) {
        Ok(()) => Ok(now == bytes),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
