//! Several batches of one sink in flight: they may overtake each other, and nothing else changes.

use std::time::Duration;

use linestamp_client::sinks::Sink;
use linestamp_client::sinks::filter::Filter;
use linestamp_client::sinks::memory::Memory;
use linestamp_client::sinks::route::Route;
use linestamp_client::{ClientBuilder, Level, LogRecord, Logger, Notice, Spool, Verdict, info};

use crate::support::desk::Desk;
use crate::support::gate::Gate;
use crate::support::{Heard, PATIENCE, SHORT, batches_of, client, numbers, until};

fn log(logger: &Logger, numbers: std::ops::Range<usize>) {
    for number in numbers {
        info!(logger, "{number}");
    }
}

/// Batches of two, as a desk sees them.
fn twos(range: std::ops::Range<usize>) -> Vec<Vec<String>> {
    numbers(range).chunks(2).map(<[String]>::to_vec).collect()
}

fn retry() -> Verdict {
    Verdict::Retry { reason: "for the test".to_owned(), after: None }
}

#[test]
fn so_many_batches_are_in_flight_and_not_one_more() {
    for wanted in [1, 3, ClientBuilder::MOST_CONCURRENCY] {
        let desk = Desk::default();
        let client = client(desk.clone()).batch(batches_of(2)).concurrency(wanted);
        let client = client.start().unwrap();
        log(&client.logger(), 0..40);
        until("they are in flight", || desk.lying().len() == wanted);
        let health = client.health();
        assert_eq!((health.in_flight, health.queued), (2 * wanted as u64, 40 - 2 * wanted as u64));
        // The one that is done makes room for the next, wherever it is.
        desk.decide("0", Verdict::Confirmed);
        until("the next is in flight", || desk.lying() == twos(2..2 + 2 * wanted));
        let logger = client.logger();
        client.shutdown(Duration::ZERO).unwrap_err();
        assert!(logger.health().is_balanced());
    }
}

#[test]
fn a_batch_that_waits_for_its_retry_holds_back_no_other() {
    let desk = Desk::default();
    let client = client(desk.clone()).batch(batches_of(2)).concurrency(2).start().unwrap();
    log(&client.logger(), 0..8);
    for message in ["2", "4", "6"] {
        until("it came", || {
            desk.lying().contains(&twos(0..8)[message.parse::<usize>().unwrap() / 2])
        });
        desk.decide("0", retry());
        desk.decide(message, Verdict::Confirmed);
        until("the first came again", || desk.lying().contains(&twos(0..2)[0]));
    }
    assert_eq!((client.health().confirmed, client.health().in_flight), (6, 2));
    desk.decide("0", Verdict::Confirmed);
    assert!(client.shutdown(PATIENCE).unwrap().is_balanced());
}

#[test]
fn a_flush_waits_for_the_oldest_and_not_for_what_comes_later() {
    let desk = Desk::default();
    let client = client(desk.clone()).batch(batches_of(2)).concurrency(3).start().unwrap();
    let logger = client.logger();
    log(&logger, 0..3);
    let flushing = std::thread::spawn(move || logger.flush(PATIENCE));
    // The half of a batch is there because of the flush.
    until("the flush has begun", || desk.lying() == twos(0..3));
    log(&client.logger(), 3..5);
    until("the next is in flight", || desk.lying().len() == 3);
    desk.decide("2", Verdict::Confirmed);
    until("the later one is done", || client.health().confirmed == 1);
    let left = client.flush(SHORT).unwrap_err();
    assert_eq!((left.queued, left.in_flight), (0, 4));
    assert!(!flushing.is_finished());
    desk.decide("0", Verdict::Confirmed);
    flushing.join().unwrap().unwrap();
    assert_eq!(desk.lying(), [["3", "4"]]);
    client.shutdown(Duration::ZERO).unwrap_err();
}

#[test]
fn what_is_in_hand_at_the_end_is_buried_in_order() {
    let (desk, dead) = (Desk::default(), Heard::new());
    let client = client(desk.clone()).batch(batches_of(2)).concurrency(3);
    let client = client.dead_letter(dead.dead_letter()).start().unwrap();
    log(&client.logger(), 0..10);
    until("they are in flight", || desk.lying().len() == 3);
    desk.decide("2", Verdict::Confirmed);
    until("the next is in flight", || desk.lying().concat().contains(&"7".to_owned()));
    client.shutdown(Duration::ZERO).unwrap_err();
    let dead: Vec<String> = dead.all().into_iter().map(|(message, _)| message).collect();
    assert_eq!(dead, ["0", "1", "4", "5", "6", "7", "8", "9"]);
}

#[test]
fn after_a_stop_the_very_same_batches_are_sent_again() {
    let folder = tempfile::tempdir().unwrap();
    let spooled = |desk: &Desk| {
        let spool = Spool::always(folder.path());
        client(desk.clone()).batch(batches_of(2)).spool(spool)
    };
    let desk = Desk::default();
    let first = spooled(&desk).concurrency(4).start().unwrap();
    log(&first.logger(), 0..10);
    until("they are in flight", || desk.lying() == twos(0..8));
    for message in ["0", "4"] {
        desk.decide(message, Verdict::Confirmed);
    }
    until("the next is in flight", || desk.lying().len() == 3);
    first.shutdown(SHORT).unwrap_err();
    // With other limits: what was in flight keeps its bounds all the same, one after the other or
    // together; the batch that was done behind one that was not comes again.
    for flight in [1, 2] {
        let desk = Desk::default();
        let next = spooled(&desk).batch(batches_of(3)).concurrency(flight).start().unwrap();
        log(&next.logger(), 10..11);
        until("they are in flight", || desk.lying() == twos(2..2 + 2 * flight));
        next.shutdown(SHORT).unwrap_err();
    }
    let memory = Memory::new();
    let last = client(memory.sink()).spool(Spool::always(folder.path())).start().unwrap();
    last.shutdown(PATIENCE).unwrap();
    let sent: Vec<String> = memory.records().into_iter().map(|record| record.message).collect();
    assert_eq!(sent, ["2", "3", "4", "5", "6", "7", "8", "9", "10", "10"]);
    assert_eq!(memory.attempts()[..4], [2, 2, 2, 2]);
}

#[test]
fn as_many_overtake_one_from_the_spool_as_keep_their_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::default();
    let spool = Spool::always(folder.path());
    let first = client(desk.clone()).batch(batches_of(2)).spool(spool).concurrency(2);
    let first = first.start().unwrap();
    log(&first.logger(), 0..40);
    for number in 1..ClientBuilder::MOST_CONCURRENCY {
        let message = (2 * number).to_string();
        until("the next is in flight", || desk.lying().concat().contains(&message));
        desk.decide(&message, Verdict::Confirmed);
    }
    first.flush(PATIENCE).unwrap();
    until("they are done", || first.health().confirmed == 14);
    assert_eq!(desk.lying(), twos(0..2));
    first.shutdown(SHORT).unwrap_err();
    let memory = Memory::new();
    let last = client(memory.sink()).batch(batches_of(3)).spool(Spool::always(folder.path()));
    last.start().unwrap().shutdown(PATIENCE).unwrap();
    let sent: Vec<String> = memory.records().into_iter().map(|record| record.message).collect();
    assert_eq!(sent, numbers(0..40));
    assert_eq!(memory.attempts(), [[2; 8], [3; 8]].concat());
}

#[test]
fn trouble_is_said_once_for_all_that_is_in_flight() {
    let (desk, heard) = (Desk::default(), Heard::new());
    let client = client(desk.clone()).batch(batches_of(2)).concurrency(2);
    let client = client.on_notice(heard.ear()).start().unwrap();
    log(&client.logger(), 0..4);
    until("both are in flight", || desk.lying().len() == 2);
    let refused = || Verdict::Refused { reason: "bad".to_owned() };
    let held = || Verdict::Held { reason: "no".to_owned() };
    desk.decide("0", held());
    desk.decide("2", held());
    until("both are asked again", || desk.lying().len() == 2);
    assert!(client.health().held);
    desk.decide("0", Verdict::Confirmed);
    desk.decide("2", refused());
    for message in ["2", "3"] {
        until("the halves come", || desk.lying().concat().contains(&message.to_owned()));
        desk.decide(message, refused());
    }
    let health = client.shutdown(PATIENCE).unwrap();
    assert!(!health.held && health.is_balanced(), "{health:?}");
    let count = |is: fn(&Notice) -> bool| heard.all().iter().filter(|notice| is(notice)).count();
    assert_eq!(count(|notice| matches!(notice, Notice::Held { .. })), 1);
    assert_eq!(count(|notice| matches!(notice, Notice::Resumed)), 1);
    assert_eq!(count(|notice| matches!(notice, Notice::Refused { records: 2, .. })), 1);
}

#[test]
fn a_sink_that_takes_one_batch_at_a_time_is_given_one() {
    let gate = Gate::new();
    let client = client(gate.clone()).batch(batches_of(2)).concurrency(4).start().unwrap();
    log(&client.logger(), 0..20);
    until("one is in flight", || client.health().in_flight == 2);
    gate.open();
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(gate.passed(), numbers(0..20));
}

#[test]
fn filters_and_routes_have_as_many_as_what_is_behind_them() {
    let wanted = |record: &LogRecord| record.level == Level::Info;
    let memory = Memory::new();
    let filter = |sink: Box<dyn Sink>| Filter::new(wanted, sink);
    let route = |sink: Box<dyn Sink>| Route::otherwise(memory.sink()).when(wanted, sink);
    assert!(filter(Box::new(memory.sink())).beside().is_some());
    assert!(route(Box::new(memory.sink())).beside().is_some());
    assert!(filter(Box::new(Gate::new())).beside().is_none());
    assert!(route(Box::new(Gate::new())).beside().is_none());
    let desk = Desk::default();
    let client = client(route(Box::new(desk.clone()))).batch(batches_of(2)).concurrency(3);
    let client = client.start().unwrap();
    log(&client.logger(), 0..6);
    until("they are in flight", || desk.lying() == twos(0..6));
    for message in ["4", "2", "0"] {
        desk.decide(message, Verdict::Confirmed);
    }
    client.shutdown(PATIENCE).unwrap();
}
