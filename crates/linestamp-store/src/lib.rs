//! What a store of log records promises, whatever database is inside.
//!
//! A [`Store`] appends records, durably before it says so, and answers questions about them. Each
//! stored record has a [`Seq`], its place in the order of arrival. [`MemoryStore`] keeps the same
//! promises but for durability, by the shortest way there is: it is what other stores are compared
//! with.

mod error;
mod forest;
mod memory;
mod query;
mod snapshot;
mod spans;
mod store;
mod stored;
mod wire;

pub use error::StoreError;
pub use memory::MemoryStore;
pub use query::{
    Bucket, Count, Cursor, Facet, FacetQuery, Histogram, HistogramQuery, Order, Page, Query, Tally,
    counted,
};
pub use snapshot::{Snapshot, SnapshotFile};
pub use spans::{LONGEST_TRACE, Span, spans_of};
pub use store::{Appended, Batch, Outcome, Status, Store, Work};
pub use stored::{Seq, Skew, Stored};
