//! What comes out of a pipe is on disk before it is sent.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use crate::server::{Server, lines, send, spawn, wait_until};
use crate::support::{Ran, Sandbox};

fn ids(records: &[Value]) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    records.iter().map(|record| (text(&record["message"]), text(&record["id"]))).collect()
}

#[test]
fn what_was_read_before_a_kill_is_sent_by_the_next_run() {
    let (sandbox, failing) = (Sandbox::new(), Server::start(|_, _| 503));
    let mut child = spawn(&sandbox, &failing, "--spool spool --batch 5");
    child.stdin.as_mut().unwrap().write_all(lines(0..20).as_bytes()).unwrap();
    wait_until("the first batch", || failing.requests(|requests| !requests.is_empty()));
    wait_until("the last record on disk", || {
        let segments = std::fs::read_dir(sandbox.path("spool/queue")).unwrap();
        let mut contents = segments.filter_map(|entry| std::fs::read(entry.unwrap().path()).ok());
        contents.any(|bytes| String::from_utf8_lossy(&bytes).contains(r#""message":"19""#))
    });
    child.kill().unwrap();
    child.wait().unwrap();
    let tried = failing.requests(|requests| ids(&requests[0].records));

    let server = Server::willing();
    let run = send(&sandbox, &server, "--spool spool").write_stdin(lines(20..25)).output().unwrap();
    Ran::from(run).status(0).says("25 and confirmed").says("20 from the last run");
    let taken = ids(&server.taken());
    assert!(tried.is_subset(&taken), "{tried:?} {taken:?}");
    let messages: BTreeSet<_> = taken.iter().map(|(message, _)| message.clone()).collect();
    assert_eq!((messages.len(), taken.len()), (25, 25));
    assert!(!sandbox.path("spool/queue").exists(), "it is empty");
}

#[test]
fn a_pipe_is_read_on_while_the_backend_is_away() {
    let sandbox = Sandbox::new();
    let is_back = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&is_back);
    let server = Server::start(move |_, _| if asked.load(Ordering::Acquire) { 200 } else { 503 });
    let mut child = spawn(&sandbox, &server, "--spool spool --batch 100");
    let mut input = child.stdin.take().unwrap();
    // More than there is room for in memory, so that it is written only where it is read on.
    let line = format!("{{\"level\":\"info\",\"message\":\"{}\"}}\n", "x".repeat(1_000));
    input.write_all(line.repeat(3_000).as_bytes()).unwrap();
    is_back.store(true, Ordering::Release);
    server.wait_for("all", |messages| messages.len() == 3_000);
    drop(input);
    Ran::from(child.wait_with_output().unwrap()).status(0).says("3000 and confirmed");
}

#[test]
fn what_is_given_up_waits_for_a_run_that_reads_a_file() {
    let (sandbox, failing) = (Sandbox::with(&[("a.log", &lines(3..5))]), Server::start(|_, _| 503));
    let args = "--spool spool --give-up-after 1 --format json";
    let run = send(&sandbox, &failing, args).write_stdin(lines(0..3)).output().unwrap();
    let account: Value = serde_json::from_str(&Ran::from(run).status(1).out).unwrap();
    let of = |account: &Value, name: &str| account[name].as_u64().unwrap();
    assert_eq!((of(&account, "read"), of(&account, "spooled"), of(&account, "sent")), (3, 3, 0));

    let server = Server::willing();
    let args = "a.log --spool spool --format json";
    let run = send(&sandbox, &server, args).output().unwrap();
    let account: Value = serde_json::from_str(&Ran::from(run).status(0).out).unwrap();
    assert_eq!((of(&account, "read"), of(&account, "recovered"), of(&account, "sent")), (2, 3, 5));
    assert_eq!(ids(&server.taken()).len(), 5);
    assert_eq!(server.messages().into_iter().collect::<BTreeSet<_>>().len(), 5);
    let run = send(&sandbox, &server, args).output().unwrap();
    let account: Value = serde_json::from_str(&Ran::from(run).status(0).out).unwrap();
    assert_eq!((of(&account, "recovered"), of(&account, "sent")), (0, 0));
}
