//! Postgres, the real server.

use linestamp_backends::postgres::Postgres;
use linestamp_schema::{Dialect, Key, LogRecord};

use crate::{full, indexes, least, plain, second};

/// Prepares the statement and executes it with literals; gives back how many rows there are then.
fn insert(server: &Postgres, key: Key, record: &LogRecord) -> Result<String, String> {
    let values: Vec<_> = record.cells().map(|(_, value)| literal(&plain(value))).collect();
    let sql = Dialect::Postgres.insert(key).expect("it has a statement");
    let values = values.join(", ");
    server.run(&format!("PREPARE one AS {sql}; EXECUTE one({values}); SELECT count(*) FROM logs"))
}

fn literal(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => "NULL".to_owned(),
        serde_json::Value::String(text) => format!("'{}'", text.replace('\'', "''")),
        other => other.to_string(),
    }
}

fn read(server: &Postgres) -> Vec<LogRecord> {
    let sql = "SELECT to_jsonb(logs) FROM logs ORDER BY id, workspace_id";
    let rows = server.run(sql);
    let rows = rows.expect("a table");
    rows.lines().map(|row| serde_json::from_str(row).expect("a complete record")).collect()
}

fn start(key: Key) -> Postgres {
    let server = Postgres::start();
    let ddl = Dialect::Postgres.render(key);
    server.run(&ddl).expect("the DDL is right");
    server.run(&ddl).expect("it may be there already");
    server
}

#[test]
fn every_column_comes_back_and_the_first_wins() {
    let server = start(Key::Id);
    for (record, rows) in [(full(), "1"), (least(), "2"), (full(), "2"), (second("w-2"), "2")] {
        assert_eq!(insert(&server, Key::Id, &record).as_deref(), Ok(rows));
    }
    assert_eq!(read(&server), [full(), least()]);

    for (column, value) in [("level", "'loud'"), ("environment", "'moon'"), ("message", "NULL")] {
        let full = full();
        let values = full.cells().map(|(known, cell)| match known.name {
            "id" => "'other'".to_owned(),
            name if name == column => value.to_owned(),
            _ => literal(&plain(cell)),
        });
        let values = values.collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO logs VALUES ({values}) ON CONFLICT (id) DO NOTHING");
        let error = server.run(&sql).expect_err("a constraint is violated");
        assert!(error.contains(column), "{error}");
    }

    for index in indexes() {
        let column = index.trim_start_matches("logs_");
        let value = if column == "timestamp" { "5" } else { "'x'" };
        let plan = server.run(&format!(
            "SET enable_seqscan = off; EXPLAIN SELECT * FROM logs WHERE {column} = {value}"
        ));
        let plan = plan.expect("a plan");
        assert!(plan.contains(&format!(" {index} ")), "{plan}");
    }
}

#[test]
fn tenants_do_not_take_each_others_ids() {
    let key = Key::WorkspaceAndId;
    let server = start(key);
    let records =
        [(full(), "1"), (second("w-2"), "2"), (second("w-1"), "2"), (least(), "3"), (least(), "3")];
    for (record, rows) in records {
        assert_eq!(insert(&server, key, &record).as_deref(), Ok(rows), "{record:?}");
    }
    let mut nobodys = least();
    nobodys.workspace_id = Some(String::new());
    assert_eq!(read(&server), [full(), second("w-2"), nobodys]);
}
