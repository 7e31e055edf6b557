//! `linestamp tail`: records of a logs service as they arrive.

use std::io::Write as _;
use std::time::Duration;

use futures_util::StreamExt as _;
use linestamp_store::Stored;
use serde::Deserialize;
use sse_stream::SseStream;

use super::{Ended, at_work};
use crate::args::{StreamFormat, TailArgs};
use crate::failure::{Failure, Stop};
use crate::report;
use crate::service::{Connection, Folder, Lines, Lost, Question, Source, write_json};

/// How long to wait before the first new try, and at most.
const WAITS: (Duration, Duration) = (Duration::from_millis(250), Duration::from_secs(10));

/// How long to wait before a folder is looked at again.
const PAUSE: Duration = Duration::from_millis(200);

/// As many arrivals of a folder are read at once.
const PART: usize = 500;

/// Runs the subcommand.
pub(crate) fn run(args: &TailArgs) -> Ended {
    let question = Question::read(&args.filter, None)?;
    match Source::of(&args.source)? {
        Source::Service(connection) => at_work(follow(args, &connection, &question))?,
        Source::Folder(folder) => follow_folder(args, &folder, &question),
    }
}

/// Follows the files until the output is closed.
fn follow_folder(args: &TailArgs, folder: &Folder, question: &Question) -> Ended {
    let mut tail = Tail { lines: Lines::new(&args.show), format: args.format, last: None };
    let mut place = folder.last()?;
    if args.last > 0 {
        // What arrived since is shown as it is reached.
        let newest = folder.newest(question, args.last as usize)?;
        for found in newest.iter().filter(|found| found.seq <= place) {
            tail.show(found)?;
        }
    }
    loop {
        let arrived = folder.arrived(place, PART)?;
        match arrived.last() {
            Some(last) => place = last.seq,
            None => std::thread::sleep(PAUSE),
        }
        for found in arrived.iter().filter(|found| question.filter().holds(&found.record)) {
            tail.show(found)?;
        }
    }
}

/// Follows until the output is closed or the service refuses.
async fn follow(args: &TailArgs, connection: &Connection, question: &Question) -> Ended {
    let filter = question.text();
    let mut tail = Tail { lines: Lines::new(&args.show), format: args.format, last: None };
    if args.last > 0 {
        for found in connection.newest(question, args.last as usize).await? {
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
