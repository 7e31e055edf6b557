//! The statement of a batch.

use linestamp_schema::{COLUMNS, Key, Kind, TABLE};

/// The most bytes of JSON in a parameter; Postgres' own limit is 256 MB.
pub(super) const LIMIT: usize = 200_000_000;

/// Inserts the rows of a JSON array; the first of two with one key stays.
pub(super) fn statement(key: Key) -> String {
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let values: Vec<_> = names
        .iter()
        .map(|name| match (*name, key) {
            ("workspace_id", Key::WorkspaceAndId) => format!("coalesce({name}, '')"),
            _ => (*name).to_owned(),
        })
        .collect();
    let types: Vec<_> = COLUMNS
        .iter()
        .map(|column| match column.kind {
            Kind::Timestamp => format!("{} bigint", column.name),
            Kind::Json => format!("{} jsonb", column.name),
            _ => format!("{} text", column.name),
        })
        .collect();
    let conflict = match key {
        Key::Id => "id",
        Key::WorkspaceAndId => "workspace_id, id",
    };
    format!(
        "INSERT INTO {TABLE} ({}) SELECT {} FROM jsonb_to_recordset($1) AS r({}) \
         ON CONFLICT ({conflict}) DO NOTHING",
        names.join(", "),
        values.join(", "),
        types.join(", "),
    )
}
