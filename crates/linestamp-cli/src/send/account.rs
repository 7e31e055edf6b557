//! What became of every record.

use std::io::{self, Write};
use std::time::Duration;

use linestamp_client::Health;
use serde_json::json;

use crate::args::AccountFormat;

/// What became of every record: each that was read is sent, refused, spooled or unsent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Account {
    /// Records, and lines that gave none.
    pub(crate) read: u64,
    /// Left on disk by the last run.
    pub(crate) recovered: u64,
    /// Confirmed by the backend.
    pub(crate) sent: u64,
    /// Could not be read.
    pub(crate) unreadable: u64,
    /// Refused by the backend.
    pub(crate) refused: u64,
    /// Neither; with a spool the next run sends them.
    pub(crate) left: u64,
    /// On disk, where they were damaged.
    pub(crate) lost: u64,
    pub(crate) resumes: bool,
    /// In the dead letter.
    pub(crate) kept: u64,
    pub(crate) time: Duration,
}

impl Account {
    /// Whether the backend has confirmed every record.
    pub(crate) fn is_clean(&self) -> bool {
        self.unreadable == 0 && self.refused == 0 && self.left == 0 && self.lost == 0
    }

    /// With the client's final account.
    pub(crate) fn close(read: u64, unreadable: u64, health: &Health) -> Account {
        let records = read - unreadable + health.recovered;
        let lost = health.dropped.damaged;
        Account {
            read,
            recovered: health.recovered,
            unreadable,
            sent: health.confirmed,
            refused: health.refused,
            left: records.saturating_sub(health.confirmed + health.refused + lost),
            lost,
            resumes: false,
            kept: 0,
            time: Duration::ZERO,
        }
    }

    pub(crate) fn write(&self, out: &mut dyn Write, format: AccountFormat) -> io::Result<()> {
        match format {
            AccountFormat::Human => self.human(out),
            AccountFormat::Json => self.json(out),
        }
    }

    fn human(&self, out: &mut dyn Write) -> io::Result<()> {
        let left = if self.resumes { "spooled" } else { "unsent" };
        let resumed = if self.resumes { "for the next run" } else { "given up" };
        let rows = [
            ("read", self.read, ""),
            ("sent", self.sent, "and confirmed"),
            ("recovered", self.recovered, "from the last run"),
            ("refused", self.unreadable, "that cannot be read"),
            ("refused", self.refused, "by the backend"),
            (left, self.left, resumed),
            ("lost", self.lost, "in the spool: the disk has damaged them"),
            ("kept", self.kept, "in the dead letter"),
        ];
        let always = 2;
        let width = rows.iter().map(|row| row.1.to_string().len()).max().unwrap_or(1);
        for (index, (title, number, words)) in rows.into_iter().enumerate() {
            if index < always || number > 0 {
                let row = format!("{title:>9}  {number:>width$} {words}");
                writeln!(out, "{}", row.trim_end())?;
            }
        }
        writeln!(out, "{:>9}  {:>width$} ms", "time", self.time.as_millis())
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let left = if self.resumes { "spooled" } else { "unsent" };
        let mut account = json!({
            "read": self.read,
            "recovered": self.recovered,
            "sent": self.sent,
            "refused": { "unreadable": self.unreadable, "backend": self.refused },
            "spooled": 0,
            "unsent": 0,
            "lost": self.lost,
            "kept": self.kept,
            "milliseconds": u64::try_from(self.time.as_millis()).unwrap_or(u64::MAX),
        });
        account[left] = self.left.into();
        writeln!(out, "{account}")
    }
}
