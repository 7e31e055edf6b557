//! What is kept of the refused: a line of JSON for each.
//!
//! `{"reason":…,"record":…}` for what the backend refuses or could not be sent, and
//! `{"reason":…,"file":…,"line":…,"input":…}` for what could not be read; `input_base64` where that
//! is not UTF-8.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use linestamp_client::DeadLetter;
use linestamp_formats::Rejection;
use serde_json::{Value, json};

use super::Voice;
use crate::failure::{Failure, plain};

/// Where they are kept, if anywhere. Clones share the file.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeadLetters(Option<Arc<Kept>>);

#[derive(Debug)]
struct Kept {
    file: Mutex<File>,
    count: AtomicU64,
    failed: AtomicBool,
    /// What the client still has when it ends will be read again, so it is not kept.
    resumes: bool,
    ending: AtomicBool,
}

impl DeadLetters {
    /// Appends to that file. `resumes` says that what is unsent at the end will be sent by the next
    /// run.
    pub(crate) fn open(path: &Path, resumes: bool) -> Result<DeadLetters, Failure> {
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
            Failure::new(format!("cannot open the dead letter: {}", plain(&error)))
                .at(path.display().to_string())
                .with_help("name a file that can be written")
        })?;
        Ok(DeadLetters(Some(Arc::new(Kept {
            file: Mutex::new(file),
            count: AtomicU64::new(0),
            failed: AtomicBool::new(false),
            resumes,
            ending: AtomicBool::new(false),
        }))))
    }

    /// For the client.
    pub(crate) fn of_client(&self, voice: &Voice) -> DeadLetter {
        let (Some(kept), voice) = (self.0.clone(), voice.clone()) else {
            return DeadLetter::nowhere();
        };
        DeadLetter::call(move |record, reason| {
            if !(kept.resumes && kept.ending.load(Ordering::Acquire)) {
                kept.keep(&json!({ "reason": reason, "record": record }), &voice);
            }
        })
    }

    /// Keeps what could not be read.
    pub(crate) fn input(&self, name: &str, line: u64, refused: &Rejection, voice: &Voice) {
        let Some(kept) = &self.0 else { return };
        let mut letter = json!({ "reason": refused.reason(), "file": name, "line": line });
        match str::from_utf8(refused.input()) {
            Ok(text) => letter["input"] = text.into(),
            Err(_) => letter["input_base64"] = STANDARD.encode(refused.input()).into(),
        }
        kept.keep(&letter, voice);
    }

    /// From here on, what the client gives up is what it could not send in time.
    pub(crate) fn ending(&self) {
        if let Some(kept) = &self.0 {
            kept.ending.store(true, Ordering::Release);
        }
    }

    /// How many are kept.
    pub(crate) fn count(&self) -> u64 {
        self.0.as_ref().map_or(0, |kept| kept.count.load(Ordering::Acquire))
    }

    /// Whether one could not be kept.
    pub(crate) fn failed(&self) -> bool {
        self.0.as_ref().is_some_and(|kept| kept.failed.load(Ordering::Acquire))
    }
}

impl Kept {
    fn keep(&self, letter: &Value, voice: &Voice) {
        let written = self.write(letter);
        if let Err(error) = &written
            && !self.failed.swap(true, Ordering::AcqRel)
        {
            voice.say(&format!("the dead letter cannot be written: {}", plain(error)));
        }
        if written.is_ok() {
            self.count.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// One write for each line, so that whoever reads along sees whole ones.
    fn write(&self, letter: &Value) -> io::Result<()> {
        let mut line = serde_json::to_vec(letter)?;
        line.push(b'\n');
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }
}
