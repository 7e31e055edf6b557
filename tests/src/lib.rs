//! What the tests across crates share: generated programs, the engine's promises as checks, the
//! way to Node.

pub mod choices;
pub mod code;
pub mod layout;
pub mod mappings;
pub mod node;
pub mod programs;
pub mod promises;
pub mod tree_edit;
pub mod trees;
