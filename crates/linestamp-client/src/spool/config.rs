//! How a spool is set up.

use std::path::{Path, PathBuf};
use std::time::Duration;

/// Which records go to the disk.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SpoolMode {
    /// Those for which there is no room in the queue, those that are flushed or logged as durable,
    /// and those that are left at shutdown. What waits in the queue dies with the process.
    #[default]
    Overflow,
    /// All, before they are sent. What dies with the process is what was logged within the last
    /// [`Spool::linger`], and while the disk was busy with what came before.
    Always,
}

/// Keeps records on disk until the backend has them; given to
/// [`ClientBuilder::spool`](crate::ClientBuilder::spool).
///
/// ```no_run
/// use std::time::Duration;
/// use linestamp_client::sinks::http::Http;
/// use linestamp_client::{Client, Environment, Spool, info};
///
/// let sink = Http::to("https://logs.example/v1/logs")?.sink()?;
/// let client = Client::builder("executor", Environment::Production, sink)
///     .spool(Spool::always("/var/lib/executor/spool").bytes(256 << 20))
///     .start()?;
/// info!(client.logger(), "Task started");
/// // On disk, whatever the backend does.
/// client.flush(Duration::from_secs(5))?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spool {
    pub(crate) folder: PathBuf,
    pub(crate) mode: SpoolMode,
    pub(crate) bytes: u64,
    pub(crate) segment: Option<u64>,
    pub(crate) linger: Duration,
}

impl Spool {
    fn new(folder: &Path, mode: SpoolMode) -> Spool {
        let (bytes, linger) = (1 << 30, Duration::from_millis(10));
        Spool { folder: folder.to_owned(), mode, bytes, segment: None, linger }
    }

    /// In that folder, which is created where there is none; [`SpoolMode::Overflow`].
    #[must_use]
    pub fn overflow(folder: impl AsRef<Path>) -> Spool {
        Spool::new(folder.as_ref(), SpoolMode::Overflow)
    }

    /// In that folder, which is created where there is none; [`SpoolMode::Always`].
    #[must_use]
    pub fn always(folder: impl AsRef<Path>) -> Spool {
        Spool::new(folder.as_ref(), SpoolMode::Always)
    }

    /// At most that many bytes of segments; 1 GiB unless given.
    #[must_use]
    pub fn bytes(mut self, bytes: u64) -> Spool {
        self.bytes = bytes;
        self
    }

    /// About how many bytes a segment takes; an eighth of the whole, and 8 MiB at most, unless
    /// given; never more than a quarter of the whole. Room comes back by whole segments.
    #[must_use]
    pub fn segment(mut self, bytes: u64) -> Spool {
        self.segment = Some(bytes);
        self
    }

    /// How long a record waits for others before they are written together; 10 ms unless given.
    #[must_use]
    pub fn linger(mut self, linger: Duration) -> Spool {
        self.linger = linger;
        self
    }

    pub(crate) fn segment_bytes(&self) -> u64 {
        let most = self.bytes / 4;
        self.segment.unwrap_or_else(|| (self.bytes / 8).min(8 << 20)).min(most)
    }
}
