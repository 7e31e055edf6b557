//! The service, over HTTP.

use anyhow::{Result, ensure};
use reqwest::Client;
use tokio::runtime::Runtime;

use super::{Asks, BUCKETS, Term, Turn};
use crate::times::Times;
use crate::tools;

/// Asks the service at an address.
pub(crate) fn ask(runtime: &Runtime, url: &str, rows: u64) -> Result<Vec<Times>> {
    let client = tools::http();
    super::each(rows, |turn| runtime.block_on(get(&client, url, turn)))
}

async fn get(client: &Client, url: &str, turn: &Turn<'_>) -> Result<()> {
    let (path, mut query) = match turn.asks {
        Asks::Newest => ("records", vec![("limit", "100".to_owned())]),
        Asks::Facet(column) => {
            ("facets", vec![("columns", (*column).to_owned()), ("limit", "10".to_owned())])
        }
        Asks::Histogram(minutes) => {
            let (from, until) = turn.span(*minutes);
            let span = vec![("from", from.to_string()), ("until", until.to_string())];
            let by = [("buckets", BUCKETS.to_string()), ("by", "level".to_owned())];
            ("histogram", span.into_iter().chain(by).collect())
        }
    };
    query.push(("filter", filter(&turn.terms)));
    let answer = client.get(format!("{url}/v1/{path}")).query(&query).send().await?;
    let status = answer.status();
    let text = answer.text().await?;
    ensure!(status.is_success(), "{status} to {path}: {text}");
    Ok(())
}

fn filter(terms: &[Term]) -> String {
    let words = terms.iter().map(|term| match term {
        Term::Is(column, value) => format!("{column}:{value}"),
        Term::Holds(text) => format!("\"{text}\""),
    });
    words.collect::<Vec<_>>().join(" ")
}
