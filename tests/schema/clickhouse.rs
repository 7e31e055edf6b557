//! ClickHouse: the first statement in the real server of 2018, all of them in the engine of today.

use linestamp_backends::clickhouse::{ClickHouse, run_in_engine};
use linestamp_schema::{COLUMNS, Dialect, Key, LogRecord};
use serde_json::{Map, Value};

use crate::{full, least, plain};

/// From here on the DDL is for newer versions.
const NEWER: &str = "-- From here on";

fn statements(ddl: &str) -> Vec<&str> {
    ddl.split_inclusive(";\n").map(|statement| statement.trim().trim_end_matches(';')).collect()
}

/// A record as `JSONEachRow` has it.
fn row(record: &LogRecord) -> String {
    let cells = record.cells().filter_map(|(column, value)| Some((column, value?)));
    let row = cells.map(|(column, value)| (column.name.to_owned(), plain(Some(value))));
    Value::Object(row.collect()).to_string()
}

fn insert() -> String {
    format!("INSERT INTO logs FORMAT JSONEachRow {}\n{}", row(&full()), row(&least()))
}

fn select() -> String {
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    format!("SELECT {} FROM logs ORDER BY id FORMAT JSONEachRow", names.join(", "))
}

/// What was inserted, as it was read back.
fn check(answer: &str) {
    let read: Vec<_> = answer.lines().map(read_back).collect();
    let mut least = least();
    // Its sort key cannot be null.
    least.workspace_id = Some(String::new());
    assert_eq!(read, [full(), least]);
}

fn read_back(line: &str) -> LogRecord {
    let mut row: Map<String, Value> = serde_json::from_str(line).expect("a row");
    if let Some(metadata) = row["metadata"].as_str() {
        row["metadata"] = serde_json::from_str(metadata).expect("of JSON");
    }
    // Old versions write 64 bits as text.
    if let Some(text) = row["timestamp"].as_str() {
        row["timestamp"] = text.parse::<i64>().expect("a number").into();
    }
    serde_json::from_value(Value::Object(row)).expect("a complete record")
}

#[test]
fn the_real_server_of_2018_takes_the_table() {
    let server = ClickHouse::start();
    let run = |statement: &str| {
        let answer = server.run(statement);
        assert_eq!(answer.status, 200, "{statement}: {}", answer.body);
        answer.body
    };
    let ddl = Dialect::ClickHouse.render(Key::Id);
    let (table, _) = ddl.split_once(NEWER).expect("it says from where on");
    for _ in 0..2 {
        run(statements(table)[0]);
    }
    run(&insert());
    check(&run(&select()));
    let answer = server.run(&insert().replace("\"warn\"", "\"loud\""));
    assert_ne!(answer.status, 200, "{}", answer.body);
}

#[test]
fn the_engine_of_today_takes_every_statement() {
    let ddl = Dialect::ClickHouse.render(Key::Id);
    let ddl = statements(&ddl);
    let (insert, select) = (insert(), select());
    let all = |more: &[&str]| run_in_engine(&[&ddl, &ddl, more].concat());
    check(&all(&[&insert, &select]).expect("every statement is right"));

    // A batch with its token is kept once: the window is open.
    let with_token =
        insert.replacen("logs ", "logs SETTINGS insert_deduplication_token = 'batch-1' ", 1);
    let count = all(&[&with_token, &with_token, "SELECT count() FROM logs"]);
    assert_eq!(count.as_deref(), Ok("2"));

    // Where the server asks for whole granules, the skipping index is what leaves some out.
    let plan = all(&[&insert, "EXPLAIN indexes = 1 SELECT * FROM logs WHERE trace_id = 'x'"]);
    assert!(plan.as_ref().is_ok_and(|plan| plan.contains("logs_trace_id")), "{plan:?}");
    let error = all(&["INSERT INTO logs (id, level) VALUES ('a', 'loud')"]);
    assert!(error.as_ref().is_err_and(|error| error.contains("loud")), "{error:?}");
}
