use serde_json::Value;

use crate::service::{Service, record, told};

#[test]
fn people_read_a_line_a_record_the_newest_at_the_end() {
    let service = Service::start();
    service.put(&[record(1, "Task started"), record(0, "Ready"), record(86_400, "Next day")]);
    let (status, text, _) = service.run(&["query"]);
    assert_eq!(
        (status, text.as_str()),
        (
            Some(0),
            "── 2025-11-13 UTC ──\n\
             02:13:20.000 info  executor     Ready  executor.ts:1\n\
             02:13:21.000 error executor     Task started  executor.ts:2\n\
             ── 2025-11-14 UTC ──\n\
             02:13:20.000!info  executor     Next day  executor.ts:86401\n"
        )
    );
    let (_, wide, _) = service.run(&["query", "--wide", "--color=always", "level:error"]);
    assert!(wide.contains("environment=production  trace_id=t1  number=1"), "{wide}");
    assert!(wide.contains("\u{1b}[1m\u{1b}[31merror"), "{wide:?}");
}

#[test]
fn a_filter_a_time_and_a_limit_choose() {
    let service = Service::start();
    let records: Vec<_> = (0..2500).map(|number| record(number, "Task started")).collect();
    service.put(&records);
    let (_, text, _) = service.run(&["query", "level:error", "--limit=1200", "--format=json"]);
    let found: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let numbers: Vec<_> = found.iter().map(|found| found["metadata"]["number"].as_u64()).collect();
    let expected: Vec<_> = (100..2500).filter(|number| number % 2 == 1).map(Some).collect();
    assert_eq!(numbers, expected);
    assert_eq!(found[0]["received_at"], 1_763_000_100_000_i64);
    let (status, text, _) = service.run(&["query", "--since=15m"]);
    assert_eq!((status, text.as_str()), (Some(1), ""));
    let since = "2025-11-13T02:54:58Z";
    let (_, text, _) = service.run(&["query", "--format=json", "--since", since, "-level:error"]);
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn a_table_calculates_nothing() {
    let service = Service::start();
    service.put(&[record(0, "=HYPERLINK(\"a\", \"b\")"), record(1, "plain, with a comma")]);
    let (_, text, _) = service.run(&["query", "--format=csv"]);
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let place = table.headers().unwrap().iter().position(|name| name == "message").unwrap();
    let messages: Vec<_> = table.records().map(|row| row.unwrap()[place].to_owned()).collect();
    assert_eq!(messages, ["'=HYPERLINK(\"a\", \"b\")", "plain, with a comma"]);
}

/// Whatever steers a terminal or turns text round is shown as its escape.
#[test]
fn a_record_cannot_steer_the_terminal() {
    let steering = ('\0'..='\u{1f}').chain('\u{7f}'..='\u{9f}').chain('\u{200b}'..='\u{200f}');
    let steering: String = steering.chain('\u{2028}'..='\u{202e}').chain(['\u{2066}']).collect();
    let service = Service::start();
    let mut hostile = record(0, &format!("before{steering}after"));
    hostile["service"] = "a\u{1b}[2Jb".into();
    hostile["source_location"] = "\u{202e}a:1".into();
    hostile["metadata"] = serde_json::json!({ "\u{1b}k": "\u{9b}v" });
    service.put(&[hostile]);
    let (_, text, _) = service.run(&["query", "--wide"]);
    assert!(!text.chars().any(|character| character != '\n' && character.is_control()), "{text:?}");
    assert!(!text.contains(['\u{202e}', '\u{200f}', '\u{2066}']), "{text:?}");
    assert!(text.contains("before\\u{0}\\u{1}") && text.contains("a\\u{1b}[2Jb"), "{text}");
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn a_filter_that_is_none_is_shown_with_its_place() {
    let service = Service::start();
    let (status, text, error) = service.run(&["query", "sevice:executor"]);
    assert_eq!((status, text.as_str()), (Some(2), ""));
    let told = [
        "error: there is no column \"sevice\"",
        "  |",
        "1 | sevice:executor",
        "  | ^^^^^^",
        "  |",
        "  = help: did you mean `service`?",
        "",
    ];
    assert_eq!(error, told.join("\n"));
}

#[test]
fn who_has_no_token_is_told_what_to_do() {
    let service = Service::with_token();
    service.put(&[record(0, "Ready")]);
    let (status, _, error) = service.run(&["query"]);
    assert_eq!(status, Some(2));
    assert!(error.contains("LINESTAMP_TOKEN"), "{error}");
    let token = service.token.clone().unwrap();
    let output = service.command(&["query"]).env("LINESTAMP_TOKEN", &token).output().unwrap();
    assert_eq!(told(output).0, Some(0));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, format!("{token}\n")).unwrap();
    assert_eq!(service.run(&["query", "--token-file", file.to_str().unwrap()]).0, Some(0));
}

#[test]
fn a_service_that_is_away_is_named() {
    let service = Service::start();
    let address = service.address;
    drop(service);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_linestamp"))
        .args(["query", "--url", &format!("http://{address}")])
        .output();
    let (status, _, error) = told(output.unwrap());
    assert_eq!(status, Some(2));
    assert!(error.contains(&address.to_string()) && error.contains("refused"), "{error}");
    assert!(error.contains("linestamp serve"), "{error}");
}
