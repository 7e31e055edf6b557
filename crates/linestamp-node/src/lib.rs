//! The Node addon and the wasm that stands in for it: the engine, as functions that JavaScript calls.
//!
//! The texts here are also those of the package's `.d.ts`. What the modules do: `options` is what
//! a caller may say, `project` a project that answers for many files, `transform` one text by itself,
//! `filter` what a bundler can look for itself, `result` what comes back, `failure` what is thrown.
//! `addon` and `wasm` are the two ways in: one has the command line and threads, the other runs
//! wherever there is JavaScript.
#![allow(unsafe_code, reason = "the macros of napi write it; ours is in `wasm/memory.rs`")]
#![allow(unreachable_pub, reason = "JavaScript reaches it, which the compiler does not see")]

#[cfg(not(target_family = "wasm"))]
mod addon;
mod failure;
mod filter;
mod options;
mod project;
mod result;
mod text;
mod transform;
#[cfg(target_family = "wasm")]
mod wasm;
