//! Node judges the lines: programs run without and with stamps, and each stamp has to name the
//! line that the stack trace of the unstamped program gives for the same call.

mod compare;
mod disk;
mod run;

use linestamp_tests::node::Node;
use linestamp_tests::programs::Dialect;
use run::{Plan, judge, number};

/// More programs, or other ones: the number that `LINESTAMP_JUDGE_PROGRAMS` says, from the seed
/// that `LINESTAMP_JUDGE_SEED` says. Of the failures, the shortest `LINESTAMP_JUDGE_SHOW` are shown.
fn plan(programs: usize, dialects: &'static [Dialect], node: Node) -> Plan {
    Plan {
        programs: number("LINESTAMP_JUDGE_PROGRAMS").unwrap_or(programs),
        seed: number("LINESTAMP_JUDGE_SEED").unwrap_or(2026),
        dialects,
        node,
    }
}

#[test]
fn javascript() {
    let dialects = &[Dialect::SCRIPT, Dialect::SCRIPT, Dialect::MODULE];
    let tally = judge(&plan(2400, dialects, Node::OnPath));
    println!("JavaScript: {tally}");
    tally.expect_every_kind();
}

#[test]
fn typescript() {
    let dialects = &[Dialect::TYPED_SCRIPT, Dialect::TYPED_MODULE];
    let tally = judge(&plan(1200, dialects, Node::Installed));
    println!("TypeScript: {tally}");
    tally.expect_every_kind();
}
