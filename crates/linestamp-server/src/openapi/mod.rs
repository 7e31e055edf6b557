//! The HTTP interface as an OpenAPI 3.1 document.
//!
//! Each address has an [`Operation`] where it is routed; the document is made of those. Schemas come
//! from the types that are read and written, those of records from the table of columns.

mod document;
mod operation;
mod schemas;

pub(crate) use document::document;
pub(crate) use operation::{Operation, Placed};
pub(crate) use schemas::{Records, countable_column, countable_columns};
