//! Routes: each record to the first sink that wants it, and what their verdicts make together.

use linestamp_client::sinks::memory::Memory;
use linestamp_client::sinks::route::Route;
use linestamp_client::{Level, Retry, Verdict};

use crate::support::{PATIENCE, QUICK, batches_of, client};

/// Logs twelve records: every third an error, to the one sink, the others to the other.
fn send(errors: &Memory, rest: &Memory) -> linestamp_client::Health {
    let route = Route::otherwise(rest.sink());
    let route = route.when(|record| record.level == Level::Error, errors.sink());
    let retry = Retry { budget: PATIENCE, ..QUICK };
    let client = client(route).batch(batches_of(12)).retry(retry).start().unwrap();
    for number in 0..12 {
        let level = if number % 3 == 0 { Level::Error } else { Level::Info };
        client.logger().at(level, number.to_string()).write();
    }
    client.shutdown(PATIENCE).unwrap()
}

fn messages(memory: &Memory) -> Vec<String> {
    memory.records().into_iter().map(|record| record.message).collect()
}

#[test]
fn each_record_goes_one_way() {
    let (errors, rest) = (Memory::new(), Memory::new());
    let health = send(&errors, &rest);
    assert_eq!(messages(&errors), ["0", "3", "6", "9"]);
    assert_eq!(messages(&rest), ["1", "2", "4", "5", "7", "8", "10", "11"]);
    assert_eq!((health.confirmed, health.attempts), (12, 1));
}

#[test]
fn what_one_has_confirmed_is_not_sent_again() {
    let (errors, rest) = (Memory::new(), Memory::new());
    errors.answer(Verdict::Held { reason: "status 401".to_owned() });
    errors.answer(Verdict::Retry { reason: "status 503".to_owned(), after: None });
    rest.answer(Verdict::Partial { refused: vec![(1, "bad".to_owned())], again: vec![7] });
    let health = send(&errors, &rest);
    assert_eq!(messages(&errors), ["0", "3", "6", "9"]);
    assert_eq!(messages(&rest), ["1", "4", "5", "7", "8", "10", "11"]);
    assert_eq!((health.confirmed, health.refused), (11, 1));
}

#[test]
fn where_all_fail_all_is_sent_again() {
    let (errors, rest) = (Memory::new(), Memory::new());
    for sink in [&errors, &rest] {
        sink.answer(Verdict::Held { reason: "status 401".to_owned() });
        sink.answer(Verdict::TooLarge { reason: "status 413".to_owned() });
    }
    let health = send(&errors, &rest);
    assert_eq!((health.confirmed, errors.records().len(), rest.records().len()), (12, 4, 8));
}
