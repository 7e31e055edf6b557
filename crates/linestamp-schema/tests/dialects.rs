//! What needs no server to be judged.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use linestamp_schema::{COLUMNS, Dialect, Environment, Key, Level};
use opentelemetry_semantic_conventions::{attribute, resource};
use serde_json::{Value, json};

#[test]
fn every_dialect_has_every_column_by_its_name() {
    for dialect in Dialect::ALL {
        for key in [Key::Id, Key::WorkspaceAndId] {
            let text = dialect.render(key);
            for column in COLUMNS {
                assert!(text.contains(column.name), "{dialect}: {}", column.name);
            }
            assert_eq!(text != dialect.render(Key::Id), dialect.has_key() && key != Key::Id);
        }
        assert_eq!(dialect.name().parse(), Ok(dialect));
        for alias in dialect.aliases() {
            assert_eq!(alias.parse(), Ok(dialect));
        }
    }
    let error = "oracle".parse::<Dialect>().unwrap_err().to_string();
    assert!(
        error.starts_with("there is no dialect \"oracle\": known are drizzle, sqlite"),
        "{error}"
    );
}

/// The names are those that OpenTelemetry's own project publishes.
#[test]
fn open_telemetry_knows_the_names() {
    let mapping: Value = serde_json::from_str(&Dialect::OpenTelemetry.render(Key::Id)).unwrap();
    let columns = &mapping["columns"];
    for (column, kind, name) in [
        ("id", "attribute", attribute::LOG_RECORD_UID),
        ("service", "resource", resource::SERVICE_NAME),
        ("environment", "resource", resource::DEPLOYMENT_ENVIRONMENT_NAME),
        ("version", "resource", resource::SERVICE_VERSION),
        ("instance_id", "resource", resource::SERVICE_INSTANCE_ID),
        ("user_id", "attribute", attribute::USER_ID),
    ] {
        assert_eq!(columns[column], json!({ kind: name }), "{column}");
    }
    let site = json!({
        "file": attribute::CODE_FILE_PATH,
        "line": attribute::CODE_LINE_NUMBER,
        "column": attribute::CODE_COLUMN_NUMBER,
    });
    assert_eq!(columns["source_location"]["attributes"], site);
    let severities = json!({ "debug": 5, "info": 9, "warn": 13, "error": 17 });
    assert_eq!(columns["level"]["values"], severities);
}

#[test]
fn the_json_schema_is_one() {
    let schema: Value = serde_json::from_str(&Dialect::JsonSchema.render(Key::Id)).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    let is_valid = |record: Value| validator.is_valid(&record);
    assert!(is_valid(json!({ "level": "info", "message": "m" })));
    assert!(is_valid(json!({ "level": "info", "message": "m", "unknown": [] })));
    for level in Level::ALL {
        for environment in Environment::ALL {
            let [level, environment] = [level.as_str(), environment.as_str()];
            let record = json!({ "level": level, "message": "", "environment": environment });
            assert!(is_valid(record));
        }
    }
    for bad in [
        json!([]),
        json!({ "level": "info" }),
        json!({ "message": "m" }),
        json!({ "level": "loud", "message": "m" }),
        json!({ "level": "info", "message": 1 }),
        json!({ "level": "info", "message": "m", "timestamp": -1 }),
        json!({ "level": "info", "message": "m", "timestamp": "now" }),
        json!({ "level": "info", "message": "m", "environment": "moon" }),
        json!({ "level": "info", "message": "m", "id": "" }),
        json!({ "level": "info", "message": "m", "service": "x".repeat(257) }),
        json!({ "level": "info", "message": "m", "metadata": [] }),
    ] {
        assert!(!is_valid(bad.clone()), "{bad}");
    }
}

#[test]
fn only_the_databases_with_a_unique_key_have_an_insert() {
    let sql = Dialect::Sqlite.insert(Key::Id).unwrap();
    assert!(sql.starts_with("INSERT INTO logs (id, timestamp, level, "), "{sql}");
    assert!(sql.ends_with(", ?16) ON CONFLICT (id) DO NOTHING"), "{sql}");
    let sql = Dialect::Postgres.insert(Key::WorkspaceAndId).unwrap();
    assert!(sql.contains(", coalesce($11, ''), "), "{sql}");
    assert!(sql.ends_with("ON CONFLICT (workspace_id, id) DO NOTHING"), "{sql}");
    assert_eq!(Dialect::ClickHouse.insert(Key::Id), None);
}
