//! Expiry: whole files are dropped, once the last of their records is old enough.
//!
//! What counts is when records arrived. When files are sealed, records are told apart by how long
//! they are kept, so that those kept for a day do not wait for those kept for a year.

use linestamp_store::StoreError;

use crate::catalog::Catalog;
use crate::keeper::Keeper;
use crate::manifest::Listed;
use crate::options::Retention;

/// Drops the files that have expired at `now`, in milliseconds since 1970.
pub(crate) fn expire(keeper: &mut Keeper, now: i64) -> Result<(), StoreError> {
    let catalog = keeper.shared.catalog();
    let expired = expired(&catalog, &keeper.shared.options.retention, now);
    drop(catalog);
    if expired.is_empty() {
        return Ok(());
    }
    match keeper.publish(&expired, Vec::new(), None) {
        Err(StoreError::Full(_)) => {
            // The writer waits meanwhile, or it would take the room that is given back.
            let shared = std::sync::Arc::clone(&keeper.shared);
            let gate = shared.gate();
            shared.folder.release();
            let dropped = keeper.publish(&expired, Vec::new(), None);
            let _ = shared.folder.reserve();
            drop(gate);
            dropped
        }
        done => done,
    }
}

/// The numbers of those that have expired: by age, and then the oldest of the others until the
/// rest takes no more bytes than it may.
fn expired(catalog: &Catalog, retention: &Retention, now: i64) -> Vec<u64> {
    let (mut expired, mut kept) = (Vec::new(), Vec::new());
    for listed in catalog.listed() {
        if is_old(listed, retention, now) {
            expired.push(listed.id);
        } else {
            kept.push(listed);
        }
    }
    if let Some(limit) = retention.bytes {
        kept.sort_by_key(|listed| (listed.extent.received.1, listed.id));
        let mut bytes: u64 = kept.iter().map(|listed| listed.extent.bytes).sum();
        for listed in kept {
            if bytes <= limit {
                break;
            }
            bytes -= listed.extent.bytes;
            expired.push(listed.id);
        }
    }
    expired
}

fn is_old(listed: &Listed, retention: &Retention, now: i64) -> bool {
    let age = now.saturating_sub(listed.extent.received.1).max(0).cast_unsigned();
    listed.age(retention).is_some_and(|kept| u128::from(age) >= kept.as_millis())
}
