//! Small files, as a slow stream or a removal leaves them, are merged into larger ones.

use std::collections::BTreeMap;

use linestamp_store::StoreError;

use crate::keeper::Keeper;
use crate::manifest::Listed;
use crate::seal;
use crate::segment::Choice;

/// How many neighbours are merged at once, at least: each record is then written few times.
const NEIGHBOURS: usize = 4;

/// Merges runs of small files that are kept for the same time.
pub(crate) fn compact(keeper: &mut Keeper) -> Result<(), StoreError> {
    let catalog = keeper.shared.catalog();
    let options = &keeper.shared.options;
    let mut by_age: BTreeMap<_, Vec<&Listed>> = BTreeMap::new();
    for listed in catalog.listed() {
        by_age.entry(listed.age(&options.retention)).or_default().push(listed);
    }
    let rows = options.seal_rows;
    for (age, alike) in by_age {
        let span = age.map_or(u128::MAX, |age| age.as_millis() / 4);
        let Some(run) = run(&alike, rows, span) else { continue };
        let files = catalog.sealed.iter().filter(|sealed| run.contains(&sealed.listed.id));
        let paths: Vec<_> = files.map(|sealed| sealed.file.path()).collect();
        let merged = seal::build(keeper, &paths, &Choice::All)?;
        keeper.publish(&run, merged.into_iter().collect(), None)?;
    }
    Ok(())
}

/// The first run of neighbours that are small enough together. Those that arrived long after each
/// other stay apart where records expire, or the later ones would keep the earlier ones.
fn run(alike: &[&Listed], rows: u64, span: u128) -> Option<Vec<u64>> {
    let mut run: Vec<&Listed> = Vec::new();
    for listed in alike {
        let together: u64 = run.iter().map(|one| one.extent.rows).sum();
        let first = run.first().map_or(listed.extent.received.0, |one| one.extent.received.0);
        let apart = listed.extent.received.1.saturating_sub(first).max(0).cast_unsigned();
        if together + listed.extent.rows > rows || u128::from(apart) > span {
            if run.len() >= NEIGHBOURS {
                break;
            }
            run.clear();
        }
        run.push(listed);
    }
    (run.len() >= NEIGHBOURS).then(|| run.iter().map(|listed| listed.id).collect())
}
