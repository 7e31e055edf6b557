//! The file, and the same in parts with what curl is to do with them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::json;

use crate::places;

/// What is made, in a folder of its own.
pub(super) struct Made {
    folder: PathBuf,
    lines: String,
}

impl Made {
    pub(super) fn new(folder: &Path, records: u64) -> Result<Made> {
        places::fresh(folder)?;
        let lines = (0..records).map(line).collect();
        let made = Made { folder: folder.to_owned(), lines };
        fs::write(made.file(), &made.lines)?;
        Ok(made)
    }

    pub(super) fn bytes(&self) -> u64 {
        self.lines.len() as u64
    }

    pub(super) fn file(&self) -> String {
        self.path("records.ndjson")
    }

    /// Where a sender remembers how far it is.
    pub(super) fn spool(&self) -> PathBuf {
        self.folder.join("spool")
    }

    /// The sender is to begin anew.
    pub(super) fn forget(&self) -> Result<()> {
        places::clear(&self.spool())
    }

    /// A file that has curl send the records, so many a request.
    pub(super) fn requests(&self, url: &str, records: u64) -> Result<String> {
        let lines: Vec<&str> = self.lines.split_inclusive('\n').collect();
        let parts = lines.chunks(usize::try_from(records)?).enumerate();
        let files = parts.map(|(number, lines)| {
            let file = self.path(&format!("part-{number}.ndjson"));
            fs::write(&file, lines.concat())?;
            Ok(file)
        });
        self.config("requests.curl", url, &files.collect::<Result<Vec<_>>>()?)
    }

    /// The same for one request.
    pub(super) fn request(&self, url: &str) -> Result<String> {
        self.config("request.curl", url, &[self.file()])
    }

    pub(super) fn remove(self) -> Result<()> {
        places::clear(&self.folder)
    }

    fn config(&self, name: &str, url: &str, files: &[String]) -> Result<String> {
        let mut config = String::new();
        for file in files {
            let next = if config.is_empty() { "" } else { "next\n" };
            writeln!(
                config,
                "{next}url = \"{url}\"\ndata-binary = \"@{file}\"\n\
                 header = \"content-type: application/x-ndjson\"\nheader = \"expect:\"\n\
                 output = \"/dev/null\"\nsilent\nfail"
            )?;
        }
        let path = self.path(name);
        fs::write(&path, config)?;
        Ok(path)
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_string_lossy().into_owned()
    }
}

fn line(number: u64) -> String {
    let record = json!({
        "id": format!("{number:032x}"), "timestamp": 1_763_000_000_000 + number, "level": "info",
        "service": "executor", "environment": "production", "event_type": "task_started",
        "message": format!("Task {number} started"), "source_location": "executor.ts:142",
        "trace_id": "0af7651916cd43dd8448eb211c80319c", "request_id": "b7ad6b7169203331",
        "workspace_id": "w-1", "version": "4f2c1e9", "metadata": { "attempt": 2 },
    });
    format!("{record}\n")
}
