//! From standard input and files, in each format, to the server.

use serde_json::json;

use crate::server::{Server, lines, send};
use crate::support::{Ran, Sandbox};

#[test]
fn standard_input_arrives_compressed_with_its_defaults() {
    let (sandbox, server) = (Sandbox::new(), Server::willing());
    let ran = send(&sandbox, &server, "").write_stdin(lines(0..2_500)).output().unwrap();
    Ran::from(ran).status(0).says("2500 and confirmed");
    assert_eq!(server.messages(), (0..2_500).map(|n| n.to_string()).collect::<Vec<_>>());
    let record = server.taken().remove(0);
    assert_eq!(
        (&record["service"], &record["environment"]),
        (&json!("tests"), &json!("development"))
    );
    server.requests(|requests| {
        assert_eq!(requests.len(), 3);
        assert_eq!(requests[0].header("content-encoding"), "gzip");
        assert_eq!(requests[0].header("content-type"), "application/x-ndjson");
        assert_eq!(requests[0].uri.path(), "/logs");
    });
}

#[test]
fn each_file_has_the_format_that_it_has() {
    let event = json!({
        "outcome": "ok", "scriptName": "coordinator", "exceptions": [], "eventTimestamp": 1,
        "logs": [{ "message": ["from a worker"], "level": "log", "timestamp": 1 }], "event": null,
    });
    let otlp = json!({ "resourceLogs": [{ "scopeLogs": [{ "logRecords": [
        { "severityNumber": 9, "body": { "stringValue": "otlp" } },
    ] }] }] });
    let sandbox = Sandbox::with(&[
        ("a.log", "level=info msg=logfmt"),
        ("b.log", "{\"level\":40,\"time\":1763000000123,\"msg\":\"pino\"}\n"),
        ("c.log", &format!("{event:#}\n{event:#}\n")),
        ("d.log", &format!("{otlp:#}")),
    ]);
    let server = Server::willing();
    let mut command = send(&sandbox, &server, "a.log b.log c.log - d.log");
    let ran = command.write_stdin(lines(7..8)).output().unwrap();
    Ran::from(ran).status(0).says("8 and confirmed");
    let expected = [
        "logfmt",
        "pino",
        "from a worker",
        "invocation: ok",
        "from a worker",
        "invocation: ok",
        "7",
        "otlp",
    ];
    assert_eq!(server.messages(), expected);
    assert_eq!(server.taken()[2]["service"], "coordinator");
}

#[test]
fn keys_headers_and_tokens_are_the_users() {
    let (sandbox, server) = (Sandbox::new(), Server::willing());
    let args =
        "--map trace_id=ctx.trace --input ndjson --level warn --no-compress --token t-secret";
    let mut command = send(&sandbox, &server, args);
    command.args(["-H", "X-Scope: tenant"]);
    let ran =
        command.write_stdin("{\"message\":\"a\",\"ctx\":{\"trace\":\"t-1\"}}\n").output().unwrap();
    Ran::from(ran).status(0).keeps_quiet_about("t-secret");
    let record = server.taken().remove(0);
    assert_eq!((&record["trace_id"], &record["level"]), (&json!("t-1"), &json!("warn")));
    server.requests(|requests| {
        assert_eq!(requests[0].header("authorization"), "Bearer t-secret");
        assert_eq!(requests[0].header("x-scope"), "tenant");
        assert_eq!(requests[0].header("content-encoding"), "");
    });
}

#[test]
fn it_can_be_printed() {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command();
    command.args(["send", "--to", "stdout:", "--service", "a", "--environment", "prod"]);
    let ran = command.write_stdin("level=info msg=hello\n").output().unwrap();
    let ran = Ran::from(ran).status(0).says("\"message\":\"hello\"").complains("1 and confirmed");
    assert_eq!(ran.out.lines().count(), 1);
}
