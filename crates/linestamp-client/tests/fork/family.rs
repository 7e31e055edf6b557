//! The processes that fork, and their children.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use fork::{Fork, fork, waitpid};
use linestamp_client::sinks::http::Http;
use linestamp_client::sinks::memory::Memory;
use linestamp_client::{
    BatchLimits, Client, ClientBuilder, Environment, Logger, NotDurable, Overflow, QueueLimits,
    Spool, info,
};

use super::{PATIENCE, RECORDS};

/// Within which whatever returns at once has returned, however busy the machine is.
const AT_ONCE: Duration = Duration::from_secs(10);
/// How many records have room, so that the copy of the queue gets full.
const ROOM: usize = 2 * RECORDS;

fn client(url: &str) -> ClientBuilder {
    let queue = QueueLimits {
        records: ROOM,
        overflow: Overflow::Block(PATIENCE),
        ..QueueLimits::default()
    };
    Client::builder("fork", Environment::Development, Http::to(url).unwrap().sink().unwrap())
        .queue(queue)
        .drop_limit(PATIENCE)
        .batch(BatchLimits { records: 50, age: Duration::from_millis(1), ..Default::default() })
}

/// Runs something in a child; says whether it succeeded.
fn in_child(child: impl FnOnce()) -> bool {
    match fork().unwrap() {
        Fork::Parent(child) => waitpid(child).unwrap() == 0,
        Fork::Child => {
            // A panic must not get out into what was the parent's.
            let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(child));
            std::process::exit(i32::from(ended.is_err()));
        }
    }
}

fn log(logger: &Logger, message: &str) {
    for _ in 0..RECORDS {
        info!(logger, "{message}");
    }
}

/// Forks with records in the queue, in the spool and on their way.
pub(crate) fn at_work(url: &str, folder: &Path) {
    let parents = client(url).spool(Spool::always(folder.join("parent"))).start().unwrap();
    let logger = parents.logger();
    log(&logger, "before");
    let mut inherited = Some(parents);
    let succeeded = in_child(|| {
        let began = Instant::now();
        // More than there is room for.
        (0..=ROOM / RECORDS).for_each(|_| log(&logger, "to the copy"));
        logger.flush(PATIENCE).expect_err("nobody sends it");
        let durable = logger.info("to the copy").log_durable_blocking(PATIENCE);
        assert_eq!(durable, Err(NotDurable::Failed));
        drop(inherited.take());
        assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
        let own = client(url).spool(Spool::always(folder.join("child"))).start().unwrap();
        log(&own.logger(), "in the child");
        own.shutdown(PATIENCE).unwrap();
    });
    assert!(succeeded, "the child failed");
    log(&logger, "after");
    let health = inherited.take().unwrap().shutdown(PATIENCE).unwrap();
    assert_eq!(health.confirmed, 2 * RECORDS as u64, "{health:?}");
}

/// Forks again and again while other threads log, and the worker sends.
pub(crate) fn busy(url: &str, forks: usize) {
    let client = client(url).start().unwrap();
    let is_over = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let logger = client.logger();
                while !is_over.load(Ordering::Relaxed) {
                    info!(logger, "busy");
                }
            });
        }
        let logger = client.logger();
        let run = |_: &usize| {
            in_child(|| {
                log(&logger, "to the copy");
                logger.flush(PATIENCE).expect_err("nobody sends it");
                // Returns, whatever can be told.
                let _ = logger.health();
            })
        };
        let succeeded = (0..forks).filter(run).count();
        is_over.store(true, Ordering::Relaxed);
        assert_eq!(succeeded, forks, "children failed");
    });
    client.shutdown(PATIENCE).unwrap();
}

/// Ends before its child, which stays until its input ends.
pub(crate) fn heir(folder: &Path) {
    let client = Client::builder("fork", Environment::Development, Memory::new().sink())
        .spool(Spool::always(folder))
        .start()
        .unwrap();
    match fork().unwrap() {
        Fork::Parent(_) => {
            client.shutdown(PATIENCE).unwrap();
            std::io::stdout().write_all(b"forked\n").unwrap();
        }
        Fork::Child => {
            let read = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(i32::from(read.is_err()));
        }
    }
}
