//! Two runs of one program, without and with stamps.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

const FIELD: &str = "source_location";

/// What a program did.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Run {
    pub(crate) events: Vec<Event>,
    pub(crate) error: Option<String>,
}

/// One thing that a program did: a call of a target, or an effect.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Event {
    Call { call: String, lines: Vec<u32>, args: Vec<Shown> },
    Effect { effect: Shown },
}

/// A value as `recorder.mjs` shows it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Shown {
    Word(String),
    Items { items: Vec<Shown> },
    Entries { entries: Vec<(String, Shown)> },
    Other(Value),
}

/// How many records there were of each expectation.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<String, usize>);

impl Tally {
    /// A generator that stops to make one of the kinds would judge nothing.
    pub(crate) fn expect_every_kind(&self) {
        for kind in ["line", "up", "at", "own", "none", "maybe"] {
            assert!(self.0.contains_key(kind), "no program has a record of the kind {kind}");
        }
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let counts: Vec<String> =
            self.0.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        write!(f, "{} records", counts.join(", "))
    }
}

/// Compares two runs of the program in `file`.
pub(crate) fn compare(
    file: &str,
    plain: &Run,
    stamped: &Run,
    tally: &mut Tally,
) -> Result<(), String> {
    if let Some(error) = plain.error.as_ref().or(stamped.error.as_ref()) {
        return Err(format!("does not run: {error}"));
    }
    if plain.events.len() != stamped.events.len() {
        return Err(format!("{} events, stamped {}", plain.events.len(), stamped.events.len()));
    }
    for (before, after) in plain.events.iter().zip(&stamped.events) {
        event(file, before, after, tally).map_err(|message| {
            format!("{message}\n  unstamped {before:?}\n  stamped   {after:?}")
        })?;
    }
    Ok(())
}

fn event(file: &str, before: &Event, after: &Event, tally: &mut Tally) -> Result<(), String> {
    let (
        Event::Call { call, lines, args },
        Event::Call { call: call2, lines: lines2, args: args2 },
    ) = (before, after)
    else {
        return if before == after { Ok(()) } else { Err("the effects differ".to_owned()) };
    };
    if (call, lines, args.len()) != (call2, lines2, args2.len()) {
        return Err("the calls differ".to_owned());
    }
    let place = Place { file, lines };
    let record = usize::from(call == "logEvent");
    for (index, (before, after)) in args.iter().zip(args2).enumerate() {
        if index == record {
            place.argument(before, after, tally)?;
        } else if before != after {
            return Err(format!("argument {index} differs"));
        }
    }
    Ok(())
}

/// Where a call stands: its file, and the lines of its frames, innermost first.
struct Place<'a> {
    file: &'a str,
    lines: &'a [u32],
}

impl Place<'_> {
    fn argument(&self, before: &Shown, after: &Shown, tally: &mut Tally) -> Result<(), String> {
        match (before, after) {
            (Shown::Items { items: before }, Shown::Items { items: after }) => {
                if before.len() != after.len() {
                    return Err("the batches differ".to_owned());
                }
                let mut pairs = before.iter().zip(after);
                pairs.try_for_each(|(before, after)| self.argument(before, after, tally))
            }
            (Shown::Entries { entries: before }, Shown::Entries { entries: after }) => {
                self.record(before, after, tally)
            }
            _ if before == after => Ok(()),
            _ => Err("the arguments differ".to_owned()),
        }
    }

    fn record(&self, before: &Entries, after: &Entries, tally: &mut Tally) -> Result<(), String> {
        if !same_beside_stamp(before, after) {
            return Err("the records differ beside their stamps".to_owned());
        }
        let expected = word(before, "e").unwrap_or_else(|| "line".to_owned());
        let (had, has) = (get(before, FIELD), get(after, FIELD));
        let line = |line: Option<String>| {
            let stamp = format!("\"{}:{}\"", self.file, line.unwrap_or_default());
            has == Some(&Shown::Word(stamp))
        };
        let frame = |index: usize| self.lines.get(index).map(u32::to_string);
        let right = match expected.as_str() {
            "line" => had.is_none() && line(frame(0)),
            "up" => had.is_none() && line(frame(1)),
            "at" => had.is_none() && line(word(before, "at")),
            "own" => had.is_some() && had == has,
            "none" => had == has,
            "maybe" => had == has || line(frame(0)),
            _ => return Err(format!("the expectation {expected} is not known")),
        };
        *tally.0.entry(expected.clone()).or_default() += 1;
        if right { Ok(()) } else { Err(format!("expected {expected}, the stamp is {has:?}")) }
    }
}

type Entries = [(String, Shown)];

fn get<'a>(entries: &'a Entries, key: &str) -> Option<&'a Shown> {
    entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
}

/// Whether two records have the same values in the same order. The programs' accessors, `g` and `s`,
/// may be elsewhere: where a spread precedes an accessor, V8 keeps its place, else it puts it last.
fn same_beside_stamp(before: &Entries, after: &Entries) -> bool {
    let rest = |(key, _): &&(String, Shown)| !matches!(key.as_str(), FIELD | "g" | "s");
    let accessors = |entries| ["g", "s"].map(|key| get(entries, key).cloned());
    before.iter().filter(rest).eq(after.iter().filter(rest))
        && accessors(before) == accessors(after)
}

/// A value that is a string or a number, without quotes.
fn word(entries: &Entries, key: &str) -> Option<String> {
    match get(entries, key)? {
        Shown::Word(text) => Some(text.trim_matches('"').to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
