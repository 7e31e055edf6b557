//! A spool remembers how far each file was read.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::server::{Server, lines, send};
use crate::support::{Ran, Sandbox};

const ARGS: &str = "a.log --spool spool --batch 10";

fn ids(records: &[Value]) -> BTreeSet<String> {
    records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_same_command_sends_only_what_is_new() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..30))]), Server::willing());
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0).says("30 and confirmed");
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0).says("0 and confirmed");
    sandbox.put("a.log", lines(0..35));
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0).says("5 and confirmed");
    let taken = server.taken();
    assert_eq!(server.messages(), (0..35).map(|n| n.to_string()).collect::<Vec<_>>());
    assert_eq!(ids(&taken).len(), 35);
}

#[test]
fn what_was_not_confirmed_is_sent_again_with_its_ids() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..30))]);
    let failing = Server::start(|number, _| if number == 0 { 200 } else { 503 });
    let ran = send(&sandbox, &failing, &format!("{ARGS} --give-up-after 1")).output().unwrap();
    Ran::from(ran).status(1).says("20 for the next run").complains("the same command goes on");
    let server = Server::willing();
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0);
    let tried = failing.requests(|requests| {
        ids(&requests.iter().flat_map(|request| request.records.clone()).collect::<Vec<_>>())
    });
    let taken = ids(&server.taken());
    let both: BTreeSet<_> = tried.union(&taken).collect();
    // Whatever the first run tried or did, no record has two ids.
    assert_eq!(both.len(), 30);
    let confirmed: BTreeSet<_> = server.messages().into_iter().chain(failing.messages()).collect();
    assert_eq!(confirmed.len(), 30);
    assert!(!sandbox.read("spool/refused.ndjson").contains("shut down"));
}

#[test]
fn a_file_that_was_written_anew_is_a_new_one() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..10))]), Server::willing());
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0);
    // In place: the number of the file is the same, and it is longer than before.
    sandbox.put("a.log", lines(100..140));
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0).says("40 and confirmed");
    assert_eq!(ids(&server.taken()).len(), 50);
}

#[test]
fn a_file_that_was_written_anew_before_anything_was_confirmed_is_a_new_one() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..5))]);
    // It takes them, and the confirmation is lost.
    let failing = Server::start(|_, _| 503);
    let args = format!("{ARGS} --give-up-after 1");
    Ran::from(send(&sandbox, &failing, &args).output().unwrap()).status(1);
    sandbox.put("a.log", lines(100..105));
    let server = Server::willing();
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0).says("5 and confirmed");
    let tried = failing.requests(|requests| ids(&requests[0].records));
    let taken = ids(&server.taken());
    assert_eq!((tried.len(), taken.len(), tried.union(&taken).count()), (5, 5, 10));
}

#[cfg(unix)]
#[test]
fn the_rest_of_a_file_that_was_renamed_meanwhile_is_sent_first() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..10))]), Server::willing());
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0);
    sandbox.put("a.log", lines(0..15));
    std::fs::rename(sandbox.path("a.log"), sandbox.path("a.log.1")).unwrap();
    sandbox.put("a.log", lines(15..20));
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0).says("10 and confirmed");
    let expected: Vec<_> = (0..20).map(|number| number.to_string()).collect();
    assert_eq!(server.messages(), expected);
    // And it is known under its new name.
    let ran = send(&sandbox, &server, "a.log.1 a.log --spool spool").output().unwrap();
    Ran::from(ran).status(0).says("0 and confirmed");
}

#[test]
fn refusals_are_kept_in_the_spool_and_not_repeated() {
    let text = format!("{}oops\n{}", lines(0..3), lines(3..5));
    let (sandbox, server) = (Sandbox::with(&[("a.log", &text)]), Server::willing());
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(1);
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap()).status(0);
    let kept = sandbox.read("spool/refused.ndjson");
    assert_eq!(kept.lines().count(), 1);
    assert!(kept.contains("\"line\":4") && kept.contains("oops"), "{kept}");
}

#[test]
fn two_runs_do_not_share_a_spool_and_a_broken_one_is_told() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..3))]), Server::willing());
    sandbox.put("spool/progress.json", "{");
    Ran::from(send(&sandbox, &server, ARGS).output().unwrap())
        .status(2)
        .complains("cannot read what the spool remembers");
    sandbox.put("other/lock", "");
    let lock = std::fs::File::open(sandbox.path("other/lock")).unwrap();
    lock.lock().unwrap();
    let ran = send(&sandbox, &server, "a.log --spool other").output().unwrap();
    Ran::from(ran).status(2).complains("another run uses the spool");
}
