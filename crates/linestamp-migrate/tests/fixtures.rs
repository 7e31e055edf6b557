//! Each folder `fixtures/migrate/<case>/`: what becomes of its input, compared with its
//! `expected.snap`. The options of a case are in `case.toml`, as in `linestamp.toml`'s `[migrate]`.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use linestamp_migrate::{Call, Migration, Outcome, Settings, migrate};
use linestamp_transform::{Edit, MigrateOptions};

struct Case {
    folder: PathBuf,
    path: String,
    text: String,
    settings: Settings,
}

fn usual() -> Settings {
    Settings::new(&MigrateOptions::default()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/migrate")
}

fn cases() -> Vec<Case> {
    let mut folders: Vec<_> = fs::read_dir(root()).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    folders.into_iter().map(case).collect()
}

fn case(folder: PathBuf) -> Case {
    let names =
        fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let (mut path, mut strangers) = (None, Vec::new());
    for name in names {
        match &*name {
            "case.toml" | "expected.snap" => {}
            name if name.starts_with("input.") && path.is_none() => path = Some(name.to_owned()),
            name => strangers.push(name.to_owned()),
        }
    }
    assert!(strangers.is_empty(), "{}: {strangers:?} belong to no case", folder.display());
    let path = path.unwrap_or_else(|| panic!("{} has no input", folder.display()));
    let options = match fs::read_to_string(folder.join("case.toml")) {
        Ok(text) => toml::from_str(&text).unwrap(),
        Err(_) => MigrateOptions::default(),
    };
    let text = fs::read_to_string(folder.join(&path)).unwrap();
    Case { settings: Settings::new(&options).unwrap(), folder, path, text }
}

impl Case {
    fn run(&self, text: &str) -> Migration {
        migrate(&self.path, text, &self.settings)
            .unwrap_or_else(|error| panic!("{}: {}\n{text}", self.folder.display(), error.message))
    }
}

#[test]
fn every_case_gives_what_its_snapshot_says() {
    for case in cases() {
        let done = case.run(&case.text);
        let mut report = done.code.unwrap_or_else(|| "(unchanged)\n".to_owned()).replace('\r', "␍");
        report.push_str("--- calls\n");
        for call in &done.calls {
            let (position, logger) = (call.position, call.logger.as_deref().unwrap_or("-"));
            let _ = write!(
                report,
                "{}:{} {logger} {}",
                position.line,
                position.column,
                call.outcome.name()
            );
            for part in call.reason.as_deref().iter().chain(&call.help) {
                let _ = write!(report, " | {part}");
            }
            report.push('\n');
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&case.folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let name = case.folder.file_name().unwrap().to_string_lossy().into_owned();
        settings.set_description(format!("migrate/{name}"));
        settings.bind(|| insta::assert_snapshot!("expected", report));
    }
}

#[test]
fn a_second_migration_changes_nothing_and_finds_what_was_left() {
    for case in cases() {
        let first = case.run(&case.text);
        let code = first.code.as_deref().unwrap_or(&case.text);
        let second = case.run(code);
        let name = case.folder.display();
        assert_eq!(second.code, None, "{name}");
        let left = |done: &Migration| {
            let left = done.calls.iter().filter(|call| call.outcome != Outcome::Rewritten);
            left.map(|call| (call.logger.clone(), call.reason.clone())).collect::<Vec<_>>()
        };
        assert_eq!(left(&first), left(&second), "{name}");
    }
}

#[test]
fn edits_are_in_order_and_only_calls_and_loggers_are_touched() {
    for case in cases() {
        let done = case.run(&case.text);
        let name = case.folder.display();
        assert!(done.edits.windows(2).all(|two| two[0].span.end <= two[1].span.start), "{name}");
        let is_rewritten = |call: &&Call| call.outcome == Outcome::Rewritten;
        for call in done.calls.iter().filter(|call| !is_rewritten(call)) {
            // One that stands inside may be rewritten by itself.
            let touched = |edit: &&Edit| {
                let of_another = done.calls.iter().any(|other| other.span == edit.span);
                edit.span.start < call.span.end && call.span.start < edit.span.end && !of_another
            };
            assert_eq!(done.edits.iter().find(touched), None, "{name}");
        }
        // Snapshots are compared without the empty lines that they begin with.
        let begins_empty =
            |text: &str| text.trim_start_matches('\u{feff}').starts_with(['\r', '\n']);
        assert!(
            !done.code.is_some_and(|code| begins_empty(&code)) || begins_empty(&case.text),
            "{name}"
        );
        let broken = done.calls.iter().filter_map(|call| call.reason.as_deref());
        assert!(!broken.into_iter().any(|reason| reason.contains("parsed any more")), "{name}");
    }
}

#[test]
fn there_are_enough_of_them() {
    assert!(cases().len() >= 80, "{} cases", cases().len());
}

/// Bundled code has names that are assigned from each other in every direction. Each is looked into once:
/// this would not end otherwise.
#[test]
fn names_that_are_assigned_from_each_other_are_followed_once() {
    let names: Vec<String> = (0..40).map(|index| format!("name{index}")).collect();
    let mut text = format!("import {{ logger }} from './logger';\nlet {};\n", names.join(", "));
    for (one, other) in names.iter().flat_map(|one| names.iter().map(move |other| (one, other))) {
        let _ = writeln!(text, "{one} = {other}.next;");
    }
    let mut other = text.clone();
    text.push_str("name7 = logger;\nexport const run = (env: Env) => {\n  name7.info('x');\n  logger.info('y');\n};\n");
    let done = migrate("a.ts", &text, &usual()).unwrap();
    let outcomes: Vec<_> = done.calls.iter().map(|call| call.outcome).collect();
    assert_eq!(outcomes, [Outcome::Reported, Outcome::Rewritten]);
    assert_eq!(
        done.calls[0].reason.as_deref(),
        Some("the logger's name is assigned more than once")
    );
    other.push_str("export const run = (env: Env) => {\n  name7.info('x');\n};\n");
    assert_eq!(migrate("a.ts", &other, &usual()).unwrap().calls.len(), 0);
}
