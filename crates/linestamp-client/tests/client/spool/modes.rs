//! Which records go to the disk, and that they come back in order.

use std::path::Path;
use std::time::Duration;

use linestamp_client::sinks::http::Http;
use linestamp_client::sinks::memory::Memory;
use linestamp_client::{NotDurable, Overflow, QueueLimits, Spool, info};

use crate::support::gate::Gate;
use crate::support::server::{Reply, Server};
use crate::support::{PATIENCE, batches_of, client, until};

use super::{SHORT, closed, messages, numbers, replay};

const BOTH: [fn(&Path) -> Spool; 2] =
    [|folder| Spool::always(folder), |folder| Spool::overflow(folder)];

#[test]
fn what_was_not_sent_is_sent_by_the_next_client() {
    for spool in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let client = closed(spool(folder.path())).start().unwrap();
        let logger = client.logger();
        for number in 0..25 {
            info!(logger, number = number, "{number}");
        }
        let left = client.shutdown(SHORT).unwrap_err();
        assert_eq!((left.queued, left.in_flight, left.spooled), (0, 0, 25));
        assert!(left.to_string().contains("25 in the spool"), "{left}");
        let health = logger.health();
        assert!(health.is_balanced() && health.spooled == 25, "{health:?}");
        let (records, said) = replay(spool(folder.path()));
        assert_eq!(said, []);
        assert_eq!(messages(&records), numbers(0..25));
        assert!(records.iter().zip(0..).all(|(record, at)| record.metadata["number"] == at));
        // Nothing is left.
        assert_eq!(replay(spool(folder.path())), (Vec::new(), Vec::new()));
    }
}

#[test]
fn always_sends_from_the_disk_and_drops_what_is_done() {
    let folder = tempfile::tempdir().unwrap();
    let memory = Memory::new();
    let spool = Spool::always(folder.path()).segment(2_000);
    let client = client(memory.sink()).batch(batches_of(10)).spool(spool).start().unwrap();
    for number in 0..500 {
        info!(client.logger(), "{number}");
    }
    let logger = client.logger();
    client.shutdown(PATIENCE).unwrap();
    let health = logger.health();
    assert_eq!((health.confirmed, health.spooled), (500, 0));
    assert_eq!(messages(&memory.records()), numbers(0..500));
    assert!(super::segments(folder.path()).len() <= 1);
}

#[test]
fn a_flush_returns_once_the_disk_has_it() {
    for spool in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let client = closed(spool(folder.path())).batch(batches_of(1000)).start().unwrap();
        for number in 0..5 {
            info!(client.logger(), "{number}");
        }
        client.flush(PATIENCE).unwrap();
        let health = client.health();
        assert_eq!((health.queued, health.in_flight, health.spooled), (0, 0, 5));
    }
}

#[test]
fn a_durable_record_is_on_disk_when_the_call_returns() {
    for spool in BOTH {
        let folder = tempfile::tempdir().unwrap();
        let client = closed(spool(folder.path())).start().unwrap();
        let logger = client.logger();
        logger.info("one").log_durable_blocking(PATIENCE).unwrap();
        assert_eq!(client.health().spooled, 1);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(logger.info("two").log_durable(PATIENCE)).unwrap();
        assert_eq!(client.health().spooled, 2);
        // As after `kill -9`: nothing of this client is asked again.
        let copy = tempfile::tempdir().unwrap();
        for segment in super::segments(folder.path()) {
            std::fs::copy(&segment, copy.path().join(segment.file_name().unwrap())).unwrap();
        }
        assert_eq!(messages(&replay(spool(copy.path())).0), ["one", "two"]);
    }
}

#[test]
fn without_a_spool_nothing_is_durable() {
    let memory = Memory::new();
    let client = client(memory.sink()).start().unwrap();
    let told = client.logger().info("one").log_durable_blocking(PATIENCE);
    assert_eq!(told, Err(NotDurable::NoSpool));
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(memory.records().len(), 1);
}

#[test]
fn after_the_end_nothing_is_durable() {
    let folder = tempfile::tempdir().unwrap();
    let client = client(Memory::new().sink()).spool(Spool::always(folder.path())).start().unwrap();
    let logger = client.logger();
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(logger.info("one").log_durable_blocking(PATIENCE), Err(NotDurable::Failed));
}

#[test]
fn a_full_queue_spills_and_order_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::new();
    let queue = QueueLimits { records: 10, ..QueueLimits::default() };
    assert_eq!(queue.overflow, Overflow::Spill);
    let client = client(gate.clone()).batch(batches_of(7)).queue(queue);
    let client = client.spool(Spool::overflow(folder.path())).start().unwrap();
    let logger = client.logger();
    for number in 0..500 {
        info!(logger, "{number}");
        let health = client.health();
        assert!(health.is_balanced() && health.queued <= 10, "{health:?}");
    }
    assert!(client.health().spooled >= 400, "{:?}", client.health());
    gate.open();
    until("the spool is empty", || client.health().spooled == 0);
    // From here on the disk is not needed again.
    info!(logger, "500");
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), numbers(0..501));
    assert_eq!(logger.health().confirmed, 501);
}

#[test]
fn one_process_has_the_spool() {
    let folder = tempfile::tempdir().unwrap();
    let first = closed(Spool::always(folder.path())).drop_limit(SHORT).start().unwrap();
    let error = closed(Spool::always(folder.path())).start().unwrap_err().to_string();
    assert!(error.contains("another process has it"), "{error}");
    drop(first);
    drop(closed(Spool::always(folder.path())).drop_limit(SHORT).start().unwrap());
}

/// The writer has nothing to do while the last batches are on their way past the spool.
#[test]
fn a_shutdown_sends_what_has_room_without_the_disk() {
    let server = Server::start(|_| Reply::status(200).after(Duration::from_millis(5)));
    let folder = tempfile::tempdir().unwrap();
    let sink = Http::to(&server.url("/")).unwrap().sink().unwrap();
    let client = client(sink).batch(batches_of(10)).spool(Spool::overflow(folder.path()));
    let client = client.start().unwrap();
    for number in 0..55 {
        info!(client.logger(), "{number}");
    }
    let logger = client.logger();
    client.shutdown(PATIENCE).unwrap();
    logger.flush(SHORT).unwrap();
    assert_eq!(server.taken(), numbers(0..55));
    assert!(super::segments(folder.path()).is_empty());
}
