//! `linestamp init`: a commented `linestamp.toml` for the project that is there, and the custom build
//! of each service that wrangler builds.
//!
//! It looks at the wrangler configurations for a service binding that is called like a log, since
//! that is what the calls to stamp go through.

mod text;
mod workers;

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::Value;

use text::{USUAL, text};

use super::Ended;
use crate::args::InitArgs;
use crate::config::FILE_NAMES;
use crate::failure::{Failure, plain};
use crate::names::package_name;
use crate::report;
use crate::status::Status;
use crate::wrangler::{Configuration, below};

/// Runs the subcommand.
pub(crate) fn run(args: &InitArgs) -> Ended {
    let folder = &args.folder;
    if !folder.is_dir() {
        return Err(Failure::new("there is no such folder")
            .at(folder.display().to_string())
            .into());
    }
    let configurations = below(folder);
    let services = if args.no_wrangler { &[] } else { &configurations[..] };
    let known = FILE_NAMES.into_iter().map(|name| folder.join(name)).find(|path| path.exists());
    if let Some(path) = &known
        && services.is_empty()
    {
        return Err(Failure::new("there is a configuration already")
            .at(path.display().to_string())
            .with_help("edit it, or delete it first")
            .into());
    }
    let mut said = vec![match known {
        Some(path) => format!("{} is there already", path.display()),
        None => write(folder, &configurations)?,
    }];
    said.extend(workers::set_up(folder, services)?);
    said.push("see what it finds with `linestamp sites`".to_owned());
    report::output(|out| said.iter().try_for_each(|line| writeln!(out, "{line}")))?;
    Ok(Status::Done)
}

/// Writes the configuration; says so.
fn write(folder: &Path, configurations: &[PathBuf]) -> Result<String, Failure> {
    let found = bindings(configurations);
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
    Ok(format!("wrote {} ({calls})", path.display()))
}

/// Creates a file that must not be there, so that two runs at once cannot take it from each other.
fn create(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(path)?.write_all(text.as_bytes())
}

/// The service bindings of the project that are called like a log.
fn bindings(files: &[PathBuf]) -> BTreeSet<String> {
    let configurations = files.iter().filter_map(|file| Configuration::read(file, "").ok());
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_a_word() {
        assert!(is_log("LOGS") && is_log("APP_LOGGER"));
        assert!(!is_log("LOGIN") && !is_log("CATALOG"));
    }
}
