//! Makes programs, has them run twice, and compares the runs.

use std::collections::BTreeMap;

use linestamp_tests::choices::Choices;
use linestamp_tests::node::{Node, ask};
use linestamp_tests::programs::{Dialect, program, settings};
use linestamp_transform::{Action, MapRequest, Source, transform};
use serde::Serialize;

use crate::compare::{Run, Tally, compare};

/// Which programs to run.
pub(crate) struct Plan {
    pub(crate) programs: usize,
    pub(crate) seed: usize,
    pub(crate) dialects: &'static [Dialect],
    pub(crate) node: Node,
}

/// A program as `run-programs.mjs` takes it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Program {
    pub(crate) file: String,
    pub(crate) text: String,
    pub(crate) module: bool,
    pub(crate) typed: bool,
}

impl Program {
    pub(crate) fn generate(seed: usize, dialect: Dialect) -> Program {
        let text = program(&mut Choices::seeded(seed as u64), dialect);
        let file = format!("program-{seed}.{}", dialect.extension());
        Program { file, text, module: dialect.module, typed: dialect.typed }
    }

    /// The same program, stamped by the engine.
    pub(crate) fn stamped(&self) -> Result<Program, String> {
        let source = Source::new(&self.file, &self.text);
        let inject = Action::Inject { refresh: false };
        let done = transform(&source, &settings(), inject, MapRequest::None);
        if done.plan.failed() {
            return Err(format!("refused: {:?}", done.plan.diagnostics));
        }
        let text = done.code.unwrap_or_else(|| self.text.clone());
        Ok(Program { text, ..self.clone() })
    }
}

/// Runs all programs of a plan; panics with the failures, if there are any.
pub(crate) fn judge(plan: &Plan) -> Tally {
    let mut failures = Vec::new();
    let mut pairs = Vec::new();
    for index in 0..plan.programs {
        let dialect = plan.dialects[index % plan.dialects.len()];
        let before = Program::generate(plan.seed * 1_000_000 + index, dialect);
        match before.stamped() {
            Ok(after) => pairs.push((before, after)),
            Err(message) => failures.push(describe(&before, &before, &message)),
        }
    }
    let both: Vec<&Program> = pairs.iter().flat_map(|(before, after)| [before, after]).collect();
    let runs: Vec<Run> = ask(plan.node, "run-programs.mjs", &both);
    let tally = compare_all(&pairs, &runs, &mut failures);
    report(failures, plan.programs);
    tally
}

/// Compares runs that come in pairs, as the programs do.
pub(crate) fn compare_all(
    pairs: &[(Program, Program)],
    runs: &[Run],
    failures: &mut Vec<String>,
) -> Tally {
    let mut tally = Tally::default();
    for ((before, after), runs) in pairs.iter().zip(runs.chunks(2)) {
        if let Err(message) = compare(&before.file, &runs[0], &runs[1], &mut tally) {
            failures.push(describe(before, after, &message));
        }
    }
    tally
}

/// A number that the environment gives.
pub(crate) fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().expect(name))
}

/// Fails where there are failures, with the shortest of them and how often each complaint came up.
pub(crate) fn report(mut failures: Vec<String>, programs: usize) {
    let failed = failures.len();
    if failed == 0 {
        return;
    }
    failures.sort_by_key(String::len);
    let mut complaints: BTreeMap<String, usize> = BTreeMap::new();
    for failure in &failures {
        let line = failure.lines().next().unwrap_or_default();
        let complaint = line.split_once(": ").map_or(line, |(_, complaint)| complaint);
        let complaint = complaint.replace(|c: char| c.is_ascii_digit(), "");
        *complaints.entry(complaint).or_default() += 1;
    }
    let complaints: Vec<String> =
        complaints.iter().map(|(complaint, count)| format!("{count:5} {complaint}")).collect();
    failures.truncate(number("LINESTAMP_JUDGE_SHOW").unwrap_or(3));
    let (complaints, shown) = (complaints.join("\n"), failures.join("\n\n"));
    panic!("{failed} of {programs} programs fail\n{complaints}\n\n{shown}");
}

fn describe(before: &Program, after: &Program, message: &str) -> String {
    let (file, text, stamped) = (&before.file, &before.text, &after.text);
    format!("{file}: {message}\n--- source\n{text:?}\n--- stamped\n{stamped:?}")
}
