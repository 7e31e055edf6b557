//! What people ask their logs, in the words of each that is asked: warm, one after the other, each time about
//! something else.

pub(crate) mod duckdb;
pub(crate) mod service;
pub(crate) mod sqlite;

use std::time::{Duration, Instant};

use anyhow::Result;
use linestamp_schema::LogRecord;

use crate::records;
use crate::times::Times;

/// How often each question is asked at most, and for how long at most.
const TURNS: u64 = 100;
const BUDGET: Duration = Duration::from_secs(5);

/// About as many buckets has a histogram.
const BUCKETS: i64 = 60;

const MINUTE: i64 = 60_000;

/// A question and the time that it may take.
pub(crate) struct Question {
    pub(crate) what: &'static str,
    pub(crate) aim: Option<Duration>,
    asks: Asks,
    /// Which records, where some record is at hand.
    meant: fn(&LogRecord) -> Vec<Term>,
}

/// What is wanted of the records that are meant.
enum Asks {
    Newest,
    /// Counts by time and level; of the last minutes, else of all.
    Histogram(Option<i64>),
    /// Counts by a column's values.
    Facet(&'static str),
}

/// Something that has to hold.
enum Term {
    Is(&'static str, String),
    Holds(String),
}

/// One turn of a question.
struct Turn<'a> {
    asks: &'a Asks,
    terms: Vec<Term>,
    /// The time of all records: from, and until before.
    all: (i64, i64),
}

impl Turn<'_> {
    /// From when and until when a histogram goes, in whole minutes.
    fn span(&self, minutes: Option<i64>) -> (i64, i64) {
        let whole = |time: i64| time - time % MINUTE;
        let until = whole(self.all.1) + MINUTE;
        (minutes.map_or(whole(self.all.0), |minutes| until - minutes * MINUTE), until)
    }
}

/// Asks them in SQL.
#[derive(Clone, Copy)]
struct Sql {
    /// What looks for a text whatever its case.
    like: &'static str,
}

impl Sql {
    fn of(self, turn: &Turn<'_>) -> String {
        let terms = turn.terms.iter().map(|term| match term {
            Term::Is(column, value) => format!("{column} = '{value}'"),
            Term::Holds(text) => format!("message {} '%{text}%'", self.like),
        });
        let mut terms: Vec<String> = terms.collect();
        let (what, rest) = match turn.asks {
            Asks::Newest => {
                ("*".to_owned(), "ORDER BY timestamp DESC, id DESC LIMIT 100".to_owned())
            }
            Asks::Facet(column) => (
                format!("{column}, count(*)"),
                format!("GROUP BY {column} ORDER BY count(*) DESC LIMIT 10"),
            ),
            Asks::Histogram(minutes) => {
                let (from, until) = turn.span(*minutes);
                let step = ((until - from) / BUCKETS).max(1);
                terms.push(format!("timestamp >= {from} AND timestamp < {until}"));
                let start = format!("timestamp - timestamp % {step}");
                (format!("{start}, level, count(*)"), format!("GROUP BY {start}, level"))
            }
        };
        let only = if terms.is_empty() { "" } else { "WHERE" };
        format!("SELECT {what} FROM logs {only} {} {rest}", terms.join(" AND "))
    }
}

/// Asks each question again and again.
fn each(rows: u64, mut ask: impl FnMut(&Turn<'_>) -> Result<()>) -> Result<Vec<Times>> {
    ALL.iter().map(|question| one(question, rows, &mut ask)).collect()
}

fn one(
    question: &Question,
    rows: u64,
    ask: &mut impl FnMut(&Turn<'_>) -> Result<()>,
) -> Result<Times> {
    let turns = turns(question, rows);
    // Once before, so that what is read is in memory.
    turns.first().map(&mut *ask).transpose()?;
    let mut times = Vec::new();
    let end = Instant::now() + BUDGET;
    for turn in &turns {
        let begin = Instant::now();
        ask(turn)?;
        times.push(begin.elapsed());
        if Instant::now() > end {
            break;
        }
    }
    Ok(Times::new(times))
}

/// A question's turns; the records are those of numbers below `rows`.
fn turns(question: &Question, rows: u64) -> Vec<Turn<'_>> {
    let time = |number| records::record(number).timestamp.millis();
    let all = (time(0), time(rows));
    let turn = |turn| {
        let terms = (question.meant)(&records::record(rows / TURNS * turn));
        Turn { asks: &question.asks, terms, all }
    };
    (0..TURNS).map(turn).collect()
}

const AT_ONCE: Option<Duration> = Some(Duration::from_millis(100));
const SOON: Option<Duration> = Some(Duration::from_millis(500));

/// All of them.
pub(crate) const ALL: [Question; 22] = [
    newest("newest 100", |_| Vec::new(), AT_ONCE),
    newest("newest 100 errors", |_| error(), AT_ONCE),
    newest("newest 100 of a service", service, AT_ONCE),
    newest("newest 100 of an environment", |_| is("environment", "production"), AT_ONCE),
    newest("newest 100 of an event", |record| of("event_type", &record.event_type), AT_ONCE),
    newest("newest 100 of a request", |record| of("request_id", &record.request_id), AT_ONCE),
    newest("newest 100 of a workspace", workspace, AT_ONCE),
    newest("newest 100 errors of a workspace", errors_there, AT_ONCE),
    newest("a trace by its id", |record| of("trace_id", &record.trace_id), AT_ONCE),
    newest("newest 100 with a text that is frequent", |_| holds("timed out"), None),
    newest("newest 100 with a text that few have", rare, None),
    newest("newest 100 with a text that none has", |_| holds("timed in"), None),
    histogram("histogram of all by level", None, |_| Vec::new(), SOON),
    histogram("the same of the last ten minutes", Some(10), |_| Vec::new(), SOON),
    histogram("the same of errors", None, |_| error(), SOON),
    histogram("the same of a workspace", None, workspace, SOON),
    histogram("the same of a text that few have", None, rare, None),
    facet("facet of all by service", "service", |_| Vec::new()),
    facet("facet of all by event", "event_type", |_| Vec::new()),
    facet("facet of errors by service", "service", |_| error()),
    facet("facet of all by line", "source_location", |_| Vec::new()),
    facet("facet of errors by line", "source_location", |_| error()),
];

const fn newest(
    what: &'static str,
    meant: fn(&LogRecord) -> Vec<Term>,
    aim: Option<Duration>,
) -> Question {
    Question { what, aim, asks: Asks::Newest, meant }
}

const fn histogram(
    what: &'static str,
    minutes: Option<i64>,
    meant: fn(&LogRecord) -> Vec<Term>,
    aim: Option<Duration>,
) -> Question {
    Question { what, aim, asks: Asks::Histogram(minutes), meant }
}

const fn facet(
    what: &'static str,
    column: &'static str,
    meant: fn(&LogRecord) -> Vec<Term>,
) -> Question {
    Question { what, aim: SOON, asks: Asks::Facet(column), meant }
}

fn is(column: &'static str, value: &str) -> Vec<Term> {
    vec![Term::Is(column, value.to_owned())]
}

fn of(column: &'static str, value: &Option<String>) -> Vec<Term> {
    is(column, value.as_deref().unwrap_or_default())
}

fn holds(text: &str) -> Vec<Term> {
    vec![Term::Holds(text.to_owned())]
}

fn error() -> Vec<Term> {
    is("level", "error")
}

fn service(record: &LogRecord) -> Vec<Term> {
    is("service", &record.service)
}

fn workspace(record: &LogRecord) -> Vec<Term> {
    of("workspace_id", &record.workspace_id)
}

fn errors_there(record: &LogRecord) -> Vec<Term> {
    workspace(record).into_iter().chain(error()).collect()
}

/// "Task 4711 ", as one message in 65,536 begins.
fn rare(record: &LogRecord) -> Vec<Term> {
    let words = record.message.splitn(3, ' ').take(2);
    holds(&words.map(|word| format!("{word} ")).collect::<String>())
}
