//! SQLite, which is what D1 is.

use linestamp_schema::{COLUMNS, Dialect, Key, LogRecord};
use rusqlite::Connection;
use rusqlite::types::Value as Cell;
use serde_json::{Map, Value};

use crate::{full, indexes, least, plain, second};

fn open(key: Key) -> Connection {
    let database = Connection::open_in_memory().expect("memory");
    let ddl = Dialect::Sqlite.render(key);
    database.execute_batch(&ddl).expect("the DDL is right");
    // And says so a second time.
    database.execute_batch(&ddl).expect("it may be there already");
    database
}

fn insert(database: &Connection, key: Key, record: &LogRecord) -> rusqlite::Result<usize> {
    let cells = record.cells().map(|(_, cell)| match plain(cell) {
        Value::Null => Cell::Null,
        Value::Number(number) => Cell::Integer(number.as_i64().expect("a timestamp")),
        other => Cell::Text(other.as_str().expect("text").to_owned()),
    });
    let sql = Dialect::Sqlite.insert(key).expect("it has a statement");
    database.execute(&sql, rusqlite::params_from_iter(cells))
}

/// All rows, as records, by the order in which they came.
pub(crate) fn read(database: &Connection) -> Vec<LogRecord> {
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let sql = format!("SELECT {} FROM logs ORDER BY rowid", names.join(", "));
    let mut statement = database.prepare(&sql).expect("every column is there");
    let rows = statement.query_map([], |row| {
        let mut wire = Map::new();
        for (index, name) in names.iter().enumerate() {
            let value = match row.get::<_, Cell>(index)? {
                Cell::Null => continue,
                Cell::Integer(number) => number.into(),
                Cell::Text(text) if *name == "metadata" => {
                    serde_json::from_str(&text).expect("it is JSON")
                }
                Cell::Text(text) => Value::from(text),
                other => panic!("{name} is {other:?}"),
            };
            wire.insert((*name).to_owned(), value);
        }
        Ok(serde_json::from_value(Value::Object(wire)).expect("a complete record"))
    });
    rows.expect("a table").collect::<rusqlite::Result<_>>().expect("rows")
}

#[test]
fn every_column_comes_back_and_the_first_wins() {
    let database = open(Key::Id);
    for (record, rows) in [(full(), 1), (least(), 1), (full(), 0), (second("w-2"), 0)] {
        assert_eq!(insert(&database, Key::Id, &record), Ok(rows));
    }
    assert_eq!(read(&database), [full(), least()]);
}

#[test]
fn tenants_do_not_take_each_others_ids() {
    let database = open(Key::WorkspaceAndId);
    let key = Key::WorkspaceAndId;
    for (record, rows) in
        [(full(), 1), (second("w-2"), 1), (second("w-1"), 0), (least(), 1), (least(), 0)]
    {
        assert_eq!(insert(&database, key, &record), Ok(rows), "{record:?}");
    }
    let mut nobodys = least();
    nobodys.workspace_id = Some(String::new());
    assert_eq!(read(&database), [full(), second("w-2"), nobodys]);
}

/// `INSERT OR IGNORE` would swallow this one.
#[test]
fn a_row_without_a_message_is_an_error() {
    let database = open(Key::Id);
    let sql = "INSERT INTO logs (id, timestamp, level, service, environment) \
               VALUES ('a', 1, 'info', 's', 'staging') ON CONFLICT (id) DO NOTHING";
    let error = database.execute(sql, []).expect_err("the message is missing").to_string();
    assert!(error.contains("logs.message"), "{error}");
}

#[test]
fn each_index_is_used() {
    for key in [Key::Id, Key::WorkspaceAndId] {
        let database = open(key);
        for index in indexes() {
            // The key of workspace and id may serve for the workspace instead.
            let column = index.trim_start_matches("logs_");
            let sql = format!("EXPLAIN QUERY PLAN SELECT * FROM logs WHERE {column} = 'x'");
            let plan: String = database.query_row(&sql, [], |row| row.get(3)).expect("a plan");
            let is_key = key == Key::WorkspaceAndId && column == "workspace_id";
            assert!(plan.contains(&format!("USING INDEX {index} ")) || is_key, "{plan}");
        }
        let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL";
        assert_eq!(database.query_row(sql, [], |row| row.get(0)), Ok(8));
    }
}
