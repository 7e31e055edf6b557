//! Whether the tree is still that of the text.
//!
//! Input: what the engine plans for the text, and what it found in the tree that the host handed
//! over. Output: the places where they part. They are the same where the plugin is the first to see
//! the tree. After TypeScript was stripped, types that prove a target and parentheses that give a
//! line are gone, and a record would go unstamped, or get a wrong line, in silence.

use linestamp_transform::{ByteSpan, Outcome, Plan, Record, Site};

/// What the two plans say differently.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parted {
    /// Records of the text that get no stamp in the tree.
    pub missed: Vec<ByteSpan>,
    /// Whether the tree would get a stamp that the text does not.
    pub wrong: bool,
}

/// Compares the plan for the text with that for the tree.
#[must_use]
pub fn compare(text: &Plan, tree: &Plan) -> Parted {
    let missed = stamps(text).filter(|stamp| !has(tree, stamp)).map(|stamp| stamp.record.span);
    Parted { missed: missed.collect(), wrong: stamps(tree).any(|stamp| !has(text, &stamp)) }
}

struct Stamp<'a> {
    site: &'a Site,
    record: &'a Record,
}

/// The records that get a stamp.
fn stamps(plan: &Plan) -> impl Iterator<Item = Stamp<'_>> {
    let all =
        plan.sites.iter().flat_map(|site| site.records.iter().map(move |record| (site, record)));
    all.filter(|(_, record)| matches!(record.outcome, Outcome::Stamped | Outcome::Wrapped))
        .map(|(site, record)| Stamp { site, record })
}

/// Whether a plan gives the same stamp to the same record. The record's own span says nothing:
/// parentheses and `as` around it may be gone, which changes no stamp.
fn has(plan: &Plan, wanted: &Stamp<'_>) -> bool {
    let first = plan.sites.partition_point(|site| site.offset < wanted.site.offset);
    let same_place =
        plan.sites[first..].iter().take_while(|site| site.offset == wanted.site.offset);
    same_place.flat_map(|site| &site.records).any(|record| {
        let of = |record: &Record| (record.outcome, record.label.clone(), record.stamp.clone());
        of(record) == of(wanted.record)
    })
}

#[cfg(test)]
mod tests {
    use linestamp_transform::{Action, Plan, Settings, Source, plan};

    use super::{Parted, compare};

    fn planned(text: &str) -> Plan {
        plan(&Source::new("a.ts", text), &Settings::default(), Action::Inject { refresh: false })
    }

    #[test]
    fn the_same_plan_does_not_part() {
        let plan = planned("env.LOGS.write({});\nenv.LOGS.writeBatch([{}, x]);");
        assert_eq!(compare(&plan, &plan), Parted::default());
    }

    #[test]
    fn what_the_tree_lost_is_missed() {
        let text = planned("function f(l: Env['LOGS']) { l.write({}) }");
        let tree = planned("function f(l             ) { l.write({}) }");
        let parted = compare(&text, &tree);
        assert_eq!(parted.missed.len(), 1);
        assert!(!parted.wrong);
    }

    #[test]
    fn another_line_is_wrong() {
        let text = planned("(env.LOGS.write)\n({})");
        let tree = planned(" env.LOGS.write \n({})");
        assert!(compare(&text, &tree).wrong);
    }
}
