//! What a log call costs the thread that logs, with the queue on and nothing behind it, beside
//! other libraries that hand their records to a thread as well.
//!
//! With the feature `allocations`, those of the thread that logs are counted, which costs each of them
//! some nanoseconds.
//!
//! Every arm logs the same: an event, a number and a formatted message, in a context of four texts.
//! Each sample is a thousand calls; what they left in the queue is taken away between samples.
//!
//! `cargo bench -p linestamp-bench --bench logging`, and the same with `--features allocations`

use std::future::{Ready, ready};
use std::time::{Duration, SystemTime};

use divan::{Bencher, black_box};
use linestamp_client::sinks::{Sending, Sink};
use linestamp_client::{
    Client, Context, Environment, Level, LogRecord, QueueLimits, Randomness as _, ThreadRandomness,
    Verdict, info,
};
use opentelemetry_appender_tracing::layer::OpenTelemetryTracingBridge;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{
    BatchConfigBuilder, BatchLogProcessor, LogBatch, LogExporter, SdkLoggerProvider,
};
use slog::o;
use tracing::Subscriber;
use tracing_appender::non_blocking::NonBlockingBuilder;
use tracing_subscriber::layer::SubscriberExt as _;

#[cfg(feature = "allocations")]
#[global_allocator]
static ALLOCATOR: divan::AllocProfiler = divan::AllocProfiler::system();

/// Calls in a sample.
const CALLS: u32 = 1000;
const SAMPLES: u32 = 100;

/// More than any arm can have in its queue, so that none waits or drops.
const ROOM: usize = 200_000;
const PATIENCE: Duration = Duration::from_secs(60);

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const REQUEST: &str = "b7ad6b7169203331";

fn main() {
    divan::main();
}

/// Calls with a number each; `settle` runs before each sample and is not timed.
fn calls(bencher: Bencher<'_, '_>, settle: impl Fn(), call: impl Fn(u32)) {
    let mut id = 0;
    let input = || {
        if id % CALLS == 0 {
            settle();
        }
        id += 1;
        id
    };
    bencher.with_inputs(input).bench_local_values(call);
}

/// Confirms everything.
struct Nowhere;

impl Sink for Nowhere {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        black_box(records);
        Box::pin(ready(Verdict::Confirmed))
    }
}

fn client(level: Option<Level>) -> Client {
    let room = QueueLimits { records: ROOM, bytes: ROOM << 10, ..QueueLimits::default() };
    Client::builder("executor", Environment::Production, Nowhere)
        .queue(room)
        .level(level)
        .start()
        .expect("a thread for the worker")
}

fn context() -> Context {
    Context::new().trace_id(TRACE).request_id(REQUEST).workspace_id("w-1").version("4f2c1e9")
}

mod linestamp {
    use super::*;

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn usual(bencher: Bencher<'_, '_>) {
        let client = client(Some(Level::Info));
        let logger = client.logger().with(context());
        calls(
            bencher,
            || client.flush(PATIENCE).expect("all confirmed"),
            |id| info!(logger, event = "task_started", attempt = 2, "Task {id} started"),
        );
    }

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn with_a_text_in_the_metadata(bencher: Bencher<'_, '_>) {
        let client = client(Some(Level::Info));
        let logger = client.logger().with(context());
        calls(
            bencher,
            || client.flush(PATIENCE).expect("all confirmed"),
            |id| info!(logger, event = "task_started", queue = "default", "Task {id} started"),
        );
    }

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn without_arguments(bencher: Bencher<'_, '_>) {
        let client = client(Some(Level::Info));
        let logger = client.logger().with(context());
        calls(
            bencher,
            || client.flush(PATIENCE).expect("all confirmed"),
            |_| info!(logger, event = "task_started", attempt = 2, "Task started"),
        );
    }

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn by_the_tracing_layer(bencher: Bencher<'_, '_>) {
        let client = client(Some(Level::Info));
        let layer = linestamp_client::bridge::TracingLayer::new(client.logger());
        let subscriber = tracing_subscriber::registry().with(layer);
        traced(bencher, subscriber, || client.flush(PATIENCE).expect("all confirmed"));
    }

    #[divan::bench]
    fn level_off(bencher: Bencher<'_, '_>) {
        let client = client(None);
        let logger = client.logger();
        bencher.bench_local(|| {
            info!(black_box(&logger), event = "task_started", attempt = 2, "Task {} started", 7);
        });
    }
}

/// What no record can do without.
mod baseline {
    use super::*;

    #[divan::bench]
    fn clock() -> SystemTime {
        SystemTime::now()
    }

    #[divan::bench(sample_size = CALLS)]
    fn random_bytes_of_an_id() -> [u8; 10] {
        let mut bytes = [0; 10];
        ThreadRandomness.fill(&mut bytes);
        bytes
    }

    #[divan::bench]
    fn formatted_message(bencher: Bencher<'_, '_>) {
        let mut id = 0;
        let input = || {
            id += 1;
            id
        };
        bencher.with_inputs(input).bench_local_values(|id: u32| format!("Task {id} started"));
    }
}

/// Events of `tracing` in a span with the context.
fn traced(
    bencher: Bencher<'_, '_>,
    subscriber: impl Subscriber + Send + Sync + 'static,
    settle: impl Fn(),
) {
    tracing::subscriber::with_default(subscriber, || {
        let span = tracing::info_span!(
            "task",
            trace_id = TRACE,
            request_id = REQUEST,
            workspace_id = "w-1",
            version = "4f2c1e9"
        );
        let _entered = span.enter();
        calls(bencher, settle, |id| {
            tracing::info!(event = "task_started", attempt = 2, "Task {id} started");
        });
    });
}

mod tracing_appender_non_blocking {
    use super::*;

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn text(bencher: Bencher<'_, '_>) {
        let builder = NonBlockingBuilder::default().lossy(false).buffered_lines_limit(ROOM);
        let (writer, _guard) = builder.finish(std::io::sink());
        let layer = tracing_subscriber::fmt::layer().with_ansi(false).with_writer(writer);
        traced(bencher, tracing_subscriber::registry().with(layer), || ());
    }

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn json(bencher: Bencher<'_, '_>) {
        let builder = NonBlockingBuilder::default().lossy(false).buffered_lines_limit(ROOM);
        let (writer, _guard) = builder.finish(std::io::sink());
        let layer = tracing_subscriber::fmt::layer().json().with_writer(writer);
        traced(bencher, tracing_subscriber::registry().with(layer), || ());
    }
}

mod opentelemetry_sdk_appender {
    use super::*;

    #[derive(Debug)]
    struct Discard;

    impl LogExporter for Discard {
        fn export(&self, batch: LogBatch<'_>) -> impl Future<Output = OTelSdkResult> + Send {
            black_box(&batch);
            let done: Ready<OTelSdkResult> = ready(Ok(()));
            done
        }
    }

    /// The appender leaves the span's fields out.
    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn batch_processor(bencher: Bencher<'_, '_>) {
        let config = BatchConfigBuilder::default().with_max_queue_size(ROOM).build();
        let processor = BatchLogProcessor::builder(Discard).with_batch_config(config).build();
        let provider = SdkLoggerProvider::builder().with_log_processor(processor).build();
        let layer = OpenTelemetryTracingBridge::new(&provider);
        traced(bencher, tracing_subscriber::registry().with(layer), || {
            provider.force_flush().expect("all exported");
        });
    }
}

mod slog_async {
    use super::*;

    #[divan::bench(sample_count = SAMPLES, sample_size = CALLS)]
    fn discard(bencher: Bencher<'_, '_>) {
        let drain = ::slog_async::Async::new(slog::Discard)
            .chan_size(ROOM)
            .overflow_strategy(::slog_async::OverflowStrategy::Block)
            .build();
        let context = o!(
            "trace_id" => TRACE, "request_id" => REQUEST, "workspace_id" => "w-1",
            "version" => "4f2c1e9",
        );
        let logger = slog::Logger::root(slog::Drain::fuse(drain), context);
        calls(
            bencher,
            || (),
            |id| {
                slog::info!(
                    logger, "Task {id} started", id = id;
                    "event" => "task_started", "attempt" => 2
                );
            },
        );
    }
}
