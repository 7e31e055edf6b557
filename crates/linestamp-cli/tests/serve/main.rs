//! `linestamp serve` and `linestamp token`, as a user runs them.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod proxy;
mod running;

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

use running::{Running, get, run};

fn records(address: &str) -> u64 {
    let answer = get(address, "/v1/status", None);
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let status: Value = serde_json::from_str(body).unwrap();
    status["records"].as_u64().unwrap()
}

/// The demonstration once it has some records, its address and its folder.
fn demo() -> (Running, String, String) {
    let mut service = Running::start(&["--demo"]);
    let (address, folder) = service.place();
    while records(&address) < 20 {
        std::thread::yield_now();
    }
    (service, address, folder)
}

#[test]
fn the_demo_runs_and_leaves_nothing_behind() {
    let (service, _, folder) = demo();
    let (status, said) = service.end();
    assert_eq!((status, said.as_str()), (Some(0), "linestamp: stopped\n"));
    assert!(!std::path::Path::new(&folder).exists());
}

/// The records in a folder, the newest at the end.
fn in_folder(folder: &str) -> Vec<Value> {
    let printed = run(&["query", "--data", folder, "--limit", "100000", "--format", "json"]);
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn its_files_are_read_beside_it() {
    let (service, address, folder) = demo();
    let before = records(&address);
    let seen = in_folder(&folder);
    let after = records(&address);
    assert!((before..=after).contains(&(seen.len() as u64)), "{before} {} {after}", seen.len());
    let trace = seen.iter().find_map(|record| record["trace_id"].as_str()).unwrap();
    assert!(run(&["trace", trace, "--data", &folder]).contains("demo.rs:"), "{trace}");

    let mut command = Command::new(cargo_bin("linestamp"));
    command.args(["tail", "--last", "0", "--format", "json", "--data", &folder]);
    let mut tail = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(tail.stdout.take().unwrap()).lines();
    let came: Vec<Value> =
        lines.by_ref().take(5).map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    let numbers: Vec<u64> = came.iter().map(|record| record["seq"].as_u64().unwrap()).collect();
    assert!(numbers[0] > before, "{numbers:?}");
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
    tail.kill().unwrap();
    tail.wait().unwrap();
    assert_eq!(service.end().0, Some(0));
}

#[test]
fn a_folder_without_records_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["query"][..], &["tail"], &["trace", "t1"]] {
        let mut command = Command::new(cargo_bin("linestamp"));
        let output = command.args(arguments).arg("--data").arg(folder.path()).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said.contains(folder.path().to_str().unwrap()), "{said}");
        assert!(said.contains("--url"), "{said}");
    }
}

#[test]
fn a_backup_is_taken_while_records_come() {
    let place = tempfile::tempdir().unwrap();
    let [copy, back] = ["copy", "back"].map(|name| place.path().join(name).display().to_string());
    let (service, address, _) = demo();
    let before = records(&address);
    run(&["store", "backup", &copy, "--url", &format!("http://{address}")]);
    let after = records(&address);
    assert_eq!(service.end().0, Some(0));
    run(&["store", "check", "--data", &copy]);
    run(&["store", "restore", &copy, "--data", &back]);
    let restored = in_folder(&back);
    assert!((before..=after).contains(&(restored.len() as u64)), "{before} {after}");
}

#[test]
fn tokens_are_made_and_revoked_while_it_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let token = |arguments: &[&str]| {
        let mut command = Command::new(cargo_bin("linestamp"));
        let output = command.arg("token").args(arguments).args(["--data", data]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let mut service = Running::start(&["--listen", "127.0.0.1:0", "--data", data]);
    let (address, _) = service.place();
    assert!(get(&address, "/v1/status", None).starts_with("HTTP/1.1 200"));
    let (status, made) = token(&["create", "page", "--scope", "read", "--workspace", "acme"]);
    assert_eq!(status, Some(0));
    let made = made.trim_end();
    assert_eq!(token(&["list"]).1, "page\tread\tacme\n");
    assert!(get(&address, "/v1/status", None).starts_with("HTTP/1.1 401"));
    assert!(get(&address, "/v1/status", Some(made)).starts_with("HTTP/1.1 200"));
    let file = std::fs::read_to_string(folder.path().join("tokens.json")).unwrap();
    assert!(!file.contains(made));
    assert_eq!(token(&["create", "page", "--scope", "read"]).0, Some(2));
    assert_eq!(token(&["revoke", "page"]), (Some(0), String::new()));
    assert!(get(&address, "/v1/status", Some(made)).starts_with("HTTP/1.1 401"));
    assert_eq!(service.end().0, Some(0));
}

#[test]
fn others_are_not_let_in_without_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(cargo_bin("linestamp"));
    let command = command.args(["serve", "--listen", "0.0.0.0:0", "--data"]).arg(folder.path());
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("linestamp token create"));
}
