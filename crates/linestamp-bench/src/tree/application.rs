//! An application of thousands of modules, for bundlers.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::{RECORDS, module};
use crate::places;

/// How many modules an application has.
const MODULES: usize = 5_000;

/// What the logging modules call: each tool looks for calls of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calls {
    /// `env.LOGS.write`
    Logs,
    /// `log.info`, evlog's
    Evlog,
    /// `console.log`
    Console,
}

impl Calls {
    fn spelling(self) -> &'static str {
        match self {
            Calls::Logs => "env.LOGS.write(",
            Calls::Evlog => "log.info(",
            Calls::Console => "console.log(",
        }
    }
}

/// Makes an application of which one module in `every` logs, none where it is 0: `src/main.ts`
/// imports all of them.
pub(crate) fn make(tree: &Path, every: usize, calls: Calls) -> Result<()> {
    places::fresh(tree)?;
    let mut entry = String::new();
    for number in 0..MODULES {
        let area = format!("area-{:02}", number / 50);
        let logs = every > 0 && number % every == 0;
        let callee = if logs { calls.spelling() } else { "sink.note(" };
        let folder = tree.join("src").join(&area);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("module-{number:04}.ts")), text(number, callee))?;
        entry.push_str(&format!("export * as m{number} from './{area}/module-{number:04}';\n"));
    }
    fs::write(tree.join("src/main.ts"), entry)?;
    // Its folder is the project's.
    fs::write(tree.join("linestamp.toml"), "")?;
    Ok(())
}

/// A module of the dense tree by itself: with its calls as they are to be, and without imports.
fn text(number: usize, callee: &str) -> String {
    let module = module(number, &RECORDS);
    let kept = module.lines().filter(|line| !line.starts_with("import "));
    let mut text = kept.collect::<Vec<_>>().join("\n");
    let old = ["this.env.LOGS.write(", "env.LOGS.write(", "LOGS.write(", "this.logs.write("];
    for old in old {
        text = text.replace(old, "sink.note(");
    }
    // What is left of the word are aliases, which a quiet module does not have either.
    let text = text.replace("LOGS", "SINK").replace(" extends WorkerEntrypoint<Env>", "");
    format!("{}\nexport const number{number} = {number};\n", text.replace("sink.note(", callee))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_logging_modules_log() {
        for number in 0..4 {
            assert!(!text(number, "sink.note(").contains("LOGS"));
            assert!(text(number, Calls::Logs.spelling()).matches("env.LOGS.write(").count() > 4);
        }
    }
}
