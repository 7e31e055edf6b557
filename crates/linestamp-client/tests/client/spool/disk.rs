//! A spool that is full.

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{Notice, Overflow, QueueLimits, Spool, info};

use crate::support::gate::Gate;
use crate::support::{Heard, PATIENCE, batches_of, client, until};

use super::{SHORT, closed, replay};

#[test]
fn a_full_spool_is_said_and_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let heard = Heard::new();
    let queue = QueueLimits { records: 10, overflow: Overflow::DropNewest, ..Default::default() };
    let spool = Spool::always(folder.path()).bytes(20_000);
    let client = closed(spool).queue(queue).on_notice(heard.ear()).start().unwrap();
    let logger = client.logger();
    until("the spool is full", || {
        info!(logger, "{:-<100}", client.health().offered);
        heard.all().iter().any(|notice| matches!(notice, Notice::Spool { .. }))
    });
    let on_disk: u64 = super::segments(folder.path())
        .iter()
        .map(|path| std::fs::metadata(path).unwrap().len())
        .sum();
    assert!(on_disk <= 20_000, "{on_disk}");
    let _ = client.shutdown(SHORT);
    let health = logger.health();
    assert!(health.is_balanced(), "{health:?}");
    let (records, said) = replay(Spool::always(folder.path()));
    assert_eq!((records.len() as u64, said), (health.spooled, Vec::new()));
}

#[test]
fn a_full_spool_goes_on_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let (gate, heard) = (Gate::new(), Heard::new());
    let queue = QueueLimits { records: 1000, ..Default::default() };
    let spool = Spool::always(folder.path()).bytes(20_000);
    let client = client(gate.clone()).queue(queue).batch(batches_of(10)).spool(spool);
    let client = client.on_notice(heard.ear()).start().unwrap();
    for number in 0..500 {
        info!(client.logger(), "{number}");
    }
    until("the spool is full", || {
        heard.all().iter().any(|notice| matches!(notice, Notice::Spool { .. }))
    });
    assert!(client.health().queued > 0);
    gate.open();
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), super::numbers(0..500));
}

#[test]
fn a_record_that_no_spool_holds_does_not_block_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::new();
    let spool = Spool::always(folder.path()).bytes(20_000);
    let client = client(memory.sink()).spool(spool).start().unwrap();
    let logger = client.logger();
    for text in ["one", &"large".repeat(10_000), "two"] {
        info!(logger, "{text}");
    }
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(super::messages(&memory.records()), ["one", "two"]);
    let health = logger.health();
    assert!(health.is_balanced() && health.dropped.too_large == 1, "{health:?}");
}
