//! A sealed file: immutable, listed in the manifest, with a table of its keys.
//!
//! The table `keys` leads from a fingerprint to the records that may have the key; a filter of a few
//! bytes a key, in memory, says of most fingerprints that there are none.

use std::path::Path;

use linestamp_store::{Seq, StoreError};
use rusqlite::{Connection, OpenFlags, params};
use xorf::{BinaryFuse16, Filter as _};

use crate::catalog::DataFile;
use crate::error::sqlite;
use crate::manifest::{Listed, number};

/// A sealed file.
pub(crate) struct Sealed {
    pub(crate) listed: Listed,
    pub(crate) file: DataFile,
    /// `None` where none could be made: every fingerprint is looked up then.
    filter: Option<BinaryFuse16>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed").field("listed", &self.listed).finish_non_exhaustive()
    }
}

impl Sealed {
    /// One whose fingerprints are known, sorted.
    pub(crate) fn new(listed: Listed, path: &Path, mut fingerprints: Vec<u64>) -> Sealed {
        fingerprints.dedup();
        let filter = BinaryFuse16::try_from(fingerprints).ok();
        Sealed { listed, file: DataFile::new(path.to_owned()), filter }
    }

    /// One that is read alone: nobody asks whether a key is in it.
    pub(crate) fn without_keys(listed: Listed, path: &Path) -> Sealed {
        Sealed { listed, file: DataFile::new(path.to_owned()), filter: None }
    }

    /// Opens one that is listed.
    pub(crate) fn open(listed: Listed, path: &Path) -> Result<Sealed, StoreError> {
        if !path.is_file() {
            return Err(StoreError::Failed(format!(
                "{}: the manifest lists this file, and it is not there; put it back from a backup",
                path.display()
            )));
        }
        let read = || {
            let conn = read_only(path)?;
            let mut statement =
                conn.prepare("SELECT fingerprint FROM keys ORDER BY fingerprint")?;
            let fingerprints = statement.query_map([], |row| number(row, 0))?;
            fingerprints.collect::<rusqlite::Result<Vec<_>>>()
        };
        let fingerprints = read().map_err(|error| sqlite(path, &error))?;
        Ok(Sealed::new(listed, path, fingerprints))
    }

    /// Whether a record with that fingerprint may be in it.
    pub(crate) fn may_hold(&self, fingerprint: u64) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.contains(&fingerprint))
    }
}

/// Opens a file to read it.
pub(crate) fn read_only(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags)?;
    conn.set_prepared_statement_cache_capacity(8);
    Ok(conn)
}

/// Writes the table of keys into a file that is being built; sorted by fingerprint.
pub(crate) fn write_keys(conn: &Connection, keys: &[(u64, Seq)]) -> rusqlite::Result<()> {
    conn.execute_batch(
        "CREATE TABLE keys (
            fingerprint INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            PRIMARY KEY (fingerprint, seq)
        ) STRICT, WITHOUT ROWID",
    )?;
    // By SQLite's order, which has a sign: each row goes to the end of the tree.
    let mut rows: Vec<(i64, i64)> =
        keys.iter().map(|(key, seq)| (key.cast_signed(), seq.cast_signed())).collect();
    rows.sort_unstable();
    let mut statement = conn.prepare("INSERT INTO keys VALUES (?1, ?2)")?;
    for row in rows {
        statement.execute(row)?;
    }
    Ok(())
}

/// Whether a sealed file has a record with that key.
pub(crate) fn has_key(
    conn: &Connection,
    fingerprint: u64,
    workspace: Option<&str>,
    id: &str,
) -> rusqlite::Result<bool> {
    let mut statement = conn.prepare_cached("SELECT seq FROM keys WHERE fingerprint = ?1")?;
    let seqs = statement.query_map([fingerprint.cast_signed()], |row| number(row, 0))?;
    for seq in seqs {
        if is_key_of(conn, seq?, workspace, id)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the record at that place has that key.
pub(crate) fn is_key_of(
    conn: &Connection,
    seq: Seq,
    workspace: Option<&str>,
    id: &str,
) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT 1 FROM records WHERE seq = ?1 AND id = ?2 AND workspace_id IS ?3")?
        .exists(params![seq.cast_signed(), id, workspace])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_small_and_seldom_wrong() {
        let spread = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let keys: Vec<u64> = (0..100_000).map(spread).collect();
        let filter = BinaryFuse16::try_from(keys.clone()).expect("distinct keys");
        assert!(keys.iter().all(|key| filter.contains(key)));
        assert!((filter.len() * 2) as f64 / (keys.len() as f64) < 2.4, "{}", filter.len());
        let wrong = (100_000..400_000).map(spread).filter(|key| filter.contains(key)).count();
        assert!(wrong < 30, "{wrong}");
    }
}
