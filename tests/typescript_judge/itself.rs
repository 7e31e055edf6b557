//! The judge itself: it has to find fault where there is one.

use linestamp_tests::promises::Handled;
use linestamp_tests::trees::{Case, judge};

/// What the judge says when `before` became `after`, where `after` marks its insertions by `«»`.
fn verdict(before: &str, after: &str) -> Vec<String> {
    let mut code = String::new();
    let mut inserted = Vec::new();
    for part in after.split('«') {
        let (stamp, rest) = part.split_once('»').unwrap_or(("", part));
        if !stamp.is_empty() {
            inserted.push(code.len()..code.len() + stamp.len());
        }
        code.push_str(stamp);
        code.push_str(rest);
    }
    let handled = Handled { code, map: None, inserted, records: 1 };
    judge(&[Case::new("a.ts", before, &handled)]).complaints
}

#[test]
fn stamps_in_their_spellings_are_right() {
    for (before, after) in [
        ("w({ a: 1 })", "w({ a: 1«, source_location: 'a.ts:1'» })"),
        ("w({ a: 1, })", "w({ a: 1,« source_location: 'a.ts:1',» })"),
        ("w({})", "w({«source_location: 'a.ts:1'»})"),
        ("w({ ...a })", "w({ «source_location: 'a.ts:1', »...a })"),
        ("w(a ? b : c)", "w(«{ source_location: 'a.ts:1',...»a ? b : c« }»)"),
        ("w(a as T)", "w(«{ source_location: \"a.ts:1\",...»a« }» as T)"),
    ] {
        assert_eq!(verdict(before, after), [""; 0], "{after}");
    }
}

#[test]
fn anything_else_is_wrong() {
    for (before, after) in [
        ("w({ a: 1 })", "w({ a: 1«, other» })"),
        ("w({ a: 1 })", "w({ a: 2«, source_location: 'a.ts:1'» })"),
        ("w({ a: 1 })", "w({ a: 1 }«, source_location: 'a.ts:1'»)"),
        ("w({ a: 1 })", "w({ a«, source_location: 'a.ts:1'»: 1 })"),
        ("w({ a: 1 })", "w(«{ source_location: 'a.ts:1',...»{ a: 1 })« }»"),
        ("w({})", "v({«source_location: 'a.ts:1'»})"),
        ("w({})", "w({},)"),
        ("w({ a: 1 })", "w({ a: 1«  , source_location: 'a.ts:1'» })"),
    ] {
        assert_ne!(verdict(before, after), [""; 0], "{after}");
    }
}

#[test]
fn a_map_that_is_off_is_wrong() {
    let verdict = |mappings: &str| {
        let map =
            format!(r#"{{"version":3,"sources":["a.ts"],"names":[],"mappings":"{mappings}"}}"#);
        let code = "w({s: 'a:1'})".to_owned();
        let inserted = std::iter::once(3..11).collect();
        judge(&[Case::new(
            "a.ts",
            "w({})",
            &Handled { code, map: Some(map), inserted, records: 1 },
        )])
        .complaints
    };
    assert_eq!(verdict("AAAA,CAAC,CAAC,C,QAAC,CAAC"), [""; 0]);
    assert_ne!(verdict("AAAA,CAAC,CAAC,C,QAAE,CAAC"), [""; 0], "one column to the right");
    assert_ne!(verdict("AAAA,CAAC,CAAC,CAAC,QAAA,CAAC"), [""; 0], "the stamp is mapped");
    assert_ne!(verdict("AAAA,CAAC,CAAC,C,QAAC"), [""; 0], "the last token has no segment");
    assert_ne!(verdict("AAAA,EAAE,C,QAAC,CAAC"), [""; 0], "the second token has no segment");
}
