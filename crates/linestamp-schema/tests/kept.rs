//! Whatever JSON comes, nothing is lost: it is refused by name, or found again in the record.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use linestamp_schema::{
    COLUMNS, CallSite, CellRef, Dialect, Environment, Intake, Key, Level, LogRecord, Moment,
    Timestamp,
};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use serde_json::{Map, Value, json};

fn moment() -> Moment {
    Moment { now: Timestamp::from_millis(1_763_000_000_123).unwrap(), random: [0xab; 10] }
}

fn intake() -> Intake {
    Intake::new().service("tests").environment(Environment::Staging)
}

/// Any JSON; its strings are often words that mean something, its keys often columns.
fn any_json() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(4, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        (0..=Timestamp::MAX.millis()).prop_map(Value::from),
        word().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ]
}

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "error",
        "WARN",
        "info",
        "Debug",
        "trace",
        "fatal",
        "critical",
        "warning",
        "prod",
        "DEV",
        "stage",
        "staging",
        "2026-11-25T17:00:00.123456Z",
        "2026-11-25T17:00:00+01:00",
        "a.ts:1",
        "",
    ])
}

fn key() -> impl Strategy<Value = String> {
    let names = COLUMNS.iter().flat_map(|column| [column.name.to_owned(), column.camel_case()]);
    let more = ["level_2", "attempt", "a", ""].map(str::to_owned);
    prop_oneof![
        3 => prop::sample::select(names.chain(more).collect::<Vec<_>>()),
        1 => ".{0,8}",
    ]
}

/// An object that has a good chance to be taken.
fn likely_record() -> impl Strategy<Value = Value> {
    let message = prop_oneof![Just(json!("it happened")), leaf()];
    let level = prop_oneof![3 => word().prop_map(Value::from), 1 => leaf()];
    let more = prop::collection::vec((key(), any_json()), 0..5);
    (level, message, more).prop_map(|(level, message, more)| {
        let mut map: Map<_, _> = more.into_iter().collect();
        map.insert("level".into(), level);
        map.insert("message".into(), message);
        Value::Object(map)
    })
}

/// A value in the form of that column.
fn fitting(name: &str) -> BoxedStrategy<Value> {
    match name {
        "timestamp" => (0..=Timestamp::MAX.millis()).prop_map(Value::from).boxed(),
        "level" => prop::sample::select(Level::ALL.map(Level::as_str).to_vec())
            .prop_map(Value::from)
            .boxed(),
        "environment" => {
            let words = Environment::ALL.map(Environment::as_str).to_vec();
            prop::sample::select(words).prop_map(Value::from).boxed()
        }
        "metadata" => any_json().prop_map(|json| json!({ "deep": json })).boxed(),
        _ => prop_oneof![9 => ".{1,12}", 1 => "x{250,260}"].prop_map(Value::from).boxed(),
    }
}

/// The text of an object: mostly columns in their forms, and at times other keys, keys that come twice or
/// are spelled with escapes, and an end that is none.
fn json_text() -> impl Strategy<Value = String> {
    let columns: Vec<_> =
        COLUMNS.iter().map(|column| (Just(column.name), fitting(column.name))).collect();
    let more = prop_oneof![
        2 => Just(Vec::new()),
        1 => prop::collection::vec((key(), any_json()), 1..3),
    ];
    let escaped =
        prop::sample::select(vec!["", "", "", r#","m\u0065ssage":"n""#, r#","level":null"#]);
    let end = prop::sample::select(vec!["", " ", "\n", "\r\n", "}", " 1"]);
    let left_out = prop::collection::vec(0..COLUMNS.len(), 0..4);
    (columns, left_out, more, escaped, end).prop_map(|(columns, left_out, more, escaped, end)| {
        let left = |place: &usize| {
            !left_out.contains(place) || ["level", "message"].contains(&columns[*place].0)
        };
        let columns = (0..columns.len()).filter(left).map(|place| columns[place].clone());
        let pairs = columns.map(|(name, value)| (name.to_owned(), value)).chain(more);
        let pairs: Vec<_> = pairs.map(|(key, value)| format!("{}:{value}", json!(key))).collect();
        format!("{{{}{escaped}}}{end}", pairs.join(","))
    })
}

/// All that is neither array nor object, but null, which is absent where it is a column's.
fn leaves(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(items) => items.values().for_each(|item| leaves(item, found)),
        Value::Null => {}
        other => found.push(other.clone()),
    }
}

fn check_that_nothing_is_lost(sent: &Value, record: &LogRecord) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    leaves(sent, &mut before);
    leaves(&serde_json::to_value(record).unwrap(), &mut after);
    for leaf in before {
        assert!(after.contains(&leaf), "{leaf} of {sent} is not in {record:?}");
    }
    // Each unknown key is there with its very value, nulls and shape included.
    for (key, value) in sent.as_object().unwrap() {
        let is_column =
            COLUMNS.iter().any(|column| column.name == key || column.camel_case() == *key);
        if !is_column {
            assert!(record.metadata.values().any(|kept| kept == value), "{key}: {value}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_json_is_refused_by_name_or_kept_whole(sent in prop_oneof![any_json(), likely_record()]) {
        match intake().read(sent.clone(), moment()) {
            Ok(record) => check_that_nothing_is_lost(&sent, &record),
            Err(refused) => {
                let is_named = refused.field() == "record"
                    || sent.get(refused.field()).is_some()
                    || COLUMNS.iter().any(|column| column.name == refused.field());
                prop_assert!(is_named, "{refused}");
                let message = refused.to_string();
                prop_assert!(message.starts_with('`') && message.contains(": "), "{message}");
            }
        }
    }

    #[test]
    fn what_was_taken_stays_as_it_is(sent in likely_record()) {
        if let Ok(record) = intake().read(sent, moment()) {
            let wire = serde_json::to_value(&record).unwrap();
            // By an intake of another service at another time, and by serde.
            let later = Moment { now: Timestamp::MAX, random: [1; 10] };
            let again = Intake::new().service("other").read(wire.clone(), later).unwrap();
            prop_assert_eq!(&again, &record);
            prop_assert_eq!(&serde_json::to_value(&again).unwrap(), &wire);
            let cells = record.cells().map(|(_, cell)| cell.map(CellRef::to_value));
            prop_assert_eq!(&LogRecord::of_cells(cells).unwrap(), &record);
            let text = serde_json::to_string(&record).unwrap();
            prop_assert_eq!(serde_json::from_str::<LogRecord>(&text).unwrap(), record);
        }
    }

    #[test]
    fn plain_text_is_read_as_its_value_is(text in prop_oneof![json_text(), ".{0,20}"], id in prop::option::of("[a-z]{0,3}")) {
        if let Some(record) = intake().read_plain(text.as_bytes(), || (moment(), id.clone())) {
            let mut value: Value = serde_json::from_str(&text).unwrap();
            let said = value.as_object_mut().unwrap().entry("id").or_insert(Value::Null);
            if said.is_null() {
                *said = json!(id);
            }
            prop_assert_eq!(Ok(record), intake().read(value, moment()), "{}", text);
        }
        let by_serde = serde_json::from_str::<LogRecord>(&text).map_err(|error| error.to_string());
        prop_assert_eq!(LogRecord::from_json(text.as_bytes()).map_err(|error| error.to_string()), by_serde);
    }

    #[test]
    fn what_the_json_schema_accepts_is_taken(sent in likely_record()) {
        let schema = serde_json::from_str(&Dialect::JsonSchema.render(Key::Id)).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        // Null in a column is absent here; the schema has no nulls.
        if validator.is_valid(&sent) {
            let taken = intake().read(sent.clone(), moment());
            prop_assert!(taken.is_ok(), "{sent}: {taken:?}");
        }
    }

    #[test]
    fn what_was_taken_fits_the_json_schema(sent in likely_record()) {
        let schema = serde_json::from_str(&Dialect::JsonSchema.render(Key::Id)).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        if let Ok(record) = intake().read(sent, moment()) {
            let wire = serde_json::to_value(&record).unwrap();
            prop_assert!(validator.is_valid(&wire), "{wire}");
        }
    }

    #[test]
    fn a_call_site_is_printed_as_it_was_read(text in prop_oneof![
        ".{0,20}", "[a-z./:]{0,8}:[0-9]{1,11}", "[a-z./:]{0,8}:[0-9]{1,4}:[0-9]{1,4}",
    ]) {
        if let Ok(site) = text.parse::<CallSite>() {
            prop_assert_eq!(site.to_string(), text);
        }
    }

    #[test]
    fn a_call_site_is_read_as_it_was_printed(
        file in "[^\n]{0,20}", line in 1..u32::MAX, column in prop::option::of(1..u32::MAX),
    ) {
        let [line, column] = [Some(line), column].map(|number| number.and_then(std::num::NonZeroU32::new));
        if let Ok(site) = CallSite::new(file, line.unwrap(), column) {
            prop_assert_eq!(site.to_string().parse::<CallSite>().unwrap(), site);
        }
    }

    #[test]
    fn ids_sort_as_their_timestamps_do(a in 0..=Timestamp::MAX.millis(), b in 0..=Timestamp::MAX.millis(), random: [u8; 10]) {
        let id = |millis| {
            let record = json!({ "level": "info", "message": "", "timestamp": millis });
            intake().read(record, Moment { random, ..moment() }).unwrap().id
        };
        prop_assert_eq!(id(a).cmp(&id(b)), a.cmp(&b));
    }

    #[test]
    fn times_are_printed_in_rfc_3339(millis in 0..=Timestamp::MAX.millis()) {
        let time = Timestamp::from_millis(millis).unwrap();
        prop_assert_eq!(Timestamp::from_rfc3339(&time.to_string()), Some(time));
    }
}

/// They are no less times than those before them, although jiff's own end there.
#[test]
fn the_last_hours_of_the_range_are_printed_and_read() {
    let day = 86_400_000;
    for millis in (0..2 * day).step_by(60_007).map(|back| Timestamp::MAX.millis() - back) {
        let time = Timestamp::from_millis(millis).unwrap();
        assert_eq!(Timestamp::from_rfc3339(&time.to_string()), Some(time));
    }
    assert_eq!(Timestamp::MAX.to_string(), "9999-12-31T23:59:59.999Z");
    for (text, time) in [
        ("9999-12-31T23:59:59.9999Z", Some(Timestamp::MAX)),
        ("9999-12-31T22:59:59.999-01:00", Some(Timestamp::MAX)),
        ("9999-12-31T23:59:59.999-00:01", None),
        ("9999-12-31T23:59:59.999", None),
        ("9999-12-31", None),
        ("1969-12-31T23:59:59.999Z", None),
    ] {
        assert_eq!(Timestamp::from_rfc3339(text), time, "{text}");
    }
}

#[test]
fn what_needs_no_rule_is_plain() {
    let plain = |text: &str| intake().read_plain(text.as_bytes(), || (moment(), None)).is_some();
    let usual = r#""level":"info","message":"m \\n m","trace_id":null,"metadata":{"a":[1]}"#;
    assert!(
        plain(&format!("{{{usual}}}")) && plain(&format!(" {{ \"timestamp\" : 5 , {usual} }}\n"))
    );
    for more in [
        r#""timestamp":5.5"#,
        r#""timestamp":"2026-11-25T17:00:00Z""#,
        r#""environment":"prod""#,
        r#""user_id":7"#,
        r#""userId":"u""#,
        r#""attempt":3"#,
        r#""service":"a","service":"b""#,
        r#""metadata":[]"#,
        r#""id":"""#,
    ] {
        assert!(!plain(&format!("{{{usual},{more}}}")), "{more}");
    }
}

/// The generators above do reach what they are for.
#[test]
fn a_fair_part_of_the_generated_records_is_taken() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let taken = (0..500).filter(|_| {
        let sent = likely_record().new_tree(&mut runner).unwrap().current();
        intake().read(sent, moment()).is_ok()
    });
    let taken = taken.count();
    assert!((50..450).contains(&taken), "{taken} of 500");
    let plain = (0..500).filter(|_| {
        let text = json_text().new_tree(&mut runner).unwrap().current();
        intake().read_plain(text.as_bytes(), || (moment(), None)).is_some()
    });
    let plain = plain.count();
    assert!((25..450).contains(&plain), "{plain} of 500");
    let level = |word: &str| Level::of(word);
    assert_eq!(level("FATAL"), Some(Level::Error));
}
