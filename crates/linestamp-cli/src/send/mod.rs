//! `linestamp send`, taken apart.
//!
//! ```text
//! tail, follow, pipe ─► decoder ─► feed ─► client ─► backend
//! bytes of a file       records    room,    batches,      │ confirmed
//! or a pipe                        account  retries       ▼
//!                                                  confirm ─► spool: how far each file is done
//! ```
//!
//! The main thread reads and feeds, the client's worker sends, a third thread writes down what is
//! confirmed. A record that is read is confirmed, refused, or unsent, and the account says which.

mod account;
mod confirm;
mod dead_letter;
mod feed;
mod fingerprint;
mod follow;
mod ids;
pub(crate) mod inputs;
mod open;
mod pipe;
mod preview;
mod spool;
mod tail;
mod voice;

pub(crate) use account::Account;
pub(crate) use confirm::{Confirmer, Marks};
pub(crate) use dead_letter::DeadLetters;
pub(crate) use feed::{Ending, Feed, Reading};
pub(crate) use open::open;
pub(crate) use preview::preview;
pub(crate) use spool::Spool;
pub(crate) use tail::{Memory, Run};
pub(crate) use voice::Voice;
