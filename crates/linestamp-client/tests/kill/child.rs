//! The process that is killed: logs, and says what it was told to be durable.

use std::io::Write as _;
use std::thread;
use std::time::Duration;

use linestamp_client::sinks::http::Http;
use linestamp_client::{BatchLimits, Client, ClientBuilder, Environment, Logger, Retry, Spool};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many records are flushed together.
const MANY: usize = 40;

fn client(url: &str, spool: Spool) -> ClientBuilder {
    let retry = Retry {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(10),
        ..Retry::default()
    };
    let batch = BatchLimits { records: 30, age: Duration::from_millis(5), ..Default::default() };
    Client::builder("killed", Environment::Development, Http::to(url).unwrap().sink().unwrap())
        .retry(retry)
        .batch(batch)
        .attempt_limit(super::server::SLOW / 2)
        .spool(spool.segment(30_000))
        .on_notice(|_| ())
}

/// Logs until it is killed, from two threads: each record by itself, and many at once.
pub(crate) fn log(url: &str, folder: &str, run: &str, flight: &str) {
    let is_even = run.parse::<u64>().unwrap().is_multiple_of(2);
    let spool = if is_even { Spool::always(folder) } else { Spool::overflow(folder) };
    let client = client(url, spool).concurrency(flight.parse().unwrap()).start().unwrap();
    let (each, many) = (client.logger(), client.logger());
    thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0.. {
                let id = format!("{run}-each-{number}");
                say("started 1");
                each.info("…").id(id.as_str()).log_durable_blocking(PATIENCE).unwrap();
                say(&format!("durable {id}"));
            }
        });
        scope.spawn(move || {
            for first in (0..).step_by(MANY) {
                flushed(&many, run, first);
                // A fast disk would take far more than is sent in the time of the test.
                thread::sleep(Duration::from_millis(10));
            }
        });
    });
}

fn flushed(logger: &Logger, run: &str, first: usize) {
    let ids = (first..first + MANY).map(|number| format!("{run}-many-{number}"));
    let ids: Vec<String> = ids.collect();
    say(&format!("started {MANY}"));
    for id in &ids {
        logger.info("…").id(id.as_str()).write();
    }
    logger.flush(PATIENCE).unwrap();
    say(&ids.iter().map(|id| format!("durable {id}")).collect::<Vec<_>>().join("\n"));
}

/// Whole lines in one write.
fn say(lines: &str) {
    std::io::stdout().lock().write_all(format!("{lines}\n").as_bytes()).unwrap();
}

/// Logs, flushes and exits; nothing is dropped, so nothing is shut down.
pub(crate) fn exit(url: &str, folder: &str) {
    let client = client(url, Spool::always(folder)).start().unwrap();
    flushed(&client.logger(), "exit", 0);
    std::process::exit(0);
}

/// Sends what is left.
pub(crate) fn drain(url: &str, folder: &str) {
    // Where the disk is fast, much is left.
    let batch = BatchLimits { records: 200, ..Default::default() };
    let client = client(url, Spool::always(folder)).batch(batch).attempt_limit(PATIENCE);
    let client = client.start().unwrap();
    let health = client.shutdown(PATIENCE).unwrap();
    assert!(health.is_balanced(), "{health:?}");
    assert_eq!((health.spooled, health.dropped.total()), (0, 0), "{health:?}");
}
