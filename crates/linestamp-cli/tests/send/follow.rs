//! Files that grow, are renamed and truncated, and the end of a run that has none.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::process::{Child, Command};

use crate::server::{Server, lines, spawn};
use crate::support::{Ran, Sandbox};

fn append(sandbox: &Sandbox, path: &str, text: &str) {
    let mut file = OpenOptions::new().create(true).append(true).open(sandbox.path(path)).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}

fn end(child: Child, signal: &str) -> Ran {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    Ran::from(child.wait_with_output().unwrap())
}

fn has(last: &str) -> impl Fn(&[String]) -> bool {
    move |messages| messages.iter().any(|message| message == last)
}

#[test]
fn a_file_is_followed_until_the_run_is_ended() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..3))]), Server::willing());
    let child = spawn(&sandbox, &server, "--follow a.log");
    server.wait_for("what was there", has("2"));
    // A line in two halves.
    let line = lines(3..4);
    append(&sandbox, "a.log", &line[..10]);
    append(&sandbox, "a.log", &line[10..]);
    server.wait_for("what was appended", has("3"));
    append(&sandbox, "a.log", &lines(4..5));
    server.wait_for("the last", has("4"));
    end(child, "-INT").status(0).says("5 and confirmed");
}

#[test]
fn rotation_by_renaming_loses_nothing() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..3))]), Server::willing());
    let child = spawn(&sandbox, &server, "--follow a.log");
    server.wait_for("the first", has("2"));
    std::fs::rename(sandbox.path("a.log"), sandbox.path("a.log.1")).unwrap();
    // Whoever writes has not noticed yet.
    append(&sandbox, "a.log.1", &lines(3..5));
    append(&sandbox, "a.log", &lines(5..7));
    server.wait_for("the new file", has("6"));
    append(&sandbox, "a.log.1", &lines(7..8));
    server.wait_for("the old file's last line", has("7"));
    let ran = end(child, "-TERM").status(0).says("8 and confirmed");
    assert_eq!(ran.err, "");
    let mut messages = server.messages();
    messages.sort();
    assert_eq!(messages, (0..8).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn rotation_by_truncating_is_noticed_at_any_size() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..3))]), Server::willing());
    let child = spawn(&sandbox, &server, "--follow a.log --spool spool");
    server.wait_for("the first", has("2"));
    // Shorter than before.
    std::fs::write(sandbox.path("a.log"), lines(3..4)).unwrap();
    server.wait_for("the truncated", has("3"));
    // Longer than before, and truncated in between.
    std::fs::write(sandbox.path("a.log"), lines(4..9)).unwrap();
    server.wait_for("the refilled", has("8"));
    end(child, "-TERM").status(0);
    let mut ids: Vec<_> = server.taken().iter().map(|record| record["id"].to_string()).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 9);
}

#[test]
fn truncating_again_and_again_loses_nothing_and_gives_no_id_twice() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", "")]), Server::willing());
    let child = spawn(&sandbox, &server, "--follow a.log --spool spool --batch 1");
    let mut sent = 0;
    // Faster than what is confirmed is written down, shorter than before and longer.
    for length in [3, 1, 5, 9, 2, 2, 7].into_iter().cycle().take(35) {
        std::fs::write(sandbox.path("a.log"), lines(sent..sent + length)).unwrap();
        sent += length;
        server.wait_for("what was written anew", has(&(sent - 1).to_string()));
    }
    end(child, "-TERM").status(0);
    let mut messages = server.messages();
    messages.sort_by_key(|message| message.parse::<usize>().unwrap());
    assert_eq!(messages, (0..sent).map(|number| number.to_string()).collect::<Vec<_>>());
    let taken = server.taken();
    let ids: BTreeSet<_> = taken.iter().map(|record| record["id"].to_string()).collect();
    assert_eq!(ids.len(), sent);
}

#[test]
fn a_file_may_come_later_and_a_backend_too() {
    let sandbox = Sandbox::new();
    let server = Server::start(|number, _| if number < 2 { 503 } else { 200 });
    let child = spawn(&sandbox, &server, "--follow a.log b.log --quiet");
    append(&sandbox, "b.log", &lines(0..1));
    append(&sandbox, "a.log", &lines(1..2));
    server.wait_for("both", |messages| messages.len() == 2);
    let ran = end(child, "-INT").status(0);
    assert_eq!(ran.out, "");
}

#[test]
fn what_is_in_a_pipe_is_sent_when_the_run_is_ended() {
    let (sandbox, server) = (Sandbox::new(), Server::willing());
    let mut child = spawn(&sandbox, &server, "");
    let mut input = child.stdin.take().unwrap();
    input.write_all(lines(0..3).as_bytes()).unwrap();
    server.wait_for("the pipe", has("2"));
    input.write_all(lines(3..4).as_bytes()).unwrap();
    // Whoever writes is ended by the same keys.
    drop(input);
    end(child, "-INT").status(0).says("4 and confirmed");
}
