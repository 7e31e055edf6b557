//! The inputs of a run, in their order.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use linestamp_formats::Decoder;
use linestamp_schema::LogRecord;

use super::feed::{Feed, Reading};
use super::fingerprint::FileKey;
use super::follow::Followed;
use super::ids::Ids;
use super::pipe::{Piece, Pipe};
use super::tail::{Run, Step, Tail};
use crate::args::SendArgs;
use crate::failure::{Failure, plain};

/// How often files that are followed are looked at.
const PERIOD: Duration = Duration::from_millis(200);

/// The name of standard input in messages.
const STDIN: &str = "standard input";

/// An input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// What the user named.
pub(crate) fn named(args: &SendArgs) -> Result<Vec<Input>, Failure> {
    if args.files.is_empty() {
        return Ok(vec![Input::Stdin]);
    }
    let input = |path: &PathBuf| match path.as_os_str() == "-" {
        true => Input::Stdin,
        false => Input::File(path.clone()),
    };
    let inputs: Vec<Input> = args.files.iter().map(input).collect();
    if args.follow && inputs.contains(&Input::Stdin) {
        return Err(Failure::new(
            "--follow is for files: standard input is read to its end anyway",
        )
        .with_help("leave out --follow, or `-`"));
    }
    Ok(inputs)
}

/// How many bytes there are to read, if that is known.
pub(crate) fn size(inputs: &[Input], follow: bool) -> Option<u64> {
    let size = |input: &Input| match input {
        Input::Stdin => None,
        Input::File(path) => path.metadata().ok().filter(|found| found.is_file()).map(|f| f.len()),
    };
    if follow { None } else { inputs.iter().map(size).sum() }
}

/// Reads all inputs; says whether all could be read.
pub(crate) fn read_all(inputs: &[Input], follow: bool, run: &Run<'_>, feed: &mut Feed<'_>) -> bool {
    if follow {
        return follow_all(inputs, run, feed);
    }
    let mut all = true;
    for input in inputs {
        let (name, read) = match input {
            Input::Stdin => (STDIN.to_owned(), read_pipe(run, feed)),
            Input::File(path) => (path.display().to_string(), read_file(path, inputs, run, feed)),
        };
        match read {
            Ok(Step::Stop) => return all,
            Ok(_) => {}
            Err(error) => {
                feed.voice.say(&format!("{name}: cannot be read: {}", plain(&error)));
                all = false;
            }
        }
    }
    all
}

fn read_pipe(run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<Step> {
    let pipe = Pipe::start();
    let mut decoder = run.reading.decoder(0, 1);
    loop {
        match pipe.next(PERIOD)? {
            Piece::Bytes(piece) => {
                decoder.feed(&piece);
                feed.count(piece.len());
            }
            Piece::Nothing => {}
            Piece::End => {
                decoder.finish();
                let goes_on = feed.drain(&mut decoder, STDIN, Ids::Fresh);
                return Ok(if goes_on { Step::End } else { Step::Stop });
            }
        }
        if !feed.drain(&mut decoder, STDIN, Ids::Fresh) || !feed.may_go_on() {
            return Ok(Step::Stop);
        }
    }
}

fn read_file(
    path: &Path,
    inputs: &[Input],
    run: &Run<'_>,
    feed: &mut Feed<'_>,
) -> io::Result<Step> {
    let origin = std::path::absolute(path)?;
    let mut tails = predecessors(path, &origin, inputs, run)?;
    tails.push(Tail::open(path, &origin, run)?);
    for mut tail in tails {
        loop {
            match tail.step(run, feed)? {
                Step::More => {}
                Step::End => break,
                Step::Stop => return Ok(Step::Stop),
            }
        }
        if tail.finish(run, feed)? == Step::Stop {
            return Ok(Step::Stop);
        }
    }
    Ok(Step::End)
}

fn follow_all(inputs: &[Input], run: &Run<'_>, feed: &mut Feed<'_>) -> bool {
    let mut all = true;
    let mut followed = Vec::new();
    for input in inputs {
        let Input::File(path) = input else { continue };
        let begun = std::path::absolute(path).and_then(|origin| {
            let old = predecessors(path, &origin, inputs, run)?;
            Ok((path.clone(), Followed::new(path, origin, old)))
        });
        match begun {
            Ok(begun) => followed.push(begun),
            Err(error) => {
                feed.voice.say(&format!("{}: cannot be read: {}", path.display(), plain(&error)));
                all = false;
            }
        }
    }
    while feed.may_go_on() && !followed.is_empty() {
        let mut any = false;
        followed.retain_mut(|(path, followed)| match followed.poll(run, feed) {
            Ok(more) => {
                any |= more;
                true
            }
            Err(error) => {
                feed.voice.say(&format!("{}: cannot be read: {}", path.display(), plain(&error)));
                all = false;
                false
            }
        });
        if !any {
            thread::sleep(PERIOD);
        }
    }
    all
}

/// The files that had this path when the spool was last written, and are not read to their end:
/// they were renamed since. They are looked for in the same folder, by their numbers.
fn predecessors(
    path: &Path,
    origin: &Path,
    inputs: &[Input],
    run: &Run<'_>,
) -> io::Result<Vec<Tail>> {
    let (Some(memory), Some(folder)) = (&run.memory, origin.parent()) else {
        return Ok(Vec::new());
    };
    let key = |path: &Path| path.metadata().ok().and_then(|metadata| FileKey::of(&metadata));
    let named: BTreeSet<FileKey> = inputs
        .iter()
        .filter_map(|input| match input {
            Input::File(path) => key(path),
            Input::Stdin => None,
        })
        .chain(key(path))
        .collect();
    let wanted: BTreeSet<FileKey> = memory
        .spool
        .files()
        .into_iter()
        .filter(|mark| mark.path == origin)
        .filter_map(|mark| mark.key.filter(|key| !named.contains(key)))
        .collect();
    let mut found = Vec::new();
    if !wanted.is_empty() {
        for entry in std::fs::read_dir(folder)? {
            let path = entry?.path();
            let Some(key) = key(&path).filter(|key| wanted.contains(key)) else { continue };
            let is_known = memory.spool.find(&mut File::open(&path)?, origin, Some(key)).is_some();
            if is_known {
                found.push((path.metadata()?.modified()?, path));
            }
        }
    }
    // The oldest first.
    found.sort();
    found.into_iter().map(|(_, path)| Tail::open(&path, origin, run)).collect()
}

/// The first so many records, and what is refused before them: nothing is sent or remembered.
pub(crate) fn first(
    inputs: &[Input],
    reading: &Reading,
    most: usize,
    mut refused: impl FnMut(String),
) -> io::Result<Vec<LogRecord>> {
    let mut records = Vec::new();
    for input in inputs {
        let (name, mut reader): (String, Box<dyn io::Read>) = match input {
            Input::Stdin => (STDIN.to_owned(), Box::new(io::stdin().lock())),
            Input::File(path) => (path.display().to_string(), Box::new(File::open(path)?)),
        };
        let mut decoder = reading.decoder(0, 1);
        let mut buffer = vec![0; 64 << 10];
        let mut ended = false;
        while !ended && records.len() < most {
            let length = reader.read(&mut buffer)?;
            ended = length == 0;
            decoder.feed(&buffer[..length]);
            if ended {
                decoder.finish();
            }
            take(&mut decoder, reading, most, &mut records, |line, why| {
                refused(format!("{name}:{line}: refused: {why}"));
            });
        }
    }
    Ok(records)
}

fn take(
    decoder: &mut Decoder,
    reading: &Reading,
    most: usize,
    records: &mut Vec<LogRecord>,
    mut refused: impl FnMut(u64, String),
) {
    while records.len() < most {
        let stamp = &mut |position| Ids::Fresh.stamp(position);
        let Some(entry) = decoder.next(&reading.intake, stamp) else { return };
        match entry.outcome {
            Ok(record) => records.push(record),
            Err(why) => refused(entry.line, why.to_string()),
        }
    }
}
