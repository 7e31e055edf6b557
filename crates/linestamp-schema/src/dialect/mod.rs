//! What derives from the table of columns: one file for each dialect.

mod clickhouse;
mod drizzle;
mod elasticsearch;
mod json_schema;
mod open_telemetry;
mod postgres;
mod sql;
mod sqlite;
mod typescript;

use std::fmt;
use std::str::FromStr;

use elasticsearch::Flavour;
pub(crate) use json_schema::property;
use serde_json::Value;

/// The name of the table in every store.
pub const TABLE: &str = "logs";

/// A form in which the columns can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Dialect {
    /// `schema.ts` for Drizzle on SQLite and D1.
    Drizzle,
    /// DDL for SQLite and D1.
    Sqlite,
    /// DDL for Postgres.
    Postgres,
    /// DDL for `ClickHouse`.
    ClickHouse,
    /// Types for TypeScript.
    TypeScript,
    /// JSON Schema of a record on the wire.
    JsonSchema,
    /// Where each column goes in OpenTelemetry's log data model.
    OpenTelemetry,
    /// A composable index template for Elasticsearch.
    Elasticsearch,
    /// The same for `OpenSearch`.
    OpenSearch,
}

/// What makes two records of a store the same one. The first wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Key {
    /// The id alone: for a database of one's own, where ids come from [`Moment`](crate::Moment) or
    /// from senders that trust one another.
    #[default]
    Id,
    /// The workspace and the id: for a store into which tenants write ids of their own choice, so
    /// that none can take another's. A record without a workspace has the empty one.
    WorkspaceAndId,
}

impl Dialect {
    /// All dialects.
    pub const ALL: [Dialect; 9] = [
        Dialect::Drizzle,
        Dialect::Sqlite,
        Dialect::Postgres,
        Dialect::ClickHouse,
        Dialect::TypeScript,
        Dialect::JsonSchema,
        Dialect::OpenTelemetry,
        Dialect::Elasticsearch,
        Dialect::OpenSearch,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Drizzle => "drizzle",
            Dialect::Sqlite => "sqlite",
            Dialect::Postgres => "postgres",
            Dialect::ClickHouse => "clickhouse",
            Dialect::TypeScript => "typescript",
            Dialect::JsonSchema => "json-schema",
            Dialect::OpenTelemetry => "opentelemetry",
            Dialect::Elasticsearch => "elasticsearch",
            Dialect::OpenSearch => "opensearch",
        }
    }

    /// Other names for it.
    #[must_use]
    pub fn aliases(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["d1"],
            _ => &[],
        }
    }

    /// What it is, in a line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Dialect::Drizzle => "schema.ts for Drizzle on D1 and SQLite",
            Dialect::Sqlite => "SQL for SQLite and D1",
            Dialect::Postgres => "SQL for Postgres",
            Dialect::ClickHouse => "SQL for ClickHouse",
            Dialect::TypeScript => "types for TypeScript",
            Dialect::JsonSchema => "JSON Schema of a record on the wire",
            Dialect::OpenTelemetry => "where each column goes in OpenTelemetry, as JSON",
            Dialect::Elasticsearch => "a composable index template for Elasticsearch",
            Dialect::OpenSearch => "a composable index template for OpenSearch",
        }
    }

    /// The name of a file that holds it.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Dialect::Drizzle => "drizzle.ts",
            Dialect::Sqlite => "sqlite.sql",
            Dialect::Postgres => "postgres.sql",
            Dialect::ClickHouse => "clickhouse.sql",
            Dialect::TypeScript => "records.ts",
            Dialect::JsonSchema => "record.schema.json",
            Dialect::OpenTelemetry => "opentelemetry.json",
            Dialect::Elasticsearch => "elasticsearch.json",
            Dialect::OpenSearch => "opensearch.json",
        }
    }

    /// Whether the text depends on the [`Key`].
    #[must_use]
    pub fn has_key(self) -> bool {
        matches!(self, Dialect::Drizzle | Dialect::Sqlite | Dialect::Postgres)
    }

    /// The text, with a line break at its end.
    #[must_use]
    pub fn render(self, key: Key) -> String {
        match self {
            Dialect::Drizzle => drizzle::render(key),
            Dialect::Sqlite => sqlite::render(key),
            Dialect::Postgres => postgres::render(key),
            Dialect::ClickHouse => clickhouse::render(),
            Dialect::TypeScript => typescript::render(),
            Dialect::JsonSchema => pretty(&json_schema::schema()),
            Dialect::OpenTelemetry => pretty(&open_telemetry::mapping()),
            Dialect::Elasticsearch => pretty(&elasticsearch::template(Flavour::Elasticsearch)),
            Dialect::OpenSearch => pretty(&elasticsearch::template(Flavour::OpenSearch)),
        }
    }

    /// The statement that inserts one record and keeps the first of two with one key, with a
    /// parameter for each column in the order of [`COLUMNS`](crate::COLUMNS); for SQLite and
    /// Postgres.
    ///
    /// It is never SQLite's `INSERT OR IGNORE`: that also swallows a row without a message.
    #[must_use]
    pub fn insert(self, key: Key) -> Option<String> {
        match self {
            Dialect::Sqlite => Some(sql::insert(key, "?")),
            Dialect::Postgres => Some(sql::insert(key, "$")),
            _ => None,
        }
    }
}

fn pretty(value: &Value) -> String {
    // A value of strings and maps always has a text.
    format!("{value:#}\n")
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(name: &str) -> Result<Dialect, UnknownDialect> {
        let is_it = |dialect: &Dialect| dialect.name() == name || dialect.aliases().contains(&name);
        Dialect::ALL.into_iter().find(is_it).ok_or_else(|| UnknownDialect(name.to_owned()))
    }
}

/// A name that is no dialect's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownDialect(String);

impl fmt::Display for UnknownDialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Dialect::ALL.map(Dialect::name).join(", ");
        write!(f, "there is no dialect {:?}: known are {known}", self.0)
    }
}

impl std::error::Error for UnknownDialect {}
