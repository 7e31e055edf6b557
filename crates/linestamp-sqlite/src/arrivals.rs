//! Records by their place in the order of arrival.

use linestamp_store::{Seq, StoreError, Stored};
use rusqlite::params;

use crate::catalog::{Catalog, File};
use crate::error::sqlite;
use crate::layout;
use crate::sealed::read_only;

/// The record at a place.
pub(crate) fn get(catalog: &Catalog, seq: Seq) -> Result<Option<Stored>, StoreError> {
    for (file, _) in catalog.arrivals(seq, seq) {
        if let Some(stored) = behind(&file, seq.saturating_sub(1), 1)?.pop()
            && stored.seq == seq
        {
            return Ok(Some(stored));
        }
    }
    Ok(None)
}

/// What arrived behind a place, in order.
pub(crate) fn arrived(
    catalog: &Catalog,
    after: Seq,
    limit: usize,
) -> Result<Vec<Stored>, StoreError> {
    let mut found: Vec<Stored> = Vec::new();
    for (file, extent) in catalog.arrivals(after.saturating_add(1), Seq::MAX) {
        // Files come by their first record: whatever is there before this one's counts first.
        if found.len() >= limit && found[limit - 1].seq < extent.seq.0 {
            break;
        }
        found.extend(behind(&file, after, limit)?);
        found.sort_by_key(|stored| stored.seq);
        found.truncate(limit);
    }
    Ok(found)
}

/// The same of one file.
fn behind(file: &File, after: Seq, limit: usize) -> Result<Vec<Stored>, StoreError> {
    let read = || {
        let conn = read_only(file.path())?;
        let sql = format!("{} WHERE seq > ?1 ORDER BY seq LIMIT ?2", *layout::SELECT);
        let mut statement = conn.prepare(&sql)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![after.cast_signed(), limit], layout::decode)?;
        rows.collect::<rusqlite::Result<Vec<_>>>()
    };
    read().map_err(|error| sqlite(file.path(), &error))
}
