//! What `linestamp serve --demo` shows: a small job runner, whose records are stamped by the macros of
//! `linestamp-client` and sent as any program sends them.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use linestamp_client::sinks::linestamp::Linestamp;
use linestamp_client::{Client, Context, Environment, Level, Logger, debug, error, info, warn};

/// How long the runner waits between two jobs at most.
const PAUSE_MS: u64 = 400;
/// From when on a query is worth a warning.
const SLOW_MS: u64 = 225;

const CUSTOMERS: [&str; 4] = ["acme", "globex", "initech", "umbrella"];
const JOBS: [&str; 5] = ["invoice", "thumbnail", "import", "report", "backup"];

/// The runner; dropped, it ends behind the job at hand.
pub(crate) struct Demo {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Starts it against the service at that address.
pub(crate) fn start(url: &str) -> io::Result<Demo> {
    let sink = Linestamp::to(url).and_then(Linestamp::sink).map_err(io::Error::other)?;
    let client = Client::builder("coordinator", Environment::Production, sink);
    // The service ends before its demo: nobody has to be told of records that are then left.
    let client = client.level(Some(Level::Debug)).on_notice(drop).start()?;
    let is_over = Arc::new(AtomicBool::new(false));
    let over = Arc::clone(&is_over);
    let thread = thread::Builder::new().name("demo".to_owned()).spawn(move || {
        let runner = Runner::new(&client.logger());
        for number in 1.. {
            if over.load(Ordering::Relaxed) {
                break;
            }
            runner.job(number);
            work(20..PAUSE_MS);
        }
        let _ = client.shutdown(Duration::ZERO);
    })?;
    Ok(Demo { is_over, thread: Some(thread) })
}

/// Takes some time, unless the demo is to end.
fn work(millis: Range<u64>) {
    thread::park_timeout(Duration::from_millis(rand::random_range(millis)));
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// The services of the runner.
struct Runner {
    http: Logger,
    coordinator: Logger,
    executor: Logger,
    resources: Logger,
}

impl Runner {
    fn new(logger: &Logger) -> Runner {
        let of = |service: &str| {
            let context = Context::new().service(service).version("ab12cd");
            logger.with(context.instance_id(format!("{service}-1")))
        };
        let [http, coordinator, executor, resources] =
            ["http", "coordinator", "executor", "resources"].map(of);
        Runner { http, coordinator, executor, resources }
    }

    /// A request that starts a job, and the job.
    fn job(&self, number: u64) {
        let customer = CUSTOMERS[rand::random_range(0..CUSTOMERS.len())];
        let kind = JOBS[rand::random_range(0..JOBS.len())];
        let trace = format!("{:032x}", rand::random::<u128>());
        let context = || {
            let request = format!("req-{number}");
            Context::new().trace_id(&trace).request_id(request).workspace_id(customer)
        };
        let (http, start) = (self.http.with(context()), Instant::now());
        info!(http, event = "request_started", method = "POST", path = "/jobs", "POST /jobs");
        let coordinator = self.coordinator.with(context());
        info!(
            coordinator,
            event = "job_accepted",
            job = number,
            kind = kind,
            "Accepted {kind} {number}"
        );
        self.reserve(context(), number);
        let is_done = self.execute(context(), number, kind);
        let status = if is_done { 201 } else { 500 };
        info!(
            http,
            event = "request_ended",
            status = status,
            duration_ms = millis(start),
            "POST /jobs {status}"
        );
    }

    fn reserve(&self, context: Context, number: u64) {
        let resources = self.resources.with(context);
        work(1..30);
        let free: u32 = rand::random_range(0..64);
        debug!(
            resources,
            event = "memory_reserved",
            job = number,
            free_gb = free,
            "Reserved memory"
        );
        if free < 4 {
            warn!(resources, event = "memory_short", free_gb = free, "Only {free} GB are free");
        }
    }

    /// Whether it was done.
    fn execute(&self, context: Context, number: u64, kind: &str) -> bool {
        let executor = self.executor.with(context);
        info!(executor, event = "task_started", job = number, "Task {kind} started");
        let start = Instant::now();
        work(5..250);
        let query = millis(start);
        if query > SLOW_MS {
            warn!(
                executor,
                event = "db_query_slow",
                duration_ms = query,
                "A query took {query} ms"
            );
        }
        work(1..50);
        if rand::random_ratio(1, 12) {
            let attempt = rand::random_range(1..4);
            error!(
                executor,
                event = "task_failed",
                job = number,
                attempt = attempt,
                "Task {kind} failed: the connection timed out"
            );
            return false;
        }
        info!(
            executor,
            event = "task_ended",
            job = number,
            duration_ms = millis(start),
            "Task {kind} ended"
        );
        true
    }
}
