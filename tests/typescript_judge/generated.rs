//! Generated programs, with what Node does not erase as well.

use linestamp_tests::choices::Choices;
use linestamp_tests::programs::{Dialect, program, settings};
use linestamp_tests::trees::judge;

use crate::{report, stamp};

const PROGRAMS: u64 = 600;

#[test]
fn generated_programs() {
    let settings = settings();
    let (mut cases, mut found) = (Vec::new(), Vec::new());
    for seed in 0..PROGRAMS {
        let casts = Dialect { casts: true, ..Dialect::TYPED_MODULE };
        let (dialect, extension) =
            if seed % 2 == 0 { (Dialect::MODULE, "js") } else { (casts, "ts") };
        let text = program(&mut Choices::seeded(seed), dialect);
        match stamp(&format!("program-{seed}.{extension}"), &text, &settings) {
            Ok((case, _)) => cases.push(case),
            Err(message) => found.push(message),
        }
    }
    let judgement = judge(&cases);
    let unparsed = judgement.unparsed.len();
    assert!(unparsed * 20 < cases.len(), "TypeScript refuses {:?}", judgement.unparsed);
    found.extend(judgement.complaints);
    report(found, "generated programs");
}
