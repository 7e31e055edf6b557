//! Several sinks behind one client: each has a place of its own in the spool.

use linestamp_client::sinks::filter::Filter;
use linestamp_client::sinks::memory::Memory;
use linestamp_client::{Client, SinkHealth, Spool, Verdict, info};

use crate::support::gate::Gate;
use crate::support::{PATIENCE, batches_of, client, until};

use super::{SHORT, messages, numbers};

fn is_balanced(sink: &SinkHealth) -> bool {
    sink.taken == sink.waiting + sink.confirmed + sink.refused + sink.dropped.total()
}

fn check(client: &Client) {
    assert!(client.health().is_balanced(), "{:?}", client.health());
    assert!(client.sinks().iter().all(is_balanced), "{:?}", client.sinks());
}

#[test]
fn a_dead_sink_does_not_hold_back_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let spool = || Spool::always(folder.path());
    let (one, other) = (Memory::new(), Memory::new());
    let dead = Gate::new();
    let several = client(dead).batch(batches_of(10)).spool(spool()).also("one", one.sink());
    let several = several.also("other", other.sink()).start().unwrap();
    // Each has its own retries, too.
    other.answer(Verdict::Retry { reason: "away".to_owned(), after: None });
    other.answer(Verdict::Partial { refused: vec![(3, "bad".to_owned())], again: vec![0] });
    for number in 0..100 {
        info!(several.logger(), "{number}");
        check(&several);
    }
    until("both are done", || {
        several.sinks()[1..].iter().all(|sink| sink.taken == 100 && sink.waiting == 0)
    });
    check(&several);
    assert_eq!(messages(&one.records()), numbers(0..100));
    assert_eq!(other.records().len(), 99);
    let sinks = several.sinks();
    let names: Vec<_> = sinks.iter().map(|sink| sink.name.as_str()).collect();
    assert_eq!(names, ["first", "one", "other"]);
    assert_eq!((sinks[0].waiting, sinks[1].refused, sinks[2].refused), (100, 0, 1));
    let left = several.shutdown(SHORT).unwrap_err();
    assert_eq!(left.spooled, 100);
    // The next start sends to the one what it has not, and to the others nothing.
    let late = Memory::new();
    let again =
        client(late.sink()).spool(spool()).also("one", one.sink()).also("other", other.sink());
    again.start().unwrap().shutdown(PATIENCE).unwrap();
    assert_eq!(messages(&late.records()), numbers(0..100));
    assert_eq!((one.records().len(), other.records().len()), (100, 99));
}

#[test]
fn where_the_spool_is_full_the_last_one_makes_room() {
    let folder = tempfile::tempdir().unwrap();
    let (gate, live) = (Gate::new(), Memory::new());
    let spool = Spool::always(folder.path()).bytes(40_000);
    let several = client(gate.clone()).batch(batches_of(10)).spool(spool);
    let several = several.also("live", live.sink()).start().unwrap();
    for number in 0..1000 {
        info!(several.logger(), "{number}");
        check(&several);
    }
    until("the live one has all", || live.records().len() == 1000);
    assert_eq!(messages(&live.records()), numbers(0..1000));
    gate.open();
    let logger = several.logger();
    several.shutdown(PATIENCE).unwrap();
    let health = logger.health();
    assert!(health.is_balanced() && health.dropped.made_room > 0, "{health:?}");
    assert_eq!(health.confirmed + health.dropped.made_room, 1000);
    // In order, and the newest to the end.
    let passed: Vec<usize> = gate.passed().iter().map(|number| number.parse().unwrap()).collect();
    assert!(passed.is_sorted() && passed.last() == Some(&999));
}

#[test]
fn a_filter_gives_a_sink_some_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let (all, even) = (Memory::new(), Memory::new());
    let is_even = |record: &linestamp_client::LogRecord| {
        record.message.parse::<u32>().unwrap().is_multiple_of(2)
    };
    let verdict = Verdict::Partial { refused: vec![(1, "bad".to_owned())], again: vec![2] };
    even.answer(verdict);
    let several = client(all.sink()).batch(batches_of(10)).spool(Spool::always(folder.path()));
    let several = several.also("even", Filter::new(is_even, even.sink())).start().unwrap();
    for number in 0..10 {
        info!(several.logger(), "{number}");
    }
    let logger = several.logger();
    several.shutdown(PATIENCE).unwrap();
    assert_eq!(logger.health().confirmed, 10);
    assert_eq!(messages(&even.records()), ["0", "6", "8", "4"]);
}

#[test]
fn what_cannot_work_is_refused() {
    let refused =
        |builder: linestamp_client::ClientBuilder| builder.start().unwrap_err().to_string();
    let memory = Memory::new();
    let no_spool = client(memory.sink()).also("one", memory.sink());
    assert!(refused(no_spool).contains("Spool::always"));
    let folder = tempfile::tempdir().unwrap();
    let with = || client(memory.sink()).spool(Spool::always(folder.path()));
    assert!(refused(with().also("first", memory.sink())).contains("two sinks"));
    assert!(refused(with().also("../up", memory.sink())).contains("lower-case"));
}
