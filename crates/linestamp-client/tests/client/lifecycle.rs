//! Flush, shutdown, drop, and ends that nobody asked for.

use std::time::{Duration, Instant};

use linestamp_client::sinks::memory::Memory;
use linestamp_client::sinks::{Sending, Sink};
use linestamp_client::{BatchLimits, LogRecord, Notice, Verdict, info};

use crate::support::gate::Gate;
use crate::support::{Heard, PATIENCE, SHORT, batches_of, client, until};

#[test]
fn a_flush_does_not_wait_for_a_full_batch() {
    let memory = Memory::new();
    let client = client(memory.sink()).batch(batches_of(1000)).start().unwrap();
    info!(client.logger(), "one");
    client.flush(PATIENCE).unwrap();
    assert_eq!(memory.records().len(), 1);
    // Nothing is left to wait for.
    client.flush(Duration::ZERO).unwrap();
}

#[test]
fn a_flush_says_what_is_left_and_goes_on() {
    let gate = Gate::new();
    let client = client(gate.clone()).batch(batches_of(2)).start().unwrap();
    for number in 0..5 {
        info!(client.logger(), "{number}");
    }
    let left = client.flush(SHORT).unwrap_err();
    assert_eq!((left.queued, left.in_flight), (3, 2));
    gate.open();
    client.flush(PATIENCE).unwrap();
    assert_eq!(gate.passed(), ["0", "1", "2", "3", "4"]);
}

#[test]
fn age_closes_a_batch() {
    let memory = Memory::new();
    let batch = BatchLimits { age: SHORT, ..BatchLimits::default() };
    let client = client(memory.sink()).batch(batch).start().unwrap();
    let began = Instant::now();
    info!(client.logger(), "one");
    until("the record arrives by itself", || memory.records().len() == 1);
    assert!(began.elapsed() >= SHORT);
}

#[test]
fn count_closes_a_batch() {
    let memory = Memory::new();
    let client = client(memory.sink()).batch(batches_of(3)).start().unwrap();
    for number in 0..7 {
        info!(client.logger(), "{number}");
    }
    until("two batches arrive by themselves", || memory.records().len() == 6);
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(memory.attempts(), [3, 3, 1]);
}

#[test]
fn a_shutdown_gives_what_is_left_to_the_dead_letter() {
    let (gate, dead, heard) = (Gate::new(), Heard::new(), Heard::new());
    let client = client(gate).batch(batches_of(2)).dead_letter(dead.dead_letter());
    let client = client.on_notice(heard.ear()).start().unwrap();
    let logger = client.logger();
    for number in 0..5 {
        info!(logger, "{number}");
    }
    until("a batch is in flight", || client.health().in_flight == 2);
    let left = client.shutdown(SHORT).unwrap_err();
    assert_eq!((left.queued, left.in_flight), (3, 2));
    let messages: Vec<_> = dead.all().into_iter().map(|(message, _)| message).collect();
    assert_eq!(messages, ["0", "1", "2", "3", "4"]);
    assert_eq!(heard.all(), [Notice::Dropped { records: 5 }]);
    // It may be logged on, to no avail.
    info!(logger, "late");
    logger.flush(SHORT).unwrap();
}

#[test]
fn dropping_the_client_sends_what_is_there() {
    let memory = Memory::new();
    let client = client(memory.sink()).batch(batches_of(1000)).start().unwrap();
    for number in 0..50 {
        info!(client.logger(), "{number}");
    }
    drop(client);
    assert_eq!(memory.records().len(), 50);
}

#[test]
fn dropping_the_client_takes_no_longer_than_its_limit() {
    let dead = Heard::new();
    let client = client(Gate::new()).drop_limit(SHORT).dead_letter(dead.dead_letter());
    let client = client.start().unwrap();
    info!(client.logger(), "one");
    let began = Instant::now();
    drop(client);
    assert!(began.elapsed() < PATIENCE);
    assert_eq!(dead.all().len(), 1);
}

#[test]
fn the_records_of_each_thread_keep_their_order() {
    let memory = Memory::new();
    let client = client(memory.sink()).batch(batches_of(7)).start().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let logger = client.logger();
            scope.spawn(move || {
                for number in 0..500 {
                    info!(logger, number = number, thread = thread, "…");
                }
            });
        }
    });
    client.shutdown(PATIENCE).unwrap();
    for thread in 0..4 {
        let records = memory.expect().field("thread", thread).times(500);
        assert!(
            records.iter().zip(0..).all(|(record, number)| record.metadata["number"] == number)
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_works_under_a_runtime() {
    let memory = Memory::new();
    let client = client(memory.sink()).start().unwrap();
    let tasks: Vec<_> = (0..10)
        .map(|number| {
            let logger = client.logger();
            tokio::spawn(async move {
                info!(logger, "{number}");
                logger.flush_async(PATIENCE).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(memory.records().len(), 10);
    // Dropping blocks, but needs nothing of the runtime.
    drop(client);
}

struct Panics;

impl Sink for Panics {
    fn send<'a>(&'a mut self, _: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(async { panic!("a sink that panics, for a test") })
    }
}

#[test]
fn a_panic_leaves_nobody_waiting_and_the_account_balanced() {
    let client = client(Panics).batch(batches_of(2)).start().unwrap();
    let logger = client.logger();
    for number in 0..3 {
        info!(logger, "{number}");
    }
    client.flush(PATIENCE).unwrap();
    info!(logger, "late");
    let health = client.shutdown(PATIENCE).unwrap();
    assert!(health.is_balanced(), "{health:?}");
    assert_eq!((health.confirmed, health.dropped.total()), (0, 4));
}

#[test]
fn a_backend_that_lets_nobody_in_is_told_once_and_probed() {
    let (memory, heard) = (Memory::new(), Heard::new());
    for _ in 0..5 {
        memory.answer(Verdict::Held { reason: "status 401".to_owned() });
    }
    let client = client(memory.sink()).on_notice(heard.ear()).start().unwrap();
    info!(client.logger(), "one");
    client.flush(PATIENCE).unwrap();
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.confirmed, health.attempts, health.held), (1, 6, false));
    let held = Notice::Held { reason: "status 401".to_owned() };
    assert_eq!(heard.all(), [held, Notice::Resumed]);
}
