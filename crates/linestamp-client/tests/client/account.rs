//! Whatever the backend answers and however small the queue is, the account balances, and every
//! record has exactly one fate.

use std::collections::HashMap;
use std::time::Duration;

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{
    BatchLimits, ClientBuilder, Health, Overflow, QueueLimits, Retry, Verdict, info,
};
use proptest::prelude::*;

use crate::support::{Heard, PATIENCE, QUICK, client};

fn verdict() -> impl Strategy<Value = Verdict> {
    let reason = || "as the test wants".to_owned();
    prop_oneof![
        Just(Verdict::Confirmed),
        Just(Verdict::Retry { reason: reason(), after: None }),
        Just(Verdict::TooLarge { reason: reason() }),
        Just(Verdict::Refused { reason: reason() }),
        Just(Verdict::Held { reason: reason() }),
        (
            proptest::collection::vec(0_usize..12, 0..4),
            proptest::collection::vec(0_usize..12, 0..4)
        )
            .prop_map(move |(refused, again)| Verdict::Partial {
                refused: refused.into_iter().map(|index| (index, "bad".to_owned())).collect(),
                again,
            }),
    ]
}

fn overflow() -> impl Strategy<Value = Overflow> {
    prop_oneof![
        Just(Overflow::DropNewest),
        Just(Overflow::DropOldest),
        Just(Overflow::Block(Duration::from_micros(200))),
        Just(Overflow::Block(PATIENCE)),
    ]
}

#[derive(Debug)]
struct Setting {
    queue: QueueLimits,
    batch: BatchLimits,
    concurrency: usize,
    budget: Duration,
    messages: Vec<usize>,
    flush_each: usize,
    patience: Duration,
}

fn setting() -> impl Strategy<Value = Setting> {
    let limits = (1_usize..12, 400_usize..4000, overflow(), 1_usize..12, 200_usize..3000);
    let rest = (
        proptest::collection::vec(0_usize..600, 0..60),
        1_usize..30,
        prop_oneof![Just(Duration::ZERO), Just(PATIENCE)],
        prop_oneof![Just(Duration::ZERO), Just(PATIENCE)],
        1..=ClientBuilder::MOST_CONCURRENCY,
    );
    (limits, rest).prop_map(|(limits, (messages, flush_each, budget, patience, concurrency))| {
        let (records, bytes, overflow, batch_records, batch_bytes) = limits;
        let queue = QueueLimits { records, bytes, overflow };
        let age = Duration::from_micros(500);
        let batch = BatchLimits { records: batch_records, bytes: batch_bytes, age };
        Setting { queue, batch, concurrency, budget, messages, flush_each, patience }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn every_record_has_one_fate(
        setting in setting(),
        verdicts in proptest::collection::vec(verdict(), 0..40),
    ) {
        let (memory, dead) = (Memory::new(), Heard::new());
        verdicts.into_iter().for_each(|verdict| memory.answer(verdict));
        let retry = Retry { budget: setting.budget, ..QUICK };
        let client = client(memory.sink())
            .queue(setting.queue)
            .batch(setting.batch)
            .concurrency(setting.concurrency)
            .retry(retry)
            .dead_letter(dead.dead_letter())
            .start()
            .unwrap();
        let logger = client.logger();
        for (number, length) in setting.messages.iter().enumerate() {
            info!(logger, "{number}:{}", "x".repeat(*length));
            let health = client.health();
            prop_assert!(health.is_balanced(), "{:?}", health);
            prop_assert!(health.queued <= setting.queue.records as u64);
            prop_assert!(health.queued_bytes <= setting.queue.bytes as u64);
            if number % setting.flush_each == 0 {
                prop_assert!(client.flush(PATIENCE).is_ok());
            }
        }
        let health = end(client, setting.patience);
        fates(&health, &memory, &dead, setting.messages.len())?;
        prop_assert!(memory.attempts().iter().all(|sent| *sent <= setting.batch.records));
        prop_assert_eq!(memory.attempts().iter().sum::<usize>() as u64, health.sent);
        prop_assert_eq!(memory.attempts().len() as u64, health.attempts);
    }
}

/// Shuts down, and gives the account whether or not the time was enough.
fn end(client: linestamp_client::Client, patience: Duration) -> Health {
    let logger = client.logger();
    let _ = client.shutdown(patience);
    logger.health()
}

fn fates(
    health: &Health,
    memory: &Memory,
    dead: &Heard<(String, String)>,
    offered: usize,
) -> Result<(), TestCaseError> {
    prop_assert!(health.is_balanced(), "{:?}", health);
    prop_assert_eq!(health.offered, offered as u64);
    prop_assert_eq!((health.queued, health.in_flight), (0, 0));
    let mut fates: HashMap<String, u32> = HashMap::new();
    let confirmed = memory.records();
    for message in confirmed.iter().map(|record| &record.message) {
        *fates.entry(message.clone()).or_default() += 1;
    }
    for (message, _) in dead.all() {
        *fates.entry(message).or_default() += 1;
    }
    prop_assert!(fates.values().all(|times| *times == 1), "{:?}", fates);
    prop_assert_eq!(confirmed.len() as u64, health.confirmed);
    let buried = health.refused + health.dropped.retries_spent + health.dropped.shutdown;
    prop_assert_eq!(dead.all().len() as u64, buried);
    Ok(())
}

#[test]
fn the_account_is_there_as_metrics() {
    let memory = Memory::new();
    memory.answer(Verdict::Refused { reason: "for the test".to_owned() });
    let client = client(memory.sink()).start().unwrap();
    let logger = client.logger();
    info!(logger, "one");
    client.flush(PATIENCE).unwrap();
    info!(logger, "two");
    client.shutdown(PATIENCE).unwrap();
    info!(logger, "late");
    let text = logger.health().to_prometheus();
    let value = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(name));
        lines.next().and_then(|rest| rest.trim().parse::<u64>().ok())
    };
    for (name, expected) in [
        ("linestamp_client_offered_total", 3),
        ("linestamp_client_records_total{fate=\"confirmed\"}", 1),
        ("linestamp_client_records_total{fate=\"refused\"}", 1),
        ("linestamp_client_records_total{fate=\"dropped_closed\"}", 1),
        ("linestamp_client_queued", 0),
        ("linestamp_client_held", 0),
    ] {
        assert_eq!(value(name), Some(expected), "{name} in\n{text}");
    }
    // Each sample's family is declared once, before it.
    let samples = text.lines().filter(|line| !line.starts_with('#'));
    for name in samples.filter_map(|line| line.split([' ', '{']).next()) {
        assert_eq!(text.matches(&format!("# TYPE {name} ")).count(), 1, "{name}");
    }
}
