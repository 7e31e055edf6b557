//! `linestamp init`: a commented `linestamp.toml` for the project that is there.
//!
//! It looks at the Wrangler configurations for a service binding that is called like a log, since
//! that is what the calls to stamp go through.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;

use serde_json::Value;

use super::Ended;
use crate::args::InitArgs;
use crate::config::FILE_NAMES;
use crate::failure::{Failure, plain};
use crate::names::package_name;
use crate::report;
use crate::status::Status;
use crate::wrangler::{Configuration, below};

/// The binding that is configured where none is found.
const USUAL: &str = "LOGS";

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
    let files = below(folder).into_iter();
    let configurations = files.filter_map(|file| Configuration::read(&file, "").ok());
    let mut found = BTreeSet::new();
    for configuration in configurations {
        // Environments list their bindings anew.
        configuration.environments().for_each(|environment| collect(environment.own, &mut found));
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
