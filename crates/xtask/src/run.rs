//! Running other programs, loudly.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

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
    let this = std::env::current_exe().context("cannot find this program")?;
    let running = modest(&this.to_string_lossy(), part);
    let (done, ended) = std::thread::scope(|scope| {
        let running = scope.spawn(|| output(running));
        (work(), running.join())
    });
    let Ok(ended) = ended else { bail!("what runs beside it could not be watched") };
    let ended = ended?;
    eprint!("{}", String::from_utf8_lossy(&ended.stderr));
    print!("{}", String::from_utf8_lossy(&ended.stdout));
    let done = done?;
    let (part, status) = (part.join(" "), ended.status);
    ensure!(status.success(), "`cargo xtask {part}` failed beside it: {status}");
    Ok(done)
}

/// A command that gets what others leave of the processors, where there is a way to say so.
fn modest(program: &str, arguments: &[&str]) -> Command {
    match cfg!(windows) {
        true => command(program, arguments),
        false => command("nice", &[&["-n", "10", program], arguments].concat()),
    }
}

/// The command as one would type it.
fn line_of(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}
