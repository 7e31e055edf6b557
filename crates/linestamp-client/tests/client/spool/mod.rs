//! The spool: what is on disk is sent, whatever happens in between.

mod damage;
mod disk;
mod modes;
mod several;

use std::path::{Path, PathBuf};

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{ClientBuilder, LogRecord, Notice, Spool};

use crate::support::gate::Gate;
use crate::support::{Heard, PATIENCE, SHORT, batches_of, client, numbers};

/// A client whose backend takes nothing.
fn closed(spool: Spool) -> ClientBuilder {
    client(Gate::new()).batch(batches_of(10)).spool(spool)
}

/// The segments of a spool, in order.
fn segments(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_segment = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "seg");
    let mut segments: Vec<_> = entries.filter(is_segment).collect();
    segments.sort();
    segments
}

/// Starts a client on a spool, lets it send everything, and gives that and what it said.
fn replay(spool: Spool) -> (Vec<LogRecord>, Vec<Notice>) {
    let (memory, heard) = (Memory::new(), Heard::new());
    let client = client(memory.sink()).spool(spool).on_notice(heard.ear()).start().unwrap();
    let logger = client.logger();
    client.shutdown(PATIENCE).unwrap();
    let health = logger.health();
    assert!(health.is_balanced(), "{health:?}");
    assert_eq!(health.confirmed + health.dropped.damaged, health.recovered);
    (memory.records(), heard.all())
}

fn messages(records: &[LogRecord]) -> Vec<&str> {
    records.iter().map(|record| record.message.as_str()).collect()
}
