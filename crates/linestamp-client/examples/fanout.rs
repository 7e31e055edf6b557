//! A program whose records go to two places, each at its own pace: all of them to a backend, and the
//! errors to a file as well:
//! `cargo run -p linestamp-client --features file --example fanout FOLDER [URL]`.
//!
//! With an address, the backend gets them as NDJSON; without, they are printed. FOLDER has the file of
//! the errors and the spool: while the backend is away, the file goes on, and what the backend has not
//! taken when the program ends, it gets from the next one.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use linestamp_client::sinks::Sink;
use linestamp_client::sinks::file::Files;
use linestamp_client::sinks::filter::Filter;
use linestamp_client::sinks::http::Http;
use linestamp_client::sinks::stdout::Stdout;
use linestamp_client::{Client, Environment, Level, Spool, error, info};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("name a folder")?);
    let backend: Box<dyn Sink> = match arguments.next() {
        Some(url) => Box::new(Http::to(&url)?.sink()?),
        None => Box::new(Stdout::json().sink()),
    };
    let errors = Files::at(folder.join("errors.ndjson")).rotate_at(10 << 20).keep(5).sink()?;
    let errors = Filter::new(|record| record.level == Level::Error, errors);
    let client = Client::builder("fanout", Environment::Development, backend)
        .spool(Spool::always(folder.join("spool")))
        .also("errors", errors)
        .start()?;
    let logger = client.logger();
    for id in 1..=3 {
        info!(logger, event = "task_started", "Task {id} started");
    }
    error!(logger, event = "task_failed", "Task 2 failed");
    let health = client.shutdown(Duration::from_secs(10))?;
    eprintln!("{} of {} records confirmed", health.confirmed, health.offered);
    Ok(())
}
