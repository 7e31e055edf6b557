//! Finds log calls in JavaScript and TypeScript and stamps each record with the file and line
//! that wrote it.
//!
//! ```
//! use linestamp_transform::{Action, MapRequest, Settings, Source, transform};
//!
//! let source = Source::new(
//!     "src/executor.ts",
//!     "export async function run(env: Env) {\n  env.LOGS.write({ level: 'info', message: 'Task started' })\n}\n",
//! );
//! let done = transform(&source, &Settings::default(), Action::Inject { refresh: false }, MapRequest::None);
//! let code = done.code.expect("there is something to stamp");
//! assert!(code.contains("message: 'Task started', source_location: 'executor.ts:2' })"));
//! ```
//!
//! The engine is pure: text in, result out; no file system, clock, thread or environment.
//! *Finding* ([`plan`]) is apart from *applying*: a [`Plan`] is data, read by the text edit
//! ([`Plan::apply`]), the tree edit ([`tree`]), the source map and every report.
//!
//! A stamp names the line that a V8 stack trace reports for the very call. Only insertions are
//! made, no line break is added, and [`Action::Strip`] gives the input back byte for byte.

pub mod analysis;
pub mod built;
mod call_line;
mod diagnostic;
mod directives;
mod facts;
mod find;
mod imports;
mod limits;
mod literal;
mod map;
mod nesting;
mod options;
mod parse;
mod places;
mod plan;
mod planning;
mod position;
mod prefilter;
mod record;
mod resolve;
mod settings;
mod source;
mod spelling;
mod target;
mod template;
mod transform;
pub mod tree;
mod trivia;
mod walk;

pub use diagnostic::{Code, Diagnostic, Severity};
pub use imports::{Import, imports};
pub use options::{
    Dynamic, ExportRole, LevelArgument, LoggerOptions, MigrateOptions, Options, Order,
    SourceMapOption, TargetOptions,
};
pub use plan::{Counts, Edit, Outcome, Plan, Record, Site, TreeEdit, apply_edits};
pub use position::{ByteSpan, Column, Line, LineTable, Position};
pub use settings::{DEFAULT_FIELD, DEFAULT_TEMPLATE, Settings, SettingsError, default_targets};
pub use source::{Action, Source};
pub use transform::{Breakage, MapRequest, Transformed, broken_off, plan, transform};
