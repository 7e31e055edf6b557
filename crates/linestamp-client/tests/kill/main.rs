//! `kill -9` at a hundred random moments, against a server that fails at random: of the records that
//! were said to be durable none is lost, none is stored twice, and whatever is sent again is the very
//! same batch. Once with one batch in flight, where order is kept, too, and once with several.
//!
//! A process that exits without a word to the client is one of them. And a disk that is full, in `full.rs`.
//!
//! The test runs itself as the process that is killed. It prints what it counted.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod child;
#[cfg(target_os = "linux")]
mod full;
#[cfg(target_os = "linux")]
#[path = "../client/support/gate.rs"]
mod gate;
mod server;
#[path = "../serving/mod.rs"]
mod serving;

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use server::Server;

const KILLS: usize = 100;
/// With several batches in flight, of which there are so many.
const KILLS_OF_SEVERAL: usize = 40;
const SEVERAL: usize = 4;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [word, url, folder, run, flight] if word == "child" => child::log(url, folder, run, flight),
        [word, url, folder] if word == "exit" => child::exit(url, folder),
        [word, url, folder] if word == "drain" => child::drain(url, folder),
        #[cfg(target_os = "linux")]
        [word, folder] if word == "full" => full::child(Path::new(folder)),
        // What a test runner asks for.
        arguments if arguments.iter().any(|word| word == "--list") => println!("kill: test"),
        // Another test was asked for by its name.
        [word, ..] if !word.starts_with('-') && !"kill".contains(word.as_str()) => {}
        _ => {
            #[cfg(target_os = "linux")]
            full::parent();
            parent(1, KILLS);
            parent(SEVERAL, KILLS_OF_SEVERAL);
        }
    }
}

/// Kills processes with so many batches in flight, so many times.
fn parent(flight: usize, kills: usize) {
    let began = Instant::now();
    let seed: u64 = rand::random();
    let mut random = StdRng::seed_from_u64(seed);
    let server = Server::start(seed);
    let folder = tempfile::tempdir().unwrap();
    let mut said = Said::default();
    for run in 0..kills {
        let (run, flight) = (run.to_string(), flight.to_string());
        let mut child = start(&["child", &server.url(), path(folder.path()), &run, &flight]);
        let lines = BufReader::new(child.stdout.take().unwrap());
        let reading =
            thread::spawn(move || lines.lines().map_while(Result::ok).collect::<Vec<String>>());
        thread::sleep(Duration::from_micros(random.random_range(1_000..220_000)));
        child.kill().unwrap();
        child.wait().unwrap();
        reading.join().unwrap().iter().for_each(|line| said.read(line));
    }
    let left = start(&["exit", &server.url(), path(folder.path())]).wait_with_output().unwrap();
    assert!(left.status.success(), "{left:?}");
    String::from_utf8(left.stdout).unwrap().lines().for_each(|line| said.read(line));
    let drained = start(&["drain", &server.url(), path(folder.path())]).wait_with_output().unwrap();
    assert!(drained.status.success(), "{drained:?}");
    let stored = server.stored();
    let lost: Vec<_> = said.durable.iter().filter(|id| !stored.ids.contains(*id)).collect();
    println!(
        "{flight} in flight, seed {seed}: {kills} kills in {:.1} s; {} records started, {} said to be durable, {} of \
         those lost; {} stored, {} of those twice; {} requests, {} records sent again and not stored",
        began.elapsed().as_secs_f64(),
        said.started,
        said.durable.len(),
        lost.len(),
        stored.ids.len(),
        stored.rows - stored.ids.len(),
        stored.requests,
        stored.repeated,
    );
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert_eq!(stored.rows, stored.ids.len());
    assert!(stored.torn.is_empty(), "not the same batch: {:?}", stored.torn);
    if flight == 1 {
        assert!(stored.disorder.is_empty(), "out of order: {:?}", stored.disorder);
    }
    // Else it shows nothing.
    assert!(said.durable.len() > kills && stored.repeated > 0);
}

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).stdout(Stdio::piped()).spawn().unwrap()
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

/// What the processes said before they were killed.
#[derive(Default)]
struct Said {
    started: u64,
    durable: HashSet<String>,
}

impl Said {
    fn read(&mut self, line: &str) {
        match line.split_once(' ') {
            Some(("started", count)) => self.started += count.parse::<u64>().unwrap(),
            Some(("durable", id)) => drop(self.durable.insert(id.to_owned())),
            // The rest of a line that was cut off.
            _ => {}
        }
    }
}
