//! The arms: a program that logs as fast as it can, waits until all is sent, and ends.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use clap::ValueEnum;
use linestamp_client::sinks::Sink;
use linestamp_client::sinks::http::{Compression, Http};
use linestamp_client::sinks::otlp::Otlp;
use linestamp_client::sinks::transport::Transport;
use linestamp_client::{Client, Context, Environment, Spool, info};
use opentelemetry::logs::{AnyValue, LogRecord as _, Logger as _, LoggerProvider as _, Severity};
use opentelemetry_otlp::{LogExporter, Protocol, WithExportConfig as _};
use opentelemetry_sdk::logs::{BatchConfigBuilder, BatchLogProcessor, SdkLoggerProvider};

/// How long the last records may take.
const PATIENCE: Duration = Duration::from_secs(120);

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const REQUEST: &str = "b7ad6b7169203331";

/// What sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sender {
    Otlp,
    Ndjson,
    Spooled,
    Opentelemetry,
    OpentelemetryWithRoom,
}

impl Sender {
    /// All of them; the others are measured by the first one.
    pub(super) const ALL: [Sender; 5] = [
        Sender::Otlp,
        Sender::Ndjson,
        Sender::Spooled,
        Sender::Opentelemetry,
        Sender::OpentelemetryWithRoom,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Sender::Otlp => "otlp",
            Sender::Ndjson => "ndjson",
            Sender::Spooled => "spooled",
            Sender::Opentelemetry => "opentelemetry",
            Sender::OpentelemetryWithRoom => "opentelemetry-with-room",
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Sender::Otlp => "linestamp-client, OTLP",
            Sender::Ndjson => "linestamp-client, NDJSON",
            Sender::Spooled => "linestamp-client, NDJSON, spooled",
            Sender::Opentelemetry => "opentelemetry-otlp",
            Sender::OpentelemetryWithRoom => "opentelemetry-otlp, a queue for all",
        }
    }
}

/// Sends so many records to an address, uncompressed. What is lost, the receiver tells.
pub(crate) fn send(sender: Sender, url: &str, records: u64, spool: &Path) -> Result<()> {
    let room = usize::try_from(records).unwrap_or(usize::MAX);
    match sender {
        Sender::Otlp => {
            let transport = Transport::to(url)?.compression(Compression::None);
            by_client(Otlp::over(transport).sink()?, None, records)
        }
        Sender::Ndjson => {
            by_client(Http::to(url)?.compression(Compression::None).sink()?, None, records)
        }
        Sender::Spooled => {
            let sink = Http::to(url)?.compression(Compression::None).sink()?;
            by_client(sink, Some(Spool::always(spool)), records)
        }
        Sender::Opentelemetry => by_opentelemetry(url, BatchConfigBuilder::default(), records),
        Sender::OpentelemetryWithRoom => {
            let config = BatchConfigBuilder::default().with_max_queue_size(room);
            by_opentelemetry(url, config, records)
        }
    }
}

fn by_client(sink: impl Sink + 'static, spool: Option<Spool>, records: u64) -> Result<()> {
    let builder = Client::builder("executor", Environment::Production, sink);
    let builder = match spool {
        Some(spool) => builder.spool(spool),
        None => builder,
    };
    let client = builder.start()?;
    let context =
        Context::new().trace_id(TRACE).request_id(REQUEST).workspace_id("w-1").version("4f2c1e9");
    let logger = client.logger().with(context);
    for id in 0..records {
        info!(logger, event = "task_started", attempt = 2, "Task {id} started");
    }
    let health = client.shutdown(PATIENCE)?;
    ensure!(health.confirmed == records, "{} of {records} are confirmed", health.confirmed);
    Ok(())
}

fn by_opentelemetry(url: &str, config: BatchConfigBuilder, records: u64) -> Result<()> {
    // Its HTTP client wants one, also where nothing is encrypted; there is none before.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let exporter = LogExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(url)
        .build()?;
    let processor = BatchLogProcessor::builder(exporter).with_batch_config(config.build()).build();
    let provider = SdkLoggerProvider::builder().with_log_processor(processor).build();
    let logger = provider.logger("executor");
    for id in 0..records {
        let mut record = logger.create_log_record();
        record.set_timestamp(std::time::SystemTime::now());
        record.set_severity_number(Severity::Info);
        record.set_severity_text("INFO");
        record.set_event_name("task_started");
        record.set_body(AnyValue::from(format!("Task {id} started")));
        record.add_attribute("attempt", 2_i64);
        record.add_attribute("trace_id", TRACE);
        record.add_attribute("request_id", REQUEST);
        record.add_attribute("workspace_id", "w-1");
        record.add_attribute("version", "4f2c1e9");
        record.add_attribute("code.line.number", i64::from(line!()));
        record.add_attribute("code.file.path", file!());
        logger.emit(record);
    }
    if let Err(error) = provider.shutdown_with_timeout(PATIENCE) {
        bail!("the provider did not end: {error}");
    }
    Ok(())
}
