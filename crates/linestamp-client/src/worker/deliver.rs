//! Delivers one batch: sends it, and does what each verdict asks for, until every record of it has
//! its fate.
//!
//! A batch is a stack of parts, the first on top. A part that is too large, or refused as a whole,
//! is replaced by its halves, so that order is kept and a poisoned record is found in a number of
//! requests that grows with the logarithm of the batch; where every record is poisoned, in two for each. What is left of a part after a partial
//! success goes back on the stack: nothing that was confirmed or refused is sent again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use linestamp_schema::LogRecord;

use crate::clock::{Randomness, fraction};
use crate::queue::Fate;
use crate::retry::Retry;
use crate::sinks::Sink;
use crate::verdict::Verdict;

use super::account::{Account, Origin};
use super::tell::{Refusals, Teller};

pub(crate) struct Delivery {
    account: Account,
    sink: Box<dyn Sink>,
    retry: Retry,
    attempt: Duration,
    randomness: Arc<dyn Randomness>,
    teller: Arc<Teller>,
    parts: Vec<Part>,
    /// Where the batch is from.
    origin: Origin,
    refusals: Refusals,
    /// Since the first attempt of the batch, without the time for which we were held.
    spent: Duration,
}

struct Part {
    records: Vec<LogRecord>,
    failed: u32,
}

impl Delivery {
    pub(crate) fn new(
        account: Account,
        sink: Box<dyn Sink>,
        retry: Retry,
        attempt: Duration,
        randomness: Arc<dyn Randomness>,
        teller: Arc<Teller>,
    ) -> Delivery {
        Delivery {
            account,
            sink,
            retry,
            attempt,
            randomness,
            teller,
            parts: Vec::new(),
            origin: Origin::Queue(0),
            refusals: Refusals::default(),
            spent: Duration::ZERO,
        }
    }

    /// Sends the batch until each record of it has its fate. Where this is cancelled, what is left
    /// is kept for [`Delivery::give_back`].
    pub(crate) async fn deliver(&mut self, batch: Vec<LogRecord>, origin: Origin) {
        (self.spent, self.origin) = (Duration::ZERO, origin);
        self.parts.push(Part { records: batch, failed: 0 });
        while let Some(part) = self.parts.last() {
            let records = part.records.len() as u64;
            self.account.attempt(records, part.failed > 0);
            let began = Instant::now();
            let sent = tokio::time::timeout(self.attempt, self.sink.send(&part.records)).await;
            let verdict = sent.unwrap_or_else(|_| Verdict::Retry {
                reason: format!("no answer within {:?}", self.attempt),
                after: None,
            });
            self.spent += began.elapsed();
            self.judge(verdict).await;
            self.teller.drops(false);
        }
        self.teller.refusals(&mut self.refusals);
    }

    /// Ends: gives back what is in hand and nowhere else, with the number with which its batch began.
    pub(crate) fn give_back(&mut self) -> Option<(u64, Vec<LogRecord>)> {
        self.teller.refusals(&mut self.refusals);
        let parts = std::mem::take(&mut self.parts);
        let Origin::Queue(batch) = self.origin else { return None };
        Some((batch, parts.into_iter().rev().flat_map(|part| part.records).collect()))
    }

    /// Does what the verdict on the top part asks for.
    async fn judge(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Retry { reason, after } => return self.again(&reason, after).await,
            Verdict::Held { reason } => {
                self.teller.held(&reason);
                tokio::time::sleep(self.retry.probe).await;
                return;
            }
            _ => self.teller.answered(),
        }
        let Some(part) = self.parts.pop() else { return };
        match verdict {
            Verdict::Partial { refused, again } => {
                let refused = refused.into_iter().collect();
                if self.split_off(part, &refused, &again) {
                    self.again("the backend wants some of the records again", None).await;
                }
            }
            Verdict::SomeRefused { refused, reason } => self.some(&part.records, refused, &reason),
            Verdict::TooLarge { reason } | Verdict::Refused { reason } => {
                if part.records.len() == 1 {
                    self.refuse(&part.records, &reason);
                } else {
                    self.halve(part);
                }
            }
            Verdict::Confirmed | Verdict::Retry { .. } | Verdict::Held { .. } => {
                self.settle(Fate::Confirmed, part.records.len());
            }
        }
    }

    /// Waits for the next attempt of the top part, or gives the part up.
    async fn again(&mut self, reason: &str, after: Option<Duration>) {
        self.teller.failing(reason);
        let Some(part) = self.parts.last_mut() else { return };
        part.failed += 1;
        let part_fraction = fraction(&*self.randomness);
        match self.retry.wait(part.failed, after, self.spent, part_fraction) {
            Some(wait) => {
                tokio::time::sleep(wait).await;
                self.spent += wait;
            }
            // On disk they can wait.
            None if matches!(self.origin, Origin::Spool(_)) => {
                tokio::time::sleep(self.retry.longest).await
            }
            None => self.give_up(reason),
        }
    }

    fn settle(&self, fate: Fate, records: usize) {
        self.account.settle(self.origin, fate, records as u64);
    }

    fn give_up(&mut self, reason: &str) {
        if let Some(part) = self.parts.pop() {
            let reason = format!("given up after {} attempts: {reason}", part.failed);
            self.teller.dead(&part.records, &reason);
            self.settle(Fate::RetriesSpent, part.records.len());
        }
    }

    fn refuse(&mut self, records: &[LogRecord], reason: &str) {
        self.teller.dead(records, reason);
        self.settle(Fate::Refused, records.len());
        self.refusals.note(records.len() as u64, reason);
    }

    /// Settles a part of which nobody knows which records were refused.
    fn some(&mut self, records: &[LogRecord], refused: usize, reason: &str) {
        let refused = refused.min(records.len());
        let whole = format!("{refused} of these {} were refused: {reason}", records.len());
        self.teller.dead(records, &whole);
        self.settle(Fate::Refused, refused);
        self.settle(Fate::Confirmed, records.len() - refused);
        self.refusals.note(refused as u64, reason);
    }

    fn halve(&mut self, part: Part) {
        let Part { records: mut first, failed } = part;
        let second = first.split_off(first.len() / 2);
        self.parts.push(Part { records: second, failed });
        self.parts.push(Part { records: first, failed });
    }

    /// Takes apart what was confirmed, what was refused and what is to be sent again; says whether
    /// there is any of the last. An index that is out of range is ignored; one that is in both
    /// lists is refused.
    fn split_off(&mut self, part: Part, refused: &HashMap<usize, String>, again: &[usize]) -> bool {
        let again: HashSet<usize> = again.iter().copied().collect();
        let (mut confirmed, mut rest) = (0, Vec::new());
        for (index, record) in part.records.into_iter().enumerate() {
            if let Some(reason) = refused.get(&index) {
                self.refuse(&[record], reason);
            } else if again.contains(&index) {
                rest.push(record);
            } else {
                confirmed += 1;
            }
        }
        self.settle(Fate::Confirmed, confirmed);
        let any = !rest.is_empty();
        if any {
            self.parts.push(Part { records: rest, failed: part.failed });
        }
        any
    }
}
