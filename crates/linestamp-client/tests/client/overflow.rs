//! What happens when the queue is full.

use std::thread;
use std::time::{Duration, Instant};

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{Client, DeadLetter, Logger, Overflow, QueueLimits, Verdict, info};

use crate::support::gate::Gate;
use crate::support::{Heard, PATIENCE, batches_of, client, until};

/// A client with a record in flight that does not come back before the gate opens, and room for
/// two more.
fn full(gate: &Gate, overflow: Overflow) -> (Client, Logger) {
    let queue = QueueLimits { records: 2, overflow, ..QueueLimits::default() };
    let client = client(gate.clone()).queue(queue).batch(batches_of(1)).start().unwrap();
    let logger = client.logger();
    info!(logger, "in flight");
    until("the worker takes the first", || client.health().in_flight == 1);
    info!(logger, "one");
    info!(logger, "two");
    (client, logger)
}

#[test]
fn the_newest_is_dropped() {
    let gate = Gate::new();
    let (client, logger) = full(&gate, Overflow::DropNewest);
    info!(logger, "three");
    info!(logger, "four");
    assert_eq!(client.health().dropped.newest, 2);
    assert!(client.health().is_balanced());
    gate.open();
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), ["in flight", "one", "two"]);
    assert_eq!((health.confirmed, health.dropped.total()), (3, 2));
}

#[test]
fn the_oldest_is_dropped() {
    let gate = Gate::new();
    let (client, logger) = full(&gate, Overflow::DropOldest);
    info!(logger, "three");
    assert_eq!(client.health().dropped.oldest, 1);
    gate.open();
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), ["in flight", "two", "three"]);
}

#[test]
fn the_oldest_make_room_by_bytes() {
    let gate = Gate::new();
    let queue = QueueLimits { records: 100, bytes: 2_000, overflow: Overflow::DropOldest };
    let client = client(gate.clone()).queue(queue).batch(batches_of(1)).start().unwrap();
    info!(client.logger(), "in flight");
    until("the worker takes the first", || client.health().in_flight == 1);
    for name in ["one", "two", "three"] {
        info!(client.logger(), "{name:-<400}");
    }
    info!(client.logger(), "{:-<1000}", "large");
    let health = client.health();
    assert!(health.queued_bytes <= 2_000 && health.is_balanced(), "{health:?}");
    gate.open();
    client.shutdown(PATIENCE).unwrap();
    let first: Vec<_> = gate.passed().iter().map(|text| text.replace('-', "")).collect();
    assert_eq!(first, ["in flight", "three", "large"]);
}

#[test]
fn a_call_waits_for_room_until_its_time_is_up() {
    let gate = Gate::new();
    let limit = Duration::from_millis(50);
    let (client, logger) = full(&gate, Overflow::Block(limit));
    let began = Instant::now();
    info!(logger, "three");
    assert!(began.elapsed() >= limit);
    assert_eq!(client.health().dropped.block_timeout, 1);
    gate.open();
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), ["in flight", "one", "two"]);
}

#[test]
fn a_call_that_waits_goes_on_when_there_is_room() {
    let gate = Gate::new();
    let (client, logger) = full(&gate, Overflow::Block(PATIENCE));
    let waiting = thread::spawn(move || info!(logger, "three"));
    gate.open();
    waiting.join().unwrap();
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), ["in flight", "one", "two", "three"]);
    assert_eq!(health.dropped.total(), 0);
}

#[test]
fn a_call_that_waits_ends_when_the_client_is_shut_down() {
    let gate = Gate::new();
    let (client, logger) = full(&gate, Overflow::Block(PATIENCE));
    let waiting = thread::spawn(move || info!(logger, "three"));
    let began = Instant::now();
    let left = client.shutdown(Duration::from_millis(20)).unwrap_err();
    waiting.join().unwrap();
    assert!(began.elapsed() < PATIENCE);
    assert_eq!((left.queued, left.in_flight), (2, 1));
}

/// The program's only thread is blocked while the queue is full; the worker goes on without it.
#[tokio::test(flavor = "current_thread")]
async fn blocking_does_not_stop_a_runtime_of_one_thread() {
    let memory = Memory::new();
    let queue =
        QueueLimits { records: 2, overflow: Overflow::Block(PATIENCE), ..QueueLimits::default() };
    let client = client(memory.sink()).queue(queue).start().unwrap();
    for number in 0..500 {
        info!(client.logger(), "{number}");
    }
    client.flush_async(PATIENCE).await.unwrap();
    assert_eq!(memory.records().len(), 500);
    assert_eq!(client.health().dropped.total(), 0);
}

#[test]
fn a_record_that_is_larger_than_the_queue_is_dropped_at_once() {
    let memory = Memory::new();
    let queue = QueueLimits { bytes: 1_000, ..QueueLimits::default() };
    let client = client(memory.sink()).queue(queue).start().unwrap();
    info!(client.logger(), "{}", "x".repeat(2_000));
    info!(client.logger(), "small");
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.dropped.too_large, health.confirmed), (1, 1));
}

#[test]
fn a_record_that_is_larger_than_a_batch_is_sent_by_itself() {
    let memory = Memory::new();
    let mut batch = batches_of(10);
    batch.bytes = 1_000;
    let client = client(memory.sink()).batch(batch).start().unwrap();
    info!(client.logger(), "{}", "x".repeat(5_000));
    info!(client.logger(), "small");
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(memory.records().len(), 2);
    assert_eq!(memory.attempts(), [1, 1]);
}

/// A dead letter that logs: the worker would wait for itself.
#[test]
fn the_worker_never_waits_for_its_own_queue() {
    let memory = Memory::new();
    memory.answer(Verdict::Refused { reason: "no".to_owned() });
    let slot: Heard<Logger> = Heard::new();
    let inner = slot.clone();
    let dead_letter = DeadLetter::call(move |_, _| {
        let logger = inner.all().pop().unwrap();
        for _ in 0..5 {
            info!(logger, "from the callback");
        }
        assert!(logger.flush(PATIENCE).is_err());
    });
    let overflow = Overflow::Block(PATIENCE);
    let queue = QueueLimits { records: 2, overflow, ..QueueLimits::default() };
    let client = client(memory.sink()).queue(queue).dead_letter(dead_letter).batch(batches_of(1));
    let client = client.start().unwrap();
    slot.push(client.logger());
    let began = Instant::now();
    info!(client.logger(), "refused");
    client.flush(PATIENCE).unwrap();
    let health = client.shutdown(PATIENCE).unwrap();
    assert!(began.elapsed() < PATIENCE);
    assert_eq!((health.refused, health.confirmed), (1, 2));
    assert_eq!(health.dropped.block_timeout, 3);
}
