//! Whether a configuration lets wrangler build from the copy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::configuration::{Configuration, Environment};
use super::services::Service;
use crate::finding::{Finding, Rule};
use crate::names::{normalised, relative};

/// Where a build begins, as far as the configuration says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The first file, in the copy.
    pub(crate) main: PathBuf,
    /// Wrangler's own aliases: the specifier, and what it stands for.
    pub(crate) aliases: BTreeMap<String, String>,
    /// The tsconfig that counts for all files, where one is named.
    pub(crate) tsconfig: Option<PathBuf>,
    /// The folder of the configuration, where aliases are looked up.
    pub(crate) folder: PathBuf,
}

/// Looks at a configuration: what is wrong with it, and where builds begin.
pub(crate) fn check(
    service: &Service,
    configuration: &Configuration,
) -> (Vec<Finding>, Vec<Entry>) {
    let mut findings: Vec<Finding> = Vec::new();
    let mut entries: Vec<Entry> = Vec::new();
    for environment in configuration.environments() {
        let look = Look { service, folder: configuration.folder(), environment };
        // What is inherited was looked at before.
        let own = |key: &str| environment.name.is_none() || environment.own.get(key).is_some();
        let problems = [
            own("main").then(|| look.main()).flatten(),
            own("tsconfig").then(|| look.tsconfig()).flatten(),
            own("build").then(|| look.watched()).flatten(),
        ];
        let wrong = problems.iter().any(Option::is_some);
        findings.extend(problems.into_iter().flatten());
        if let (false, Some(entry)) = (wrong, look.entry())
            && !entries.contains(&entry)
        {
            entries.push(entry);
        }
    }
    (findings, entries)
}

struct Look<'a> {
    service: &'a Service,
    folder: &'a Path,
    environment: Environment<'a>,
}

impl Look<'_> {
    fn path(&self, text: &str) -> PathBuf {
        normalised(&self.folder.join(text))
    }

    fn seen(&self, path: &Path) -> String {
        relative(self.folder, path)
    }

    fn finding(&self, message: String, help: String) -> Option<Finding> {
        let whose = self.environment.name.map(|name| format!("env.{name}: ")).unwrap_or_default();
        let message = format!("{whose}{message}");
        Some(Finding::error(Rule::StaysUnstamped, message).with_help(help))
    }

    fn main(&self) -> Option<Finding> {
        let copy = self.seen(&self.service.copy);
        let Some(main) = self.environment.text("main") else {
            let help = format!("add `main`, the first file of the service in {copy}");
            return self
                .finding("there is no `main`, so nothing of the copy is built".into(), help);
        };
        let path = self.path(main);
        if path.starts_with(&self.service.copy) {
            return None;
        }
        let help = match path.strip_prefix(&self.service.sources) {
            Ok(inside) => {
                let moved = self.seen(&self.service.copy.join(inside));
                format!("set `main` to \"{moved}\"")
            }
            Err(_) => format!("let `main` name a file in {copy}"),
        };
        self.finding(format!("`main` is {main}, which is not in the stamped copy"), help)
    }

    fn tsconfig(&self) -> Option<Finding> {
        let named = self.environment.text("tsconfig")?;
        let path = self.path(named);
        if path.starts_with(&self.service.copy) {
            return None;
        }
        let name = path.file_name().unwrap_or_default();
        let moved = self.seen(&self.service.copy.join(name));
        let beside = [self.service.sources.parent(), Some(self.service.sources.as_path())];
        let help = if beside.contains(&path.parent()) {
            format!("set it to \"{moved}\", which is written with the copy and extends {named}")
        } else {
            format!("take it out, or put the file beside the sources and set it to \"{moved}\"")
        };
        let message = format!("`tsconfig` is {named}, whose aliases lead past the stamped copy");
        self.finding(message, help)
    }

    fn watched(&self) -> Option<Finding> {
        let build = self.environment.get("build")?;
        build.get("command")?.as_str()?;
        let usual = Value::from("src");
        let watched = match build.get("watch_dir").unwrap_or(&usual) {
            Value::Array(list) => list.iter().filter_map(Value::as_str).collect(),
            other => other.as_str().into_iter().collect::<Vec<_>>(),
        };
        let folders: Vec<PathBuf> = watched.iter().map(|folder| self.path(folder)).collect();
        let (sources, copy) = (&self.service.sources, &self.service.copy);
        let help = format!("set `watch_dir` of `build` to \"{}\"", self.seen(sources));
        if folders.iter().any(|folder| copy.starts_with(folder)) {
            let message = "`watch_dir` holds the copy, so each build would lead to another";
            return self.finding(message.to_owned(), help);
        }
        if !folders.iter().any(|folder| sources.starts_with(folder)) {
            let message =
                "`watch_dir` leaves the sources out, so `wrangler dev` would keep old lines";
            return self.finding(message.to_owned(), help);
        }
        None
    }

    fn entry(&self) -> Option<Entry> {
        let main = self.path(self.environment.text("main")?);
        let aliases = self.environment.get("alias").and_then(Value::as_object);
        let aliases = aliases
            .into_iter()
            .flatten()
            .filter_map(|(name, target)| Some((name.clone(), target.as_str()?.to_owned())));
        Some(Entry {
            main,
            aliases: aliases.collect(),
            tsconfig: self.environment.text("tsconfig").map(|named| self.path(named)),
            folder: self.folder.to_owned(),
        })
    }
}
