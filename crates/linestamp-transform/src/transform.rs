//! The engine's two entry points.

use crate::plan::Plan;
use crate::settings::Settings;
use crate::source::{Action, Source};

/// Which source map a host wants for a changed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MapRequest<'a> {
    /// None of its own; a map that the file carries is updated all the same, since it would be
    /// wrong otherwise.
    None,
    /// As JSON, with nothing about it in the text: for hosts that pass maps on.
    Detached,
    /// As a data URL in a comment at the end of the text.
    Inline,
    /// As JSON, with a comment at the end of the text that names the file which will hold it.
    External {
        /// The map's file name, such as `executor.ts.map`.
        file: &'a str,
    },
}

/// What became of one file.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Transformed {
    /// What was found, and what was done about it.
    pub plan: Plan,
    /// The new text; `None` where nothing changes.
    pub code: Option<String>,
    /// The new map as JSON (ECMA-426), for [`MapRequest::Detached`] and [`MapRequest::External`],
    /// and wherever the file came with a map beside it; `None` where the text does not change.
    pub map: Option<String>,
}

/// Finds the sites of a file and plans its edits.
#[must_use]
pub fn plan(source: &Source<'_>, settings: &Settings, action: Action) -> Plan {
    transform(source, settings, action, MapRequest::None).plan
}

/// Finds the sites of a file, plans its edits and makes them, with a source map if wanted.
///
/// A file that cannot be handled comes back with an error among the plan's diagnostics, without
/// code and without edits; this function does not panic, whatever the text.
#[must_use]
pub fn transform(
    _source: &Source<'_>,
    _settings: &Settings,
    _action: Action,
    _map: MapRequest<'_>,
) -> Transformed {
    Transformed::default()
}
