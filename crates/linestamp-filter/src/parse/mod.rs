//! From text to a filter.
//!
//! ```text
//! filter  = [ any ]
//! any     = all { "or" all }
//! all     = term { [ "and" ] term }
//! term    = ( "-" | "not" ) term | "(" any ")" | field ":" value | text
//! ```

mod scan;
mod time;
mod value;

use linestamp_schema::{Timestamp, columns};

use crate::error::FilterError;
use crate::filter::{Condition, Field, Filter, Test};
use crate::fold::fold;
use crate::names::{METADATA, Name, named, similar};
use scan::{Scanner, Word};
use value::Values;

/// The most characters of a filter, as it is written and as it is printed.
pub const MAX_CHARS: usize = 8192;

/// How deep parentheses and negations may be nested.
pub const MAX_NESTING: usize = 64;

impl Filter {
    /// Reads a filter; times that are told by their distance are reckoned from `now`.
    ///
    /// ```
    /// use linestamp_filter::Filter;
    /// use linestamp_schema::Timestamp;
    ///
    /// let now = Timestamp::from_millis(1_763_000_000_000).expect("a time of our era");
    /// let filter = Filter::parse(r#"level:error "timed out" -event:health since:15m"#, now)?;
    /// assert_eq!(
    ///     filter.to_string(),
    ///     r#"level:error "timed out" -event:health since:2025-11-13T01:58:20.000Z"#
    /// );
    ///
    /// let error = Filter::parse("level:eror", now).unwrap_err();
    /// assert_eq!(error.at(), (6, 10));
    /// # Ok::<(), linestamp_filter::FilterError>(())
    /// ```
    ///
    /// # Errors
    /// Where the text is none: which characters are to blame, and what to do.
    pub fn parse(text: &str, now: Timestamp) -> Result<Filter, FilterError> {
        let mut parser = Parser { scan: Scanner::new(text), now, depth: 0 };
        let length = parser.scan.len();
        if length > MAX_CHARS {
            return Err(FilterError::new(
                (MAX_CHARS, length),
                format!("the filter has {length} characters"),
                format!("shorten it to {MAX_CHARS}"),
            ));
        }
        if parser.scan.skip_space() {
            return Ok(Filter::All);
        }
        let filter = parser.any()?;
        if parser.scan.peek().is_some() {
            return Err(FilterError::new(
                parser.scan.here(),
                "nothing is open here",
                "remove this parenthesis, or open one before it",
            ));
        }
        // It is handed on as it is printed, which is longer where times become absolute ones.
        let printed = filter.to_string().chars().count();
        if printed > MAX_CHARS {
            return Err(FilterError::new(
                (0, length),
                format!("written out, with absolute times, the filter has {printed} characters"),
                format!("shorten it, so that these are {MAX_CHARS} at most"),
            ));
        }
        Ok(filter)
    }
}

/// What is between two words, or at the end.
#[derive(PartialEq)]
enum Joint {
    And,
    Or,
    Not,
}

struct Parser {
    scan: Scanner,
    now: Timestamp,
    depth: usize,
}

impl Parser {
    fn any(&mut self) -> Result<Filter, FilterError> {
        let mut parts = vec![self.all()?];
        while self.joint(&Joint::Or) {
            parts.push(self.all()?);
        }
        Ok(one_or(parts, Filter::Or))
    }

    fn all(&mut self) -> Result<Filter, FilterError> {
        let mut parts = vec![self.term()?];
        loop {
            let joined = self.joint(&Joint::And);
            let is_end = matches!(self.scan.peek(), None | Some(')')) || self.sees(&Joint::Or);
            if is_end && !joined {
                return Ok(one_or(parts, Filter::And));
            }
            parts.push(self.term()?);
        }
    }

    fn term(&mut self) -> Result<Filter, FilterError> {
        self.depth += 1;
        let begin = self.scan.here();
        if self.depth > MAX_NESTING {
            return Err(too_deep(begin));
        }
        let term = if self.joint(&Joint::Not) || self.scan.take('-') {
            Filter::Not(Box::new(self.term()?))
        } else if self.scan.peek() == Some('(') {
            self.group()?
        } else {
            let test = self.test()?;
            // Several levels are printed as alternatives in parentheses.
            if self.depth == MAX_NESTING && matches!(test, Filter::Or(_)) {
                return Err(too_deep(begin));
            }
            test
        };
        self.depth -= 1;
        self.scan.skip_space();
        Ok(term)
    }

    fn group(&mut self) -> Result<Filter, FilterError> {
        let open = self.scan.here();
        self.scan.take('(');
        self.scan.skip_space();
        let inner = self.any()?;
        if !self.scan.take(')') {
            return Err(FilterError::new(open, "this parenthesis is never closed", "close it"));
        }
        Ok(inner)
    }

    fn test(&mut self) -> Result<Filter, FilterError> {
        if self.sees(&Joint::Or) || self.sees(&Joint::And) || self.scan.is_at_end_of_group() {
            return Err(FilterError::new(
                self.scan.here(),
                "something is missing here",
                "write a word or `column:value`; a word that is meant itself goes in quotes",
            ));
        }
        let word = self.scan.word(true)?;
        if word.quoted || !self.scan.take(':') {
            return Ok(text(&word));
        }
        let values = Values { now: self.now, name_at: word.at };
        if let Some(path) = word.text.strip_prefix(METADATA) {
            let path = self.scan.path(&word, path)?;
            return values.of_metadata(&mut self.scan, path);
        }
        match named(&word.text) {
            Some(Name::Column(column)) => values.of_column(&mut self.scan, column),
            Some(Name::At) => values.of_place(&mut self.scan),
            Some(Name::Since) => values.of_bound(&mut self.scan, true),
            Some(Name::Until) => values.of_bound(&mut self.scan, false),
            None => Err(unknown(&word)),
        }
    }

    /// Takes the word that joins, if it is the next one.
    fn joint(&mut self, joint: &Joint) -> bool {
        let sees = self.sees(joint);
        if sees {
            self.scan.skip_letters();
            self.scan.skip_space();
        }
        sees
    }

    fn sees(&self, joint: &Joint) -> bool {
        let word = self.scan.letters();
        let joined = [("and", Joint::And), ("or", Joint::Or), ("not", Joint::Not)];
        joined.iter().any(|(name, which)| which == joint && word.eq_ignore_ascii_case(name))
    }
}

/// Text within the message.
fn text(word: &Word) -> Filter {
    Filter::on(columns::message(), Condition::Contains(fold(&word.text)))
}

fn one_or(mut parts: Vec<Filter>, all: impl FnOnce(Vec<Filter>) -> Filter) -> Filter {
    match parts.pop() {
        Some(only) if parts.is_empty() => only,
        last => {
            parts.extend(last);
            all(parts)
        }
    }
}

fn too_deep(at: (usize, usize)) -> FilterError {
    FilterError::new(
        at,
        format!("the filter is nested deeper than {MAX_NESTING} levels"),
        "write it with fewer parentheses and negations",
    )
}

fn unknown(word: &Word) -> FilterError {
    let help = match similar(&word.text) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "put it in quotes if the message has it, or write `metadata.` before it".to_owned(),
    };
    FilterError::new(word.at, format!("there is no column {:?}", word.text), help)
}

/// A test on a value in the metadata.
fn on_metadata(path: Vec<String>, condition: Condition) -> Filter {
    Filter::Test(Test { field: Field::Metadata(path), condition })
}
