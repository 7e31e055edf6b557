//! The prefilter is never wrongly false: whatever holds a site is parsed.

use linestamp_transform::{Action, Options, Settings, Source, TargetOptions, plan};
use proptest::prelude::*;

fn settings(target: TargetOptions) -> Settings {
    Settings::new(&Options { target: Some(vec![target]), ..Options::default() }).expect("valid")
}

#[test]
fn most_files_are_not_parsed() {
    let settings = Settings::default();
    for text in ["", "const x = 1", "console.log('x')", "env.LOG.write({})", "a\\b\\u004c"] {
        assert!(!settings.may_hold_sites(text.as_bytes()), "{text}");
    }
    assert!(!settings.may_hold_sites(b"\xff\xfe\\\xff\\u{zz}\\"));
}

#[test]
fn names_spelled_with_escapes_are_seen() {
    let settings = Settings::default();
    for text in [
        "env.LOGS.write({})",
        r"env.\u004cOGS.write({})",
        r"env.L\u{4F}GS.write({})",
        r"env['LO\x47S'].write({})",
        r"env['\LOGS'].write({})",
        r"env['\114OGS'].write({})",
        "env['LO\\\nGS'].write({})",
        "env['LO\\\r\nGS'].write({})",
        "env['LO\\\u{2028}GS'].write({})",
        r"env['\x4c\u004f\u{000047}\x53'].write({})",
    ] {
        assert!(settings.may_hold_sites(text.as_bytes()), "{text}");
        let sites =
            plan(&Source::new("a.cjs", text), &settings, Action::Inject { refresh: false }).sites;
        assert_eq!(sites.len(), 1, "{text}");
    }
}

#[test]
fn a_marker_is_enough() {
    assert!(Settings::default().may_hold_sites(b"const r = /* @linestamp */ {}"));
}

#[test]
fn bound_targets_are_seen_under_other_names() {
    let from = |call: &str| {
        settings(TargetOptions { from: Some(vec!["m".to_owned()]), ..TargetOptions::named(call) })
    };
    for (call, text) in [
        ("log.info", "import l from 'm'; l.info({})"),
        ("log.info", "import { log as l } from 'm'; f(l)"),
        ("log", "import { log as l } from 'm'; l({})"),
        ("default", "import l from 'm'; l({})"),
        ("default.info", "import l from 'm'; l.info({})"),
    ] {
        let settings = from(call);
        assert!(settings.may_hold_sites(text.as_bytes()), "{text}");
        let plan = plan(&Source::new("a.ts", text), &settings, Action::Inject { refresh: false });
        assert_eq!(plan.sites.len(), 1, "{text}");
    }
    let global = settings(TargetOptions { global: true, ..TargetOptions::named("console.log") });
    assert!(global.may_hold_sites(b"console[level]({})"));
}

/// Each character of a name, plain or in one of its escapes.
fn spelling(name: &'static str) -> impl Strategy<Value = String> {
    let character = |c: char| {
        prop_oneof![
            3 => Just(c.to_string()),
            1 => Just(format!("\\u{:04x}", u32::from(c))),
            1 => Just(format!("\\u{{{:x}}}", u32::from(c))),
            1 => Just(format!("\\x{:02x}", u32::from(c))),
            1 => Just(format!("\\\n{c}")),
        ]
    };
    name.chars().map(character).collect::<Vec<_>>().prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_spelling_of_a_string_key_is_seen(logs in spelling("LOGS"), write in spelling("write")) {
        let settings = Settings::default();
        let text = format!("env['{logs}'][\"{write}\"]({{}})");
        prop_assert!(settings.may_hold_sites(text.as_bytes()));
        let plan = plan(&Source::new("a.ts", &text), &settings, Action::Inject { refresh: false });
        prop_assert_eq!(plan.sites.len(), 1);
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = Settings::default().may_hold_sites(&bytes);
    }
}
