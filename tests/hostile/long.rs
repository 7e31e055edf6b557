//! Much of everything that does not nest.

use crate::{Fate, survives};

/// Ten megabytes.
const MUCH: usize = 10_000_000;

fn handled(name: &str, path: &str, text: &str) {
    assert_eq!(survives(name, path, text), Fate::Handled);
}

#[test]
fn ten_megabytes_on_one_line() {
    let statement = "env.LOGS.write({ level: 'info', message: 'Task started' }); ";
    handled("one line", "a.js", &statement.repeat(MUCH / statement.len()));
}

#[test]
fn ten_megabytes_of_white_space() {
    handled("white space", "a.ts", &format!("{}env.LOGS.write({{}})", " \n\t".repeat(MUCH / 3)));
}

#[test]
fn ten_megabytes_of_one_string() {
    handled("a string", "a.ts", &format!("env.LOGS.write({{ a: '{}' }})", "é".repeat(MUCH / 2)));
}

#[test]
fn ten_megabytes_of_one_comment() {
    handled("a comment", "a.ts", &format!("/*{}*/ env.LOGS.write({{}})", "*\n".repeat(MUCH / 2)));
}

#[test]
fn a_record_with_many_properties() {
    let properties: String = (0..100_000).map(|n| format!("p{n}: {n}, ")).collect();
    handled("properties", "a.ts", &format!("env.LOGS.write({{ {properties} }})"));
}

#[test]
fn a_batch_with_many_records() {
    handled("records", "a.ts", &format!("env.LOGS.writeBatch([{}])", "{ a: 1 },".repeat(100_000)));
}

#[test]
fn many_arguments_after_the_record() {
    handled("arguments", "a.ts", &format!("env.LOGS.write({{}}{})", ", 1".repeat(100_000)));
}

#[test]
fn many_aliases_of_aliases() {
    let aliases: String = (1..20_000).map(|n| format!("const a{n} = a{};\n", n - 1)).collect();
    let text = format!("const a0 = env.LOGS.write;\n{aliases}a19999({{}});\n");
    handled("aliases", "a.ts", &text);
}

#[test]
fn many_scopes_with_the_same_name() {
    let scope = "{ const { LOGS } = env; LOGS.write({}); }\n";
    handled("scopes", "a.ts", &scope.repeat(50_000));
}

#[test]
fn many_short_lines() {
    handled("lines", "a.ts", &format!("{}env.LOGS.write({{}})", ";\u{2028}".repeat(500_000)));
}

#[test]
fn many_backslashes() {
    let text = format!("env.LOGS.write({{ a: '{}' }})", "\\\\".repeat(1_000_000));
    handled("backslashes", "a.ts", &text);
}

/// Semicolons and commas end what nests; where there are none, statements have to.
#[test]
fn many_statements_without_separators() {
    for statement in
        ["a\n", "if (a) { }\n", "{ { a } }\n", "a = b\n", "a.b()\n", "function f() { }\n"]
    {
        let text = format!("{}env.LOGS.write({{}})\n", statement.repeat(100_000));
        handled(statement, "a.js", &text);
    }
}
