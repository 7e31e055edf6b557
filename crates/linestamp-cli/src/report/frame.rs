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

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, Title};
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
    render(title, Some(path), finding.place.as_ref(), finding.help.as_deref(), colour)
}

/// Why a command ends.
pub(crate) fn failure(failure: &Failure, colour: bool) -> String {
    let title = Level::ERROR.primary_title(&*failure.title);
    let path = failure.path.as_deref();
    render(title, path, failure.place.as_deref(), failure.help.as_deref(), colour)
}

fn render(
    title: Title<'_>,
    path: Option<&str>,
    place: Option<&Place>,
    help: Option<&str>,
    colour: bool,
) -> String {
    let mut group = Group::with_title(title);
    group = match (path, place) {
        (path, Some(place)) => {
            let mark = AnnotationKind::Primary.span(place.marked.clone());
            let snippet = Snippet::source(&*place.line).line_start(place.start.line.get() as usize);
            group.element(snippet.path(path).annotation(mark))
        }
        (Some(path), None) => group.element(Origin::path(path)),
        (None, None) => group,
    };
    if let Some(help) = help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.render(&[group]);
    match (path, place) {
        (Some(path), Some(place)) => with_true_column(text, path, place),
        _ => text,
    }
}

/// The renderer counts characters from the start of what it is given, which may be the middle of a
/// long line; the column is the file's, in UTF-16 code units, as in every other report.
fn with_true_column(text: String, path: &str, place: &Place) -> String {
    let line = place.start.line;
    let shown = place.line[..place.marked.start].chars().count() + 1;
    if shown == place.start.column.get() as usize {
        return text;
    }
    let wrong = format!("{path}:{line}:{shown}");
    text.replacen(&wrong, &format!("{path}:{line}:{}", place.start.column), 1)
}
