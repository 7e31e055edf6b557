//! Asking a logs service, and showing what it answers.

mod connection;
mod line;
mod question;

pub(crate) use connection::{Connection, Lost, Page, Span, Trace};
pub(crate) use line::{Lines, write_json};
pub(crate) use question::Question;
