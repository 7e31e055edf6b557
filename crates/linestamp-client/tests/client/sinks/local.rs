//! SQLite and files: the real things.

use std::fs;
use std::time::Duration;

use linestamp_client::sinks::file::{self, Files};
use linestamp_client::sinks::sqlite::Sqlite;
use linestamp_client::sinks::{Opening, Sink};
use linestamp_client::{Client, Health, LogRecord, Notice, Verdict};
use rusqlite::Connection;

use super::{full, least, numbered};
use crate::support::{Heard, PATIENCE, batches_of, client, until};

fn deliver(sink: impl Sink, records: impl IntoIterator<Item = LogRecord>) -> Health {
    let client: Client = client(sink).batch(batches_of(8)).start().unwrap();
    for record in records {
        client.logger().write(record);
    }
    client.shutdown(PATIENCE).unwrap()
}

/// The rows, as records, in the order in which they came.
fn rows(connection: &Connection) -> Vec<LogRecord> {
    let mut statement = connection.prepare("SELECT * FROM logs ORDER BY rowid").unwrap();
    let names: Vec<_> = statement.column_names().map(str::to_owned).collect();
    let rows = statement.query_map([], |row| {
        let mut wire = serde_json::Map::new();
        for (index, name) in names.iter().enumerate() {
            use rusqlite::types::Value;
            let value = match row.get_unwrap(index) {
                Value::Null => continue,
                Value::Integer(number) => number.into(),
                Value::Text(text) if name == "metadata" => serde_json::from_str(&text).unwrap(),
                Value::Text(text) => text.into(),
                other => panic!("{other:?}"),
            };
            wire.insert(name.clone(), value);
        }
        Ok(serde_json::from_value(wire.into()).unwrap())
    });
    rows.unwrap().map(Result::unwrap).collect()
}

#[test]
fn sqlite_has_every_field_once_and_the_first_wins() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.db");
    let mut second = full();
    second.message = "second".to_owned();
    let records = [full(), least(), second];
    assert_eq!(deliver(Sqlite::file(&path).sink().unwrap(), records.clone()).confirmed, 3);
    let address = format!("sqlite:{}", path.display());
    assert_eq!(deliver(Opening::new().open(&address).unwrap(), records).confirmed, 3);
    assert_eq!(rows(&Connection::open(&path).unwrap()), [full(), least()]);
}

#[test]
fn sqlite_refuses_the_record_and_takes_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.db");
    let connection = Connection::open(&path).unwrap();
    let ddl = linestamp_schema::Dialect::Sqlite.render(linestamp_schema::Key::Id);
    let ddl = ddl.replace("message text NOT NULL", "message text CHECK (message <> 'poison')");
    connection.execute_batch(&ddl).unwrap();
    let mut records: Vec<_> = (0..8).map(|number| numbered(number, "fine")).collect();
    records[5].message = "poison".to_owned();
    let health = deliver(Sqlite::file(&path).sink().unwrap(), records);
    assert_eq!((health.confirmed, health.refused), (7, 1));
    let ids = rows(&connection).into_iter().map(|record| record.id).collect::<Vec<_>>();
    assert_eq!(ids.len(), 7);
    assert!(ids.is_sorted() && !ids.contains(&"id-00005".to_owned()), "{ids:?}");
}

#[test]
fn sqlite_waits_for_another_writer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.db");
    let sink = Sqlite::file(&path).patience(Duration::from_millis(1)).sink().unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let heard = Heard::new();
    let client = client(sink).on_notice(heard.ear()).start().unwrap();
    client.logger().write(full());
    until("it fails a few times", || client.health().attempts > 2);
    other.execute_batch("COMMIT").unwrap();
    assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 1);
    let Notice::Failing { reason } = &heard.all()[0] else { panic!("{:?}", heard.all()) };
    assert!(reason.contains("locked"), "{reason}");
}

#[test]
fn sqlite_that_cannot_be_used_says_so_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.db");
    fs::write(&path, "this is no database, however long one looks at it".repeat(100)).unwrap();
    for path in [path, folder.path().join("none/logs.db")] {
        let error = Sqlite::file(&path).sink().unwrap_err().to_string();
        assert!(error.contains("cannot be used") && error.contains("logs.db"), "{error}");
    }
    for address in ["sqlite:", "file:", "file://"] {
        let error = Opening::new().open(address).err().unwrap().to_string();
        assert!(error.contains("names no path"), "{error}");
    }
}

fn lines(path: &std::path::Path) -> Vec<LogRecord> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_file_has_every_field_and_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.ndjson");
    deliver(Files::at(&path).sink().unwrap(), [full()]);
    let address = format!("file:{}", path.display());
    deliver(Opening::new().open(&address).unwrap(), [least()]);
    assert_eq!(lines(&path), [full(), least()]);
}

#[test]
fn a_file_is_rotated_and_the_oldest_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.ndjson");
    let sink = Files::at(&path).rotate_at(1_000).keep(2).sync(true).sink().unwrap();
    // Batches of eight, of which one is larger than that.
    let records: Vec<_> = (0..40).map(|number| numbered(number, "twenty characters...")).collect();
    assert_eq!(deliver(sink, records.clone()).confirmed, 40);
    let old = |number| folder.path().join(format!("logs.ndjson.{number}"));
    assert_eq!(lines(&path), records[32..]);
    assert_eq!(lines(&old(1)), records[24..32]);
    assert_eq!(lines(&old(2)), records[16..24]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn a_line_that_a_crash_tore_spoils_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs.ndjson");
    fs::write(&path, "{\"id\":\"torn").unwrap();
    deliver(Files::at(&path).sink().unwrap(), [full()]);
    let text = fs::read_to_string(&path).unwrap();
    let (torn, rest) = text.split_once('\n').unwrap();
    assert_eq!(torn, "{\"id\":\"torn");
    assert_eq!(serde_json::from_str::<LogRecord>(rest).unwrap(), full());
}

#[test]
fn a_file_that_cannot_be_opened_says_so_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let error = Files::at(folder.path().join("none/logs")).sink().unwrap_err().to_string();
    assert!(error.contains("cannot be opened"), "{error}");
    assert!(Files::at(folder.path()).sink().is_err());
}

#[test]
fn a_full_disk_is_tried_again_and_a_closed_door_asked_at() {
    let error = std::io::Error::from(std::io::ErrorKind::StorageFull);
    assert!(matches!(file::classify(&Err(error)), Verdict::Retry { .. }));
    let error = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    assert!(matches!(file::classify(&Err(error)), Verdict::Held { .. }));
    assert_eq!(file::classify(&Ok(())), Verdict::Confirmed);
}
