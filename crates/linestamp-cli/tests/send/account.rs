//! What is refused, what is left, and how the run ends.

use serde_json::{Value, json};

use crate::server::{Server, lines, send};
use crate::support::{Ran, Sandbox};

fn account(ran: &Ran) -> Value {
    serde_json::from_str(ran.out.lines().last().unwrap()).unwrap()
}

/// Its lines.
fn letters(sandbox: &Sandbox, path: &str) -> Vec<Value> {
    sandbox.read(path).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn what_cannot_be_read_is_told_counted_and_kept() {
    let mut text = lines(0..2).into_bytes();
    text.extend_from_slice(b"{\"level\":\"loud\",\"message\":\"x\"}\nno json\n{\"level\":\"info\",\"message\":\"\xff\"}\n");
    let sandbox = Sandbox::new();
    sandbox.put("a.log", text);
    let server = Server::willing();
    let args = "a.log --format json --dead-letter dead.ndjson";
    let ran = Ran::from(send(&sandbox, &server, args).output().unwrap()).status(1);
    let ran = ran
        .complains("a.log:3: refused: `level` is \"loud\"")
        .complains("a.log:4: refused: is no JSON");
    let refused = json!({ "unreadable": 3, "backend": 0 });
    let account = account(&ran);
    assert_eq!(
        (&account["read"], &account["sent"], &account["kept"]),
        (&json!(5), &json!(2), &json!(3))
    );
    assert_eq!(account["refused"], refused);
    let letters = letters(&sandbox, "dead.ndjson");
    assert_eq!((&letters[1]["input"], &letters[1]["line"]), (&json!("no json"), &json!(4)));
    assert_eq!(letters[1]["file"], "a.log");
    assert!(letters[2]["input_base64"].is_string(), "{letters:?}");
    assert_eq!(server.messages(), ["0", "1"]);
}

#[test]
fn what_the_backend_refuses_leaves_the_others_alone() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..40))]);
    let server = Server::start(|_, records| {
        let poisoned = records.iter().any(|record| record["message"] == "13");
        if poisoned { 400 } else { 200 }
    });
    let args = "a.log --format json --dead-letter dead.ndjson";
    let ran = Ran::from(send(&sandbox, &server, args).output().unwrap()).status(1);
    let account = account(&ran.complains("refused for good"));
    assert_eq!((&account["sent"], &account["refused"]["backend"]), (&json!(39), &json!(1)));
    assert_eq!(server.messages().len(), 39);
    let letters = letters(&sandbox, "dead.ndjson");
    assert_eq!((letters.len(), &letters[0]["record"]["message"]), (1, &json!("13")));
}

#[test]
fn a_server_that_fails_now_and_then_gets_everything() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..200))]);
    let server = Server::start(|number, _| if number % 2 == 0 { 503 } else { 200 });
    let ran = send(&sandbox, &server, "a.log --batch 100").output().unwrap();
    Ran::from(ran).status(0).says("200 and confirmed").complains("tried again");
    assert_eq!(server.messages().len(), 200);
}

#[test]
fn whoever_is_not_let_in_is_told_at_once() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..10))]);
    let server = Server::start(|_, _| 401);
    let ran = send(&sandbox, &server, "a.log --dead-letter dead.ndjson").output().unwrap();
    Ran::from(ran)
        .status(2)
        .says("10 given up")
        .complains("lets nobody in")
        .says("10 in the dead letter");
    assert_eq!(letters(&sandbox, "dead.ndjson").len(), 10);
}

#[test]
fn a_dead_backend_is_given_up_in_time() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..10))]);
    let server = Server::start(|_, _| 500);
    let ran = send(&sandbox, &server, "a.log --give-up-after 1").output().unwrap();
    Ran::from(ran).status(1).says("10 given up").complains("given up after 1 s");
}

#[test]
fn what_cannot_be_done_is_told_before_anything_is_sent() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..1))]), Server::willing());
    for (to, part) in [
        ("gopher://a", "no sink is called \"gopher\""),
        ("nowhere", "has no scheme"),
        ("http://", "the address is not one"),
    ] {
        let ran = sandbox.command().args(["send", "--to", to, "a.log"]).output().unwrap();
        Ran::from(ran).status(2).complains(part);
    }
    let ran = send(&sandbox, &server, "b.log a.log").output().unwrap();
    Ran::from(ran).status(2).complains("b.log: cannot be read").says("1 and confirmed");
    let ran = send(&sandbox, &server, "--map severity=level a.log").output().unwrap();
    Ran::from(ran).status(2).complains("begins with no column");
}

#[test]
fn records_that_lack_what_nobody_gives_are_refused_with_the_remedy() {
    let (sandbox, server) = (Sandbox::with(&[("a.log", &lines(0..1))]), Server::willing());
    let mut command = sandbox.command();
    command.env_remove("LINESTAMP_SERVICE").env_remove("LINESTAMP_ENVIRONMENT");
    let ran = command.args(["send", "--to", &server.url(), "a.log"]).output().unwrap();
    Ran::from(ran).status(1).complains("`service` is missing").complains("--service");
    let mut command = sandbox.command();
    command.env("LINESTAMP_SERVICE", "s").env("LINESTAMP_ENVIRONMENT", "prod");
    let ran = command.args(["send", "--to", &server.url(), "a.log"]).output().unwrap();
    Ran::from(ran).status(0);
    assert_eq!(server.taken()[0]["environment"], "production");
}

#[test]
fn other_protocols_have_addresses_too() {
    let sandbox = Sandbox::with(&[("a.log", &lines(0..3))]);
    let to = |address: &str| {
        let mut command = sandbox.command();
        command.args(["send", "--service", "s", "--environment", "staging", "--to", address]);
        command
    };
    Ran::from(to("file:all.ndjson").arg("a.log").output().unwrap()).status(0);
    assert_eq!(sandbox.read("all.ndjson").lines().count(), 3);
    Ran::from(to("sqlite:logs.db").arg("a.log").output().unwrap())
        .status(0)
        .says("3 and confirmed");
    let ran = to("sqlite:logs.db").args(["--header", "a: b", "a.log"]).output().unwrap();
    Ran::from(ran).status(2).complains("--header goes with http: and https: addresses only");
}
