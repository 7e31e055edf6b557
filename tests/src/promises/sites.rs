//! What a plan says of its sites agrees with the text and with itself.

use linestamp_transform::{Outcome, Plan};

pub(super) fn check(text: &str, plan: &Plan) -> Result<(), String> {
    let mut last = 0;
    for site in &plan.sites {
        if site.offset < last || site.offset > text.len() {
            return Err(format!("the site at {} is out of order", site.offset));
        }
        last = site.offset;
        if site.records.is_empty() {
            return Err(format!("the site at {} has no record", site.offset));
        }
        let line = line_of(text, site.offset);
        if site.position.line.get() as usize != line {
            return Err(format!("{:?} is on line {line}", site));
        }
        for record in &site.records {
            let range = record.span.range();
            if text.get(range).is_none() {
                return Err(format!("{record:?} does not lie in the text"));
            }
            if matches!(record.outcome, Outcome::Unreachable) && record.reason.is_none() {
                return Err(format!("{record:?} does not say why"));
            }
        }
    }
    let stamps = plan.counts().get(Outcome::Stamped) + plan.counts().get(Outcome::Wrapped);
    if (stamps == 0) != plan.edits.is_empty() {
        return Err(format!("{stamps} records are stamped by {} edits", plan.edits.len()));
    }
    Ok(())
}

/// The 1-based line of an offset, counted without the engine's line table.
fn line_of(text: &str, offset: usize) -> usize {
    let before = &text[..offset];
    let breaks = before.matches(['\n', '\r', '\u{2028}', '\u{2029}']).count();
    1 + breaks - before.matches("\r\n").count()
}
