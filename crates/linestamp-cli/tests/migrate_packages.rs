//! `linestamp migrate` over packages that others have published, with the options that a user would give,
//! judged by TypeScript: `tests/migrate_judge`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use support::Sandbox;

/// A package, and what its migration has to come to.
struct Package {
    name: &'static str,
    /// The folder with its sources.
    folder: &'static str,
    options: &'static str,
    /// Whether its sources are TypeScript, whose types are checked.
    typed: bool,
    /// How many calls TypeScript finds at least.
    calls: usize,
    /// How many of them become records at least.
    rewritten: usize,
}

const PACKAGES: [Package; 12] = [
    Package {
        name: "@atproto/bsync",
        folder: "src",
        options: "--add-import",
        typed: true,
        calls: 3,
        rewritten: 3,
    },
    Package {
        name: "@atproto/xrpc-server",
        folder: "src",
        options: "--add-import",
        typed: true,
        calls: 4,
        rewritten: 3,
    },
    Package {
        name: "@atproto/lex-cli",
        folder: "src",
        options: "--add-import --logger console",
        typed: true,
        calls: 18,
        rewritten: 15,
    },
    Package {
        name: "matrix-appservice-bridge",
        folder: "src",
        options: "--add-import --from .. --from ../..",
        typed: true,
        calls: 150,
        rewritten: 120,
    },
    Package {
        name: "hubot",
        folder: "src",
        options: "--add-import --assume pino",
        typed: false,
        calls: 60,
        rewritten: 50,
    },
    Package {
        name: "fabric-common",
        folder: "lib",
        options: "--add-import --assume winston",
        typed: false,
        calls: 550,
        rewritten: 500,
    },
    Package {
        name: "openhim-core",
        folder: "src",
        options: "--add-import",
        typed: false,
        calls: 300,
        rewritten: 250,
    },
    Package {
        name: "triton",
        folder: "lib",
        options: "--add-import --assume bunyan",
        typed: false,
        calls: 420,
        rewritten: 390,
    },
    Package {
        name: "docker-registry-client",
        folder: "lib",
        options: "--add-import --assume bunyan",
        typed: false,
        calls: 40,
        rewritten: 30,
    },
    Package {
        name: "cueball",
        folder: "lib",
        options: "--add-import --assume bunyan",
        typed: false,
        calls: 50,
        rewritten: 40,
    },
    Package {
        name: "changelogen",
        folder: "dist",
        options: "--add-import --assume consola",
        typed: false,
        calls: 19,
        rewritten: 18,
    },
    Package {
        name: "listhen",
        folder: "dist",
        options: "--add-import --assume consola",
        typed: false,
        calls: 20,
        rewritten: 8,
    },
];

/// What `--format json` says of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Row {
    path: String,
    line: u32,
    column: u32,
    outcome: String,
    reason: Option<String>,
}

/// A case for the judge.
#[derive(Serialize)]
struct Case {
    before: PathBuf,
    after: PathBuf,
    files: Vec<String>,
    rows: Vec<Row>,
    typed: bool,
}

#[derive(Deserialize)]
struct Judgement {
    calls: usize,
    complaints: Vec<String>,
}

fn judge() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/migrate_judge").canonicalize().unwrap()
}

#[test]
fn published_packages() {
    let sandbox = Sandbox::new();
    let cases: Vec<Case> = PACKAGES.iter().map(|package| migrated(&sandbox, package)).collect();
    let (question, answer) = (sandbox.path("question.json"), sandbox.path("answer.json"));
    fs::write(&question, serde_json::to_vec(&cases).unwrap()).unwrap();
    let ran = Command::new("node")
        .arg("--max-old-space-size=3072")
        .arg(judge().join("judge.mjs"))
        .args([&question, &answer])
        .output()
        .expect("node is there");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let answer: Vec<Judgement> = serde_json::from_slice(&fs::read(answer).unwrap()).unwrap();
    assert_eq!(answer.len(), PACKAGES.len());
    let mut complaints = Vec::new();
    for ((package, case), said) in PACKAGES.iter().zip(&cases).zip(answer) {
        let rewritten = case.rows.iter().filter(|row| row.outcome == "rewritten").count();
        println!("{}: {} calls, {rewritten} rewritten", package.name, said.calls);
        if said.calls < package.calls || rewritten < package.rewritten {
            complaints
                .push(format!("{}: {} calls, {rewritten} rewritten", package.name, said.calls));
        }
        complaints.extend(said.complaints.iter().map(|what| format!("{}: {what}", package.name)));
    }
    let count = complaints.len();
    complaints.truncate(20);
    assert!(complaints.is_empty(), "{count} complaints\n{}", complaints.join("\n"));
}

/// Migrates a copy of a package twice; the second time changes nothing, and says the same of what is left.
fn migrated(sandbox: &Sandbox, package: &Package) -> Case {
    let folder = package.name.replace('/', "-");
    let (before, after) =
        (sandbox.path(&folder).join("before"), sandbox.path(&folder).join("after"));
    copy(package, &before);
    copy(package, &after);
    let files = sources(&before);
    let rows = run(sandbox, &after, package.options);
    let written = texts(&after, &files);
    let mut left = run(sandbox, &after, package.options);
    assert!(written == texts(&after, &files), "{}: a second run changes something", package.name);
    let reasons = |rows: &[Row]| {
        let mut reasons: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.outcome != "rewritten") {
            *reasons.entry((row.path.clone(), row.reason.clone())).or_default() += 1;
        }
        reasons
    };
    assert_eq!(reasons(&rows), reasons(&left), "{}", package.name);
    left.retain(|row| row.outcome == "rewritten");
    assert_eq!(left, [], "{}", package.name);
    Case { before, after, files, rows, typed: package.typed }
}

/// The sources of a package, with the packages around it.
fn copy(package: &Package, to: &Path) {
    let modules = judge().join("node_modules");
    let from = modules.join(package.name);
    assert!(from.is_dir(), "{} is missing: run `cargo xtask setup`", package.name);
    for file in sources(&from.join(package.folder)) {
        let (old, new) = (from.join(package.folder).join(&file), to.join("package").join(&file));
        fs::create_dir_all(new.parent().unwrap()).unwrap();
        fs::write(new, as_module(&file, &fs::read_to_string(old).unwrap())).unwrap();
    }
    fs::copy(from.join("package.json"), to.join("package/package.json")).unwrap();
    link(&modules, &to.join("node_modules"));
    if from.join("node_modules").is_dir() {
        link(&from.join("node_modules"), &to.join("package/node_modules"));
    }
}

/// A text that is a module, as those of Workers are: one line more makes it one where it is none.
fn as_module(file: &str, text: &str) -> String {
    let is_module = |line: &str| line.starts_with("import ") || line.starts_with("export ");
    if file.ends_with(".cjs") || text.lines().any(is_module) {
        return text.to_owned();
    }
    let start = if text.starts_with("#!") { text.find('\n').map_or(0, |end| end + 1) } else { 0 };
    format!("{}export {{}};\n{}", &text[..start], &text[start..])
}

fn link(to: &Path, at: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, at).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_dir(to, at).unwrap();
}

/// The source files below a folder, without declarations and other packages, sorted.
fn sources(folder: &Path) -> Vec<String> {
    fn walk(top: &Path, folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(top).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_dir() && !name.ends_with("node_modules") {
                walk(top, &path, found);
            } else if is_source(&name) {
                found.push(name);
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, folder, &mut found);
    found.sort();
    found
}

fn is_source(name: &str) -> bool {
    let ends = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    ends(&[".ts", ".tsx", ".mts", ".js", ".mjs", ".cjs"]) && !ends(&[".d.ts", ".d.mts", ".min.js"])
}

fn texts(folder: &Path, files: &[String]) -> Vec<String> {
    files.iter().map(|file| fs::read_to_string(folder.join(file)).unwrap()).collect()
}

/// What is said of each call. A file that is refused, such as one in sloppy mode, does not end a run.
fn run(sandbox: &Sandbox, folder: &Path, options: &str) -> Vec<Row> {
    let mut command = sandbox.command();
    command.current_dir(folder).args(["migrate", "package", "--write", "--format", "json"]);
    let ran = command.args(["--root", "."]).args(options.split_whitespace()).output().unwrap();
    let lines = String::from_utf8(ran.stdout).unwrap();
    let objects =
        lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let rows = objects.filter(|object| object.get("diagnostic").is_none());
    rows.map(|row| serde_json::from_value(row).unwrap()).collect()
}
