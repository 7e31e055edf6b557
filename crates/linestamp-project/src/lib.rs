//! What a project is, for every host: its configuration, its source files, the names they go by.
//!
//! ```
//! use linestamp_project::{Project, Request};
//!
//! let folder = std::env::current_dir()?;
//! let request = Request { start: &folder, current: &folder, config: None, root: None };
//! let project = Project::load(&request, |configured| Ok(configured))?;
//! assert!(project.settings.calls().next().is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The command line and the Node package both begin here, so that the same file gets the same
//! stamps from each. The engine itself, [`linestamp_transform`], knows no files.

pub mod config;
pub mod excerpt;
mod failure;
mod links;
pub mod names;
mod panics;
mod project;
mod selection;
pub mod sidecar;
pub mod units;

pub use failure::{Failure, plain};
pub use panics::quiet_caught_panics;
pub use project::{Project, Request, switched_off};
pub use selection::{PACKAGES, Selection, file_name, globs, is_admitted_package};
