//! Texts that are JavaScript, and that the parser refuses all the same.

use std::collections::BTreeSet;

/// Functions as the body of an `if`, without braces (Annex B, B.3.3): SWC says that a declaration is
/// not allowed there.
const IF_FUNCTIONS: [&str; 6] = [
    "1c1e2a43fe5515b6.js",
    "3dabeca76119d501.js",
    "52aeec7b8da212a2.js",
    "59ae0289778b80cd.js",
    "a4d62a651f69d815.js",
    "c06df922631aeabc.js",
];

/// Fails where the refusals are others than those that are known, in either folder.
pub(crate) fn expect(refused: &BTreeSet<String>) {
    let folders = ["pass", "pass-explicit"].into_iter();
    let known: BTreeSet<String> =
        folders.flat_map(|folder| IF_FUNCTIONS.map(|name| format!("{folder}/{name}"))).collect();
    let new: Vec<&String> = refused.difference(&known).collect();
    let gone: Vec<&String> = known.difference(refused).collect();
    assert!(new.is_empty(), "refused, and not known to be: {new:#?}");
    assert!(gone.is_empty(), "no longer refused; take them off the list: {gone:#?}");
}
