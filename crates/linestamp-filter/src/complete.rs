//! What is expected where the cursor is.

use linestamp_schema::Column;

use crate::filter::{Condition, Filter};
use crate::names::{METADATA, Name, named};

/// What is being written at a place of a filter's text.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The characters that a completion replaces: the first, and the one behind the last.
    pub range: (usize, usize),
    /// What is expected there.
    pub what: Expected,
}

/// What is expected at a place, with what is written of it before the cursor.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Expected {
    /// The name of a field, or a text.
    Field(String),
    /// A value of a column.
    Value(&'static Column, String),
    /// A time.
    Time(String),
    /// Something that is not known in advance.
    Anything,
}

/// What is expected in a text where so many characters are before the cursor. The text need not be a
/// filter yet.
///
/// ```
/// use linestamp_filter::{Expected, expected};
///
/// let place = expected("level:error ser", 15);
/// assert_eq!(place.range, (12, 15));
/// assert_eq!(place.what, Expected::Field("ser".into()));
/// ```
#[must_use]
pub fn expected(text: &str, cursor: usize) -> Place {
    let chars: Vec<char> = text.chars().collect();
    let cursor = cursor.min(chars.len());
    let term = Term::before(&chars[..cursor]);
    let rest = chars[cursor..].iter();
    let stops = |c: &&char| if term.is_quoted { **c == '"' } else { ends(**c) };
    let mut until = cursor + rest.take_while(|c| !stops(c)).count();
    if term.is_quoted && chars.get(until) == Some(&'"') {
        until += 1;
    }
    let typed = |from: usize| chars[from.min(cursor)..cursor].iter().collect::<String>();
    let Some(colon) = term.colon else {
        let what =
            if term.is_quoted { Expected::Anything } else { Expected::Field(typed(term.begin)) };
        return Place { range: (term.begin, until), what };
    };
    let name: String = chars[term.begin..colon].iter().collect();
    let value = colon + 1;
    let typed = typed(value + usize::from(term.is_quoted));
    let what = match named(&name) {
        _ if name.starts_with(METADATA) => Expected::Anything,
        Some(Name::Since | Name::Until) => Expected::Time(typed),
        Some(Name::Column(column)) if column.name == "timestamp" => Expected::Time(typed),
        Some(Name::Column(column)) if column.name != "message" => Expected::Value(column, typed),
        _ => Expected::Anything,
    };
    Place { range: (value, until), what }
}

/// The term that is being written.
struct Term {
    begin: usize,
    colon: Option<usize>,
    /// Whether a quote is open.
    is_quoted: bool,
}

impl Term {
    fn before(chars: &[char]) -> Term {
        let mut term = Term { begin: 0, colon: None, is_quoted: false };
        let mut is_escaped = false;
        for (place, character) in chars.iter().enumerate() {
            match character {
                _ if is_escaped => is_escaped = false,
                '\\' if term.is_quoted => is_escaped = true,
                '"' => term.is_quoted = !term.is_quoted,
                _ if term.is_quoted => {}
                '-' if term.begin == place => term.begin = place + 1,
                ':' if term.colon.is_none() => term.colon = Some(place),
                c if ends(*c) => term = Term { begin: place + 1, colon: None, is_quoted: false },
                _ => {}
            }
        }
        term
    }
}

/// Whether a character ends a term.
fn ends(character: char) -> bool {
    character.is_whitespace() || matches!(character, '(' | ')')
}

impl Filter {
    /// The time of all records that are meant, as far as the filter says it: from, and before that.
    #[must_use]
    pub fn time_range(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Filter::Test(test) => match test.condition {
                Condition::Time { from, until } => (from, until),
                _ => (None, None),
            },
            Filter::And(all) => {
                all.iter().map(Filter::time_range).fold((None, None), |(from, until), (a, b)| {
                    let until = [until, b].into_iter().flatten().min();
                    (from.max(a), until)
                })
            }
            _ => (None, None),
        }
    }
}
