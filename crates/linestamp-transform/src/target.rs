//! Targets, compiled: names to match, and how tightly the first of them is bound.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::options::{Dynamic, TargetOptions};
use crate::settings::{SettingsError, dynamic_of};

/// How many targets there may be: a set of them is one machine word in the matcher.
const MOST_TARGETS: usize = 64;

/// What the first name of a target has to be.
#[derive(Debug, Clone)]
pub(crate) enum Root {
    /// Any name or property that is spelled so.
    Named,
    /// A name that no scope of the file binds.
    Global,
    /// An import from a module whose specifier matches.
    From(GlobSet),
}

/// One call to look for.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    call: String,
    pub(crate) names: Vec<String>,
    pub(crate) root: Root,
    pub(crate) batch: bool,
    pub(crate) argument: usize,
    pub(crate) dynamic: Dynamic,
}

impl Target {
    fn new(key: &str, options: &TargetOptions) -> Result<Target, SettingsError> {
        let names: Vec<String> = options.call.split('.').map(str::to_owned).collect();
        if let Some(bad) = names.iter().find(|name| !is_identifier(name)) {
            return Err(SettingsError::new(
                format!("{key}.call"),
                format!("\"{}\" is not a call: \"{bad}\" is not a name", options.call),
                "write the callee as names joined by dots, such as \"env.LOGS.write\"",
            ));
        }
        let root = match (&options.from, options.global) {
            (Some(_), true) => {
                return Err(SettingsError::new(
                    key,
                    "`from` and `global` exclude each other",
                    "keep `from` for an import, `global` for a global",
                ));
            }
            (Some(globs), false) => Root::From(specifier_globs(key, globs)?),
            (None, true) => Root::Global,
            (None, false) => Root::Named,
        };
        Ok(Target {
            call: options.call.clone(),
            names,
            root,
            batch: options.batch,
            argument: options.argument,
            dynamic: dynamic_of(options),
        })
    }

    /// The target as the options write it.
    pub(crate) fn call(&self) -> &str {
        &self.call
    }
}

fn specifier_globs(key: &str, globs: &[String]) -> Result<GlobSet, SettingsError> {
    let key = format!("{key}.from");
    if globs.is_empty() {
        return Err(SettingsError::new(
            key,
            "the list is empty, so nothing could match",
            "name a module such as \"@acme/logger\", or leave `from` out",
        ));
    }
    let refuse = |error: globset::Error| {
        SettingsError::new(
            key.as_str(),
            error.to_string(),
            "`*` stands for a part of a name, `**/` for any folders",
        )
    };
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(GlobBuilder::new(glob).literal_separator(true).build().map_err(refuse)?);
    }
    set.build().map_err(refuse)
}

/// All targets of the settings.
#[derive(Debug, Clone)]
pub(crate) struct Targets(Vec<Target>);

impl Targets {
    pub(crate) fn new(options: &[TargetOptions]) -> Result<Targets, SettingsError> {
        if options.is_empty() || options.len() > MOST_TARGETS {
            return Err(SettingsError::new(
                "target",
                format!("{} targets are given", options.len()),
                format!("give 1 to {MOST_TARGETS}, or leave `target` out for the usual ones"),
            ));
        }
        for (index, target) in options.iter().enumerate() {
            let same = |other: &&TargetOptions| {
                (&other.call, &other.from, other.global)
                    == (&target.call, &target.from, target.global)
            };
            if options[..index].iter().any(|other| same(&other)) {
                return Err(SettingsError::new(
                    format!("target[{index}].call"),
                    format!("\"{}\" is listed twice", target.call),
                    "keep one of the two",
                ));
            }
        }
        let compile = |(index, target)| Target::new(&format!("target[{index}]"), target);
        options.iter().enumerate().map(compile).collect::<Result<_, _>>().map(Targets)
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Target> {
        self.0.iter()
    }

    pub(crate) fn get(&self, index: usize) -> &Target {
        &self.0[index]
    }
}

/// Whether a text is an ECMAScript identifier name.
pub(crate) fn is_identifier(name: &str) -> bool {
    use swc_ecma_ast::Ident;
    let mut chars = name.chars();
    chars.next().is_some_and(Ident::is_valid_start) && chars.all(Ident::is_valid_continue)
}
