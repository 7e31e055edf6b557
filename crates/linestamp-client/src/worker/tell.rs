//! What the worker says, and to whom: notices, said once where once is enough, and dead letters.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use linestamp_schema::LogRecord;

use crate::dead_letter::DeadLetter;
use crate::notice::Notice;

use super::account::Account;

/// How often drops are told.
const PAUSE: Duration = Duration::from_secs(10);

/// Who is told and where dead letters go: the same for all sinks.
pub(crate) struct Voice {
    on_notice: Mutex<Box<dyn FnMut(Notice) + Send>>,
    dead_letter: Mutex<DeadLetter>,
}

impl Voice {
    pub(crate) fn new(on_notice: Box<dyn FnMut(Notice) + Send>, dead_letter: DeadLetter) -> Voice {
        Voice { on_notice: Mutex::new(on_notice), dead_letter: Mutex::new(dead_letter) }
    }

    pub(crate) fn say(&self, notice: Notice) {
        (self.on_notice.lock().unwrap_or_else(PoisonError::into_inner))(notice);
    }
}

pub(crate) struct Teller {
    voice: Arc<Voice>,
    account: Account,
    /// The sink's name, where there are several.
    name: Option<String>,
    /// How many were refused in this batch, and why the first.
    refused: Option<(u64, String)>,
    told: u64,
    told_at: Option<Instant>,
    failing: bool,
    held: bool,
}

impl Teller {
    pub(crate) fn new(voice: Arc<Voice>, account: Account, name: Option<String>) -> Teller {
        let (refused, told, told_at) = (None, 0, None);
        Teller { voice, account, name, refused, told, told_at, failing: false, held: false }
    }

    /// The reason, with the name of the sink that gives it.
    fn named(&self, reason: &str) -> String {
        match &self.name {
            Some(name) => format!("{name}: {reason}"),
            None => reason.to_owned(),
        }
    }

    /// Tells how many records were dropped since it was last told, if it is time to.
    pub(crate) fn drops(&mut self, at_the_end: bool) {
        let due = at_the_end || self.told_at.is_none_or(|at| at.elapsed() >= PAUSE);
        let dropped = self.account.dropped();
        if due && dropped > self.told {
            let records = dropped - self.told;
            (self.told, self.told_at) = (dropped, Some(Instant::now()));
            self.voice.say(Notice::Dropped { records });
        }
    }

    /// Notes a refusal, to be told with the others of its batch.
    pub(crate) fn refused(&mut self, records: u64, reason: &str) {
        self.refused.get_or_insert_with(|| (0, reason.to_owned())).0 += records;
    }

    /// Tells the refusals that were noted.
    pub(crate) fn refusals(&mut self) {
        if let Some((records, reason)) = self.refused.take() {
            self.voice.say(Notice::Refused { records, reason: self.named(&reason) });
        }
    }

    /// Gives records to the dead letter.
    pub(crate) fn dead<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r LogRecord>,
        reason: &str,
    ) {
        let reason = self.named(reason);
        for record in records {
            let mut dead_letter =
                self.voice.dead_letter.lock().unwrap_or_else(PoisonError::into_inner);
            let kept = dead_letter.keep(record, &reason);
            drop(dead_letter);
            if let Err(error) = kept {
                self.voice.say(Notice::DeadLetter { reason: error.to_string() });
            }
        }
    }

    /// Tells that the spool cannot be read, or a cursor not written.
    pub(crate) fn spool(&self, reason: &str) {
        self.voice.say(Notice::Spool { reason: self.named(reason) });
    }

    pub(crate) fn failing(&mut self, reason: &str) {
        if !self.failing {
            self.failing = true;
            self.voice.say(Notice::Failing { reason: self.named(reason) });
        }
    }

    pub(crate) fn held(&mut self, reason: &str) {
        if !self.held {
            self.held = true;
            self.account.held(true);
            self.voice.say(Notice::Held { reason: self.named(reason) });
        }
    }

    /// The backend took something, or refused it for good: it is there.
    pub(crate) fn answered(&mut self) {
        self.failing = false;
        if self.held {
            self.held = false;
            self.account.held(false);
            self.voice.say(Notice::Resumed);
        }
    }
}
