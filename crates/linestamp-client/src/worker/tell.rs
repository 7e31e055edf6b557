//! What the worker says, and to whom: notices, said once where once is enough, and dead letters.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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

/// Speaks for one sink, whatever it has in hand.
pub(crate) struct Teller {
    voice: Arc<Voice>,
    account: Account,
    /// The sink's name, where there are several.
    name: Option<String>,
    told: Mutex<Told>,
}

/// What was said already.
#[derive(Default)]
struct Told {
    drops: u64,
    drops_at: Option<Instant>,
    failing: bool,
    held: bool,
}

/// The refusals of one batch: how many, and why the first.
#[derive(Default)]
pub(crate) struct Refusals(Option<(u64, String)>);

impl Refusals {
    pub(crate) fn note(&mut self, records: u64, reason: &str) {
        self.0.get_or_insert_with(|| (0, reason.to_owned())).0 += records;
    }
}

impl Teller {
    pub(crate) fn new(voice: Arc<Voice>, account: Account, name: Option<String>) -> Teller {
        Teller { voice, account, name, told: Mutex::default() }
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reason, with the name of the sink that gives it.
    fn named(&self, reason: &str) -> String {
        match &self.name {
            Some(name) => format!("{name}: {reason}"),
            None => reason.to_owned(),
        }
    }

    /// Tells how many records were dropped since it was last told, if it is time to.
    pub(crate) fn drops(&self, at_the_end: bool) {
        let dropped = self.account.dropped();
        let mut told = self.told();
        let due = at_the_end || told.drops_at.is_none_or(|at| at.elapsed() >= PAUSE);
        let records = dropped.saturating_sub(told.drops);
        if due && records > 0 {
            (told.drops, told.drops_at) = (dropped, Some(Instant::now()));
            drop(told);
            self.voice.say(Notice::Dropped { records });
        }
    }

    /// Tells the refusals of a batch, which are then done with.
    pub(crate) fn refusals(&self, refusals: &mut Refusals) {
        if let Some((records, reason)) = refusals.0.take() {
            self.voice.say(Notice::Refused { records, reason: self.named(&reason) });
        }
    }

    /// Gives records to the dead letter.
    pub(crate) fn dead<'r>(&self, records: impl IntoIterator<Item = &'r LogRecord>, reason: &str) {
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

    pub(crate) fn failing(&self, reason: &str) {
        if !std::mem::replace(&mut self.told().failing, true) {
            self.voice.say(Notice::Failing { reason: self.named(reason) });
        }
    }

    pub(crate) fn held(&self, reason: &str) {
        if !std::mem::replace(&mut self.told().held, true) {
            self.account.held(true);
            self.voice.say(Notice::Held { reason: self.named(reason) });
        }
    }

    /// The backend took something, or refused it for good: it is there.
    pub(crate) fn answered(&self) {
        let mut told = self.told();
        told.failing = false;
        let was_held = std::mem::take(&mut told.held);
        drop(told);
        if was_held {
            self.account.held(false);
            self.voice.say(Notice::Resumed);
        }
    }
}
