//! A store of log records on one machine: a folder of SQLite files.
//!
//! Records are appended to a file without indexes and synced before [`append`] returns. When the
//! file has grown, it is sealed in the background: built anew as immutable files with indexes, which
//! are listed in a manifest; then it is dropped. Records leave by whole files, when they have
//! expired. Whatever ends the process, nothing that was acknowledged is missing afterwards.
//!
//! ```
//! use linestamp_schema::Timestamp;
//! use linestamp_sqlite::{Options, SqliteStore};
//! use linestamp_store::{Batch, Outcome, Store as _};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! let store = SqliteStore::open(folder.path(), Options::default())?;
//! let record = serde_json::from_str(
//!     r#"{ "id": "a", "timestamp": 1763000000000, "level": "info", "service": "executor",
//!          "environment": "production", "message": "Task started" }"#,
//! )?;
//! let received_at = Timestamp::from_millis(1_763_000_000_500).expect("a time of our era");
//! let appended = store.append(Batch { records: vec![record], received_at }).await?;
//! assert_eq!(appended.outcomes, [Outcome::Stored(1)]);
//! store.close().await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`append`]: linestamp_store::Store::append

mod arrivals;
mod backup;
mod catalog;
mod checksum;
mod compact;
mod delete;
mod elsewhere;
mod error;
mod folder;
mod hot;
mod keeper;
mod keys;
mod layout;
mod lines;
mod manifest;
mod options;
mod parts;
mod patience;
mod plan;
mod prefilter;
mod read;
mod reading;
mod recent;
mod recover;
mod restore;
mod retention;
mod rollup;
mod salvage;
mod seal;
mod sealed;
mod segment;
mod shared;
mod snapshot;
mod store;
mod stretches;
mod trigrams;
mod unpack;
mod view;
mod writer;

pub use options::{Options, Retention, Rule};
pub use restore::{Checked, check, find, restore};
pub use store::SqliteStore;
pub use unpack::unpack;
pub use view::View;
