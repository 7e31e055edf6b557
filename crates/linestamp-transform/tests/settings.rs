//! Options that make no sense are refused with the key and the remedy.

use std::collections::BTreeMap;

use linestamp_transform::{Options, Settings, SettingsError, TargetOptions};

fn refused(options: &Options) -> SettingsError {
    Settings::new(options).expect_err("these options make no sense")
}

fn targets(targets: Vec<TargetOptions>) -> Options {
    Options { target: Some(targets), ..Options::default() }
}

fn fields(fields: &[(&str, &str)]) -> Options {
    let fields = fields.iter().map(|(name, template)| ((*name).to_owned(), (*template).to_owned()));
    Options { fields: Some(fields.collect::<BTreeMap<_, _>>()), ..Options::default() }
}

#[test]
fn a_call_is_names_joined_by_dots() {
    for call in
        ["", "env.", ".write", "env..write", "env.LOGS.write()", "env['LOGS']", "1.a", "a b"]
    {
        let error = refused(&targets(vec![TargetOptions::named("ok"), TargetOptions::named(call)]));
        assert_eq!(error.key(), "target[1].call", "{call}");
        assert!(error.to_string().contains("is not a name"), "{error}");
        assert!(error.help().contains("env.LOGS.write"));
    }
    for call in ["write", "a.delete", "ünïcode.$_1"] {
        assert!(Settings::new(&targets(vec![TargetOptions::named(call)])).is_ok(), "{call}");
    }
}

#[test]
fn a_call_is_listed_once() {
    let error = refused(&targets(vec![TargetOptions::named("a.b"), TargetOptions::named("a.b")]));
    assert!(error.to_string().contains("listed twice"), "{error}");
    let bound = TargetOptions { from: Some(vec!["x".to_owned()]), ..TargetOptions::named("a.b") };
    assert!(Settings::new(&targets(vec![TargetOptions::named("a.b"), bound])).is_ok());
}

#[test]
fn no_targets_and_too_many_are_refused() {
    assert_eq!(refused(&targets(vec![])).key(), "target");
    let many = (0..65).map(|n| TargetOptions::named(format!("a.b{n}"))).collect();
    assert_eq!(refused(&targets(many)).key(), "target");
}

#[test]
fn from_and_global_exclude_each_other() {
    let both = TargetOptions {
        from: Some(vec!["x".to_owned()]),
        global: true,
        ..TargetOptions::named("log.info")
    };
    assert!(refused(&targets(vec![both])).to_string().contains("exclude each other"));
    let none = TargetOptions { from: Some(vec![]), ..TargetOptions::named("log.info") };
    assert_eq!(refused(&targets(vec![none])).key(), "target[0].from");
    let broken =
        TargetOptions { from: Some(vec!["a[".to_owned()]), ..TargetOptions::named("log.info") };
    assert_eq!(refused(&targets(vec![broken])).key(), "target[0].from");
}

#[test]
fn one_field_with_a_template_that_names_a_place() {
    assert_eq!(refused(&fields(&[])).key(), "fields");
    assert_eq!(refused(&fields(&[("a", "{line}"), ("b", "{line}")])).key(), "fields");
    assert_eq!(refused(&fields(&[("", "{line}")])).key(), "fields");
    assert_eq!(refused(&fields(&[("__proto__", "{line}")])).key(), "fields");
    for template in ["", "here", "{lines}", "{line", "line}", "{}", "{{line}}"] {
        let error = refused(&fields(&[("at", template)]));
        assert_eq!(error.key(), "fields.at", "{template}");
        assert!(error.help().contains("{file}, {path}, {line} and {column}"));
    }
    assert!(Settings::new(&fields(&[("at", "{{{path}}}:{line}:{column}")])).is_ok());
}

#[test]
fn options_refuse_keys_that_they_do_not_know() {
    let error = serde_json::from_str::<Options>(r#"{ "targts": [] }"#).expect_err("a typo");
    assert!(error.to_string().contains("unknown field `targts`"), "{error}");
    let error = serde_json::from_str::<Options>(r#"{ "target": [{ "call": "a", "form": [] }] }"#);
    assert!(error.expect_err("a typo").to_string().contains("unknown field `form`"));
}

#[test]
fn options_on_top_of_others_win_key_by_key() {
    let base = Options {
        root: Some("a".to_owned()),
        ext: Some(vec!["ts".to_owned()]),
        ..Options::default()
    };
    let top = Options { root: Some("b".to_owned()), ..Options::default() };
    let both = top.over(base);
    assert_eq!(both.root.as_deref(), Some("b"));
    assert_eq!(both.ext, Some(vec!["ts".to_owned()]));
}
