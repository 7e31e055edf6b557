//! TypeScript's parser as a judge: the output's tree is the input's plus the stamps.

use serde::{Deserialize, Serialize};

use crate::node::{Node, ask};
use crate::promises::Handled;

/// A text and what became of it, as `judge-trees.mjs` takes them.
#[derive(Debug, Clone, Serialize)]
pub struct Case {
    path: String,
    before: String,
    after: String,
    inserted: Vec<(usize, usize)>,
    map: Option<String>,
}

impl Case {
    /// The case of a text that the engine has handled.
    #[must_use]
    pub fn new(path: &str, before: &str, handled: &Handled) -> Case {
        let after = handled.code.clone();
        let mut inserted = Vec::new();
        let (mut bytes, mut units) = (0, 0);
        let mut advance = |to: usize| {
            units += after[bytes..to].encode_utf16().count();
            bytes = to;
            units
        };
        for span in &handled.inserted {
            inserted.push((advance(span.start), advance(span.end)));
        }
        let (path, before, map) = (path.to_owned(), before.to_owned(), handled.map.clone());
        Case { path, before, after, inserted, map }
    }
}

/// What TypeScript's parser says of some cases.
#[derive(Debug, Default)]
pub struct Judgement {
    /// The complaints about any of the cases, each with its path.
    pub complaints: Vec<String>,
    /// The paths of the cases that TypeScript refuses before anything is stamped. Of those, only the
    /// tokens are compared.
    pub unparsed: Vec<String>,
}

#[derive(Deserialize)]
struct Answer {
    parses: bool,
    complaints: Vec<String>,
}

/// Has TypeScript's parser judge some cases.
#[must_use]
pub fn judge(cases: &[Case]) -> Judgement {
    let answers: Vec<Answer> = ask(Node::OnPath, "judge-trees.mjs", &cases);
    assert_eq!(answers.len(), cases.len(), "there is an answer for each case");
    let mut judgement = Judgement::default();
    for (Case { path, .. }, answer) in cases.iter().zip(answers) {
        judgement.complaints.extend(answer.complaints.iter().map(|it| format!("{path}: {it}")));
        if !answer.parses {
            judgement.unparsed.push(path.clone());
        }
    }
    judgement
}
