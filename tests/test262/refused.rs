//! Texts that are JavaScript, and that the parser refuses all the same.

use std::collections::BTreeSet;

/// Each with the reason.
const REFUSED: [(&str, &[&str]); 0] = [];

/// Fails where the refusals are others than those that are known.
pub(crate) fn expect(refused: BTreeSet<&str>) {
    let known: BTreeSet<&str> = REFUSED.iter().flat_map(|(_, names)| *names).copied().collect();
    let new: Vec<&&str> = refused.difference(&known).collect();
    let gone: Vec<&&str> = known.difference(&refused).collect();
    assert!(new.is_empty(), "refused, and not known to be: {new:#?}");
    assert!(gone.is_empty(), "no longer refused; take them off the list: {gone:#?}");
}
