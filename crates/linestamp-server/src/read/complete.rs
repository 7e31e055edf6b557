//! `/v1/complete`: what may follow in a filter that is being written.

use axum::Json;
use linestamp_filter::{Condition, Expected, Filter, expected, field_names};
use linestamp_schema::{Column, Environment, Kind, Level, columns};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asked::{Asked, now};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::routes::Routes;

/// As many values are offered.
const MOST: usize = 10;

/// Values of the last day are offered.
const DAY: i64 = 86_400_000;

/// The text, and how many characters of it are before the cursor.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// The filter, as far as it is written.
    #[serde(default)]
    text: String,
    /// How many of its characters are before the cursor; all unless given.
    cursor: Option<usize>,
}

/// Something that may be put there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "CompletionItem")]
struct Item {
    /// What to put there.
    insert: String,
    /// What to show for it.
    label: String,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'static str>,
    /// How many records of the last day have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u64>,
}

/// What may be put there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Completion")]
pub(super) struct Answer {
    /// The first of the characters that are replaced.
    from: usize,
    /// The one behind the last of them.
    until: usize,
    items: Vec<Item>,
}

impl Item {
    fn word(word: &str) -> Item {
        Item { insert: word.to_owned(), label: word.to_owned(), detail: None, count: None }
    }
}

/// The routes.
pub(super) fn routes() -> Routes {
    let operation =
        Operation::new("complete", "What may follow in a filter that is being written.")
            .reads()
            .asks::<Asking>()
            .says("What may be put there.")
            .answers::<Answer>();
    Routes::default().get("/v1/complete", complete, operation)
}

pub(super) async fn complete(
    reader: Reader,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Answer>, Problem> {
    let cursor = asking.cursor.unwrap_or(usize::MAX);
    let place = expected(&asking.text, cursor);
    let items = match &place.what {
        Expected::Field(typed) => fields(typed),
        Expected::Value(column, typed) => values(&reader, column, typed).await?,
        Expected::Time(typed) => words(["15m", "1h", "6h", "24h", "7d"], typed),
        _ => Vec::new(),
    };
    let (from, until) = place.range;
    Ok(Json(Answer { from, until, items }))
}

fn fields(typed: &str) -> Vec<Item> {
    let typed = typed.to_ascii_lowercase();
    let meant = field_names().filter(|field| field.name.starts_with(&typed));
    meant
        .map(|field| {
            let colon = if field.name.ends_with('.') { "" } else { ":" };
            let insert = format!("{}{colon}", field.name);
            Item { insert, label: field.name.to_owned(), detail: Some(field.doc), count: None }
        })
        .collect()
}

fn words<const N: usize>(words: [&str; N], typed: &str) -> Vec<Item> {
    words.into_iter().filter(|word| word.starts_with(typed)).map(Item::word).collect()
}

async fn values(
    reader: &Reader,
    column: &'static Column,
    typed: &str,
) -> Result<Vec<Item>, Problem> {
    match column.kind {
        Kind::Level => return Ok(words(Level::ALL.map(Level::as_str), typed)),
        Kind::Environment => return Ok(words(Environment::ALL.map(Environment::as_str), typed)),
        _ => {}
    }
    let from = Some(now().millis() - DAY);
    let recent = Filter::on(columns::timestamp(), Condition::Time { from, until: None });
    let start = Filter::on(column, Condition::StartsWith(typed.to_owned()));
    let facet = reader.facet(recent.and(start), column, MOST).await?;
    let item = |(value, count)| Item {
        insert: Filter::value(value),
        label: String::from(value),
        detail: None,
        count: Some(count),
    };
    let values =
        facet.values.iter().filter_map(|found| Some((found.value.as_deref()?, found.count)));
    Ok(values.map(item).collect())
}
