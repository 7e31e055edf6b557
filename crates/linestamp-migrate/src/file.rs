//! One file: its calls, each with an outcome, and all edits.

use linestamp_transform::analysis::{Analysis, byte_span};
use linestamp_transform::{ByteSpan, Edit, LineTable};
use rustc_hash::FxHashMap;
use swc_common::BytePos;
use swc_ecma_ast::Program;

use crate::convert::Converter;
use crate::draft::Draft;
use crate::find::{self, Found, What};
use crate::imports;
use crate::layout::{indent_at, line_end, line_start};
use crate::migration::{Call, Outcome, Proposal};
use crate::print::{Slot, Style};
use crate::reach::{Reach, reach};
use crate::resolve::Resolver;
use crate::settings::Settings;
use crate::shape::Shapes;
use crate::surroundings::{Surroundings, Use};
use crate::unused;
use crate::value::Doubt;
use crate::written::written;

/// What to do where the bindings are out of reach.
const NO_ENV: &str = "hand `env` down to it, or import it with --add-import";

/// All that is known of a file.
pub(crate) struct File<'a, 's> {
    analysis: &'s Analysis<'a, 's>,
    text: &'s str,
    settings: &'s Settings,
    resolver: Resolver<'a, 's>,
    surroundings: Surroundings,
    style: Style,
    lines: LineTable,
}

/// A call in its new form.
struct Rewrite {
    edit: Edit,
    /// What of the old call is in it.
    kept: Vec<ByteSpan>,
    needs_import: bool,
    /// Why it may not be what was meant.
    doubt: Option<Doubt>,
}

/// Why a call is left alone, and what to do about it.
struct Left {
    reason: Doubt,
    help: Option<&'static str>,
}

impl From<Doubt> for Left {
    fn from(reason: Doubt) -> Left {
        Left { reason, help: None }
    }
}

impl<'a, 's> File<'a, 's> {
    pub(crate) fn new(
        analysis: &'s Analysis<'a, 's>,
        text: &'s str,
        settings: &'s Settings,
    ) -> Self {
        let quotes = analysis.facts.strings.iter().map(|at: &BytePos| {
            let span = byte_span(swc_common::Span::new(*at, *at));
            text.as_bytes().get(span.start).copied().unwrap_or(b'\'')
        });
        File {
            analysis,
            text,
            settings,
            resolver: Resolver::new(
                analysis.facts,
                settings,
                types(analysis.program),
                written(analysis.program),
            ),
            surroundings: Surroundings::of(analysis.program),
            style: Style::of(text, quotes),
            lines: LineTable::new(text),
        }
    }

    /// The calls and the edits of the file.
    /// Of the calls in doubt, those are rewritten whose spans are accepted.
    pub(crate) fn run(&self, accepts: &dyn Fn(ByteSpan) -> bool) -> (Vec<Call>, Vec<Edit>) {
        let found = find::calls(&self.resolver);
        let (mut calls, mut rewrites) = (Vec::with_capacity(found.len()), Vec::new());
        for one in &found {
            let mut call = self.call(one);
            match self.rewrite(one, &found) {
                Ok(Rewrite { doubt: Some(doubt), edit, .. }) if !accepts(call.span) => {
                    call.reason = Some(doubt.into_owned());
                    call.proposal = Some(self.proposal(&edit));
                }
                Ok(rewrite) => {
                    call.outcome = Outcome::Rewritten;
                    rewrites.push(rewrite);
                }
                Err(left) => {
                    call.help = left.help;
                    call.reason = Some(one.doubt().map_or(left.reason, Doubt::clone).into_owned());
                }
            }
            calls.push(call);
        }
        (calls, self.edits(rewrites))
    }

    /// A call that is left alone.
    fn call(&self, found: &Found<'a>) -> Call {
        let span = byte_span(found.span);
        Call {
            span,
            position: self.lines.position(self.text, span.start),
            logger: found.logger.map(|rule| self.settings.rule(rule).name.clone()),
            outcome: if found.ignored { Outcome::Ignored } else { Outcome::Reported },
            reason: None,
            help: None,
            proposal: None,
        }
    }

    /// The lines around an edit, before and after it.
    fn proposal(&self, edit: &Edit) -> Proposal {
        let (text, span) = (self.text, edit.span);
        let (start, end) = (line_start(text, span.start), line_end(text, span.end));
        Proposal {
            before: text[start..end].to_owned(),
            after: [&text[start..span.start], &edit.text, &text[span.end..end]].concat(),
        }
    }

    fn edits(&self, rewrites: Vec<Rewrite>) -> Vec<Edit> {
        if rewrites.is_empty() {
            return Vec::new();
        }
        let needs_import = rewrites.iter().any(|rewrite| rewrite.needs_import);
        let replaced: Vec<ByteSpan> = rewrites.iter().map(|rewrite| rewrite.edit.span).collect();
        let kept: Vec<ByteSpan> =
            rewrites.iter().flat_map(|rewrite| rewrite.kept.clone()).collect();
        let mut edits: Vec<Edit> = rewrites.into_iter().map(|rewrite| rewrite.edit).collect();
        let program = self.analysis.program;
        edits.extend(unused::edits(program, self.text, &self.resolver, &replaced, &kept));
        if needs_import {
            edits.push(imports::add_env(program, self.text, &self.style));
        }
        // An insertion goes before what is taken away at the same place.
        edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        edits
    }

    fn rewrite(&self, found: &Found<'a>, all: &[Found<'a>]) -> Result<Rewrite, Left> {
        let (logger, level, said) = match &found.what {
            What::Left(doubt) => return Err(doubt.clone().into()),
            _ if found.ignored => return Err(Doubt::from("a comment says so").into()),
            What::Log { logger, level, said, .. } => (logger, *level, *said),
        };
        let rule = self.settings.rule(logger.rule);
        let prefix = match self.surroundings.use_of(found.span) {
            Use::Dropped => "",
            // The old call gave nothing back, and the new one shall not either.
            Use::ArrowBody if !rule.chains => "void ",
            Use::ArrowBody | Use::Looked => return Err(Doubt::from("its value is used").into()),
        };
        if self.holds_another(found, all) {
            return Err(Doubt::from("another call that writes a record stands inside it").into());
        }
        let (callee, needs_import) = self.callee(found)?;
        let converter = Converter {
            text: self.text,
            settings: self.settings,
            style: &self.style,
            comments: self.analysis.comments,
            shapes: Shapes { facts: self.resolver.facts, caught: &self.surroundings.caught },
        };
        let draft = converter.convert((logger, rule), level, (found.span, found.place), said)?;
        let doubt = found.doubt().cloned().or_else(|| draft.doubt.clone());
        let span = byte_span(found.span);
        let (text, kept) = self.print(span, &format!("{prefix}{callee}"), draft)?;
        Ok(Rewrite { edit: Edit { span, text }, kept, needs_import, doubt })
    }

    /// Whether a call has others in its arguments, old ones or new ones.
    fn holds_another(&self, found: &Found<'a>, all: &[Found<'a>]) -> bool {
        let span = found.span;
        let inside = |other: &Found<'a>| {
            let other = other.span;
            other != span && other.lo > span.lo && other.hi < span.hi
        };
        all.iter().any(inside) || self.text[byte_span(span).range()].contains(".LOGS.write(")
    }

    fn callee(&self, found: &Found<'a>) -> Result<(String, bool), Left> {
        let frame = self.surroundings.frame_of(found.span);
        let by = match reach(self.analysis.facts, found.place, frame) {
            Reach::By(by) => return Ok((format!("{by}.LOGS.write"), false)),
            Reach::Not(reason) => Left { reason: reason.into(), help: None },
            Reach::ByImport if !self.settings.add_import => {
                Left { reason: "`env` is not in reach".into(), help: Some(NO_ENV) }
            }
            Reach::ByImport if !imports::is_module(self.analysis.program) => {
                let reason = "`env` is not in reach, and a file without imports and exports cannot \
                              import it";
                Left { reason: reason.into(), help: None }
            }
            Reach::ByImport => return Ok(("env.LOGS.write".to_owned(), true)),
        };
        Err(by)
    }

    fn print(
        &self,
        span: ByteSpan,
        callee: &str,
        draft: Draft,
    ) -> Result<(String, Vec<ByteSpan>), Left> {
        let text = self.text;
        let kept = draft.kept.clone();
        let slot = Slot {
            indent: indent_at(text, span.start),
            before: &text[line_start(text, span.start)..span.start],
            after: &text[span.end..line_end(text, span.end)],
            was_broken: text[span.range()].contains('\n'),
            comments: self.lost_comments(span, &kept),
        };
        let order = "its message and its fields act, and would do so in another order";
        let entries = draft.entries(self.style.quote).ok_or(Doubt::from(order))?;
        Ok((self.style.call(&slot, callee, &entries), kept))
    }

    /// The comments of an old call that none of the parts has that are kept.
    fn lost_comments(&self, span: ByteSpan, kept: &[ByteSpan]) -> Vec<String> {
        let within = |outer: &ByteSpan, inner: ByteSpan| {
            outer.start <= inner.start && inner.end <= outer.end
        };
        let comments = self.analysis.comments.iter().map(|comment| byte_span(comment.span));
        comments
            .filter(|comment| within(&span, *comment))
            .filter(|comment| !kept.iter().any(|kept| within(kept, *comment)))
            .map(|comment| self.text[comment.range()].trim_end().to_owned())
            .collect()
    }
}

/// The names that are imported as types alone, or may be, with their modules.
fn types(program: &Program) -> FxHashMap<&swc_atoms::Atom, &str> {
    let names = imports::all(program).flat_map(|import| {
        let specifier = import.src.value.as_wtf8().as_str().unwrap_or("");
        import.specifiers.iter().map(move |item| (&imports::local(item).sym, specifier))
    });
    names.collect()
}
