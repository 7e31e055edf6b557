//! Parents as strangers tell them, without circles.

/// Takes the parent away from one member of each circle, so that every way up ends.
pub(crate) fn cut_circles(parents: &mut [Option<usize>]) {
    // Which way up each was seen on; none is 0.
    let mut ways = vec![0; parents.len()];
    for start in 0..parents.len() {
        let way = start + 1;
        let mut place = start;
        while ways[place] == 0 {
            ways[place] = way;
            match parents[place] {
                Some(parent) if ways[parent] == way => parents[place] = None,
                Some(parent) => place = parent,
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cut_circles;
    use proptest::prelude::*;

    proptest! {
        /// Every way up ends, and only members of circles lose their parent.
        #[test]
        fn every_way_up_ends(given in prop::collection::vec(prop::option::of(0_usize..12), 12)) {
            let mut parents = given.clone();
            cut_circles(&mut parents);
            let climbs = |parents: &[Option<usize>], start: usize, steps: usize| {
                (0..steps).try_fold(start, |place, _| parents[place])
            };
            for place in 0..12 {
                prop_assert_eq!(climbs(&parents, place, 13), None);
                if parents[place] != given[place] {
                    let returns = (1..=12).any(|steps| climbs(&given, place, steps) == Some(place));
                    prop_assert!(returns, "{} lost its parent", place);
                }
            }
        }
    }
}
