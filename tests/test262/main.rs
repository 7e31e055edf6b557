//! Every text of `test262-parser-tests` that is to parse goes through, with targets made to hit.

mod refused;

use std::collections::{BTreeMap, BTreeSet};

use linestamp_tests::node::package;
use linestamp_tests::promises::{Verdict, check};
use linestamp_tests::trees::{Case, judge};
use linestamp_transform::{Dynamic, Options, Settings, TargetOptions};

#[test]
fn everything_that_parses() {
    let mut refused = BTreeMap::new();
    let (mut cases, mut found) = (Vec::new(), Vec::new());
    let mut records = 0;
    for (name, text) in texts() {
        match check(&name, &text, &settings(&text)) {
            Ok(Verdict::Handled(handled)) => {
                records += handled.records;
                cases.push(Case::new(&name, &text, &handled));
            }
            Ok(Verdict::Refused(code)) => drop(refused.insert(name, code)),
            Err(message) => found.push(format!("{name}: {message}\n  {text:?}")),
        }
    }
    println!("test262: {} texts, {records} records, {} refused", cases.len(), refused.len());
    found.extend(judge(&cases).complaints);
    assert!(found.is_empty(), "{} complaints\n{}", found.len(), found.join("\n"));
    assert!(records > 100, "the targets hit {records} records");
    refused::expect(&refused.into_keys().collect());
}

/// The texts by name: `pass/….js` and, for modules, `pass/….mjs`.
fn texts() -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for folder in ["pass", "pass-explicit"] {
        let entries = std::fs::read_dir(package("test262-parser-tests").join(folder));
        for entry in entries.expect("the package holds the folder") {
            let entry = entry.expect("the folder can be read");
            let text = std::fs::read_to_string(entry.path()).expect("a test is text");
            let name = entry.file_name().to_string_lossy().replace(".module.js", ".mjs");
            texts.push((format!("{folder}/{name}"), text));
        }
    }
    texts.sort();
    texts
}

/// Every name before a `(` is a target.
fn settings(text: &str) -> Settings {
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let before = text.split('(').map(str::trim_end);
    let names: BTreeSet<&str> = before
        .map(|before| &before[before.trim_end_matches(is_name).len()..])
        .filter(|name| name.starts_with(|c: char| is_name(c) && !c.is_ascii_digit()))
        .take(60)
        .collect();
    let target =
        |call| TargetOptions { dynamic: Some(Dynamic::Wrap), ..TargetOptions::named(call) };
    let target: Vec<TargetOptions> = names.into_iter().map(target).collect();
    let options = Options { target: (!target.is_empty()).then_some(target), ..Options::default() };
    Settings::new(&options).expect("names make targets")
}
