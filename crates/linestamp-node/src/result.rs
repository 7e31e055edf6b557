//! What comes back: plain data, with offsets and columns in UTF-16 code units.

use linestamp_project::excerpt::Place;
use linestamp_project::units::Units;
use linestamp_transform::{
    Diagnostic as Found, LineTable, Plan, Severity, Site as Stamped, Transformed,
    TreeEdit as Edited,
};
use napi_derive::napi;
use serde::Serialize;

/// One record of a site: the argument, an element of a batch or a branch of a conditional.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SiteRecord {
    /// Which of the call's records this is, such as `[1]` for a batch's second element or `then`
    /// for a conditional's first branch; absent where there is only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What happens to it.
    #[napi(
        ts_type = "'stamped' | 'present' | 'stale' | 'wrapped' | 'skipped' | 'ignored' | 'unreachable' | 'ambiguous' | 'escapes'"
    )]
    pub outcome: String,
    /// The true value of the field, such as `executor.ts:142`; absent where no value applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
    /// Why, where the outcome leaves the record without a true stamp.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The offset of the record's expression; of the call where there is none.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
}

/// One call that matches a target, one marked literal, or one place where a target escapes.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Site {
    /// The target as the options write it, such as `env.LOGS.write`; `@linestamp` for a literal
    /// under a marker comment.
    pub target: String,
    /// The offset of the token that gives the line.
    pub offset: u32,
    /// That token's line in this text, from 1.
    pub line: u32,
    /// That token's column, from 1.
    pub column: u32,
    /// The site's records; at least one.
    pub records: Vec<SiteRecord>,
}

/// One message about one place of a text.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// `error`: the text could not be handled. `warning`: a record will carry no line, or perhaps
    /// the wrong one.
    #[napi(ts_type = "'error' | 'warning'")]
    pub severity: String,
    /// Which rule it speaks of, such as `unreachable`.
    pub code: String,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The offset that it speaks of.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// The text of that line; of a very long one the part around the place.
    pub line_text: String,
    /// Where in `lineText` the place begins.
    pub mark_start: u32,
    /// Where in `lineText` it ends.
    pub mark_end: u32,
}

/// What became of one text.
#[napi(object, object_from_js = false, use_nullable = true)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Transformation {
    /// The name that stamps give the file.
    pub path: String,
    /// The new text; `null` where nothing changes.
    pub code: Option<String>,
    /// The source map of the change as JSON; `null` where nothing changes.
    pub map: Option<String>,
    /// What was found.
    pub sites: Vec<Site>,
    /// What to tell a person.
    pub diagnostics: Vec<Diagnostic>,
}

/// One edit of a tree that was parsed from the text.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TreeEdit {
    /// `stamp`: the field goes into an object literal. `wrap`: an expression is spread into a new
    /// literal behind the field. `rewrite`: a string literal gets another value.
    #[napi(ts_type = "'stamp' | 'wrap' | 'rewrite'")]
    pub kind: String,
    /// The offset of the expression that is edited, of its first token.
    pub start: u32,
    /// The offset behind it.
    pub end: u32,
    /// Whether a stamp goes before the literal's first property; otherwise it goes behind the last.
    pub first: bool,
    /// The value of the field, such as `executor.ts:142`.
    pub value: String,
}

/// What is to be done to one text, for tools that edit a tree of their own.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TreePlan {
    /// The name that stamps give the file.
    pub path: String,
    /// The field that carries the stamp.
    pub field: String,
    /// The quote around most of the file's strings, which the stamps have too.
    #[napi(ts_type = "'\\'' | '\"'")]
    pub quote: String,
    /// The edits, no two of one expression.
    pub edits: Vec<TreeEdit>,
    /// What to tell a person.
    pub diagnostics: Vec<Diagnostic>,
}

impl TreePlan {
    /// The result for JavaScript of what the engine planned for a text.
    pub(crate) fn new(path: String, text: &str, field: &str, plan: Plan) -> TreePlan {
        let mut units = Units::new(text);
        let edits = plan.tree_edits.into_iter().map(|edit| tree_edit(edit, &mut units)).collect();
        let diagnostics = diagnostics(plan.diagnostics, text, &mut units);
        TreePlan {
            path,
            field: field.to_owned(),
            quote: plan.quote.to_string(),
            edits,
            diagnostics,
        }
    }
}

impl Transformation {
    /// The result for JavaScript of what the engine made of a text.
    pub(crate) fn new(path: String, text: &str, done: Transformed) -> Transformation {
        let mut units = Units::new(text);
        let sites = done.plan.sites.into_iter().map(|found| site(found, &mut units)).collect();
        let diagnostics = diagnostics(done.plan.diagnostics, text, &mut units);
        Transformation { path, code: done.code, map: done.map, sites, diagnostics }
    }
}

fn site(found: Stamped, units: &mut Units<'_>) -> Site {
    let offset = units.at(found.offset);
    let records = found.records.into_iter().map(|record| SiteRecord {
        label: record.label,
        outcome: record.outcome.name().to_owned(),
        stamp: record.stamp,
        reason: record.reason,
        start: units.at(record.span.start),
        end: units.at(record.span.end),
    });
    Site {
        target: found.target,
        offset,
        line: found.position.line.get(),
        column: found.position.column.get(),
        records: records.collect(),
    }
}

fn tree_edit(edit: Edited, units: &mut Units<'_>) -> TreeEdit {
    let span = edit.span();
    let (kind, first, value) = match edit {
        Edited::Stamp { first, value, .. } => ("stamp", first, value),
        Edited::Wrap { value, .. } => ("wrap", true, value),
        Edited::Rewrite { value, .. } => ("rewrite", false, value),
    };
    let (start, end) = (units.at(span.start), units.at(span.end));
    TreeEdit { kind: kind.to_owned(), start, end, first, value }
}

fn diagnostics(all: Vec<Found>, text: &str, units: &mut Units<'_>) -> Vec<Diagnostic> {
    if all.is_empty() {
        return Vec::new();
    }
    let table = LineTable::new(text);
    all.into_iter().map(|found| diagnostic(found, text, &table, units)).collect()
}

fn diagnostic(found: Found, text: &str, table: &LineTable, units: &mut Units<'_>) -> Diagnostic {
    let place = Place::new(text, table, found.span);
    let mut within = Units::new(&place.line);
    Diagnostic {
        severity: match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
        .to_owned(),
        code: found.code.name().to_owned(),
        message: found.message,
        help: found.help,
        start: units.at(found.span.start),
        end: units.at(found.span.end),
        line: place.start.line.get(),
        column: place.start.column.get(),
        mark_start: within.at(place.marked.start),
        mark_end: within.at(place.marked.end),
        line_text: place.line,
    }
}
