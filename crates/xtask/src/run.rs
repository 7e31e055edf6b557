//! Running other programs, loudly.

use std::io::{Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

/// The repository's top folder.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A command in the repository's top folder.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root());
    command
}

/// The Cargo that runs this.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    command(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()), arguments)
}

/// Runs a step; its output goes where ours goes. Behind it stands how long it took.
pub(crate) fn step(mut command: Command) -> Result<()> {
    let line = line_of(&command);
    println!("$ {line}");
    let begin = Instant::now();
    let status = command.status().with_context(|| format!("`{line}` does not start"))?;
    ensure!(status.success(), "`{line}` failed: {status}");
    println!("step {line}: {} s", begin.elapsed().as_secs());
    Ok(())
}

/// Runs a command and gives back its output, however it ends.
pub(crate) fn output(mut command: Command) -> Result<Output> {
    command.output().with_context(|| format!("`{}` does not start", line_of(&command)))
}

/// Does something while a part of this program runs beside it, which makes way for it: most tests wait
/// more than they compute. What the part says comes at the end.
pub(crate) fn beside<T>(part: &[&str], work: impl FnOnce() -> Result<T>) -> Result<T> {
    let said = tempfile::tempfile().context("cannot make a temporary file")?;
    let this = std::env::current_exe().context("cannot find this program")?;
    let mut running = if cfg!(windows) { Command::new(this) } else { modest(&this) }
        .args(part)
        .current_dir(root())
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?)
        .spawn()
        .context("cannot start a part of this program beside it")?;
    let done = work();
    let status = running.wait()?;
    tell(said)?;
    let done = done?;
    ensure!(status.success(), "`cargo xtask {}` failed beside it: {status}", part.join(" "));
    Ok(done)
}

/// A program that gets what others leave of the processors.
fn modest(program: &Path) -> Command {
    let mut command = Command::new("nice");
    command.args(["-n", "10"]).arg(program);
    command
}

/// Prints a file from its beginning.
fn tell(mut said: std::fs::File) -> Result<()> {
    let mut text = Vec::new();
    said.rewind()?;
    said.read_to_end(&mut text)?;
    print!("{}", String::from_utf8_lossy(&text));
    Ok(())
}

/// The command as one would type it.
fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
