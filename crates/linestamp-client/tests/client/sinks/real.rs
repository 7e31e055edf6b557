//! Against real servers: ClickHouse of 2018 and the engine of today, Postgres, an independent
//! implementation of Loki; and a double of OpenSearch by others.
#![cfg(unix)]

use linestamp_backends::clickhouse::{ClickHouse as Server, Engine, USER};
use linestamp_backends::http::Answer;
use linestamp_backends::loki::Loki as LokiServer;
use linestamp_backends::open_search::OpenSearch;
use linestamp_backends::postgres::{Postgres as Database, Tls};
use linestamp_client::sinks::clickhouse::ClickHouse;
use linestamp_client::sinks::elasticsearch::Elasticsearch;
use linestamp_client::sinks::loki::Loki;
use linestamp_client::sinks::postgres::Postgres;
use linestamp_client::sinks::{Opening, Sink};
use linestamp_client::{Client, Health, LogRecord, Notice};
use linestamp_schema::{COLUMNS, Dialect, Key};
use serde_json::{Map, Value};

use super::{full, least, numbered};
use crate::support::{Heard, PATIENCE, batches_of, client, until};

fn write(client: &Client, records: impl IntoIterator<Item = LogRecord>) {
    for record in records {
        client.logger().write(record);
    }
}

pub(super) fn deliver(sink: impl Sink, records: impl IntoIterator<Item = LogRecord>) -> Health {
    let client = client(sink).batch(batches_of(8)).start().unwrap();
    write(&client, records);
    client.shutdown(PATIENCE).unwrap()
}

fn poisoned() -> Vec<LogRecord> {
    let mut records: Vec<_> = (0..8).map(|number| numbered(number, "fine")).collect();
    records[5].message = "poison".to_owned();
    records
}

/// The statements of the schema: the first alone for servers of 2018.
fn tables() -> Vec<String> {
    let ddl = Dialect::ClickHouse.render(Key::Id);
    let all = ddl.split_inclusive(";\n");
    all.map(|statement| statement.trim().trim_end_matches(';').to_owned()).collect()
}

fn select() -> String {
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    format!("SELECT {} FROM logs ORDER BY id FORMAT JSONEachRow", names.join(", "))
}

fn rows(answer: &Answer) -> Vec<LogRecord> {
    assert_eq!(answer.status, 200, "{}", answer.body);
    let row = |line: &str| {
        let mut row: Map<String, Value> = serde_json::from_str(line).unwrap();
        if let Some(metadata) = row["metadata"].as_str() {
            row["metadata"] = serde_json::from_str(metadata).unwrap();
        }
        // Old versions write 64 bits as text.
        if let Some(text) = row["timestamp"].as_str() {
            row["timestamp"] = text.parse::<i64>().unwrap().into();
        }
        // The sort key cannot be null.
        row.retain(|name, value| name != "workspace_id" || value != "");
        serde_json::from_value(Value::Object(row)).unwrap()
    };
    answer.body.lines().map(row).collect()
}

#[test]
fn clickhouse_of_2018() {
    let server = Server::start();
    let old = || ClickHouse::to(&server.url()).unwrap().deduplicate(false);
    let heard = Heard::new();

    // Without a table the records are kept, and delivered when there is one.
    let early = client(old().sink().unwrap()).on_notice(heard.ear()).start().unwrap();
    write(&early, [full(), least()]);
    until("it is told", || !heard.all().is_empty());
    assert_eq!(server.run(&tables()[0]).status, 200);
    assert_eq!(early.shutdown(PATIENCE).unwrap().confirmed, 2);
    assert_eq!(rows(&server.run(&select())), [full(), least()]);
    let Notice::Held { reason } = &heard.all()[0] else { panic!("{:?}", heard.all()) };
    assert!(reason.contains("Code: 60"), "{reason}");

    // By a user's password; what it is told of tokens it does not know.
    let url = server.url().replace("http://", &format!("clickhouse://{}:{}@", USER.0, USER.1));
    let opened = Opening::new().open(&format!("{url}/default?table=logs&deduplicate=false"));
    let message = "ü".repeat(1 << 20);
    assert_eq!(deliver(opened.unwrap(), [numbered(9, &message)]).confirmed, 1);
    assert_eq!(server.run("SELECT max(length(message)) FROM logs").body.trim(), "2097152");
    for (url, code) in [(url.replace("s3cret", "wr0ng"), "193"), (url, "115")] {
        let heard = Heard::new();
        let refused = Opening::new().open(&url).unwrap();
        let refused = client(refused).on_notice(heard.ear()).start().unwrap();
        write(&refused, [full()]);
        until("it is told", || !heard.all().is_empty());
        let said = format!("{:?}", heard.all());
        assert!(said.contains(&format!("Code: {code}")) && !said.contains("-word"), "{said}");
        assert!(refused.shutdown(std::time::Duration::ZERO).is_err());
    }
}

/// Real engine, doubled HTTP.
#[test]
fn clickhouse_of_today() {
    let server = Engine::start();
    for statement in tables() {
        assert_eq!(server.run(&statement).status, 200, "{statement}");
    }
    let sink = || ClickHouse::to(&server.url()).unwrap().sink().unwrap();
    // The very same batch again, by another process as it were: its token is the same.
    for _ in 0..2 {
        assert_eq!(deliver(sink(), [full(), least()]).confirmed, 2);
    }
    assert_eq!(rows(&server.run(&select())), [full(), least()]);
    assert_eq!(deliver(sink(), [least()]).confirmed, 1);
    assert_eq!(server.run("SELECT count() FROM logs").body.trim(), "3");

    let limit = "ALTER TABLE logs ADD CONSTRAINT fine CHECK message != 'poison'";
    assert_eq!(server.run(limit).status, 200);
    let health = deliver(sink(), poisoned());
    assert_eq!((health.confirmed, health.refused), (7, 1));
    assert_eq!(server.run("SELECT count() FROM logs").body.trim(), "10");
}

#[test]
fn open_search_as_others_double_it() {
    let server = OpenSearch::start();
    let template = Dialect::OpenSearch.render(Key::Id);
    assert_eq!(server.ask("PUT", "/_index_template/linestamp", &template).status, 200);
    let sink = || Elasticsearch::to(&server.url()).unwrap().sink().unwrap();
    let mut second = full();
    second.message = "second".to_owned();
    for _ in 0..2 {
        assert_eq!(deliver(sink(), [full(), least(), second.clone()]).confirmed, 3);
    }
    let found = server.ask("POST", "/linestamp-logs/_refresh", "");
    assert_eq!(found.status, 200);
    let query = r#"{"query":{"match_all":{}},"size":10}"#;
    let found = server.ask("POST", "/linestamp-logs/_search", query);
    let found: Value = serde_json::from_str(&found.body).unwrap();
    let hits = found["hits"]["hits"].as_array().unwrap().iter();
    let mut found: Vec<LogRecord> =
        hits.map(|hit| serde_json::from_value(hit["_source"].clone()).unwrap()).collect();
    found.sort_by(|one, other| one.id.cmp(&other.id));
    assert_eq!(found, [full(), least()]);

    // An index that takes numbers only.
    let mapping = r#"{"mappings":{"properties":{"message":{"type":"integer"}}}}"#;
    assert_eq!(server.ask("PUT", "/numbers", mapping).status, 200);
    let opened = Opening::new().open(&format!("opensearch+{}/numbers", server.url()));
    let mut records: Vec<_> = (0..8).map(|number| numbered(number, "7")).collect();
    records[5].message = "poison".to_owned();
    let dead = Heard::new();
    let numbers = client(opened.unwrap()).batch(batches_of(8)).dead_letter(dead.dead_letter());
    let numbers = numbers.start().unwrap();
    write(&numbers, records);
    let health = numbers.shutdown(PATIENCE).unwrap();
    assert_eq!((health.confirmed, health.refused, health.attempts), (7, 1, 1));
    let (message, reason) = dead.all().remove(0);
    assert!(message == "poison" && reason.contains("status 400"), "{message}: {reason}");
}

#[test]
fn postgres() {
    let server = Database::start();
    let sink = || Postgres::to(&server.address()).unwrap().sink().unwrap();
    let heard = Heard::new();

    // Without a table the records are kept, and delivered when there is one.
    let early = client(sink()).on_notice(heard.ear()).batch(batches_of(8)).start().unwrap();
    let mut second = full();
    second.message = "second".to_owned();
    write(&early, [full(), least(), second]);
    early.flush(std::time::Duration::from_millis(1)).unwrap_err();
    until("it is told", || !heard.all().is_empty());
    server.run(&Dialect::Postgres.render(Key::Id)).unwrap();
    early.flush(PATIENCE).unwrap();
    let Notice::Held { reason } = &heard.all()[0] else { panic!("{:?}", heard.all()) };
    assert!(reason.contains("\"logs\" does not exist"), "{reason}");

    // The connection goes; the next batch has another.
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                  WHERE pid <> pg_backend_pid() AND usename = 'linestamp'";
    server.run(others).unwrap();
    write(&early, [full(), numbered(1, &"ü".repeat(1 << 20))]);
    assert_eq!(early.shutdown(PATIENCE).unwrap().confirmed, 5);

    let read = server.run("SELECT to_jsonb(logs) FROM logs ORDER BY id LIMIT 2").unwrap();
    let read: Vec<LogRecord> = read.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(read, [full(), least()]);
    let largest = server.run("SELECT count(*), max(length(message)) FROM logs");
    assert_eq!(largest.as_deref(), Ok("3|1048576"));
}

#[test]
fn postgres_over_several_connections() {
    let server = Database::start();
    server.run(&Dialect::Postgres.render(Key::Id)).unwrap();
    let sink = Postgres::to(&server.address()).unwrap().sink().unwrap();
    let client = client(sink).batch(batches_of(10)).concurrency(3).start().unwrap();
    write(&client, (0..100).map(|number| numbered(number, "…")));
    assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 100);
    assert_eq!(server.run("SELECT count(*) FROM logs").as_deref(), Ok("100"));
}

#[test]
fn postgres_is_trusted_and_told_who_we_are() {
    let [server, us] = ["localhost", "client"]
        .map(|name| rcgen::generate_simple_self_signed(vec![name.to_owned()]).unwrap());
    let (root, key) = (server.cert.pem(), server.signing_key.serialize_pem());
    let identity = format!("{}{}", us.cert.pem(), us.signing_key.serialize_pem());
    for clients in [None, Some(us.cert.pem())] {
        let tls = Tls { certificate: &root, key: &key, clients: clients.as_deref() };
        let database = Database::start_with_tls(tls);
        database.run(&Dialect::Postgres.render(Key::Id)).unwrap();
        let stranger = || Postgres::to(&database.tls_address()).unwrap();
        let trusting = || stranger().root_certificates(root.as_bytes()).unwrap();
        assert!(postgres_fails(stranger()).contains("certificate"));
        let known = match clients {
            None => trusting(),
            Some(_) => {
                assert!(postgres_fails(trusting()).contains("certificate"));
                trusting().identity(identity.as_bytes()).unwrap()
            }
        };
        assert_eq!(deliver(known.sink().unwrap(), [full()]).confirmed, 1);

        // By the address and its variables.
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, pem: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, pem).unwrap();
            Some(path.to_str().unwrap().to_owned())
        };
        let opening = Opening::new().variables(|name| match name {
            "LINESTAMP_CA_FILE" => file("ca.pem", &root),
            "LINESTAMP_IDENTITY_FILE" => file("identity.pem", &identity),
            _ => None,
        });
        let sink = opening.open(&database.tls_address()).unwrap();
        assert_eq!(deliver(sink, [least()]).confirmed, 1);
        assert_eq!(database.run("SELECT count(*) FROM logs").as_deref(), Ok("2"));
    }
}

/// Gives the reason.
fn postgres_fails(postgres: Postgres) -> String {
    let heard = Heard::new();
    let client = client(postgres.sink().unwrap()).on_notice(heard.ear()).start().unwrap();
    write(&client, [full()]);
    until("it is told", || !heard.all().is_empty());
    assert!(client.shutdown(std::time::Duration::ZERO).is_err());
    format!("{:?}", heard.all())
}

#[test]
fn certificates_of_postgres_that_are_none_are_refused_without_being_shown() {
    let us = rcgen::generate_simple_self_signed(vec!["client".to_owned()]).unwrap();
    let postgres = || Postgres::to("postgres://user@db.invalid/logs").unwrap();
    for pem in [us.cert.pem(), us.signing_key.serialize_pem(), "nothing".to_owned()] {
        let error = postgres().identity(pem.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("private key") && !error.contains("BEGIN"), "{error}");
    }
    let error = postgres().root_certificates(b"nothing").unwrap_err().to_string();
    assert!(error.contains("no certificate in PEM"), "{error}");
}

#[test]
fn postgres_refuses_the_record_and_the_stranger() {
    let server = Database::start();
    server.run(&Dialect::Postgres.render(Key::WorkspaceAndId)).unwrap();
    let sink = Postgres::to(&server.address()).unwrap().key(Key::WorkspaceAndId);
    let mut records = poisoned();
    records[5].message = "no NUL\0here".to_owned();
    let health = deliver(sink.sink().unwrap(), records);
    assert_eq!((health.confirmed, health.refused), (7, 1));
    let ids = server.run("SELECT string_agg(id, ',' ORDER BY ctid) FROM logs").unwrap();
    assert_eq!(ids, "id-00000,id-00001,id-00002,id-00003,id-00004,id-00006,id-00007");

    server.add_user("stranger", "s3cret-word");
    let address = server.address().replace("linestamp", "stranger");
    for (password, is_right) in [("s3cret-word", true), ("wr0ng-word", false)] {
        let heard = Heard::new();
        let sink = Postgres::to(&address).unwrap().password(password).key(Key::WorkspaceAndId);
        assert!(!format!("{sink:?}").contains("word"), "{sink:?}");
        let client = client(sink.sink().unwrap()).on_notice(heard.ear()).start().unwrap();
        write(&client, [full()]);
        if is_right {
            assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 1);
        } else {
            until("it is told", || !heard.all().is_empty());
            let said = format!("{:?}", heard.all());
            assert!(said.contains("password authentication failed"), "{said}");
            assert!(!said.contains("word\""), "{said}");
            assert!(client.shutdown(std::time::Duration::ZERO).is_err());
        }
    }
}

#[test]
fn loki_as_others_have_it() {
    let server = LokiServer::start();
    // It forgets what is a week old.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let now = i64::try_from(now.as_millis()).unwrap();
    let at = |mut record: LogRecord, millis| {
        record.timestamp = linestamp_client::Timestamp::from_millis(millis).unwrap();
        record
    };
    let mut of_one_stream = full();
    of_one_stream.id = "0195".to_owned();
    let records = [at(full(), now), at(least(), now + 1), at(of_one_stream, now + 2)];
    let loki = Loki::to(&server.url()).unwrap().label("team", "tests").unwrap();
    let health = deliver(loki.sink().unwrap(), records.clone());
    assert_eq!((health.confirmed, health.attempts), (3, 1));

    let mut found = Vec::new();
    until("all are there", || {
        // {team="tests"}
        let query = "query=%7Bteam%3D%22tests%22%7D&direction=forward&limit=10";
        let range = format!("start={}000000&end={}000000", now - 5000, now + 5000);
        let answer = server.ask(&format!("/loki/api/v1/query_range?{query}&{range}"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let start = answer.body.find('{').unwrap_or_default();
        let said: Value = serde_json::from_str(answer.body[start..].trim()).unwrap_or_default();
        let streams = said["data"]["result"].as_array().cloned().unwrap_or_default();
        found = streams.iter().flat_map(lines_of_stream).collect();
        found.len() == 3
    });
    found.sort_by_key(|record| record.timestamp);
    assert_eq!(found, records);
}

/// The records of a stream, whose labels have to be theirs.
fn lines_of_stream(stream: &Value) -> Vec<LogRecord> {
    let lines = stream["values"].as_array().unwrap().iter();
    let records = lines.map(|value| {
        let record: LogRecord = serde_json::from_str(value[1].as_str().unwrap()).unwrap();
        let labels = &stream["stream"];
        assert_eq!(labels["service_name"], record.service, "{stream}");
        assert_eq!(labels["environment"], record.environment.as_str());
        assert_eq!(labels["level"], record.level.as_str());
        record
    });
    records.collect()
}
