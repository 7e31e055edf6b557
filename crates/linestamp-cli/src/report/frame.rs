//! Messages with the line that they speak of, as rustc shows them.
//!
//! ```text
//! warning[ambiguous]: this may be a call of env.LOGS.write
//!  --> src/run.ts:3:12
//!   |
//! 3 |   bindings.LOGS.write({ level: 'info' })
//!   |                 ^^^^^
//!   |
//!   = help: …
//! ```

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use linestamp_transform::Severity;

use crate::excerpt::Place;
use crate::failure::Failure;
use crate::finding::Finding;

/// A finding about the file that the report calls `path`.
pub(crate) fn finding(path: &str, finding: &Finding, severity: Severity, colour: bool) -> String {
    let level = match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(&*finding.message).id(finding.rule.name());
    let group = body(Group::with_title(title), Some(path), finding.place.as_ref(), finding.help.as_deref());
    render(group, colour)
}

/// Why a command ends.
pub(crate) fn failure(failure: &Failure, colour: bool) -> String {
    let title = Level::ERROR.primary_title(&*failure.title);
    let path = failure.path.as_deref();
    let group = body(Group::with_title(title), path, failure.place.as_ref(), failure.help.as_deref());
    render(group, colour)
}

fn body<'a>(
    mut group: Group<'a>,
    path: Option<&'a str>,
    place: Option<&'a Place>,
    help: Option<&'a str>,
) -> Group<'a> {
    if let Some(path) = path {
        let origin = Origin::path(path);
        // The place in the file, not in the excerpt, which may be a part of the line.
        group = group.element(match place {
            Some(Place { start, .. }) => origin
                .line(start.line.get() as usize)
                .char_column(start.column.get() as usize),
            None => origin,
        });
    }
    if let Some(place) = place {
        let mark = AnnotationKind::Primary.span(place.marked.clone());
        let snippet = Snippet::source(&*place.line).line_start(place.start.line.get() as usize);
        group = group.element(snippet.annotation(mark));
    }
    match help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    }
}

fn render(group: Group<'_>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group])
}
