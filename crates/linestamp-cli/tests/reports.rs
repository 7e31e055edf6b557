//! What is printed, in every form.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use serde_json::Value;
use support::{CALL, Sandbox};

fn project() -> Sandbox {
    Sandbox::with(&[
        ("src/a.ts", CALL),
        ("src/b.ts", "env.LOGS.write('x');\nenv.LOGS.writeBatch([{}, r]);\nb.LOGS.write({});\n"),
        ("src/c, d:e.ts", "env.LOGS.write({\n"),
    ])
}

const ROWS: &str = r#"{"path":"src/a.ts","line":2,"column":12,"target":"env.LOGS.write","outcome":"stamped","stamp":"a.ts:2","record":null,"reason":null}"#;

#[test]
fn sites_are_one_object_a_line() {
    let sandbox = project();
    let ran = sandbox.run("sites --format json").status(2).complains("error[syntax]");
    let rows: Vec<&str> = ran.out.lines().collect();
    assert_eq!(rows[0], ROWS);
    assert_eq!(rows.len(), 5, "{rows:#?}");
    assert!(rows[2].contains(r#""record":"[0]""#), "{}", rows[2]);
    for threads in ["1", "2", "7"] {
        assert_eq!(sandbox.run(&format!("sites --format json --threads {threads}")).out, ran.out);
    }
    sandbox.run("sites --threads 0").status(2);
}

#[test]
fn sites_are_aligned_for_people() {
    let ran = project().run("sites").status(2);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines[0], "src/a.ts:2:12  stamped      env.LOGS.write       a.ts:2");
    let column = |line: &str| line.find("env.LOGS").unwrap();
    assert!(lines.iter().all(|line| column(line) == column(lines[0])), "{lines:#?}");
}

#[test]
fn json_has_records_and_diagnostics() {
    let ran = project().run("inject --format json").status(2);
    let lines: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line.get("outcome").is_some()).count(), 5);
    let syntax = lines.iter().find(|line| line["diagnostic"]["code"] == "syntax").unwrap();
    assert_eq!(syntax["diagnostic"]["severity"], "error");
    assert_eq!(syntax["diagnostic"]["path"], "src/c, d:e.ts");
    assert_eq!(syntax["diagnostic"]["line"], 2);
}

#[test]
fn github_gets_escaped_annotations() {
    let ran = project().run("inject --check --format github").status(2);
    let ran = ran.says("::error file=src/a.ts,line=2,col=12,title=linestamp(unstamped)::record of");
    let ran = ran.says("::error file=src/c%2C d%3Ae.ts,line=2,");
    let ran = ran.says("::warning file=src/b.ts,line=1,").says("%0A");
    assert!(ran.out.lines().all(|line| line.starts_with("::")), "{}", ran.out);
}

#[test]
fn github_and_sarif_know_files_from_the_repository() {
    let sandbox = project();
    sandbox.put("src/.git", "gitdir: x");
    sandbox.put("src/app/linestamp.toml", "");
    sandbox.put("src/app/a.ts", CALL);
    let ran = sandbox.run_in("src/app", "inject --check --format github").status(1);
    ran.says("file=app/a.ts,");
}

#[test]
fn sarif_is_valid() {
    let schema = sarif_schema();
    let validator = jsonschema::draft7::new(&schema).expect("the schema is one");
    let sandbox = project();
    sandbox.put("src/d.js", b"env.LOGS.write(\xff)");
    for args in ["inject", "inject --check --strict", "strip", "sites", "inject src/a.ts"] {
        let ran = sandbox.run(&format!("{args} --format sarif"));
        let log: Value = serde_json::from_str(&ran.out).expect("it is JSON");
        let errors: Vec<String> = validator.iter_errors(&log).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{args}: {errors:#?}");
        let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
        for result in log["runs"][0]["results"].as_array().unwrap() {
            let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
            assert_eq!(rule["id"], result["ruleId"]);
            let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            assert!(!location["uri"].as_str().unwrap().starts_with('/'));
        }
    }
    let ran = sandbox.run("inject --check --format sarif").status(2);
    ran.says(r#""uri": "src/c,%20d%3Ae.ts""#).says(r#""ruleId": "unstamped""#);
}

/// The schema that the standard publishes, out of the package of a development dependency.
fn sarif_schema() -> Value {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let output = std::process::Command::new(cargo)
        .args(["metadata", "--format-version=1", "--offline", "--filter-platform", &host()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let packages = metadata["packages"].as_array().unwrap();
    let package = packages.iter().find(|package| package["name"] == "serde-sarif").unwrap();
    let manifest = std::path::Path::new(package["manifest_path"].as_str().unwrap());
    let schema = std::fs::read(manifest.with_file_name("src/schema.json")).expect("it is packaged");
    let mut schema: Value = serde_json::from_slice(&schema).expect("it is JSON");
    // As published, this pattern is no regular expression; the log does not use it.
    for kind in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][kind]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern");
    }
    schema
}

/// The machine that this runs on: what others need is not downloaded.
fn host() -> String {
    let output = std::process::Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc names its host").to_owned()
}

#[test]
fn people_get_frames_and_remedies() {
    let ran = project().run("inject --color never").status(2);
    let ran = ran.says("warning[unreachable]: ").says(" --> src/b.ts:1:16\n");
    let ran = ran.says("1 | env.LOGS.write('x');\n  |                ^^^").says("= help: ");
    ran.says("  records  2 stamped\n").keeps_quiet_about("\u{1b}");
}

#[test]
fn a_long_line_is_cropped() {
    let long = format!("{}env.LOGS.write('x');{}", ";".repeat(100_000), ";".repeat(100_000));
    let ran = Sandbox::with(&[("a.js", &long)]).run("inject").status(0).says("a.js:1:100016\n");
    assert!(ran.out.len() < 2000, "{}", ran.out.len());
}

#[test]
fn colour_is_a_choice() {
    let sandbox = project();
    sandbox.run("inject").keeps_quiet_about("\u{1b}");
    sandbox.run("inject --color auto").keeps_quiet_about("\u{1b}");
    sandbox.run("inject --color always").says("\u{1b}[");
    sandbox.run("sites --color sometimes").status(2);
    let mut command = sandbox.command();
    let ran = command.args(["inject", "--color", "always"]).env("NO_COLOR", "1").output().unwrap();
    assert!(ran.stdout.contains(&0x1b), "what is asked for wins over the environment");
}

#[test]
fn quiet_says_only_what_failed() {
    let sandbox = project();
    let ran = sandbox.run("inject --quiet").status(2).says("error[syntax]");
    ran.keeps_quiet_about("warning").keeps_quiet_about("records");
    let ran = sandbox.run("inject src/a.ts --write --quiet").status(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    sandbox.run("inject --quiet --verbose").status(2);
}

#[test]
fn no_report_holds_an_absolute_path() {
    let sandbox = project();
    let top = sandbox.path("src");
    let absolute = top.to_str().unwrap();
    for format in ["human", "json", "github", "sarif"] {
        for command in ["sites", "inject", "inject --check --strict", "strip"] {
            let ran = sandbox.run(&format!("{command} --verbose --format {format} {absolute}"));
            ran.keeps_quiet_about(absolute);
        }
    }
    sandbox.run(&format!("inject {absolute} --diff")).keeps_quiet_about(absolute);
    sandbox.run(&format!("inject {absolute} --out-dir out")).keeps_quiet_about(absolute);
    for file in sandbox.files("out") {
        assert!(!sandbox.read(&format!("out/{file}")).contains(absolute), "{file}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let sandbox = Sandbox::with(&[("a.ts", &"env.LOGS.write({});\n".repeat(20_000))]);
    let script = format!("{} sites | head -n 1", support::binary().display());
    let mut command = assert_cmd::Command::new("bash");
    command.args(["-c", &format!("set -o pipefail; {script}")]).current_dir(sandbox.path(""));
    let output = command.output().expect("bash runs");
    let ran = support::Ran::from(output).status(0);
    assert_eq!(ran.err, "");
    assert_eq!(ran.out.lines().count(), 1);
}
