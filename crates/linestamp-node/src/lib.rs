//! The Node addon: the engine and the command line, as functions that JavaScript calls.
//!
//! The texts here are also those of the package's `.d.ts`. What the modules do: `options` is what
//! a caller may say, `project` a project that answers for many files, `survey` which files of a
//! folder may hold a site, `transform` one text by itself, `result` what comes back, `command` the
//! command line.
#![allow(unsafe_code, reason = "the macros of napi write it; there is none of ours")]
#![allow(unreachable_pub, reason = "JavaScript reaches it, which the compiler does not see")]

mod command;
mod filter;
mod options;
mod project;
mod result;
mod survey;
mod text;
mod transform;

use napi_derive::module_init;

#[module_init]
fn init() {
    linestamp_project::quiet_caught_panics();
}
