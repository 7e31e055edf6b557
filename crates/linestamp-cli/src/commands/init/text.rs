//! The text of a new `linestamp.toml`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The binding that is configured where none is found.
pub(super) const USUAL: &str = "LOGS";

/// The file, with every key and what it is by default.
pub(super) fn text(project: Option<&str>, bindings: &BTreeSet<String>) -> String {
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
