//! The first request, printed.

use crate::server::{Server, lines, send};
use crate::support::{Ran, Sandbox};

#[test]
fn the_first_request_is_printed_and_its_secrets_are_not() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..5))]);
    let server = Server::willing();
    let mut command = sandbox.command();
    let to = server.url().replace("http://", "http://user:pass-word@") + "?key=query-secret";
    command.args(["send", "--to", &to, "--service", "a", "--environment", "dev", "a.log"]);
    command.args(["--dry-run", "--batch", "3", "-H", "X-Key: head-secret"]);
    command.env("LINESTAMP_TOKEN", "token-secret");
    let ran = Ran::from(command.output().unwrap()).status(0);
    let ran = ["pass-word", "query-secret", "head-secret", "token-secret"]
        .into_iter()
        .fold(ran, Ran::keeps_quiet_about);
    let shown = server.url();
    let head = format!(
        "POST {shown}?key=[secret]\ncontent-type: application/x-ndjson\ncontent-encoding: gzip\n\
         authorization: [secret]\nx-key: [secret]\n\n{{\"id\":"
    );
    assert!(ran.out.starts_with(&head), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 9);
    server.requests(|requests| assert!(requests.is_empty()));
}

#[test]
fn what_would_be_refused_is_told() {
    let (sandbox, server) = (Sandbox::new(), Server::willing());
    let ran = send(&sandbox, &server, "--dry-run").write_stdin("prose\n").output().unwrap();
    Ran::from(ran).status(1).complains("standard input:1: refused");
}
