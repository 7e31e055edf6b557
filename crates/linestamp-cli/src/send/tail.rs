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
    decoder: Decoder,
    ids: Ids,
    /// Up to where it was read.
    read: u64,
    /// The bytes before that place.
    context: Vec<u8>,
    buffer: Vec<u8>,
}

impl Tail {
    /// Opens the file; with a memory, from where it is confirmed.
    pub(crate) fn open(path: &Path, origin: &Path, run: &Run<'_>) -> io::Result<Tail> {
        let memory = run.memory.as_ref();
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let key = FileKey::of(&metadata);
        let known = memory.and_then(|memory| memory.spool.find(&mut file, origin, key));
        let is_new = known.is_none();
        let (place, line) = known.as_ref().map_or((0, 1), |mark| (mark.place, mark.line));
        let ids = match (known, memory) {
            (Some(mark), _) => Ids::Derived(mark.file),
            (None, Some(_)) => Ids::Derived(new_file()),
            (None, None) => Ids::Fresh,
        };
        if metadata.is_file() {
            file.seek(SeekFrom::Start(place))?;
        }
        let mut tail = Tail {
            name: path.display().to_string(),
            key,
            origin: origin.to_owned(),
            file,
            decoder: run.reading.decoder(place, line),
            ids,
            read: place,
            context: Vec::new(),
            buffer: vec![0; CHUNK],
        };
        if let Some(memory) = memory {
            tail.remember(memory)?;
            if let (true, Ids::Derived(file)) = (is_new, ids) {
                // Its name has to be known before a record has an id of it.
                memory.marks.save_new(memory.spool, file)?;
            }
        }
        Ok(tail)
    }

    /// Reads a piece and hands over what is in it.
    pub(crate) fn step(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<Step> {
        let length = self.file.read(&mut self.buffer)?;
        if length == 0 {
            return Ok(Step::End);
        }
        self.read += length as u64;
        let piece = &self.buffer[..length];
        self.context.extend_from_slice(&piece[length.saturating_sub(CONTEXT)..]);
        self.context.drain(..self.context.len().saturating_sub(CONTEXT));
        self.decoder.feed(piece);
        feed.count(length);
        self.hand_over(run, feed)
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
        let fingerprint = Fingerprint::of(&mut self.file, place);
        self.file.seek(SeekFrom::Start(self.read))?;
        // Where the file was truncated meanwhile, the place is of no use any more.
        if let Ok(fingerprint) = fingerprint {
            let path = self.origin.clone();
            memory.marks.set(Mark { path, key: self.key, file, place, line, fingerprint });
        }
        Ok(())
    }

    /// Whether the file no longer holds what was read from it: somebody has truncated it, and may
    /// have filled it again.
    pub(crate) fn was_truncated(&mut self) -> io::Result<bool> {
        let from = self.read - self.context.len() as u64;
        if self.file.metadata()?.len() < self.read {
            return Ok(true);
        }
        let mut now = vec![0; self.context.len()];
        self.file.seek(SeekFrom::Start(from))?;
        // As many bytes as that leave the file where it was.
        match self.file.read_exact(&mut now) {
            Ok(()) => Ok(now != self.context),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(true),
            Err(error) => Err(error),
        }
    }
}
