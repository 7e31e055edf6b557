//! The examples of docs/api.md, run against the service as a reader would run them.
//!
//! An example is a block of `sh`; the block behind it is its answer. Each runs in a shell of its own, in
//! the folder in which the service was started. What differs from run to run, such as times, is compared
//! by its kind alone.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use serde_json::Value;

/// The address that the page names.
const NAMED: &str = "http://127.0.0.1:4680";

/// What differs from run to run.
const VOLATILE: [&str; 10] = [
    "timestamp",
    "received_at",
    "id",
    "from",
    "until",
    "start",
    "oldest",
    "newest",
    "next",
    "version",
];

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An example, and the answer that is shown, with the line at which it begins.
struct Example {
    line: usize,
    script: String,
    answer: Option<String>,
}

/// The blocks of the page: where each begins, its language and its text.
fn blocks(page: &str) -> Vec<(usize, String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines().enumerate();
    while let Some((place, line)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
            blocks.push((place + 1, language.to_owned(), text.collect::<Vec<_>>().join("\n")));
        }
    }
    blocks
}

fn examples(page: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for (line, language, text) in blocks(page) {
        if language == "sh" {
            examples.push(Example { line, script: text, answer: None });
        } else if let Some(example) = examples.last_mut() {
            assert!(example.answer.is_none(), "line {line}: an answer without an example");
            example.answer = Some(text);
        }
    }
    examples
}

/// The same, with what differs from run to run replaced by its kind.
fn settled(value: &mut Value) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                match value {
                    Value::String(_) if VOLATILE.contains(&key.as_str()) => *value = "…".into(),
                    Value::Number(_) if VOLATILE.contains(&key.as_str()) => *value = 0.into(),
                    other => settled(other),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(settled),
        _ => {}
    }
}

/// An answer as it is compared: JSON by what it means, also where it is one of several lines.
fn comparable(text: &str) -> String {
    let json = |text: &str| {
        let mut value: Value = serde_json::from_str(text).ok()?;
        settled(&mut value);
        Some(value.to_string())
    };
    let line = |line: &str| {
        let (name, data) = line.split_once("data: ").unwrap_or(("", line));
        format!("{name}{}", json(data).unwrap_or_else(|| data.trim_end().to_owned()))
    };
    json(text).unwrap_or_else(|| text.trim().lines().map(line).collect::<Vec<_>>().join("\n"))
}

fn shell(script: &str, address: &str, folder: &Path) -> Command {
    let binaries = cargo_bin("linestamp").parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let paths = std::iter::once(binaries).chain(std::env::split_paths(&path));
    let mut command = Command::new("sh");
    // Without its bar, and with what is wrong.
    command.args([
        "-c",
        &format!("curl() {{ command curl -sS \"$@\"; }}\n{}", script.replace(NAMED, address)),
    ]);
    command.current_dir(folder).env("PATH", std::env::join_paths(paths).unwrap());
    command
        .env("LINESTAMP_URL", address)
        .env_remove("LINESTAMP_TOKEN")
        .env("NO_PROXY", "127.0.0.1");
    command
}

/// What an example gives: all of it, or as many lines as are shown of one that has no end.
fn run(example: &Example, address: &str, folder: &Path) -> String {
    let mut command = shell(&example.script, address, folder);
    if !example.script.contains("/v1/tail") {
        let output = command.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && said.is_empty(), "line {}: {said}", example.line);
        return String::from_utf8(output.stdout).unwrap();
    }
    let mut endless = Running(command.stdout(Stdio::piped()).spawn().unwrap());
    let shown = example.answer.as_deref().unwrap_or_default().lines().count();
    let lines = BufReader::new(endless.0.stdout.take().unwrap()).lines();
    lines.take(shown).map(Result::unwrap).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_examples_are_answered_as_shown() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/api.md");
    let page = std::fs::read_to_string(page).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut service = Command::new(cargo_bin("linestamp"));
    service.args(["serve", "--listen", "127.0.0.1:0"]).current_dir(folder.path());
    let mut service = Running(service.stderr(Stdio::piped()).spawn().unwrap());
    let mut said = BufReader::new(service.0.stderr.take().unwrap());
    let mut line = String::new();
    said.read_line(&mut line).unwrap();
    let address = line.split(' ').find(|word| word.starts_with("http://")).expect(&line);
    let address = address.trim_end_matches(',');
    // Its own record comes first.
    let status = Example { line: 0, script: format!("curl {NAMED}/v1/status"), answer: None };
    while !run(&status, address, folder.path()).contains("\"records\":1") {
        std::thread::yield_now();
    }
    let examples = examples(&page);
    let answered = examples.iter().filter(|example| example.answer.is_some()).count();
    assert!(answered >= 12, "{answered} examples were found");
    for example in &examples {
        let found = run(example, address, folder.path());
        let shown = example.answer.as_deref().unwrap_or_default();
        let (found, shown) = (comparable(&found), comparable(shown));
        assert_eq!(found, shown, "docs/api.md, line {}: {}", example.line, example.script);
    }
    // The page tells of every address of the interface.
    let document: Value = serde_json::from_str(&linestamp_server::openapi()).unwrap();
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(
            page.contains(path.split('{').next().unwrap()),
            "docs/api.md has nothing of {path}"
        );
    }
}
