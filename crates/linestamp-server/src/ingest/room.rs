//! The memory that requests with records may take together.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::body::too_much;
use crate::problem::{Code, Problem};

/// What is counted at once.
const UNIT: usize = 1024;

/// The memory that is left.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    units: Arc<Semaphore>,
    /// How many there are of them.
    all: usize,
    /// How many bodies are read into records at once: that takes memory and a core.
    pub(crate) readers: Arc<Semaphore>,
}

/// The memory of one request, which is given back at its end.
#[derive(Debug)]
pub(crate) struct Held {
    room: Room,
    permit: Option<OwnedSemaphorePermit>,
    bytes: usize,
}

impl Room {
    /// So much.
    pub(crate) fn of(bytes: usize) -> Room {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let units = (bytes / UNIT).min(Semaphore::MAX_PERMITS);
        let (all, readers) = (units, Arc::new(Semaphore::new(cores)));
        Room { units: Arc::new(Semaphore::new(units)), all, readers }
    }

    /// Nothing so far.
    pub(crate) fn hold(&self) -> Held {
        Held { room: self.clone(), permit: None, bytes: 0 }
    }
}

impl Held {
    /// Takes more. Refused where there is none left, for others to end first, or where there would
    /// never be as much.
    pub(crate) fn more(&mut self, bytes: usize) -> Result<(), Problem> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.book(self.bytes)
    }

    /// Makes sure of so much more, which is taken for a moment and then given back, or becomes what
    /// [`Held::more`] takes.
    pub(crate) fn reach(&mut self, bytes: usize) -> Result<(), Problem> {
        self.book(self.bytes.saturating_add(bytes))
    }

    fn book(&mut self, bytes: usize) -> Result<(), Problem> {
        let needs = bytes.div_ceil(UNIT);
        if needs > self.room.all {
            return Err(too_much(format!(
                "reading it takes more memory than the {} KiB for all requests: send it in parts",
                self.room.all
            )));
        }
        let has = self.permit.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let lacks = needs.saturating_sub(has);
        if lacks == 0 {
            return Ok(());
        }
        let lacks = u32::try_from(lacks).map_err(|_| busy())?;
        let units = Arc::clone(&self.room.units);
        let more = units.try_acquire_many_owned(lacks).map_err(|_| busy())?;
        match &mut self.permit {
            Some(permit) => permit.merge(more),
            None => self.permit = Some(more),
        }
        Ok(())
    }
}

fn busy() -> Problem {
    let detail = "as many records are on their way as there is memory for: send them again later";
    Problem { retry_after: Some(1), ..Problem::new(Code::Busy, detail) }
}
