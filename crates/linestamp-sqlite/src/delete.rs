//! Removing records for good: the files that have some are built anew without them.

use std::path::Path;

use linestamp_filter::Filter;
use linestamp_store::{Seq, StoreError};

use crate::error::sqlite;
use crate::keeper::Keeper;
use crate::manifest::number;
use crate::parts::Parts;
use crate::seal;
use crate::sealed::read_only;
use crate::segment::Choice;

/// Removes the records that the filter means, of all that were acknowledged before: all of them
/// with one change of the manifest, or none.
pub(crate) fn delete(keeper: &mut Keeper, filter: &Filter) -> Result<u64, StoreError> {
    keeper.seal_all()?;
    let catalog = keeper.shared.catalog();
    let (mut remove, mut add, mut deleted) = (Vec::new(), Vec::new(), 0);
    for sealed in &catalog.sealed {
        let path = sealed.file.path();
        let meant = meant(path, filter)?;
        if meant.is_empty() {
            continue;
        }
        let count = meant.len() as u64;
        deleted += count;
        remove.push(sealed.listed.id);
        if count < sealed.listed.extent.rows {
            add.extend(seal::build(keeper, &[path], &Choice::Without(meant))?);
        }
    }
    if !remove.is_empty() {
        keeper.publish(&remove, add, None)?;
    }
    Ok(deleted)
}

/// The records of a file that a filter means.
fn meant(path: &Path, filter: &Filter) -> Result<Vec<Seq>, StoreError> {
    let read = || {
        let conn = read_only(path)?;
        let parts = Parts::of(|column| filter.looks_at(column));
        let mut statement =
            conn.prepare(&format!("SELECT {} FROM records", parts.behind("seq")))?;
        let (mut rows, mut meant) = (statement.query([])?, Vec::new());
        while let Some(row) = rows.next()? {
            let looked_at = parts.of_row(row, 1);
            if filter.holds(&looked_at) {
                meant.push(number(row, 0)?);
            }
            looked_at.done()?;
        }
        Ok(meant)
    };
    read().map_err(|error| sqlite(path, &error))
}
