//! What can be asked.

use linestamp_transform::{
    Action, Breakage, MapRequest, Settings, Source, Transformed, broken_off,
};
use serde::Deserialize;
use serde_json::Value;

use crate::transform;

/// A question, and what is to answer it.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) engine: Engine,
    #[serde(flatten)]
    pub(super) question: Question,
}

/// What answers.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Engine {
    /// The engine.
    #[default]
    Whole,
    /// What is said of a text at which the stack overflowed.
    StackOverflowed,
    /// What is said of a text at which the parser panicked.
    ParserPanicked,
}

#[derive(Deserialize)]
#[serde(tag = "ask", rename_all = "camelCase")]
pub(super) enum Question {
    /// One text by itself.
    Transform {
        #[serde(default)]
        options: Value,
    },
    /// A project; what comes back has its number and all that never changes about it.
    Open { options: Option<Value> },
    /// That a project is needed no longer.
    Close { project: u32 },
    /// Whether the text could hold a site.
    Holds { project: u32 },
    /// A module's text, stamped.
    Module { project: u32, id: String, map: Option<String> },
    /// A file, stamped.
    File { project: u32, file: String },
    /// What is to be done to a module's tree.
    Plan { project: u32, id: String },
}

impl Engine {
    pub(super) fn function(&self) -> transform::Engine {
        match self {
            Engine::Whole => linestamp_transform::transform,
            Engine::StackOverflowed => stack_overflowed,
            Engine::ParserPanicked => parser_panicked,
        }
    }
}

fn stack_overflowed(_: &Source<'_>, _: &Settings, _: Action, _: MapRequest<'_>) -> Transformed {
    broken_off(Breakage::Stack)
}

fn parser_panicked(_: &Source<'_>, _: &Settings, _: Action, _: MapRequest<'_>) -> Transformed {
    broken_off(Breakage::Parser)
}
