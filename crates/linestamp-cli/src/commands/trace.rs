//! `linestamp trace`: one trace, across services.

use std::collections::HashMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use linestamp_schema::visible;
use linestamp_store::{Span, Stored};

use super::{Ended, at_work};
use crate::args::TraceArgs;
use crate::report;
use crate::service::{Lines, Source, Trace};
use crate::status::Status;

/// By how many columns a child is moved.
const STEP: usize = 2;

/// Deeper than this nothing is moved further.
const DEEPEST: usize = 20;

/// Runs the subcommand.
pub(crate) fn run(args: &TraceArgs) -> Ended {
    let source = Source::of(&args.source)?;
    let trace = at_work(source.trace(&args.id))??;
    let mut tree = Tree::of(&trace, Lines::new(&args.show));
    report::output(|out| {
        tree.write(out)?;
        if trace.truncated {
            writeln!(out, "… and more: this is the beginning of a larger trace")?;
        }
        Ok(())
    })?;
    Ok(Status::Done)
}

/// A trace as it is shown.
struct Tree<'t> {
    lines: Lines,
    records: HashMap<u64, &'t Stored>,
    /// The spans behind each, by its id; those that have none above them behind nothing.
    children: HashMap<Option<&'t str>, Vec<&'t Span>>,
    begin: i64,
}

impl<'t> Tree<'t> {
    fn of(trace: &'t Trace, lines: Lines) -> Tree<'t> {
        let known: Vec<&str> = trace.spans.iter().map(|span| span.id.as_str()).collect();
        let mut children: HashMap<_, Vec<_>> = HashMap::new();
        for span in &trace.spans {
            let parent = span.parent.as_deref().filter(|parent| known.contains(parent));
            children.entry(parent).or_default().push(span);
        }
        Tree {
            lines,
            records: trace.records.iter().map(|found| (found.seq, found)).collect(),
            children,
            begin: trace.spans.iter().map(|span| span.from).min().unwrap_or(0),
        }
    }

    /// Writes the spans, each with its records, its children behind it.
    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut waiting = Vec::new();
        self.below(None, 0, &mut waiting);
        while let Some((depth, span)) = waiting.pop() {
            let indent = depth.min(DEEPEST) * STEP;
            head(&self.lines, out, span, indent, self.begin)?;
            for found in span.records.iter().filter_map(|seq| self.records.get(seq)) {
                self.lines.write(out, found, indent + STEP)?;
            }
            self.below(Some(&span.id), depth + 1, &mut waiting);
        }
        Ok(())
    }

    /// Puts what is below a span on the list, the first on top. It is taken out of the tree, so that
    /// a circle of spans ends.
    fn below(
        &mut self,
        parent: Option<&'t str>,
        depth: usize,
        waiting: &mut Vec<(usize, &'t Span)>,
    ) {
        let spans = self.children.remove(&parent).unwrap_or_default();
        waiting.extend(spans.into_iter().rev().map(|span| (depth, span)));
    }
}

/// The line of a span: its service, its name, when it began and how long it took.
fn head(
    lines: &Lines,
    out: &mut dyn Write,
    span: &Span,
    indent: usize,
    begin: i64,
) -> io::Result<()> {
    let bold = lines.style(Style::new().bold());
    let dimmed = lines.style(Style::new().dimmed());
    let red = lines.style(AnsiColor::Red.on_default().bold());
    let (service, name) = (visible(&span.service), visible(&span.name));
    let (at, took) = (span.from - begin, span.until - span.from);
    write!(out, "{:indent$}{bold}{service}{bold:#}", "")?;
    if name != service {
        write!(out, " {name}")?;
    }
    write!(out, " {dimmed}at {at} ms, {took} ms{dimmed:#}")?;
    if span.errors > 0 {
        write!(out, " {red}{}{red:#}", report::counted(span.errors, "error"))?;
    }
    writeln!(out)
}
