//! Standard input, read on a thread of its own: a read cannot be interrupted.

use std::io::{self, Read as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How much is read at once.
const PIECE: usize = 64 << 10;

/// How many pieces wait.
const PIECES: usize = 4;

/// Standard input.
pub(crate) struct Pipe(Receiver<io::Result<Vec<u8>>>);

/// What comes out of it.
pub(crate) enum Piece {
    Bytes(Vec<u8>),
    /// Nothing yet.
    Nothing,
    End,
}

impl Pipe {
    /// Begins to read.
    pub(crate) fn start() -> Pipe {
        let (to_us, pieces) = mpsc::sync_channel(PIECES);
        thread::spawn(move || {
            let mut input = io::stdin().lock();
            loop {
                let mut piece = vec![0; PIECE];
                let read = input.read(&mut piece);
                let is_last = !matches!(read, Ok(1..));
                let piece = read.map(|length| {
                    piece.truncate(length);
                    piece
                });
                // Where nobody listens any more, the run is over.
                if to_us.send(piece).is_err() || is_last {
                    return;
                }
            }
        });
        Pipe(pieces)
    }

    /// The next piece, if there is one soon.
    pub(crate) fn next(&self, patience: Duration) -> io::Result<Piece> {
        match self.0.recv_timeout(patience) {
            Ok(Ok(piece)) if piece.is_empty() => Ok(Piece::End),
            Ok(piece) => piece.map(Piece::Bytes),
            Err(RecvTimeoutError::Timeout) => Ok(Piece::Nothing),
            Err(RecvTimeoutError::Disconnected) => Ok(Piece::End),
        }
    }
}
