//! What answers mean: the table of `classify`, and properties of it.

use std::time::{Duration, SystemTime};

use linestamp_client::Verdict;
use linestamp_client::sinks::http::{Answer, Answers, classify};
use proptest::prelude::*;

fn verdict(status: u16, retry_after: Option<&str>) -> Verdict {
    let answer = Answer { status, retry_after, body: b"", now: SystemTime::UNIX_EPOCH };
    classify(&answer, Answers::Status, 3)
}

fn items(body: &str) -> Verdict {
    let (body, now) = (body.as_bytes(), SystemTime::UNIX_EPOCH);
    classify(&Answer { status: 200, retry_after: None, body, now }, Answers::Items, 3)
}

#[test]
fn each_status_has_its_verdict() {
    for status in 0..1000 {
        let expected = match status {
            200..=299 => "Confirmed",
            413 => "TooLarge",
            408 | 425 | 429 => "Retry",
            501 | 505 | 401..=405 | 407 | 410 | 421 | 451 => "Held",
            400..=499 => "Refused",
            500.. => "Retry",
            _ => "Held",
        };
        let found = format!("{:?}", verdict(status, None));
        assert!(found.starts_with(expected), "{status}: {found}");
    }
}

#[test]
fn retry_after_is_read_in_both_forms() {
    let after = |text| match verdict(429, Some(text)) {
        Verdict::Retry { after, .. } => after,
        other => panic!("{other:?}"),
    };
    assert_eq!(after("120"), Some(Duration::from_secs(120)));
    assert_eq!(after(" 0 "), Some(Duration::ZERO));
    assert_eq!(after("Thu, 01 Jan 1970 00:01:30 GMT"), Some(Duration::from_secs(90)));
    assert_eq!(after("soon"), None);
    assert_eq!(after("-5"), None);
}

#[test]
fn a_date_that_is_past_asks_for_no_wait() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(3600);
    let retry_after = Some("Thu, 01 Jan 1970 00:01:30 GMT");
    let answer = Answer { status: 503, retry_after, body: b"", now };
    let found = classify(&answer, Answers::Status, 1);
    assert!(matches!(found, Verdict::Retry { after: Some(Duration::ZERO), .. }), "{found:?}");
}

#[test]
fn a_success_may_name_records() {
    assert_eq!(items(""), Verdict::Confirmed);
    assert_eq!(items("{}"), Verdict::Confirmed);
    let body = r#"{"rejected":[{"index":0,"reason":"bad"},{"index":2,"retry":true},{"index":9}]}"#;
    let expected = Verdict::Partial { refused: vec![(0, "bad".to_owned())], again: vec![2] };
    assert_eq!(items(body), expected);
    assert!(matches!(items(r#"{"rejected":[{"index"#), Verdict::Retry { .. }));
    // One that is named twice has one fate.
    let body = r#"{"rejected":[{"index":1,"reason":"bad"},{"index":1,"retry":true},{"index":1}]}"#;
    assert_eq!(items(body), Verdict::Partial { refused: Vec::new(), again: vec![1] });
}

proptest! {
    #[test]
    fn any_answer_has_a_verdict_about_records_that_were_sent(
        status in any::<u16>(),
        header in proptest::option::of(".*"),
        body in any::<Vec<u8>>(),
        indices in proptest::collection::vec((0_usize..10, any::<bool>()), 0..8),
        records in 1_usize..6,
        as_items in any::<bool>(),
    ) {
        let listed: Vec<_> = indices
            .iter()
            .map(|(index, retry)| serde_json::json!({ "index": index, "retry": retry }))
            .collect();
        let listed = serde_json::json!({ "rejected": listed }).to_string().into_bytes();
        for body in [&body, &listed] {
            let answer = Answer {
                status, retry_after: header.as_deref(), body, now: SystemTime::UNIX_EPOCH,
            };
            let answers = if as_items { Answers::Items } else { Answers::Status };
            match classify(&answer, answers, records) {
                Verdict::Confirmed => prop_assert!((200..300).contains(&status)),
                Verdict::Partial { refused, again } => {
                    prop_assert!(refused.iter().all(|(index, _)| *index < records));
                    prop_assert!(again.iter().all(|index| *index < records));
                    prop_assert!(!refused.is_empty() || !again.is_empty());
                    let named = refused.iter().map(|(index, _)| index).chain(&again);
                    let different: std::collections::BTreeSet<_> = named.clone().collect();
                    prop_assert_eq!(different.len(), named.count());
                }
                Verdict::Retry { reason, .. }
                | Verdict::TooLarge { reason }
                | Verdict::SomeRefused { reason, .. }
                | Verdict::Refused { reason }
                | Verdict::Held { reason } => {
                    prop_assert!(reason.contains(&status.to_string()));
                    prop_assert!(reason.chars().count() < 300);
                }
            }
        }
    }
}
