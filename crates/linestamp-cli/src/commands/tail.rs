//! `linestamp tail`: records of a logs service as they arrive.

use std::io::Write as _;
use std::time::Duration;

use futures_util::StreamExt as _;
use linestamp_store::Stored;
use serde::Deserialize;
use sse_stream::SseStream;

use super::query::newest;
use super::{Ended, at_work};
use crate::args::{StreamFormat, TailArgs};
use crate::failure::{Failure, Stop};
use crate::report;
use crate::service::{Connection, Lines, Lost, Question, write_json};

/// How long to wait before the first new try, and at most.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// Runs the subcommand.
pub(crate) fn run(args: &TailArgs) -> Ended {
    let question = Question::read(&args.filter, None)?;
    let connection = Connection::new(&args.service)?;
    at_work(follow(args, &connection, &question))?
}

/// Follows until the output is closed or the service refuses.
async fn follow(args: &TailArgs, connection: &Connection, question: &Question) -> Ended {
    let filter = question.text();
    let mut tail = Tail { lines: Lines::new(&args.show), format: args.format, last: None };
    if args.last > 0 {
        for found in newest(connection, question, args.last as usize).await? {
            tail.show(&found)?;
        }
    }
    let (mut wait, longest) = WAITS;
    loop {
        let lost = match connection.tail(&filter, tail.last).await {
            Ok(answer) => {
                let mut events = SseStream::from_bytes_stream(answer.bytes_stream());
                loop {
                    match events.next().await {
                        Some(Ok(event)) => {
                            wait = WAITS.0;
                            tail.take(&event)?;
                        }
                        Some(Err(error)) => break error.to_string(),
                        None => break "it ended the tail".to_owned(),
                    }
                }
            }
            Err(Lost::ForNow(why)) => why,
            Err(Lost::ForGood(failure)) => return Err(failure.into()),
        };
        let _ = writeln!(std::io::stderr(), "linestamp: the service is away: {lost}; trying again");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(longest);
    }
}

/// What was shown.
struct Tail {
    lines: Lines,
    format: StreamFormat,
    /// The last arrival that is known.
    last: Option<u64>,
}

/// What a `skipped` event says.
#[derive(Deserialize)]
struct Skipped {
    count: u64,
}

impl Tail {
    fn take(&mut self, event: &sse_stream::Sse) -> Result<(), Stop> {
        let data = event.data.as_deref().unwrap_or_default();
        // A service that ends its tails now and then says where one began, though there be no record.
        self.last = self.last.max(event.id.as_deref().and_then(|id| id.parse().ok()));
        match event.event.as_deref() {
            Some("record") => {
                let found = serde_json::from_str(data).map_err(unreadable)?;
                self.show(&found)
            }
            Some("skipped") => {
                let skipped: Skipped = serde_json::from_str(data).map_err(unreadable)?;
                let text = format!(
                    "linestamp: {} record(s) skipped, since they arrived faster than they were read\n",
                    skipped.count
                );
                Ok(std::io::stderr().write_all(text.as_bytes())?)
            }
            _ => Ok(()),
        }
    }

    fn show(&mut self, found: &Stored) -> Result<(), Stop> {
        self.last = self.last.max(Some(found.seq));
        report::output(|out| match self.format {
            StreamFormat::Human => self.lines.write(out, found, 0),
            StreamFormat::Json => write_json(out, found),
        })?;
        Ok(())
    }
}

fn unreadable(error: serde_json::Error) -> Failure {
    Failure::new(format!("the service's events cannot be read: {error}"))
        .with_help("check that service and command are of one version")
}
