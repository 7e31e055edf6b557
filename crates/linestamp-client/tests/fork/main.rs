//! A process that forks while its client is at work: what it logs arrives, once; the child's copy of the
//! client sends nothing and holds nobody up, whatever the other threads were in the midst of; a client
//! that the child starts is another one; the spool stays locked until both have ended.
//!
//! The test runs itself as the process that forks.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod family;
mod server;
#[path = "../serving/mod.rs"]
mod serving;

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{Client, Environment, Spool};

use server::Server;

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often a process with busy threads forks.
const FORKS: usize = 100;
/// What each process logs, before and after the fork.
const RECORDS: usize = 500;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [word, url, folder] if word == "at work" => family::at_work(url, Path::new(folder)),
        [word, url] if word == "busy" => family::busy(url, FORKS),
        [word, folder] if word == "heir" => family::heir(Path::new(folder)),
        // What a test runner asks for.
        arguments if arguments.iter().any(|word| word == "--list") => println!("fork: test"),
        // Another test was asked for by its name.
        [word, ..] if !word.starts_with('-') && !"fork".contains(word.as_str()) => {}
        _ => {
            parent_and_child_send_their_own();
            a_fork_amid_busy_threads_hangs_nobody();
            the_spool_is_locked_until_the_child_has_ended();
        }
    }
}

fn parent_and_child_send_their_own() {
    let (server, folder) = (Server::start(), tempfile::tempdir().unwrap());
    let process = start(&["at work", &server.url(), path(folder.path())]);
    ends_well(process, "a process that forks once");
    let stored = server.stored();
    for said in ["before", "after", "in the child"] {
        let count = stored.iter().filter(|(_, message)| message == said).count();
        assert_eq!(count, RECORDS, "{said}");
    }
    assert_eq!(stored.len(), 3 * RECORDS, "what was said to a copy is not sent, and nothing twice");
    let mut ids: Vec<_> = stored.into_iter().map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 3 * RECORDS, "parent and child have ids of their own");
    let again = spooled(&folder.path().join("parent")).expect("both have ended");
    assert_eq!(again.health().recovered, 0, "all of it was sent");
}

fn a_fork_amid_busy_threads_hangs_nobody() {
    let server = Server::start();
    ends_well(start(&["busy", &server.url()]), "a process that forks while others log");
    let stored = server.stored();
    println!("{FORKS} forks, {} records arrived meanwhile", stored.len());
    assert!(stored.iter().all(|(_, message)| message == "busy"));
}

fn the_spool_is_locked_until_the_child_has_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = start(&["heir", path(folder.path())]);
    let mut said = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said, "forked\n");
    let status = process.wait_timeout(Instant::now() + PATIENCE).expect("the parent ends");
    assert!(status, "the parent failed");
    let refused = spooled(folder.path()).expect_err("the child holds it");
    assert_eq!(refused.kind(), std::io::ErrorKind::ResourceBusy, "{refused}");
    // The child waits for the end of its input.
    drop(process.stdin.take());
    let began = Instant::now();
    while spooled(folder.path()).is_err() {
        assert!(began.elapsed() < PATIENCE, "the child has ended, and the spool is still locked");
        std::thread::yield_now();
    }
}

fn spooled(folder: &Path) -> std::io::Result<Client> {
    Client::builder("tests", Environment::Development, Memory::new().sink())
        .spool(Spool::always(folder))
        .start()
}

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
}

fn ends_well(mut process: Child, what: &str) {
    let status = process.wait_timeout(Instant::now() + PATIENCE);
    if status.is_none() {
        process.kill().unwrap();
    }
    let mut said = String::new();
    process.stdout.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(status, Some(true), "{what}: {said}");
}

trait WaitTimeout {
    /// Whether it succeeded, if it has ended by then.
    fn wait_timeout(&mut self, deadline: Instant) -> Option<bool>;
}

impl WaitTimeout for Child {
    fn wait_timeout(&mut self, deadline: Instant) -> Option<bool> {
        while Instant::now() < deadline {
            if let Some(status) = self.try_wait().unwrap() {
                return Some(status.success());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        None
    }
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}
