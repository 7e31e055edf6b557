//! Wrangler's custom build: a stamped copy of a service's sources, from which wrangler builds.
//!
//! Input: `services/http/src` and its wrangler configuration. Output: `services/http/.linestamp`,
//! beside it and so at the same depth, with a tsconfig whose aliases lead into the copy; and a
//! finding for whatever wrangler would take without its stamps all the same.
//!
//! `services` finds what a command means, `settings` looks at the configuration, `aliases` and
//! `tsconfig` lead imports into the copy, `resolve` and `reach` follow them as wrangler will.
//! A resolver as a library would bring a feature that changes how all JSON of the program is
//! ordered, so `resolve` knows what of Node's and esbuild's rules a service's own files need.

mod aliases;
mod configuration;
mod package;
mod reach;
mod resolve;
mod services;
mod settings;
mod setup;
mod tsconfig;

pub(crate) use configuration::{Configuration, below};
pub(crate) use reach::unstamped;
pub(crate) use services::{Command, Service, find};
pub(crate) use settings::check;
pub(crate) use setup::{COPY, Setup, set_up};
pub(crate) use tsconfig::generated;

use std::path::Path;

use serde_json::Value;

/// Reads JSON with comments and trailing commas, as wrangler and TypeScript do.
pub(crate) fn jsonc(text: &str) -> Result<Value, String> {
    let parsed = jsonc_parser::parse_to_serde_value::<Value>(text, &Default::default());
    parsed.map_err(|error| error.to_string())
}

/// Reads a file of such JSON; nothing where it is not there or is none.
fn read_jsonc(path: &Path) -> Option<Value> {
    jsonc(&std::fs::read_to_string(path).ok()?).ok()
}
