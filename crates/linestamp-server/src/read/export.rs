//! `/v1/export`: all records that are meant, as a file, made while it is sent.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use linestamp_store::{Cursor, Page, Query};
use schemars::JsonSchema;
use serde::Deserialize;

use super::MOST;
use crate::app::Shared;
use crate::asked::{Asked, Wanted, filter_of};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::routes::Routes;
use crate::table;

/// Which records, and how.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// Which records; all of them unless given. See query.md.
    #[serde(default)]
    filter: String,
    /// The form of the file.
    #[serde(default)]
    format: Format,
    /// In which order.
    #[serde(default)]
    order: Wanted,
}

/// The form of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// A table, with a line of names.
    Csv,
}

/// How far the file has got.
struct Progress {
    reader: Reader,
    query: Query,
    format: Format,
    is_done: bool,
    shared: Shared,
}

/// Why a file ends early; the connection is cut, so that nobody takes it for whole.
type Cut = Box<dyn std::error::Error + Send + Sync>;

/// The routes.
pub(super) fn routes() -> Routes {
    let operation = Operation::new("exportRecords", "All records of a filter, as a file.")
        .reads()
        .filters::<Asking>()
        .says("The file, made while it is sent; one that cannot be ended is cut off.")
        .answers_as::<String>("application/x-ndjson")
        .answers_as::<String>("text/csv; charset=utf-8");
    Routes::default().get("/v1/export", export, operation)
}

pub(super) async fn export(
    State(shared): State<Shared>,
    reader: Reader,
    Asked(asking): Asked<Asking>,
) -> Result<Response, Problem> {
    let query = Query {
        filter: filter_of(&asking.filter)?,
        order: asking.order.into(),
        after: None,
        limit: MOST,
    };
    let format = asking.format;
    let mut progress = Progress { reader, query, format, is_done: false, shared };
    // What is wrong with the question is told before the file begins.
    let first = progress.next().await?;
    let rest = stream::unfold(progress, async |mut progress| {
        if progress.is_done {
            return None;
        }
        let part = progress.part().await;
        progress.is_done |= part.is_err();
        Some((part, progress))
    });
    let parts = futures_util::StreamExt::chain(stream::iter([Ok::<_, Cut>(first)]), rest);
    let (kind, name) = match format {
        Format::Ndjson => ("application/x-ndjson", "attachment; filename=\"records.ndjson\""),
        Format::Csv => ("text/csv; charset=utf-8", "attachment; filename=\"records.csv\""),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, Body::from_stream(parts)).into_response())
}

impl Progress {
    /// The next part, unless the service ends.
    async fn part(&mut self) -> Result<Bytes, Cut> {
        let mut ending = self.shared.ending.clone();
        tokio::select! {
            part = self.next() => part.map_err(|problem| problem.detail.into()),
            _ = ending.wait_for(|ending| *ending) => Err("the service ends".into()),
        }
    }

    async fn next(&mut self) -> Result<Bytes, Problem> {
        let page = self.reader.records(self.query.clone()).await?;
        let is_first = self.query.after.is_none();
        self.query.after = page.records.last().map(Cursor::behind);
        self.is_done = page.next.is_none();
        let part = match self.format {
            Format::Ndjson => lines(&page),
            Format::Csv => {
                let mut part = Vec::new();
                let records = page.records.iter().map(|stored| &stored.record);
                table::write(&mut part, records, is_first).map(|()| part)
            }
        };
        part.map(Bytes::from).map_err(|error| Problem::failed(error.to_string()))
    }
}

/// One JSON object a line.
fn lines(page: &Page) -> std::io::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for stored in &page.records {
        serde_json::to_writer(&mut lines, stored)?;
        lines.push(b'\n');
    }
    Ok(lines)
}
