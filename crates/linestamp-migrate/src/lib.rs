//! Rewrites the calls of an old logger in JavaScript and TypeScript to records for a Workers binding.
//!
//! ```
//! use linestamp_migrate::{Outcome, Settings, migrate};
//! use linestamp_transform::MigrateOptions;
//!
//! let text = "import { logger } from './logger';\n\n\
//!             export async function run(env: Env, taskId: string) {\n  \
//!               logger.info('Task started', { taskId });\n\
//!             }\n";
//! let settings = Settings::new(&MigrateOptions::default())?;
//! let migration = migrate("src/run.ts", text, &settings).map_err(|error| error.message)?;
//! assert_eq!(migration.calls[0].outcome, Outcome::Rewritten);
//! assert_eq!(
//!     migration.code.as_deref(),
//!     Some(
//!         "export async function run(env: Env, taskId: string) {\n  \
//!            env.LOGS.write({ level: 'info', message: 'Task started', metadata: { taskId } });\n\
//!          }\n"
//!     )
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The crate is pure, as the engine is whose scopes it asks: text in, edits and an outcome for every
//! call out. A call is rewritten only where its record says the same, with what it evaluates in the
//! same order; any other is left as it is, with the reason.

mod configured;
mod context;
mod convert;
mod destination;
mod draft;
mod effect;
mod fields;
mod file;
mod find;
mod frames;
mod imports;
mod layout;
mod listed;
mod made;
mod memory;
mod message;
mod migration;
mod names;
mod print;
mod printf;
mod quoted;
mod reach;
mod resolve;
mod rules;
mod settings;
mod shape;
mod surroundings;
mod suspect;
mod telling;
mod unused;
mod value;
mod wording;
mod written;

pub use migration::{Call, Migration, Outcome, Proposal, migrate, migrate_accepting};
pub use quoted::names_module;
pub use settings::{Settings, SettingsError};
