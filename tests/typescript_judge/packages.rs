//! The TypeScript that packages publish, unmodified.

use std::path::{Path, PathBuf};

use linestamp_tests::node::package;
use linestamp_tests::trees;
use linestamp_transform::{Dynamic, Options, Settings, TargetOptions};

use crate::{report, stamp};

/// A package, how many files it has at least, and calls that occur in them.
struct Package {
    name: &'static str,
    files: usize,
    records: u64,
    calls: &'static [&'static str],
}

const PACKAGES: [Package; 7] = [
    Package {
        name: "zod",
        files: 300,
        records: 9000,
        calls: &[
            "z.object",
            "expect",
            "inst.check",
            "core.clone",
            "payload.issues.push",
            "util.finalizeIssue",
        ],
    },
    Package {
        name: "rxjs",
        files: 240,
        records: 400,
        calls: &[
            "operate",
            "subscriber.next",
            "createOperatorSubscriber",
            "source.subscribe",
            "innerFrom",
            "subscribe",
        ],
    },
    Package {
        name: "@reduxjs/toolkit",
        files: 90,
        records: 150,
        calls: &[
            "createSlice",
            "Object.assign",
            "push",
            "api.dispatch",
            "dispatch",
            "test",
            "expect",
        ],
    },
    Package {
        name: "@tanstack/query-core",
        files: 20,
        records: 50,
        calls: &[
            "notify",
            "setOptions",
            "notifyManager.batch",
            "dispatch",
            "Object.assign",
            "push",
        ],
    },
    Package {
        name: "@tanstack/react-query",
        files: 20,
        records: 20,
        calls: &["useBaseQuery", "useMemo", "React.useEffect", "useCallback", "React.useState"],
    },
    Package {
        name: "@noble/curves",
        files: 20,
        records: 500,
        calls: &["validateObject", "Object.freeze", "Field", "weierstrass", "push", "BigInt"],
    },
    Package {
        name: "immer",
        files: 14,
        records: 60,
        calls: &["each", "push", "isDraftable", "die", "ownKeys"],
    },
];

#[test]
fn published_sources() {
    let mut found = Vec::new();
    let (mut files, mut records) = (0, 0);
    for package in &PACKAGES {
        let (count, hit) = judge(package, &mut found);
        println!("{}: {count} files, {hit} records", package.name);
        (files, records) = (files + count, records + hit);
    }
    println!("published sources: {files} files, {records} records");
    report(found, "published sources");
}

/// Judges the files of a package; how many there are, and how many records in them.
fn judge(package: &Package, found: &mut Vec<String>) -> (usize, u64) {
    let root = self::package(package.name);
    let settings = settings(package.calls);
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    let (mut cases, mut records) = (Vec::new(), 0);
    for path in &paths {
        let text = std::fs::read_to_string(path).expect("a published source is text");
        let name = path.strip_prefix(&root).expect("it lies in its package");
        let name = format!("{}/{}", package.name, name.to_string_lossy().replace('\\', "/"));
        match stamp(&name, &text, &settings) {
            Ok((case, hit)) => {
                cases.push(case);
                records += hit;
            }
            Err(message) => found.push(message),
        }
    }
    let judgement = trees::judge(&cases);
    found.extend(judgement.complaints);
    found.extend(judgement.unparsed.into_iter().map(|path| format!("{path}: does not parse")));
    assert!(paths.len() >= package.files, "{} has {} files", package.name, paths.len());
    if found.is_empty() {
        assert!(records >= package.records, "{} has {records} records", package.name);
    }
    (paths.len(), records)
}

fn settings(calls: &[&str]) -> Settings {
    let target =
        |call: &&str| TargetOptions { dynamic: Some(Dynamic::Wrap), ..TargetOptions::named(*call) };
    let target = Some(calls.iter().map(target).collect());
    Settings::new(&Options { target, ..Options::default() }).expect("the calls are names")
}

/// The TypeScript sources below a folder, without declarations and other packages, sorted.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).expect("the package can be read");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the package can be read").path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" {
            sources(&path, found);
        } else if is_source(&name) {
            found.push(path);
        }
    }
}

fn is_source(name: &str) -> bool {
    let typed = [".ts", ".tsx", ".mts", ".cts"].iter().any(|end| name.ends_with(end));
    let declares = [".d.ts", ".d.mts", ".d.cts"].iter().any(|end| name.ends_with(end));
    typed && !declares
}
