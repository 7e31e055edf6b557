//! `linestamp init`: a commented `linestamp.toml` for the project that is there.
//!
//! It looks at the Wrangler configurations for a service binding that is called like a log, since
//! that is what the calls to stamp go through.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use ignore::WalkBuilder;
use serde_json::Value;

use super::Ended;
use crate::args::InitArgs;
use crate::config::FILE_NAMES;
use crate::failure::{Failure, plain};
use crate::names::package_name;
use crate::report;
use crate::status::Status;

/// The binding that is configured where none is found.
const USUAL: &str = "LOGS";

/// How deep below the project's folder its services may lie.
const DEPTH: usize = 5;

/// Runs the subcommand.
pub(crate) fn run(args: &InitArgs) -> Ended {
    let folder = &args.folder;
    if !folder.is_dir() {
        return Err(Failure::new("there is no such folder")
            .at(folder.display().to_string())
            .into());
    }
    if let Some(name) = FILE_NAMES.into_iter().find(|name| folder.join(name).exists()) {
        return Err(Failure::new("there is a configuration already")
            .at(folder.join(name).display().to_string())
            .with_help("edit it, or delete it first")
            .into());
    }
    let found = bindings(folder);
    let text = text(package_name(&folder.join("package.json")).as_deref(), &found);
    let path = folder.join(FILE_NAMES[0]);
    create(&path, &text).map_err(|error| {
        Failure::new(format!("cannot write the file: {}", plain(&error)))
            .at(path.display().to_string())
    })?;
    let calls = match found.len() {
        0 => format!("no service binding is called like a log, so it looks for env.{USUAL}.write"),
        _ => format!("bindings found: {}", found.into_iter().collect::<Vec<_>>().join(", ")),
    };
    report::output(|out| {
        writeln!(out, "wrote {} ({calls})", path.display())?;
        writeln!(out, "see what it finds with `linestamp sites`")
    })?;
    Ok(Status::Done)
}

/// Creates a file that must not be there, so that two runs at once cannot take it from each other.
fn create(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// The service bindings of the project that are called like a log.
fn bindings(folder: &Path) -> BTreeSet<String> {
    let mut walk = WalkBuilder::new(folder);
    walk.max_depth(Some(DEPTH)).require_git(false).git_global(false).git_exclude(false);
    walk.filter_entry(|entry| entry.file_name() != crate::scan::LEFT_ALONE);
    let files = walk.build().filter_map(Result::ok);
    let configurations = files.filter_map(|entry| wrangler(entry.path()));
    let mut found = BTreeSet::new();
    for configuration in configurations {
        collect(&configuration, &mut found);
        // Environments list their bindings anew.
        let environments = configuration.get("env").and_then(Value::as_object);
        environments.into_iter().flat_map(|list| list.values()).for_each(|environment| {
            collect(environment, &mut found);
        });
    }
    found
}

fn collect(configuration: &Value, found: &mut BTreeSet<String>) {
    let services = configuration.get("services").and_then(Value::as_array);
    let names =
        services.into_iter().flatten().filter_map(|service| service.get("binding")?.as_str());
    found.extend(names.filter(|name| is_log(name)).map(str::to_owned));
}

fn is_log(name: &str) -> bool {
    let plain = name.to_ascii_uppercase();
    let word = |part: &str| matches!(part, "LOG" | "LOGS" | "LOGGER" | "LOGGING");
    let usable = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    usable && plain.split('_').any(word)
}

/// A Wrangler configuration as JSON, whichever of its forms it has.
fn wrangler(path: &Path) -> Option<Value> {
    let name = path.file_name()?.to_str()?;
    if !name.starts_with("wrangler.") {
        return None;
    }
    let text = || std::fs::read_to_string(path).ok();
    match path.extension()?.to_str()? {
        "toml" => toml::from_str(&text()?).ok(),
        "json" | "jsonc" => serde_json::from_str(&without_comments(&text()?)).ok(),
        _ => None,
    }
}

/// JSON with comments and trailing commas as JSON.
fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' => string_length(rest),
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest[2..].split_once("*/").map_or("", |(_, rest)| rest);
                continue;
            }
            '}' | ']' => {
                out.truncate(out.trim_end().trim_end_matches(',').len());
                1
            }
            c => c.len_utf8(),
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of the string literal that a text begins with.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

/// The file, with every key and what it is by default.
fn text(project: Option<&str>, bindings: &BTreeSet<String>) -> String {
    let mut out = String::from("# Linestamp stamps each log record with the line that wrote it.\n");
    if let Some(project) = project {
        // Writing to a string cannot fail.
        let _ = writeln!(out, "# Project: {project}");
    }
    out.push_str(HEAD);
    let usual = BTreeSet::from([USUAL.to_owned()]);
    for binding in if bindings.is_empty() { &usual } else { bindings } {
        let _ = write!(
            out,
            "\n[[target]]\ncall = \"env.{binding}.write\"\n\n[[target]]\ncall = \
             \"env.{binding}.writeBatch\"\nbatch = true              # the argument is an array of records\n"
        );
    }
    out.push_str(TAIL);
    out
}

const HEAD: &str = r#"
# Only files that match one of these globs are handled, and none that match the others.
# include = ["services/*/src"]
# exclude = ["*.test.ts"]

# The extensions that count as source.
# ext = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"]

# Which source maps to write: "none", "inline" or "external".
# source-map = "none"

# The folder that paths are relative to; this file's own if left out.
# root = "."

# Another configuration to start from.
# extends = "../linestamp.toml"

[fields]
# The field that carries the stamp; the template knows {file} {path} {line} {column}.
source_location = "{file}:{line}"

# The calls to look for. `env.LOGS.write` is also found as `this.env.LOGS.write`, as
# `const { LOGS } = env`, and under other such names.
"#;

const TAIL: &str = r#"
# A function of your own that logs; its caller's line is stamped.
# [[target]]
# call = "logEvent"
# argument = 1              # which argument is the record, from 0

# A logger that is imported. A global would be `global = true`.
# [[target]]
# call = "log.info"
# from = ["@acme/logger"]   # globs on the import as it is written
# dynamic = "skip"          # or "wrap": what happens to a record that is no literal
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_strings_stay() {
        let text = "{ // a\n \"a//\\\"b\": [1, /* , */ 2,], }";
        let value: Value = serde_json::from_str(&without_comments(text)).expect("it is JSON");
        assert_eq!(value["a//\"b"][1], 2);
    }

    #[test]
    fn a_log_is_a_word() {
        assert!(is_log("LOGS") && is_log("APP_LOGGER"));
        assert!(!is_log("LOGIN") && !is_log("CATALOG"));
    }

    #[test]
    fn the_file_is_a_configuration() {
        let text = text(Some("@acme/app"), &BTreeSet::new());
        let options: linestamp_transform::Options = toml::from_str(&text).expect("it is valid");
        assert_eq!(options.target.as_deref(), Some(&linestamp_transform::default_targets()[..]));
        // The commented keys are valid too.
        let uncommented: String = text
            .lines()
            .map(|line| line.strip_prefix("# ").filter(|l| l.contains(" = ")).unwrap_or(line))
            .filter(|line| !line.contains("[[target]]") && !line.starts_with("call"))
            .take_while(|line| !line.starts_with("[fields]"))
            .map(|line| format!("{line}\n"))
            .collect();
        toml::from_str::<linestamp_transform::Options>(&uncommented).expect("the keys are valid");
    }
}
