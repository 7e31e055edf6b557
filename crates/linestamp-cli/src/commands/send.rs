//! `linestamp send`: log files and pipes to a backend.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use linestamp_client::sinks::Sink;
use linestamp_client::{BatchLimits, Client, Environment, Overflow, QueueLimits, Retry};

use super::Ended;
use crate::args::{OutputArgs, SendArgs};
use crate::failure::{Failure, Stop, plain};
use crate::interrupt;
use crate::report::{self, Screen};
use crate::send::inputs::{self, Input};
use crate::send::{
    Account, Confirmer, DeadLetters, Ending, Feed, Marks, Memory, Reading, Run, Spool, Voice, open,
    preview,
};
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &SendArgs) -> Ended {
    let begin = Instant::now();
    let target = open(&args.to, &args.request)?;
    let mut screen = Screen::new(&OutputArgs::default());
    if target.is_stdout() {
        screen = screen.with_result_on_output();
    }
    let reading = Reading::new(&args.reading)?;
    if args.dry_run {
        return dry_run(args, &reading);
    }
    interrupt::catch();
    let files = inputs::named(args)?;
    let spool = args.spool.as_deref().map(Spool::open).transpose()?.map(Arc::new);
    let letters = letters(args, spool.as_deref())?;
    let voice = Voice::new(inputs::size(&files, args.follow));
    let queue = queue(spool.as_deref(), &files);
    let client = client(args, target.sink()?, &letters, &voice, queue.as_deref())?;
    let mut feed = Feed {
        is_kept: queue.is_some(),
        ..feed(args, &reading, &client, letters.clone(), voice.clone(), &files)
    };
    let marks = Marks::default();
    let confirmer = spool.clone().map(|spool| {
        let logger = client.logger();
        Confirmer::start(spool, marks.clone(), logger, letters.clone(), voice.clone())
    });
    let memory = spool.as_deref().map(|spool| Memory { spool, marks: &marks });
    let run = Run { reading: &reading, memory };
    let read = inputs::read_all(&files, args.follow, &run, &mut feed);
    let settled = feed.settle();
    letters.ending();
    // What is left is told by the account.
    let _ = client.shutdown(if settled { LAST } else { Duration::ZERO });
    if let Some(confirmer) = confirmer {
        confirmer.end();
    }
    tidy(queue.as_deref().filter(|_| settled));
    let kept = !letters.failed();
    let saved = match &spool {
        Some(spool) if settled && kept => save(spool, &marks, &voice),
        _ => true,
    };
    voice.end();
    let account = Account {
        resumes: spool.is_some(),
        kept: letters.count(),
        time: begin.elapsed(),
        ..Account::close(feed.read, feed.unreadable, &feed.logger.health())
    };
    tell(args, &screen, &feed, &account)?;
    let is_cut = feed.ending == Some(Ending::Interrupted) && !args.follow && !has_pipe(&files);
    Ok(match feed.ending {
        Some(Ending::Held | Ending::NotKept) => Status::Failed,
        _ if !(read && kept && saved) => Status::Failed,
        _ if is_cut => Status::Interrupted,
        _ if account.is_clean() && feed.ending != Some(Ending::GaveUp) => Status::Done,
        _ => Status::Found,
    })
}

/// How long a client that has nothing to do may take to end.
const LAST: Duration = Duration::from_secs(5);

/// How long what is still in a pipe may take to be read once the user has ended the run.
const PIPE_GRACE: Duration = Duration::from_secs(2);

fn has_pipe(inputs: &[Input]) -> bool {
    inputs.contains(&Input::Stdin)
}

/// The folder in which records are kept until they are sent: what is read from a pipe cannot be read
/// again, and what another run has left there is sent by this one.
fn queue(spool: Option<&Spool>, files: &[Input]) -> Option<PathBuf> {
    let queue = spool?.queue();
    (has_pipe(files) || queue.is_dir()).then_some(queue)
}

/// An empty queue that is left there would only be in the way of who looks.
fn tidy(queue: Option<&Path>) {
    if let Some(queue) = queue {
        let _ = std::fs::remove_dir_all(queue);
    }
}

fn save(spool: &Spool, marks: &Marks, voice: &Voice) -> bool {
    let saved = marks.save(spool);
    if let Err(error) = &saved {
        voice.say(&format!("the spool cannot be written: {}", plain(error)));
    }
    saved.is_ok()
}

fn letters(args: &SendArgs, spool: Option<&Spool>) -> Result<DeadLetters, Failure> {
    let path = args.dead_letter.clone().or_else(|| Some(spool?.dead_letter()));
    path.map_or_else(
        || Ok(DeadLetters::default()),
        |path| DeadLetters::open(&path, spool.is_some()),
    )
}

/// The client gives nothing up by itself: the feed decides when, and what becomes of the rest.
fn client(
    args: &SendArgs,
    sink: Box<dyn Sink>,
    letters: &DeadLetters,
    voice: &Voice,
    queue: Option<&Path>,
) -> Result<Client, Failure> {
    let records = args.request.batch as usize;
    let speaker = voice.clone();
    // Every record that is written has service and environment already.
    let mut builder = Client::builder("linestamp", Environment::Production, sink);
    if let Some(queue) = queue {
        builder = builder.spool(linestamp_client::Spool::always(queue));
    }
    builder
        .batch(BatchLimits { records, bytes: 4 << 20, age: Duration::from_secs(1) })
        .queue(QueueLimits {
            records: usize::MAX,
            bytes: usize::MAX,
            overflow: Overflow::Block(Duration::from_secs(1)),
        })
        .retry(Retry { budget: Duration::MAX, ..Retry::default() })
        .dead_letter(letters.of_client(voice))
        .on_notice(move |notice| speaker.say(&notice.to_string()))
        .start()
        .map_err(|error| Failure::new(format!("cannot send: {}", plain(&error))))
}

fn feed<'r>(
    args: &SendArgs,
    reading: &'r Reading,
    client: &Client,
    letters: DeadLetters,
    voice: Voice,
    files: &[Input],
) -> Feed<'r> {
    let is_endless = args.follow || args.give_up_after == 0;
    Feed {
        reading,
        logger: client.logger(),
        voice,
        letters,
        room: u64::from(args.request.batch) * 4,
        patience: (!is_endless).then(|| Duration::from_secs(args.give_up_after)),
        ends_if_held: !args.follow && !has_pipe(files),
        is_kept: false,
        at_end: false,
        pipe_grace: if has_pipe(files) { PIPE_GRACE } else { Duration::ZERO },
        interrupted_at: None,
        quiet: args.quiet,
        read: 0,
        unreadable: 0,
        bytes: 0,
        ending: None,
        taken: (0, Instant::now()),
    }
}

/// The account, and what to do about it.
fn tell(args: &SendArgs, screen: &Screen, feed: &Feed<'_>, account: &Account) -> Result<(), Stop> {
    let next = if account.resumes { "; the same command goes on from here" } else { "" };
    match feed.ending {
        Some(Ending::Held) => {
            screen.note(&format!("ended, because the backend lets nobody in{next}"))?;
        }
        Some(Ending::GaveUp) => {
            let seconds = args.give_up_after;
            screen.note(&format!("given up after {seconds} s without a confirmation{next}"))?;
        }
        _ => {}
    }
    if account.unreadable > 0 && account.unreadable == account.read && !args.quiet {
        screen.note("nothing could be read; --input, --map, --level, --service and --environment say what the records do not")?;
    }
    if !(args.quiet && account.is_clean()) {
        screen.report(|out| account.write(out, args.format))?;
    }
    Ok(())
}

/// Prints the first request.
fn dry_run(args: &SendArgs, reading: &Reading) -> Ended {
    let files = inputs::named(args)?;
    let voice = Voice::new(None);
    let mut refused = 0;
    let most = args.request.batch as usize;
    let records = inputs::first(&files, reading, most, |text| {
        voice.refused(refused, &text);
        refused += 1;
    });
    let records = records
        .map_err(|error| Failure::new(format!("the input cannot be read: {}", plain(&error))))?;
    report::output(|out| preview(out, args, &records))?;
    Ok(if refused == 0 { Status::Done } else { Status::Found })
}
