//! The plugin for `@swc/core`: the tree edit of the engine, on the tree that the host has parsed.
//!
//! What the modules do: `options` is what a configuration may say, `naming` what a file is called,
//! `judge` whether the tree is still that of the text, `report` how messages reach the user, `plugin`
//! the way in and out. The last two are there on wasm alone, where there is a host.
#![cfg_attr(
    target_family = "wasm",
    allow(unsafe_code, reason = "SWC's macro writes it; there is none of ours")
)]

pub mod judge;
pub mod naming;
pub mod options;
#[cfg(target_family = "wasm")]
mod plugin;
#[cfg(target_family = "wasm")]
mod report;
