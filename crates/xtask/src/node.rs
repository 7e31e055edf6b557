//! Node, and the packages that the tests take from npm.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::run::{command, output, root, step};

/// The oldest Node that Linestamp's packages promise to run on.
const OLDEST: (u32, u32) = (20, 19);

/// The folders with a lock file of packages that tests need.
const FOLDERS: [&str; 10] = [
    "tests/node",
    "tests/drizzle",
    "tests/hosts",
    "tests/loki",
    "tests/migrate_judge",
    "tests/sdks",
    "tests/workers",
    "tests/wrangler",
    "crates/linestamp-node",
    "crates/linestamp-server/page",
];

/// Installs the packages that the lock files name, unless they are there.
pub(crate) fn install() -> Result<()> {
    let version = version()?;
    ensure!(
        version >= OLDEST,
        "the tests need Node {}.{} or newer, this is {}.{}: install a newer one",
        OLDEST.0,
        OLDEST.1,
        version.0,
        version.1,
    );
    FOLDERS.iter().try_for_each(|folder| install_in(&root().join(folder)))
}

/// Installs what one lock file names, unless it is there. One at a time: a check may want the same folder
/// as a setup that runs beside it.
pub(crate) fn install_in(folder: &Path) -> Result<()> {
    let target = root().join("target");
    std::fs::create_dir_all(&target)?;
    let turn = File::create(target.join("npm.lock")).context("cannot make a lock for npm")?;
    turn.lock().context("cannot wait for another npm")?;
    let lock = std::fs::read(folder.join("package-lock.json"))
        .with_context(|| format!("{} has no lock file", folder.display()))?;
    // npm empties the folder first, so a mark inside it is never older than what is there.
    let mark = folder.join("node_modules/.installed-lock.json");
    if std::fs::read(&mark).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    npm(folder, &["ci"])?;
    std::fs::write(&mark, lock).with_context(|| format!("cannot write {}", mark.display()))
}

/// Runs npm in a folder.
pub(crate) fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    // npm is a script on Windows, which only its shell can start.
    let (program, first): (_, &[&str]) =
        if cfg!(windows) { ("cmd", &["/C", "npm"]) } else { ("npm", &[]) };
    let mut npm = command(program, &[first, arguments].concat());
    npm.current_dir(folder);
    step(npm).with_context(|| format!("npm fails in {}", folder.display()))
}

/// The major and minor version of the Node on the path.
fn version() -> Result<(u32, u32)> {
    let said = match output(command("node", &["--version"])) {
        Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
        Err(_) => bail!("the tests need Node {}.{} or newer on the path", OLDEST.0, OLDEST.1),
    };
    parse(&said).with_context(|| format!("`node --version` says {said:?}"))
}

fn parse(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn versions_are_compared_by_number() {
        assert_eq!(parse("v20.20.2\n"), Some((20, 20)));
        assert!(parse("v9.11.2") < Some(super::OLDEST));
        assert_eq!(parse("20"), None);
    }
}
