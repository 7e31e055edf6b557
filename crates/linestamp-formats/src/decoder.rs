//! From bytes to records, with the place of each.
//!
//! Input: bytes in pieces of any size. Output: an entry for each record, or for each unit, or part
//! of one, that gives none. Nothing between two entries is left out but blank lines.

use std::vec;

use linestamp_schema::{Intake, LogRecord, Moment};
use serde_json::Value;

use crate::adopt::Fields;
use crate::detect::format_of;
use crate::format::Format;
use crate::frame::{Framer, MAX_UNIT_BYTES, Unit};
use crate::mapping::Rules;
use crate::rejection::Rejection;
use crate::{logfmt, ndjson, otlp, pino, wrangler};

/// One record of the input, or the reason why there is none.
#[derive(Debug)]
pub struct Entry {
    /// The line in which its unit begins, from 1.
    pub line: u64,
    /// The record, or why not.
    pub outcome: Result<LogRecord, Rejection>,
}

/// Reads records out of bytes.
#[derive(Debug)]
pub struct Decoder {
    format: Option<Format>,
    rules: Rules,
    framer: Framer,
    unit: Option<Unit>,
    drafts: vec::IntoIter<Result<Fields, String>>,
    given: u64,
}

impl Decoder {
    /// A decoder for that format, or for the one that it recognises.
    #[must_use]
    pub fn new(format: Option<Format>, rules: Rules) -> Decoder {
        Decoder::at(0, 1, format, rules)
    }

    /// As [`new`](Decoder::new), for an input that is read from that place and line on.
    #[must_use]
    pub fn at(place: u64, line: u64, format: Option<Format>, rules: Rules) -> Decoder {
        let mut framer = Framer::new(place, line);
        framer.span_lines(format.is_none_or(Format::spans_lines));
        Decoder { format, rules, framer, unit: None, drafts: Vec::new().into_iter(), given: 0 }
    }

    /// The format, once it is known.
    #[must_use]
    pub fn format(&self) -> Option<Format> {
        self.format
    }

    /// Takes more of the input. Call [`next`](Decoder::next) until there is nothing left first, or
    /// memory grows.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.settle();
        self.framer.feed(bytes);
    }

    /// Nothing more will come: what is unfinished is an entry of its own.
    pub fn finish(&mut self) {
        self.framer.finish();
    }

    /// Where the input goes on after the entries given so far, and the number of the line there:
    /// reading it from there on gives the same entries as reading on here. `None` in the middle of
    /// a unit with several records.
    #[must_use]
    pub fn resume_at(&self) -> Option<(u64, u64)> {
        (self.drafts.len() == 0).then(|| (self.framer.place(), self.framer.line()))
    }

    /// The next entry, if there is one yet. `stamp` gives the moment, and the id of a record that
    /// brings none if it is not to be made of that moment, for a position in the input: no two
    /// records have the same one, and it is the same each time the input is read.
    pub fn next(
        &mut self,
        intake: &Intake,
        stamp: &mut dyn FnMut(u64) -> (Moment, Option<String>),
    ) -> Option<Entry> {
        loop {
            if let (Some(draft), Some(unit)) = (self.drafts.next(), self.unit) {
                // No record takes less than a byte.
                let position = unit.start + self.given;
                self.given += 1;
                let outcome = draft.and_then(|fields| {
                    let (moment, id) = stamp(position);
                    record(fields, intake, moment, id)
                });
                let input = || self.framer.bytes(unit);
                let outcome = outcome.map_err(|reason| Rejection::new(reason, input()));
                return Some(Entry { line: unit.line, outcome });
            }
            self.given = 0;
            let unit = self.framer.next()?;
            self.unit = Some(unit);
            if let Some(record) = self.plain(unit, intake, stamp) {
                return Some(Entry { line: unit.line, outcome: Ok(record) });
            }
            self.drafts = self.drafts_of(unit).into_iter();
        }
    }

    /// The record of a unit that says columns by their names, each in its form, of which no rule makes
    /// anything else.
    fn plain(
        &self,
        unit: Unit,
        intake: &Intake,
        stamp: &mut dyn FnMut(u64) -> (Moment, Option<String>),
    ) -> Option<LogRecord> {
        if self.format != Some(Format::Ndjson) || unit.too_long || self.rules.map_keys() {
            return None;
        }
        intake.read_plain(self.framer.bytes(unit), || stamp(unit.start))
    }

    /// What is fed moves the buffer, in which the unit lies that is being given.
    fn settle(&mut self) {
        if self.drafts.len() == 0 {
            self.unit = None;
        }
    }

    fn drafts_of(&mut self, unit: Unit) -> Vec<Result<Fields, String>> {
        if unit.too_long {
            let most = MAX_UNIT_BYTES >> 20;
            return vec![Err(format!("is longer than {most} MiB, and was kept in part: split it"))];
        }
        let bytes = self.framer.bytes(unit);
        if bytes.is_empty() {
            return Vec::new();
        }
        let format = self.format.or_else(|| format_of(bytes));
        let Some(format) = format else {
            if bytes.starts_with(b"{") {
                // Whichever it will be, this is broken JSON, and the parser says how.
                return drafts(bytes, Format::Ndjson, &self.rules);
            }
            return vec![Err("is neither a JSON object nor logfmt: name the format".to_owned())];
        };
        let drafts = drafts(bytes, format, &self.rules);
        if self.format.is_none() {
            self.format = Some(format);
            self.framer.span_lines(format.spans_lines());
        }
        drafts
    }
}

/// The records of a unit, before they are taken in.
fn drafts(bytes: &[u8], format: Format, rules: &Rules) -> Vec<Result<Fields, String>> {
    if format == Format::Logfmt {
        let pairs = str::from_utf8(bytes).map_err(|_| "is not UTF-8".to_owned());
        return vec![pairs.and_then(logfmt::pairs).map(|fields| adapted(fields, format, rules))];
    }
    let mut drafts = Vec::with_capacity(1);
    let values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    for value in values {
        match value {
            Ok(Value::Object(fields)) => of_object(fields, format, rules, &mut drafts),
            Ok(Value::Array(items)) if format.spans_lines() => {
                items.into_iter().for_each(|item| match item {
                    Value::Object(fields) => of_object(fields, format, rules, &mut drafts),
                    _ => drafts.push(Err("is a list of something else than objects".to_owned())),
                });
            }
            Ok(_) => drafts.push(Err("is JSON, but no object".to_owned())),
            Err(error) => {
                drafts.push(Err(format!("is no JSON: {}", plain(&error.to_string()))));
                break;
            }
        }
    }
    drafts
}

fn of_object(
    fields: Fields,
    format: Format,
    rules: &Rules,
    drafts: &mut Vec<Result<Fields, String>>,
) {
    match format {
        Format::Wrangler => match wrangler::records(fields) {
            Ok(found) => {
                drafts.extend(found.into_iter().map(|fields| Ok(adapted(fields, format, rules))));
            }
            Err(reason) => drafts.push(Err(reason)),
        },
        Format::Otlp => match otlp::records(fields) {
            Ok(found) => drafts.extend(
                found.into_iter().map(|one| one.map(|fields| adapted(fields, format, rules))),
            ),
            Err(reason) => drafts.push(Err(reason)),
        },
        _ => drafts.push(Ok(adapted(fields, format, rules))),
    }
}

/// The user's rules before those of the format, and what is missing after them.
fn adapted(mut fields: Fields, format: Format, rules: &Rules) -> Fields {
    rules.map(&mut fields);
    match format {
        Format::Pino => pino::read(&mut fields),
        Format::Ndjson | Format::Logfmt => ndjson::read(&mut fields),
        Format::Wrangler | Format::Otlp => {}
    }
    rules.complete(&mut fields);
    fields
}

fn record(
    mut fields: Fields,
    intake: &Intake,
    moment: Moment,
    id: Option<String>,
) -> Result<LogRecord, String> {
    if let (Some(id), true) = (id, crate::adopt::lacks(&fields, "id")) {
        fields.insert("id".to_owned(), id.into());
    }
    intake.read(Value::Object(fields), moment).map_err(|refusal| refusal.to_string())
}

/// serde_json's message; its line counts from the unit's, so it is left out where there is only one.
fn plain(message: &str) -> String {
    message.replace(" at line 1 column ", " at column ")
}
