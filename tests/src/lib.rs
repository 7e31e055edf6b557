//! What the tests across crates share: generated programs, the engine's promises as checks, the
//! way to Node, and servers.

// The servers are those of a Unix, and run as another of its users.
#[cfg(unix)]
pub mod backends;
pub mod choices;
pub mod code;
pub mod layout;
pub mod mappings;
pub mod node;
pub mod programs;
pub mod promises;
pub mod tree_edit;
pub mod trees;
