//! The filter language: which records are meant.
//!
//! A [`Filter`] is a tree of tests, as data. It says of any record whether it holds
//! ([`Filter::holds`]); a store may read the tree to look records up by an index, and asks the
//! filter about whatever an index cannot decide, so that all stores and the live tail agree.
//!
//! The crate is pure: no file system, clock, randomness or thread.

mod complete;
mod error;
mod filter;
mod fold;
mod holds;
mod names;
mod parse;
mod print;

pub use complete::{Expected, Place, expected};
pub use error::FilterError;
pub use filter::{Condition, Field, Filter, Test};
pub use fold::fold;
pub use holds::Cells;
pub use names::{FieldName, field_names};
pub use parse::{MAX_CHARS, MAX_NESTING};
