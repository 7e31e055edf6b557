//! How long questions take, of a store that is opened anew: warm, one after the other.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::Result;
use linestamp_filter::{Condition, Filter, fold};
use linestamp_schema::{Column, column};
use linestamp_sqlite::SqliteStore;
use linestamp_store::{FacetQuery, HistogramQuery, Order, Query, Store as _, StoreError};

use super::records;
use crate::table;

/// How often each question is asked.
const TIMES: usize = 20;

/// A question that was asked again and again, each time about something else.
pub(crate) struct Asked {
    pub(crate) what: &'static str,
    times: Vec<Duration>,
}

impl Asked {
    /// As a row of a table.
    pub(crate) fn row(&self) -> Vec<String> {
        let at = |place: usize| table::time(self.times.get(place).copied().unwrap_or_default());
        vec![self.what.to_owned(), at(self.times.len() / 2), at(self.times.len() - 1)]
    }
}

/// Asks them all; the records are those of numbers below `rows`.
pub(crate) async fn ask(store: &SqliteStore, rows: u64) -> Result<Vec<Asked>> {
    let some = |turn: usize| records::record(rows / TIMES as u64 * turn as u64);
    // "Task 4711 ", as one message in 65,536 begins.
    let number_in = |turn: usize| {
        let message = some(turn).message;
        message.splitn(3, ' ').take(2).map(|word| format!("{word} ")).collect::<String>()
    };
    let newest = |filter: Filter| {
        store.records(Query { filter, order: Order::NewestFirst, after: None, limit: 100 })
    };
    let (from, until) = (some(0).timestamp.millis(), records::record(rows).timestamp.millis());
    // As the page asks: whole minutes. And once as nobody prepared for.
    let minute = |time: i64| time - time % 60_000;
    let (start, step) = (minute(from), (minute((until - from) / 60)).max(60_000));
    let by = column("level");
    let histogram = |filter: Filter, from: i64, step: i64| {
        store.histogram(HistogramQuery { filter, from, until: minute(until) + 60_000, step, by })
    };
    Ok(vec![
        time("newest 100", |_| newest(Filter::All)).await?,
        time("newest 100 errors", |_| newest(is("level", "error"))).await?,
        time("newest 100 of a service", |turn| newest(is("service", &some(turn).service))).await?,
        time("newest 100 errors of a workspace", |turn| {
            let workspace = some(turn).workspace_id.unwrap_or_default();
            newest(is("workspace_id", &workspace).and(is("level", "error")))
        })
        .await?,
        time("a trace by its id", |turn| {
            newest(is("trace_id", &some(turn).trace_id.unwrap_or_default()))
        })
        .await?,
        time("newest 100 with a text that is frequent", |_| newest(holds("timed out"))).await?,
        time("newest 100 with a text that few have", |turn| newest(holds(&number_in(turn))))
            .await?,
        time("newest 100 with a text that none has", |_| newest(holds("timed in"))).await?,
        time("histogram of all by level", |_| histogram(Filter::All, start, step)).await?,
        time("the same of a workspace", |turn| {
            let workspace = some(turn).workspace_id.unwrap_or_default();
            histogram(is("workspace_id", &workspace), start, step)
        })
        .await?,
        time("the same of all, off the minute", |_| histogram(Filter::All, from + 1, step)).await?,
        time("the same of a text that few have", |turn| {
            histogram(holds(&number_in(turn)), start, step)
        })
        .await?,
        time("facet of all by service", |_| store.facet(facet(Filter::All, "service"))).await?,
        time("facet of errors by service", |_| store.facet(facet(is("level", "error"), "service")))
            .await?,
    ])
}

async fn time<T, F: Future<Output = Result<T, StoreError>>>(
    what: &'static str,
    question: impl Fn(usize) -> F,
) -> Result<Asked> {
    let mut times = Vec::new();
    // Once before, so that what is read is in memory.
    for turn in (0..1).chain(0..TIMES) {
        let begin = Instant::now();
        question(turn).await?;
        times.push(begin.elapsed());
    }
    times.remove(0);
    times.sort_unstable();
    Ok(Asked { what, times })
}

fn is(name: &str, value: &str) -> Filter {
    on(name, Condition::Is(value.to_owned()))
}

fn holds(text: &str) -> Filter {
    on("message", Condition::Contains(fold(text)))
}

fn on(name: &str, condition: Condition) -> Filter {
    column(name).map_or(Filter::All, |column: &'static Column| Filter::on(column, condition))
}

fn facet(filter: Filter, name: &str) -> FacetQuery {
    let column = column(name).unwrap_or(&linestamp_schema::COLUMNS[0]);
    FacetQuery { filter, column, limit: 10 }
}
