//! The file that is appended to: the table of records and nothing else, written through SQLite's
//! write-ahead log, so that a commit is one write at its end and one sync.

use std::path::{Path, PathBuf};

use linestamp_store::{Seq, StoreError, Stored};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::catalog::Held;
use crate::error::sqlite;
use crate::keys::{Fingerprints, KeyIndex, take_stock};
use crate::layout;
use crate::sealed::is_key_of;

/// After how many pages of the log SQLite brings them into the file itself: 32 MiB. Most hot files
/// are sealed and dropped before that.
const CHECKPOINT_PAGES: u32 = 8192;

/// The writer's own connection to a hot file.
#[derive(Debug)]
pub(crate) struct HotFile {
    conn: Connection,
    path: PathBuf,
}

impl HotFile {
    /// Opens a hot file, or begins one. What SQLite finds of an unfinished commit is left out.
    pub(crate) fn open(path: &Path) -> Result<HotFile, StoreError> {
        let open = || {
            let conn = Connection::open(path)?;
            conn.pragma_update(None, "journal_mode", "WAL")?;
            conn.pragma_update(None, "synchronous", "FULL")?;
            conn.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
            // A file that is closed is about to be sealed and dropped, or opened again.
            conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            conn.set_prepared_statement_cache_capacity(16);
            if !conn.table_exists(None, "records")? {
                layout::create(&conn)?;
            }
            Ok(conn)
        };
        let conn = open().map_err(|error| sqlite(path, &error))?;
        Ok(HotFile { conn, path: path.to_owned() })
    }

    /// Goes through what is there.
    pub(crate) fn take_stock(&self, fingerprints: Fingerprints) -> Result<Held, StoreError> {
        let mut keys = KeyIndex::default();
        let insert = |fingerprint, seq, _: (&str, &str)| keys.insert(fingerprint, seq);
        let stretches = take_stock(&self.conn, fingerprints, insert);
        Ok(Held { stretches: stretches.map_err(|error| self.failed(&error))?, keys })
    }

    pub(crate) fn begin(&self) -> Result<(), StoreError> {
        self.run("BEGIN IMMEDIATE")
    }

    pub(crate) fn insert(&self, stored: &Stored) -> Result<(), StoreError> {
        layout::insert(&self.conn, stored).map_err(|error| self.failed(&error))
    }

    /// Whether the record at that place has that key; of those not committed yet as well.
    pub(crate) fn is_key_of(
        &self,
        seq: Seq,
        workspace: Option<&str>,
        id: &str,
    ) -> Result<bool, StoreError> {
        is_key_of(&self.conn, seq, workspace, id).map_err(|error| self.failed(&error))
    }

    /// Makes durable what was inserted.
    pub(crate) fn commit(&self) -> Result<(), StoreError> {
        self.run("COMMIT")
    }

    /// Closes it with everything in the file itself, so that it can be given another name.
    pub(crate) fn close_whole(self) -> Result<(), StoreError> {
        let failed = |error: rusqlite::Error| sqlite(&self.path, &error);
        self.conn
            .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)
            .map_err(failed)?;
        self.conn.close().map_err(|(_, error)| failed(error))
    }

    /// Takes back what was inserted, if SQLite has not done so itself.
    pub(crate) fn roll_back(&self) {
        if !self.conn.is_autocommit() {
            let _ = self.conn.execute_batch("ROLLBACK");
        }
    }

    fn run(&self, sql: &str) -> Result<(), StoreError> {
        let run = self.conn.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        run.map(drop).map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &rusqlite::Error) -> StoreError {
        sqlite(&self.path, error)
    }
}
