//! Memory stays within its bounds and flat while records come faster than they go, and the backend is
//! away every other second; with a spool and without.
//!
//! A minute among the tests; `cargo test --release -p linestamp-client --test soak -- --seconds 600`
//! takes ten. It prints what it measured.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

#[path = "../serving/mod.rs"]
mod serving;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use linestamp_client::sinks::http::Http;
use linestamp_client::{
    BatchLimits, Client, Environment, Overflow, QueueLimits, Retry, Spool, info,
};

/// What each queue may take.
const QUEUE: usize = 2 << 20;
/// What the process may take beyond what it had before the first record: two queues, a batch in hand
/// and as JSON and compressed for each, buffers of the server's, the allocator's rest.
const MOST_KIB: u64 = 48 << 10;
/// How much more the last quarter may take than the second.
const FLAT: f64 = 1.15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|word| word == "--list") {
        return println!("soak: test");
    }
    let at = arguments.iter().position(|word| word == "--seconds");
    let seconds = at.map_or(60, |at| arguments[at + 1].parse().unwrap());
    // Anything else that is no option is the name of another test.
    let names =
        || arguments.iter().enumerate().filter(|(index, _)| at.is_none_or(|at| *index != at + 1));
    if names().any(|(_, word)| !word.starts_with('-') && !"soak".contains(word.as_str())) {
        return;
    }
    if cfg!(target_os = "linux") {
        soak(Duration::from_secs(seconds));
    }
}

fn soak(time: Duration) {
    let is_up = Arc::new(AtomicBool::new(true));
    let url = serve(Arc::clone(&is_up));
    let folder = tempfile::tempdir().unwrap();
    let (plain, spooled) = (client(&url, None), client(&url, Some(folder.path())));
    let before = resident();
    let is_over = AtomicBool::new(false);
    let samples = thread::scope(|scope| {
        for client in [&plain, &spooled] {
            scope.spawn(|| log(client, &is_over));
        }
        let samples = watch(time, &is_up);
        is_over.store(true, Ordering::Relaxed);
        samples
    });
    is_up.store(true, Ordering::Relaxed);
    let peak = |part: &[u64]| part.iter().max().copied().unwrap_or(0);
    let quarter = samples.len() / 4;
    let (second, last) = (peak(&samples[quarter..2 * quarter]), peak(&samples[3 * quarter..]));
    let ratio = last as f64 / second as f64;
    let all: Vec<_> = [plain, spooled].into_iter().map(end).collect();
    println!(
        "soak of {time:?}: {before} KiB before, at most {} KiB; last quarter to second {ratio:.3}; \
         {} records, {} confirmed, {} dropped",
        peak(&samples),
        all.iter().map(|health| health.offered).sum::<u64>(),
        all.iter().map(|health| health.confirmed).sum::<u64>(),
        all.iter().map(|health| health.dropped.total()).sum::<u64>(),
    );
    assert!(all.iter().all(linestamp_client::Health::is_balanced), "{all:?}");
    assert!(all.iter().all(|health| health.confirmed > 0 && health.dropped.total() > 0), "{all:?}");
    assert!(peak(&samples) < before + MOST_KIB, "{samples:?}");
    assert!(ratio < FLAT, "{ratio}: {samples:?}");
}

fn client(url: &str, folder: Option<&std::path::Path>) -> Client {
    let overflow = if folder.is_some() { Overflow::DropNewest } else { Overflow::DropOldest };
    let retry = Retry {
        first: Duration::from_millis(10),
        longest: Duration::from_millis(100),
        ..Retry::default()
    };
    let builder = Client::builder("soak", Environment::Development, sink(url))
        .queue(QueueLimits { records: usize::MAX, bytes: QUEUE, overflow })
        .batch(BatchLimits { bytes: 256 << 10, ..Default::default() })
        .retry(retry)
        .on_notice(|_| ());
    match folder {
        Some(folder) => builder.spool(Spool::always(folder).bytes(8 << 20)),
        None => builder,
    }
    .start()
    .unwrap()
}

fn sink(url: &str) -> linestamp_client::sinks::http::HttpSink {
    Http::to(url).unwrap().sink().unwrap()
}

/// Logs records of all sizes, in bursts, faster than they can go.
fn log(client: &Client, is_over: &AtomicBool) {
    let logger = client.logger();
    for number in 0_usize.. {
        if is_over.load(Ordering::Relaxed) {
            return;
        }
        let text = "x".repeat(number % 13 * 40);
        info!(logger, event = "soaked", number = number, "Record {number} {text}");
        if number % 100 == 0 {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Has the backend go away and come back each second, and looks at the memory.
fn watch(time: Duration, is_up: &AtomicBool) -> Vec<u64> {
    let began = Instant::now();
    let mut samples = Vec::new();
    while began.elapsed() < time {
        is_up.store(began.elapsed().as_secs().is_multiple_of(2), Ordering::Relaxed);
        samples.push(resident());
        thread::sleep(Duration::from_millis(20));
    }
    samples
}

/// The memory of this process, in KiB.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn end(client: Client) -> linestamp_client::Health {
    let logger = client.logger();
    client.shutdown(Duration::from_secs(60)).unwrap();
    logger.health()
}

/// Reads everything and keeps nothing.
fn serve(is_up: Arc<AtomicBool>) -> String {
    let take = async |State(is_up): State<Arc<AtomicBool>>, _: Bytes| match is_up
        .load(Ordering::Relaxed)
    {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    let app = Router::new().fallback(take).with_state(is_up);
    format!("http://{}/", serving::serve(app))
}
