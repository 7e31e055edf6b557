//! Promises 1 to 5 over generated programs, in every dialect, shrunk by proptest where one fails.

use linestamp_tests::choices::Choices;
use linestamp_tests::programs::{Dialect, program, settings};
use linestamp_tests::promises::{Verdict, check};
use linestamp_transform::Settings;
use proptest::prelude::*;

const CASTS: Dialect = Dialect { casts: true, ..Dialect::TYPED_MODULE };

/// Stamps a program that the bytes decide on, and checks what came of it.
fn holds(path: &str, dialect: Dialect, bytes: &[u8]) -> Result<(), TestCaseError> {
    let text = program(&mut Choices::from_bytes(bytes), dialect);
    match check(path, &text, &settings()) {
        Ok(Verdict::Handled(_)) => Ok(()),
        Ok(Verdict::Refused(code)) => Err(fail(format!("refused by {code}"), &text)),
        Err(message) => Err(fail(message, &text)),
    }
}

fn fail(message: String, text: &str) -> TestCaseError {
    TestCaseError::fail(format!("{message}\n--- source\n{text:?}"))
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..1200)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 256,
        // A failure is reported with its program; there is no file of seeds to keep.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn scripts(bytes in bytes()) {
        holds("a.cjs", Dialect::SCRIPT, &bytes)?;
    }

    #[test]
    fn modules(bytes in bytes()) {
        holds("a.js", Dialect::MODULE, &bytes)?;
    }

    #[test]
    fn typescript(bytes in bytes()) {
        holds("a.ts", CASTS, &bytes)?;
    }

    #[test]
    fn any_text(text in "\\PC*") {
        let verdict = check("a.ts", &text, &settings()).map_err(|message| fail(message, &text))?;
        prop_assert!(matches!(verdict, Verdict::Handled(_) | Verdict::Refused(_)));
    }

    #[test]
    fn words_of_the_trade(words in prop::collection::vec(0..WORDS.len(), 0..24)) {
        let text: String = words.into_iter().map(|word| WORDS[word]).collect();
        check("a.tsx", &text, &Settings::default()).map_err(|message| fail(message, &text))?;
    }
}

/// Pieces of which texts are made that nearly are calls of the target.
const WORDS: [&str; 32] = [
    "env.LOGS.write(",
    "env.LOGS.writeBatch(",
    "LOGS",
    "write",
    "env",
    ".",
    "?.",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    "...",
    "source_location: 'a.tsx:1'",
    ", source_location: 'a.tsx:1'",
    "'",
    "`",
    "${",
    "\n",
    "\u{2028}",
    "// ",
    "/*",
    "*/",
    "/* @linestamp */",
    "/* linestamp-ignore */",
    ";",
    " as T",
    "<",
    ">",
    "=>",
];
