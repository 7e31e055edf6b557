//! A program that logs what it does, without a runtime: `cargo run --example tasks [URL]`.
//!
//! With an address, the records are posted there as NDJSON; without, they are printed.

use std::error::Error;
use std::time::Duration;

use linestamp_client::sinks::Sink;
use linestamp_client::sinks::http::Http;
use linestamp_client::sinks::stdout::Stdout;
use linestamp_client::{Client, Context, DeadLetter, Environment, Logger, error, info};

fn main() -> Result<(), Box<dyn Error>> {
    let sink: Box<dyn Sink> = match std::env::args().nth(1) {
        Some(url) => Box::new(Http::to(&url)?.sink()?),
        None => Box::new(Stdout::pretty().sink()),
    };
    let client = Client::builder("tasks", Environment::Development, sink)
        .context(Context::new().version(env!("CARGO_PKG_VERSION")))
        .dead_letter(DeadLetter::call(|record, reason| eprintln!("{}: {reason}", record.message)))
        .start()?;
    for id in 1..=3 {
        run(&client.logger().with(Context::new().field("task", id)), id);
    }
    let health = client.shutdown(Duration::from_secs(10))?;
    eprintln!("{} of {} records confirmed", health.confirmed, health.offered);
    Ok(())
}

fn run(logger: &Logger, id: u32) {
    info!(logger, event = "task_started", "Task {id} started");
    match 12_u32.checked_rem(id - 1) {
        Some(rest) => info!(logger, event = "task_done", rest = rest, "Task {id} done"),
        None => error!(logger, event = "task_failed", "Task {id} divides by zero"),
    }
}
