//! Asking a logs service, or its files, and showing the answers.

mod connection;
mod folder;
mod line;
mod parts;
mod question;
mod source;

pub(crate) use connection::{Connection, Lost, Trace};
pub(crate) use folder::Folder;
pub(crate) use line::{Lines, write_json};
pub(crate) use parts::Parts;
pub(crate) use question::Question;
pub(crate) use source::Source;
