//! The service itself, as a process of its own.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// A service that runs until it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
    data: PathBuf,
    /// How long it took until it listened.
    pub(crate) started: Duration,
}

impl Server {
    /// Starts the program on a free port.
    pub(crate) fn start(program: &Path, data: &Path) -> Result<Server> {
        let begin = Instant::now();
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", program.display()))?;
        let mut said = BufReader::new(child.stderr.take().context("it has no standard error")?);
        let mut line = String::new();
        said.read_line(&mut line)?;
        let url = line.split_once("listening on ").and_then(|(_, rest)| rest.split(',').next());
        let url = url.with_context(|| format!("the service says: {line}"))?.to_owned();
        // Whatever else it says is to be seen.
        std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::stderr()));
        Ok(Server { child, url, data: data.to_owned(), started: begin.elapsed() })
    }

    /// Waits until every file that is full has been sealed. What is appended to is not full.
    pub(crate) fn wait_until_sealed(&self) -> Result<()> {
        while self.hot_files()? > 1 {
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn hot_files(&self) -> Result<usize> {
        let mut files = 0;
        for entry in fs::read_dir(&self.data)? {
            let name = entry?.file_name();
            let name = name.to_string_lossy();
            files += usize::from(name.starts_with("hot-") && name.ends_with(".db"));
        }
        Ok(files)
    }

    /// The most memory that it had, in bytes.
    pub(crate) fn peak_memory(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? << 10)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already; nothing acknowledged is lost by this.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
