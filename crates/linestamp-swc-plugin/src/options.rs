//! What a configuration says to the plugin: the keys of `linestamp.toml`, and where the project is.
//!
//! The `linestamp/swc` entry of the npm package writes it, with `linestamp.toml` read and laid
//! under what its caller gives. A plugin cannot read that file: it sees nothing but the tree.

use std::collections::BTreeMap;
use std::path::Path;

use linestamp_project::{Selection, is_admitted_package};
use linestamp_transform::{Options, Settings, TargetOptions};
use serde::Deserialize;

/// The options as JSON has them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    fields: Option<BTreeMap<String, String>>,
    target: Option<Vec<TargetOptions>>,
    include: Option<Vec<String>>,
    exclude: Option<Vec<String>>,
    ext: Option<Vec<String>>,
    root: Option<String>,
    #[serde(default)]
    packages: Vec<String>,
    #[serde(default)]
    refresh: bool,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    off: bool,
}

/// The options, checked.
#[derive(Debug)]
pub struct Config {
    /// What the engine runs on.
    pub settings: Settings,
    /// The folder that paths in stamps are relative to; the host's current one where it is not said.
    pub root: Option<String>,
    /// Whether to rewrite literal stamps that are no longer true.
    pub refresh: bool,
    /// Whether what is only warned about otherwise is an error.
    pub strict: bool,
    /// Whether to pass everything through.
    pub off: bool,
    selection: Selection,
    packages: Vec<String>,
}

impl Config {
    /// Reads the JSON that the host hands on; nothing means the defaults.
    ///
    /// # Errors
    ///
    /// What is wrong in it, and what to write instead.
    pub fn read(json: Option<&str>) -> Result<Config, String> {
        let given: Given = match json.map(str::trim).filter(|json| !json.is_empty()) {
            None | Some("null") => Given::default(),
            Some(json) => serde_json::from_str(json).map_err(|error| error.to_string())?,
        };
        let Given { fields, target, include, exclude, ext, root, packages, refresh, strict, off } =
            given;
        let options = Options { fields, target, include, exclude, ext, ..Options::default() };
        let settings =
            Settings::new(&options).map_err(|error| format!("{error}; {}", error.help()))?;
        let selection = Selection::new(&options).map_err(|failure| match &failure.help {
            Some(help) => format!("{failure}; {help}"),
            None => failure.to_string(),
        })?;
        Ok(Config { settings, root, refresh, strict, off, selection, packages })
    }

    /// Whether a file is one of those that are stamped, given its path and its name in stamps.
    #[must_use]
    pub fn admits(&self, path: &str, name: &str) -> bool {
        self.selection.is_source(Path::new(name))
            && self.selection.admits(name)
            && is_admitted_package(Path::new(path), &self.packages)
    }
}

#[cfg(test)]
mod tests {
    use super::Config;

    fn config(json: &str) -> Config {
        Config::read(Some(json)).expect("the options are valid")
    }

    #[test]
    fn nothing_means_the_defaults() {
        for json in [None, Some(""), Some("null"), Some("{}")] {
            let config = Config::read(json).expect("the defaults are valid");
            assert!(config.settings.may_hold_sites(b"env.LOGS.write({})"));
            assert!(config.admits("/app/src/a.ts", "src/a.ts"));
            assert!(!config.admits("/app/src/a.d.ts", "src/a.d.ts"));
            assert!(!config.admits("/app/node_modules/b/a.js", "node_modules/b/a.js"));
        }
    }

    #[test]
    fn the_options_are_those_of_the_other_hosts() {
        let config = config(
            r#"{"target": [{"call": "audit.log"}], "exclude": ["*.test.ts"], "packages": ["@acme/b"]}"#,
        );
        assert!(config.settings.may_hold_sites(b"audit.log({})"));
        assert!(!config.admits("/app/a.test.ts", "a.test.ts"));
        let packed = "node_modules/@acme/b/a.js";
        assert!(config.admits(&format!("/app/{packed}"), packed));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |json| Config::read(Some(json)).expect_err("the options are wrong");
        assert!(wrong(r#"{"targets": []}"#).contains("unknown field `targets`"));
        assert!(wrong(r#"{"target": [{"call": "a b"}]}"#).contains("target[0].call"));
        assert!(wrong(r#"{"ext": []}"#).contains("leave `ext` out"));
    }
}
