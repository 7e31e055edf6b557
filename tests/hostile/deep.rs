//! 100,000 levels of everything that nests, in a file that also holds a call of the target.

use crate::survives;

const LEVELS: usize = 100_000;
const CALL: &str = "env.LOGS.write({ level: 'info' });\n";

/// `open` and `close` around `middle`, many times.
fn nested(open: &str, middle: &str, close: &str) -> String {
    format!("{CALL}{}{middle}{};\n{CALL}", open.repeat(LEVELS), close.repeat(LEVELS))
}

/// `first`, and `link` behind it, many times.
fn chained(first: &str, link: &str) -> String {
    format!("{CALL}{first}{};\n{CALL}", link.repeat(LEVELS))
}

macro_rules! shapes {
    ($($name:ident: $path:literal, $text:expr;)*) => {$(
        #[test]
        fn $name() {
            survives(stringify!($name), $path, &$text);
        }
    )*};
}

shapes! {
    parentheses: "a.ts", nested("(", "1", ")");
    parentheses_of_javascript: "a.js", nested("(", "1", ")");
    arrays: "a.ts", nested("[", "", "]");
    objects: "a.ts", nested("a={a:", "1", "}");
    blocks: "a.ts", nested("{", "", "}");
    functions: "a.ts", nested("(function(){", "", "})");
    classes: "a.ts", nested("(class{x=", "1", "})");
    templates: "a.ts", nested("`${", "1", "}`");
    elements: "a.tsx", nested("<a>", "", "</a>");
    element_expressions: "a.tsx", nested("<a>{", "1", "}</a>");
    fragments: "a.jsx", nested("<>", "", "</>");
    unary: "a.ts", nested("!", "1", "");
    signs: "a.ts", nested("- ", "1", "");
    type_of: "a.ts", nested("typeof ", "1", "");
    awaits: "a.mts", nested("await ", "1", "");
    binary: "a.ts", chained("1", "+1");
    powers: "a.ts", chained("1", "**1");
    logical: "a.ts", chained("1", "&&1");
    coalescing: "a.ts", chained("1", "??1");
    commas: "a.ts", chained("1", ",1");
    conditionals: "a.ts", nested("1?1:", "1", "");
    conditional_tests: "a.ts", nested("1?", "1", ":1");
    assignments: "a.ts", nested("a=", "1", "");
    members: "a.ts", chained("a", ".b");
    optional_members: "a.ts", chained("a", "?.b");
    computed_members: "a.ts", chained("a", "[0]");
    calls: "a.ts", chained("a", "()");
    nested_calls: "a.ts", nested("f(", "1", ")");
    target_calls: "a.ts", nested("env.LOGS.write(", "1", ")");
    target_records: "a.ts", nested("env.LOGS.write({a:", "1", "})");
    target_chains: "a.ts", chained("a", ".env.LOGS.write({})");
    target_branches: "a.ts", format!("env.LOGS.write({}{{}});", "a?{}:".repeat(LEVELS));
    target_batches: "a.ts", nested("env.LOGS.writeBatch([", "", "])");
    tags: "a.ts", chained("a", "``");
    news: "a.ts", nested("new ", "a", "");
    arrows: "a.ts", nested("a=>", "1", "");
    arrows_in_parentheses: "a.ts", nested("(a)=>", "1", "");
    non_null: "a.ts", chained("a", "!");
    assertions: "a.ts", chained("a", " as any");
    casts: "a.ts", nested("<any>", "a", "");
    if_chains: "a.ts", nested("if(a){}else ", "{}", "");
    nested_ifs: "a.ts", nested("if(a)", "{}", "");
    labels: "a.ts", nested("a:{", "", "}");
    patterns: "a.ts", format!("let {}a{}=1;{CALL}", "[".repeat(LEVELS), "]".repeat(LEVELS));
    array_types: "a.ts", format!("let a: any{};{CALL}", "[]".repeat(LEVELS));
    nested_types: "a.ts", format!("let a: {}any{};{CALL}", "A<".repeat(LEVELS), ">".repeat(LEVELS));
    tuple_types: "a.ts", format!("let a: {}{};{CALL}", "[".repeat(LEVELS), "]".repeat(LEVELS));
    parenthesised_types: "a.ts", format!("let a: {}any{};{CALL}", "(".repeat(LEVELS), ")".repeat(LEVELS));
    union_types: "a.ts", format!("let a: any{};{CALL}", "|any".repeat(LEVELS));
    function_types: "a.ts", format!("let a: {}any;{CALL}", "()=>".repeat(LEVELS));
    conditional_types: "a.ts", format!("type A = {}any;{CALL}", "B extends C ? D : ".repeat(LEVELS));
    type_operators: "a.ts", format!("let a: {}any;{CALL}", "keyof ".repeat(LEVELS));
    object_types: "a.ts", format!("let a: {}any{};{CALL}", "{a:".repeat(LEVELS), "}".repeat(LEVELS));
    namespaces: "a.ts", format!("namespace {}a {{}};{CALL}", "a.".repeat(LEVELS));
    decorators: "a.ts", format!("{}class A {{}};{CALL}", "@a ".repeat(LEVELS));
}

/// What never closes does not parse; it must not end the run either.
#[test]
fn unclosed() {
    for open in ["(", "[", "{", "`${", "<a>", "<a>{", "a(", "a<", "class{", "=>", "if(", "/*", "\""]
    {
        let text = format!("{CALL}{}", open.repeat(LEVELS));
        for path in ["a.ts", "a.tsx"] {
            let fate = crate::fate(path, &text);
            println!("{open} in {path}: {fate:?}");
        }
    }
}
