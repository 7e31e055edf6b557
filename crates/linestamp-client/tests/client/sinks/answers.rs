//! What each protocol's answers mean: the tables of `classify`.

use std::time::{Duration, SystemTime};

use linestamp_client::Verdict;
use linestamp_client::sinks::otlp::Encoding;
use linestamp_client::sinks::postgres;
use linestamp_client::sinks::presets::{classify_axiom, classify_better_stack};
use linestamp_client::sinks::splunk::Said;
use linestamp_client::sinks::transport::Answer;
use linestamp_client::sinks::{clickhouse, datadog, elasticsearch, linestamp, loki, otlp, splunk};
use proptest::prelude::*;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

fn answer(status: u16, body: &[u8]) -> Answer<'_> {
    Answer { status, retry_after: None, body, now: NOW }
}

/// The name of the verdict.
fn kind(verdict: &Verdict) -> String {
    let text = format!("{verdict:?}");
    text.split([' ', '{']).next().unwrap_or_default().to_owned()
}

#[test]
fn otlp_retries_what_the_specification_lists_and_nothing_else() {
    for status in [429, 502, 503, 504] {
        let found = otlp::classify(&answer(status, b""), None, 1);
        assert_eq!(kind(&found), "Retry", "{status}");
    }
    for status in [400, 408, 409, 415, 422, 500, 507] {
        let found = otlp::classify(&answer(status, b""), None, 1);
        assert_eq!(kind(&found), "Refused", "{status}");
    }
    for status in [301, 401, 403, 404, 501] {
        assert_eq!(kind(&otlp::classify(&answer(status, b""), None, 1)), "Held", "{status}");
    }
}

#[test]
fn otlp_reads_answers_in_both_encodings() {
    let json = |body: &str| otlp::classify(&answer(200, body.as_bytes()), Some(Encoding::Json), 5);
    for body in ["", "{}", r#"{"partialSuccess":null}"#, r#"{"partialSuccess":{}}"#] {
        assert_eq!(json(body), Verdict::Confirmed, "{body}");
    }
    let warning = r#"{"partialSuccess":{"rejectedLogRecords":0,"errorMessage":"old"}}"#;
    assert_eq!(json(warning), Verdict::Confirmed);
    let refused = |refused| Verdict::SomeRefused { refused, reason: "status 200: old".to_owned() };
    for count in ["2", "\"2\""] {
        let body = warning.replace('0', count).replace("\"2\"0", "\"2\"");
        assert_eq!(json(&body), refused(2), "{body}");
    }
    assert_eq!(json(&warning.replace('0', "99")), refused(5));
    assert_eq!(kind(&json("{\"partialSuc")), "Retry");

    let proto =
        |status, body: &[u8]| otlp::classify(&answer(status, body), Some(Encoding::Protobuf), 5);
    assert_eq!(proto(200, b""), Verdict::Confirmed);
    // Field 1, a message of: field 1 = 2, field 2 = "old".
    assert_eq!(proto(200, b"\x0a\x07\x08\x02\x12\x03old"), refused(2));
    assert_eq!(kind(&proto(200, b"<html>")), "Retry");
    // `google.rpc.Status`: code 3, message "bad".
    let bad = Verdict::Refused { reason: "status 400: bad".to_owned() };
    assert_eq!(proto(400, b"\x08\x03\x12\x03bad"), bad);
}

#[test]
fn clickhouse_goes_by_the_code_before_the_status() {
    let by = |status, code: Option<&str>, body: &str| {
        kind(&clickhouse::classify(&answer(status, body.as_bytes()), code))
    };
    assert_eq!(by(200, None, ""), "Confirmed");
    for code in ["6", "27", "117", "349"] {
        assert_eq!(by(500, Some(code), ""), "Refused", "{code}");
    }
    for code in ["60", "81", "193", "194", "516"] {
        assert_eq!(by(500, Some(code), ""), "Held", "{code}");
    }
    for code in ["159", "202", "209", "241", "242", "252", "439"] {
        assert_eq!(by(500, Some(code), ""), "Retry", "{code}");
    }
    // An error after the success was said, of today and of 2018.
    assert_eq!(by(200, None, "Code: 241. DB::Exception: Memory limit"), "Retry");
    assert_eq!(by(500, None, "Code: 117, e.displayText() = DB::Exception"), "Refused");
    assert_eq!(by(502, None, "Bad gateway. Error Code: 60"), "Retry");
    assert_eq!(by(413, None, ""), "TooLarge");
}

#[test]
fn elasticsearch_has_a_verdict_for_each_item() {
    let by = |body: &str| elasticsearch::classify(&answer(200, body.as_bytes()), 3);
    let items = |statuses: [u16; 3]| {
        let item = |status| format!(r#"{{"create":{{"status":{status}}}}}"#);
        format!(r#"{{"errors":true,"items":[{}]}}"#, statuses.map(item).join(","))
    };
    assert_eq!(by(&items([201, 409, 409])), Verdict::Confirmed);
    let partial = by(&items([429, 400, 503]));
    let Verdict::Partial { refused, again } = partial else { panic!("{partial:?}") };
    assert_eq!((refused[0].0, again), (1, vec![0, 2]));
    assert_eq!(kind(&by(&items([404, 404, 404]))), "Held");
    let partial = by(&items([201, 403, 201]));
    assert_eq!(partial, Verdict::Partial { refused: vec![], again: vec![1] });
    for body in ["", "{", r#"{"errors":false,"items":[]}"#] {
        assert_eq!(kind(&by(body)), "Retry", "{body}");
    }
}

#[test]
fn loki_that_is_blocked_has_taken_nothing() {
    for (status, expected) in
        [(204, "Confirmed"), (260, "Held"), (400, "Refused"), (429, "Retry"), (500, "Retry")]
    {
        assert_eq!(kind(&loki::classify(&answer(status, b"text"))), expected, "{status}");
    }
}

#[test]
fn datadog_and_better_stack_say_202() {
    for (status, expected) in [
        (202, "Confirmed"),
        (200, "Retry"),
        (403, "Held"),
        (408, "Retry"),
        (413, "TooLarge"),
        (429, "Retry"),
        (503, "Retry"),
    ] {
        assert_eq!(kind(&datadog::classify(&answer(status, b""))), expected, "{status}");
        assert_eq!(kind(&classify_better_stack(&answer(status, b""))), expected, "{status}");
    }
    assert_eq!(kind(&classify_better_stack(&answer(402, b"quota"))), "Held");
    assert_eq!(kind(&classify_better_stack(&answer(406, b"parse"))), "Refused");
}

#[test]
fn axiom_says_when_to_come_back() {
    let limited = |reset| classify_axiom(&answer(429, b""), reset, 1);
    let after = |verdict| match verdict {
        Verdict::Retry { after, .. } => after,
        other => panic!("{other:?}"),
    };
    assert_eq!(after(limited(Some("90"))), Some(Duration::from_secs(90)));
    assert_eq!(after(limited(Some("soon"))), None);
    let by = |body: &str| kind(&classify_axiom(&answer(200, body.as_bytes()), None, 2));
    assert_eq!(by(r#"{"ingested":2,"failed":0}"#), "Confirmed");
    assert_eq!(by(r#"{"ingested":1,"failed":1,"failures":[{"error":"x"}]}"#), "SomeRefused");
    assert_eq!(by(r#"{"ingested":1,"failed":0}"#), "Retry");
    assert_eq!(by("{"), "Retry");
}

#[test]
fn splunk_goes_by_its_code() {
    let by = |status, body: &str| splunk::classify(&answer(status, body.as_bytes()), false, 3);
    let code = |code: u32| format!(r#"{{"text":"t","code":{code}}}"#);
    let told = |status, number| match by(status, &code(number)) {
        Said::Verdict(verdict) => kind(&verdict),
        Said::Ask(_) => "Ask".to_owned(),
    };
    assert_eq!(told(200, 0), "Confirmed");
    for (status, number) in [(401, 2), (403, 4), (400, 7), (400, 10), (400, 14), (400, 16)] {
        assert_eq!(told(status, number), "Held", "{number}");
    }
    for (status, number) in [(500, 8), (503, 9), (503, 18), (503, 20)] {
        assert_eq!(told(status, number), "Retry", "{number}");
    }
    for number in [5, 6, 12, 13, 15] {
        assert_eq!(told(400, number), "Refused", "{number}");
    }
    let bad = by(400, r#"{"text":"Invalid","code":6,"invalid-event-number":1}"#);
    let Said::Verdict(Verdict::Partial { refused, again }) = bad else { panic!("{bad:?}") };
    assert_eq!((refused[0].0, again), (1, vec![0, 2]));

    let wanted = |body: &str| splunk::classify(&answer(200, body.as_bytes()), true, 1);
    assert_eq!(wanted(r#"{"text":"Success","code":0,"ackId":7}"#), Said::Ask(7));
    assert!(matches!(wanted(&code(0)), Said::Verdict(Verdict::Retry { .. })));
    let asked = |status, body: &str| splunk::acknowledged(&answer(status, body.as_bytes()), 7);
    assert_eq!(asked(200, r#"{"acks":{"7":true}}"#), Ok(true));
    assert_eq!(asked(200, r#"{"acks":{"7":false}}"#), Ok(false));
    assert_eq!(kind(&asked(400, &code(14)).unwrap_err()), "Held");
    assert_eq!(kind(&asked(503, "").unwrap_err()), "Retry");
}

#[test]
fn linestamps_account_has_to_add_up() {
    let by = |body: &str| linestamp::classify(&answer(200, body.as_bytes()), 3);
    assert_eq!(by(r#"{"stored":1,"duplicates":2}"#), Verdict::Confirmed);
    let refused = r#"{"stored":2,"duplicates":0,
        "refused":[{"index":1,"field":"level","reason":"loud"}]}"#;
    let expected = Verdict::Partial { refused: vec![(1, "level: loud".to_owned())], again: vec![] };
    assert_eq!(by(refused), expected);
    // One record named twice: the one that is not named would be confirmed.
    let twice = refused.replace(":2,", ":1,").replace(
        r#""refused":["#,
        r#""refused":[{"index":1,"field":"message","reason":"absent"},"#,
    );
    let beyond = refused.replace(":1,", ":9,");
    for body in ["", "{}", r#"{"stored":1,"duplicates":1}"#, &beyond, &twice] {
        assert_eq!(kind(&by(body)), "Retry", "{body}");
    }
    assert_eq!(kind(&linestamp::classify(&answer(507, b""), 3)), "Retry");
}

#[test]
fn postgres_goes_by_the_class() {
    let by = |state| kind(&postgres::classify(state, "reason".to_owned()));
    for (state, expected) in [
        (Some("22P05"), "Refused"),
        (Some("23514"), "Refused"),
        (Some("28P01"), "Held"),
        (Some("42P01"), "Held"),
        (Some("25006"), "Held"),
        (Some("40001"), "Retry"),
        (Some("53100"), "Retry"),
        (Some("57P01"), "Retry"),
        (None, "Retry"),
    ] {
        assert_eq!(by(state), expected, "{state:?}");
    }
}

/// Whatever comes back: no panic, no index that was not sent, and success only by a success.
fn check(verdict: &Verdict, status: u16, records: usize) -> Result<(), TestCaseError> {
    match verdict {
        Verdict::Confirmed | Verdict::SomeRefused { .. } => {
            prop_assert!((200..300).contains(&status), "{status}: {verdict:?}");
        }
        Verdict::Partial { refused, again } => {
            prop_assert!(refused.iter().all(|(index, _)| *index < records));
            prop_assert!(again.iter().all(|index| *index < records));
        }
        Verdict::Retry { reason, .. }
        | Verdict::TooLarge { reason }
        | Verdict::Refused { reason }
        | Verdict::Held { reason } => prop_assert!(reason.chars().count() < 300),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_answer_has_a_verdict(
        status in any::<u16>(),
        noise in any::<Vec<u8>>(),
        number in any::<u64>(),
        code in proptest::option::of("[0-9]{1,4}"),
        records in 1_usize..6,
    ) {
        let bodies = [
            noise,
            format!(r#"{{"code":{},"invalid-event-number":{number}}}"#, number % 24).into_bytes(),
            format!(r#"{{"stored":{number},"duplicates":{number},"refused":[]}}"#).into_bytes(),
            format!(r#"{{"ingested":{number},"failed":{number}}}"#).into_bytes(),
            format!(r#"{{"partialSuccess":{{"rejectedLogRecords":"{number}"}}}}"#).into_bytes(),
            br#"{"errors":true,"items":[{"create":{"status":400}},{"create":{"status":0}}]}"#.to_vec(),
        ];
        for body in &bodies {
            let answer = answer(status, body);
            let code = code.as_deref();
            let mut found = vec![
                clickhouse::classify(&answer, code),
                datadog::classify(&answer),
                elasticsearch::classify(&answer, records),
                linestamp::classify(&answer, records),
                loki::classify(&answer),
                classify_axiom(&answer, code, records),
                classify_better_stack(&answer),
            ];
            for encoding in [None, Some(Encoding::Json), Some(Encoding::Protobuf)] {
                found.push(otlp::classify(&answer, encoding, records));
            }
            for acknowledge in [false, true] {
                if let Said::Verdict(verdict) = splunk::classify(&answer, acknowledge, records) {
                    found.push(verdict);
                }
            }
            for verdict in &found {
                check(verdict, status, records)?;
            }
        }
    }
}
