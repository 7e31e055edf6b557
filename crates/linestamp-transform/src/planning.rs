//! Planning: what happens to each record that was found, and the edits that make it so.
//!
//! Input: found sites. Output: a [`Plan`].

use swc_common::Spanned;
use swc_ecma_ast::{Expr, ObjectLit, Program, PropOrSpread};

use crate::diagnostic::{Code, Diagnostic};
use crate::directives::Directives;
use crate::facts::Exit;
use crate::find::{self, FoundSite, Kind};
use crate::literal::{self, Gap, Occurrence};
use crate::map::InputMap;
use crate::parse::Origin;
use crate::places::{MappedPlaces, OwnPlaces};
use crate::plan::{Edit, Outcome, Plan, Record, Site, TreeEdit};
use crate::position::{ByteSpan, LineTable, Position};
use crate::record::{Found, Shape};
use crate::resolve::Doubt;
use crate::settings::Settings;
use crate::source::{Action, Source};
use crate::spelling::{self, Neighbours, Speller};
use crate::trivia::next_token;
use crate::walk;

/// Finds the sites of a program and plans its edits.
pub(crate) fn plan_program(
    program: &Program,
    source: &Source<'_>,
    settings: &Settings,
    action: Action,
    origin: Origin,
    directives: &Directives<'_>,
    own_map: Option<&InputMap>,
) -> Plan {
    let Source { text, path, .. } = *source;
    let facts = walk::collect(program, directives);
    let found = find::sites(&facts, settings, text, origin);
    let lines = LineTable::new(text);
    let own_places = OwnPlaces { path, text, lines: &lines };
    let mapped_places = own_map.map(|map| MappedPlaces::new(map, &own_places));
    let places: &dyn Places = match &mapped_places {
        Some(mapped) => mapped,
        None => &own_places,
    };
    let quote = spelling::habit(text, facts.strings.iter().map(|&start| origin.offset(start)));
    let speller = Speller::new(&settings.field, quote);
    let planner = Planner { settings, action, text, origin, lines: &lines, places, speller };
    let mut plan = planner.plan(found);
    plan.quote = quote;
    plan.diagnostics.extend(directives.unused());
    plan.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
    plan
}

/// Where a token of the file is, in the file that people know.
pub(crate) trait Places {
    /// The file's virtual path and the position in it.
    fn original(&self, offset: usize) -> (&str, Position);
}

/// What a plan is made from.
struct Planner<'s> {
    settings: &'s Settings,
    action: Action,
    text: &'s str,
    origin: Origin,
    lines: &'s LineTable,
    places: &'s dyn Places,
    speller: Speller,
}

impl Planner<'_> {
    /// Plans all sites of a file.
    fn plan(&self, mut found: Vec<FoundSite<'_>>) -> Plan {
        let mut plan = Plan::default();
        // The end decides between sites whose lines come from one token: `f(x)(y)`.
        found.sort_by_key(|site| (site.offset, site.span.hi));
        for site in &found {
            self.site(site, &mut plan);
        }
        plan.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        plan.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        plan
    }

    fn site(&self, found: &FoundSite<'_>, plan: &mut Plan) {
        let span = self.origin.span(found.span);
        let (path, original) = self.places.original(found.offset);
        let value = self.settings.template.value(path, original);
        let records = match &found.kind {
            Kind::Records { records, wrap } => records
                .iter()
                .filter_map(|record| self.record(found, record, *wrap, &value, plan))
                .collect(),
            Kind::Ambiguous { doubt, help } => {
                vec![self.doubtful(found, span, doubt_reason(*doubt), help, plan)]
            }
            Kind::Escapes(exit) => vec![self.escaping(found, span, *exit, plan)],
        };
        if records.is_empty() {
            return;
        }
        plan.sites.push(Site {
            target: found.target.clone(),
            offset: found.offset,
            position: self.lines.position(self.text, found.offset),
            records,
        });
    }

    fn doubtful(
        &self,
        found: &FoundSite<'_>,
        span: ByteSpan,
        reason: &str,
        help: &str,
        plan: &mut Plan,
    ) -> Record {
        let outcome = if found.ignored { Outcome::Ignored } else { Outcome::Ambiguous };
        if !found.ignored && self.reports() {
            let message = format!("this may be a call of `{}`: {reason}", found.target);
            let diagnostic = Diagnostic::new(Code::Ambiguous, self.head(found, span), message);
            plan.diagnostics.push(diagnostic.with_help(help));
        }
        Record { label: None, outcome, stamp: None, reason: Some(reason.to_owned()), span }
    }

    fn escaping(
        &self,
        found: &FoundSite<'_>,
        span: ByteSpan,
        exit: Exit,
        plan: &mut Plan,
    ) -> Record {
        let reason = exit_reason(exit);
        let outcome = if found.ignored { Outcome::Ignored } else { Outcome::Escapes };
        if !found.ignored && self.reports() {
            let message =
                format!("`{}` {reason}, where its calls cannot be followed", found.target);
            let help = "call it where it is known, or make the function that is given it a target of its own";
            plan.diagnostics.push(Diagnostic::new(Code::Escapes, span, message).with_help(help));
        }
        Record { label: None, outcome, stamp: None, reason: Some(reason.to_owned()), span }
    }

    /// Whether the action is one that people want warnings of.
    fn reports(&self) -> bool {
        matches!(self.action, Action::Inject { .. })
    }

    /// A call's bytes up to its arguments, for code frames of one line.
    fn head(&self, found: &FoundSite<'_>, span: ByteSpan) -> ByteSpan {
        let name = self.text[found.offset..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '$'));
        let length: usize = name.map(char::len_utf8).sum();
        let end = found.offset + length.max(1);
        let end = if self.text.is_char_boundary(end) { end } else { span.end };
        ByteSpan { start: span.start.min(found.offset), end }
    }

    fn record(
        &self,
        site: &FoundSite<'_>,
        found: &Found<'_>,
        wrap: bool,
        value: &str,
        plan: &mut Plan,
    ) -> Option<Record> {
        let label = (!found.label.is_empty()).then(|| found.label.clone());
        let span = match found.shape {
            Shape::Literal(literal) => self.origin.span(literal.span),
            Shape::Dynamic(expr) => self.origin.span(expr.span()),
            Shape::None { span, .. } => self.origin.span(span),
        };
        let blank = Record { label, outcome: Outcome::Ignored, stamp: None, reason: None, span };
        if site.ignored {
            return (self.action != Action::Strip)
                .then(|| Record { reason: Some("a comment says so".to_owned()), ..blank });
        }
        if self.action == Action::Strip {
            let Shape::Literal(literal) = found.shape else { return None };
            return self.strip(literal, blank, plan);
        }
        Some(match found.shape {
            Shape::Literal(literal) => self.literal(literal, value, blank, plan),
            Shape::Dynamic(expr) if wrap => self.wrap(expr, value, blank, plan),
            Shape::Dynamic(_) => Record {
                outcome: Outcome::Skipped,
                reason: Some("the target leaves dynamic records alone".to_owned()),
                ..blank
            },
            Shape::None { reason, help, .. } => {
                let message =
                    format!("this record of `{}` cannot be stamped: {reason}", site.target);
                plan.diagnostics
                    .push(Diagnostic::new(Code::Unreachable, span, message).with_help(help));
                Record { outcome: Outcome::Unreachable, reason: Some(reason.to_owned()), ..blank }
            }
        })
    }

    fn literal(&self, literal: &ObjectLit, value: &str, blank: Record, plan: &mut Plan) -> Record {
        let reading = literal::read(literal, &self.settings.field, self.text, self.origin);
        let stamp = Some(value.to_owned());
        let Some(occurrence) = reading.field else {
            let (at, text) = self.speller.insertion(reading.gap, value);
            plan.edits.push(Edit { span: ByteSpan::at(at), text });
            let first = matches!(reading.gap, Gap::BeforeFirst(_));
            let literal = self.origin.span(literal.span);
            plan.tree_edits.push(TreeEdit::Stamp { literal, first, value: value.to_owned() });
            return Record { outcome: Outcome::Stamped, stamp, ..blank };
        };
        match self.stale(&occurrence, value) {
            None => Record { outcome: Outcome::Present, ..blank },
            Some((literal, old)) if self.action == (Action::Inject { refresh: true }) => {
                plan.edits.push(Edit { span: literal, text: self.speller.value(value) });
                plan.tree_edits.push(TreeEdit::Rewrite { literal, value: value.to_owned() });
                let reason = Some(format!("it said {old}"));
                Record { outcome: Outcome::Stamped, stamp, reason, ..blank }
            }
            Some((literal, old)) => {
                let reason = format!("it says {old}");
                let message = format!("this stamp is stale: it says {old}, the call is at {value}");
                let help = "run with --refresh to rewrite stale stamps";
                plan.diagnostics
                    .push(Diagnostic::new(Code::Stale, literal, message).with_help(help));
                Record { outcome: Outcome::Stale, stamp, reason: Some(reason), ..blank }
            }
        }
    }

    /// The bytes and the value of a literal stamp that is not the true one.
    fn stale<'a>(&self, occurrence: &Occurrence<'a>, value: &str) -> Option<(ByteSpan, &'a str)> {
        let literal = occurrence.value?;
        let old = literal.value.as_wtf8().as_str()?;
        (old != value && self.settings.template.recognises(old))
            .then(|| (self.origin.span(literal.span), old))
    }

    fn wrap(&self, expr: &Expr, value: &str, blank: Record, plan: &mut Plan) -> Record {
        let span = self.origin.span(expr.span());
        let (open, close) = self.speller.wrapping(value);
        plan.edits.push(Edit { span: ByteSpan::at(span.start), text: open });
        plan.edits.push(Edit { span: ByteSpan::at(span.end), text: close });
        plan.tree_edits.push(TreeEdit::Wrap { expr: span, value: value.to_owned() });
        Record { outcome: Outcome::Wrapped, stamp: Some(value.to_owned()), ..blank }
    }

    /// A record that has the field: its stamp goes if it has the exact spelling of one.
    fn strip(&self, literal: &ObjectLit, blank: Record, plan: &mut Plan) -> Option<Record> {
        let reading = literal::read(literal, &self.settings.field, self.text, self.origin);
        let occurrence = reading.field?;
        let stamp = occurrence.value.and_then(|value| value.value.as_wtf8().as_str());
        let kept = |reason: &str| Record {
            outcome: Outcome::Present,
            reason: Some(reason.to_owned()),
            ..blank.clone()
        };
        let Some(stamp) = stamp.filter(|stamp| self.settings.template.recognises(stamp)) else {
            return Some(kept("the value is not a stamp"));
        };
        let Some(spans) = self.unstamp(literal, &occurrence) else {
            return Some(kept("it is not spelled as a stamp is"));
        };
        let gone = |span| Edit { span, text: String::new() };
        plan.edits.extend(spans.into_iter().map(gone));
        Some(Record { outcome: Outcome::Stripped, stamp: Some(stamp.to_owned()), ..blank })
    }

    fn unstamp(&self, literal: &ObjectLit, occurrence: &Occurrence<'_>) -> Option<Vec<ByteSpan>> {
        let property = occurrence.span;
        if !spelling::is_stamp_property(&self.text[property.range()], &self.settings.field) {
            return None;
        }
        let others =
            || literal.props.iter().enumerate().filter(|(index, _)| *index != occurrence.index);
        let span_at = |index: usize| {
            literal.props.get(index).map(|prop| literal::prop_span(prop, self.origin))
        };
        let behind = next_token(self.text, property.end);
        let last = occurrence.index + 1 == literal.props.len();
        spelling::unstamp(&Neighbours {
            text: self.text,
            literal: self.origin.span(literal.span),
            property,
            previous: occurrence.index.checked_sub(1).and_then(span_at),
            next: span_at(occurrence.index + 1),
            open_keys: others().any(|(_, prop)| literal::may_be_any_key(prop)),
            next_is_last_spread: occurrence.index + 2 == literal.props.len()
                && matches!(literal.props.last(), Some(PropOrSpread::Spread(_))),
            comma: (last && self.text[behind..].starts_with(',')).then_some(behind),
        })
    }
}

fn doubt_reason(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::FirstName => "nothing says what stands before it",
        Doubt::CallResult => "it comes out of a call's result",
        Doubt::SeveralValues => "it may be one of several values",
        Doubt::ComputedName => "the name of the method is computed",
        Doubt::DefaultExport => "it is a module's default export under another name",
    }
}

fn exit_reason(exit: Exit) -> &'static str {
    match exit {
        Exit::Exported => "is exported",
        Exit::PassedOn => "is passed on",
        Exit::Stored => "is stored",
        Exit::Returned => "is returned",
    }
}
