//! From decoders to the client: room, refusals, and when to stop.

use std::thread;
use std::time::{Duration, Instant};

use linestamp_client::{Health, Logger};
use linestamp_formats::{Decoder, Format, Rules};
use linestamp_schema::Intake;

use super::ids::Ids;
use super::open::variable;
use super::{DeadLetters, Voice};
use crate::args::{ReadingArgs, environment};
use crate::failure::Failure;
use crate::interrupt::interrupted;

/// How many bytes wait in the client at most, beside the batch that is being sent.
const WINDOW: u64 = 8 << 20;

/// How long to wait for room before looking again: a batch takes longer to send.
const PAUSE: Duration = Duration::from_millis(1);

/// How long records get to arrive once the user has ended the run.
const GRACE: Duration = Duration::from_secs(10);

/// How input becomes records.
#[derive(Debug)]
pub(crate) struct Reading {
    format: Option<Format>,
    rules: Rules,
    pub(crate) intake: Intake,
}

impl Reading {
    pub(crate) fn new(args: &ReadingArgs) -> Result<Reading, Failure> {
        let mut intake = Intake::new();
        if let Some(service) = args.service.clone().or_else(|| variable("LINESTAMP_SERVICE")) {
            intake = intake.service(service);
        }
        let named = match (args.environment, variable("LINESTAMP_ENVIRONMENT")) {
            (Some(named), _) => Some(named),
            (None, Some(word)) => Some(environment(&word).map_err(|why| {
                Failure::new(format!("LINESTAMP_ENVIRONMENT is {word:?}: {why}"))
            })?),
            (None, None) => None,
        };
        if let Some(environment) = named {
            intake = intake.environment(environment);
        }
        let rules = Rules::default().mappings(args.mappings.clone()).level(args.level);
        Ok(Reading { format: args.input, rules, intake })
    }

    /// Reads from that place and line on.
    pub(crate) fn decoder(&self, place: u64, line: u64) -> Decoder {
        Decoder::at(place, line, self.format, self.rules.clone())
    }
}

/// Why a run ends before its input does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The user wants it.
    Interrupted,
    /// The backend lets nobody in.
    Held,
    /// It has taken nothing for too long.
    GaveUp,
    /// What is refused cannot be kept.
    NotKept,
}

/// Hands records to the client, never more than it has room for.
pub(crate) struct Feed<'r> {
    pub(crate) reading: &'r Reading,
    pub(crate) logger: Logger,
    pub(crate) voice: Voice,
    pub(crate) letters: DeadLetters,
    /// How many records may wait.
    pub(crate) room: u64,
    /// How long the backend may take nothing.
    pub(crate) patience: Option<Duration>,
    /// Whether a backend that lets nobody in ends the run.
    pub(crate) ends_if_held: bool,
    /// How long a pipe gets to be read to its end once the user has ended the run: whoever writes
    /// to it was ended by the same keys.
    pub(crate) pipe_grace: Duration,
    pub(crate) interrupted_at: Option<Instant>,
    /// Whether all is on disk before it is sent: nothing is given up while there may be more to read.
    pub(crate) is_kept: bool,
    /// Whether there will be no more to read.
    pub(crate) at_end: bool,
    pub(crate) quiet: bool,
    pub(crate) read: u64,
    pub(crate) unreadable: u64,
    pub(crate) bytes: u64,
    pub(crate) ending: Option<Ending>,
    pub(crate) taken: (u64, Instant),
}

impl Feed<'_> {
    /// Hands over what the decoder has. Says whether to go on; where not, the decoder stands behind
    /// the last record that was handed over.
    pub(crate) fn drain(&mut self, decoder: &mut Decoder, name: &str, ids: Ids) -> bool {
        while self.has_room() {
            let stamp = &mut |position| ids.stamp(position);
            let Some(entry) = decoder.next(&self.reading.intake, stamp) else { return true };
            self.read += 1;
            match entry.outcome {
                Ok(record) => self.logger.write(record),
                Err(refused) => {
                    self.letters.input(name, entry.line, &refused, &self.voice);
                    if !self.quiet {
                        let text = format!("{name}:{}: refused: {refused}", entry.line);
                        self.voice.refused(self.unreadable, &text);
                    }
                    self.unreadable += 1;
                }
            }
        }
        false
    }

    /// So many bytes more are read.
    pub(crate) fn count(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
        self.voice.progress(self.bytes, self.logger.health().confirmed);
    }

    /// Waits for room in the client; says whether there is, or the run ends.
    fn has_room(&mut self) -> bool {
        loop {
            let health = self.logger.health();
            if !self.goes_on(&health) {
                return false;
            }
            if health.queued < self.room && health.queued_bytes < WINDOW {
                return true;
            }
            thread::sleep(PAUSE);
        }
    }

    /// Whether the run goes on.
    pub(crate) fn may_go_on(&mut self) -> bool {
        let health = self.logger.health();
        self.goes_on(&health)
    }

    fn goes_on(&mut self, health: &Health) -> bool {
        if interrupted() {
            self.interrupted_at.get_or_insert_with(Instant::now);
        }
        let ending = match self.interrupted_at {
            Some(at) if at.elapsed() >= self.pipe_grace => Some(Ending::Interrupted),
            _ => self.trouble(health),
        };
        self.ending = self.ending.or(ending);
        self.ending.is_none()
    }

    fn trouble(&mut self, health: &Health) -> Option<Ending> {
        let taken = health.confirmed + health.refused;
        let idle = health.queued + health.in_flight + health.spooled == 0;
        if taken != self.taken.0 || idle || (self.is_kept && !self.at_end) {
            self.taken = (taken, Instant::now());
        }
        let over = |patience: Duration| self.taken.1.elapsed() > patience;
        if self.letters.failed() {
            Some(Ending::NotKept)
        } else if health.held && self.ends_if_held {
            Some(Ending::Held)
        } else if self.patience.is_some_and(over) {
            Some(Ending::GaveUp)
        } else {
            None
        }
    }

    /// Waits until every record has its fate; says whether all have. Once the user has ended the
    /// run, what is on disk is not waited for.
    pub(crate) fn settle(&mut self) -> bool {
        self.at_end = true;
        let mut deadline = self.ending.map(|_| Instant::now() + GRACE);
        loop {
            let is_safe = self.logger.flush(Duration::from_millis(100)).is_ok();
            let health = self.logger.health();
            if is_safe && (health.spooled == 0 || interrupted()) {
                return health.spooled == 0;
            }
            if is_safe {
                thread::sleep(PAUSE);
            }
            self.voice.progress(self.bytes, health.confirmed);
            // Nothing more will come, so that waiting to be let in serves nobody.
            self.ends_if_held = true;
            let ended = match self.trouble(&health) {
                Some(trouble) => {
                    self.ending = Some(trouble);
                    true
                }
                None => false,
            };
            if interrupted() {
                deadline.get_or_insert_with(|| Instant::now() + GRACE);
            }
            if ended || deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return false;
            }
        }
    }
}
