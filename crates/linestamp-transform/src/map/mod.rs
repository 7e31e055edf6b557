//! Source maps (ECMA-426): reading a file's own, writing the one of an edited file.

mod comment;
mod read;
mod sources;
mod vlq;
mod write;

pub(crate) use comment::{Comment, data_url, find_comment, inline_url};
pub(crate) use read::InputMap;
pub(crate) use sources::name_if_absolute;
pub(crate) use write::{File, write};
