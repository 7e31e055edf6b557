//! What comes over the network in parts, read as one.

use std::io::{self, Read};

use reqwest::Result as Received;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// How many parts may wait.
const WAITING: usize = 4;

/// One part: bytes, or why there are no more.
pub(crate) type Part = Received<Vec<u8>>;

/// The parts, for a thread that may wait for them.
pub(crate) struct Parts {
    receiver: Receiver<Part>,
    current: io::Cursor<Vec<u8>>,
}

impl Parts {
    /// Parts, and where they are put in.
    pub(crate) fn channel() -> (Sender<Part>, Parts) {
        let (sender, receiver) = channel(WAITING);
        (sender, Parts { receiver, current: io::Cursor::default() })
    }
}

impl Read for Parts {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.current.read(buffer)?;
            if read > 0 || buffer.is_empty() {
                return Ok(read);
            }
            match self.receiver.blocking_recv() {
                None => return Ok(0),
                Some(part) => self.current = io::Cursor::new(part.map_err(io::Error::other)?),
            }
        }
    }
}
