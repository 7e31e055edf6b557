//! Writing a sealed file: the records, and then the indexes all at once.

use std::path::{Path, PathBuf};

use linestamp_store::{Seq, StoreError};
use rusqlite::Connection;
use rusqlite::config::DbConfig;

use crate::error::sqlite;
use crate::trigrams;
use crate::{layout, rollup};

/// Which records of a file are meant.
#[derive(Debug)]
pub(crate) enum Choice {
    /// All of them.
    All,
    /// Those of these environments and levels.
    Kinds(Vec<(String, String)>),
    /// All but these.
    Without(Vec<Seq>),
}

impl Choice {
    /// Writes down what is chosen, for SQLite, and gives the condition.
    fn write(&self, conn: &Connection) -> rusqlite::Result<&'static str> {
        match self {
            Choice::All => Ok(""),
            Choice::Kinds(kinds) => {
                conn.execute_batch("CREATE TABLE temp.chosen (environment, level)")?;
                let mut statement = conn.prepare("INSERT INTO temp.chosen VALUES (?1, ?2)")?;
                for (environment, level) in kinds {
                    statement.execute([environment, level])?;
                }
                Ok("WHERE (environment, level) IN (SELECT environment, level FROM temp.chosen)")
            }
            Choice::Without(seqs) => {
                conn.execute_batch("CREATE TABLE temp.chosen (seq INTEGER PRIMARY KEY)")?;
                let mut statement = conn.prepare("INSERT INTO temp.chosen VALUES (?1)")?;
                for seq in seqs {
                    statement.execute([seq.cast_signed()])?;
                }
                Ok("WHERE seq NOT IN (SELECT seq FROM temp.chosen)")
            }
        }
    }
}

/// A file that is being built.
pub(crate) struct Builder {
    conn: Connection,
    path: PathBuf,
}

impl Builder {
    /// Begins a file, which must not be there.
    pub(crate) fn create(path: &Path) -> Result<Builder, StoreError> {
        let create = || {
            let conn = Connection::open(path)?;
            // The file counts only when it is whole: a journal would protect nothing.
            conn.execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                 PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384",
            )?;
            layout::create(&conn)?;
            Ok(conn)
        };
        let conn = create().map_err(|error| sqlite(path, &error))?;
        Ok(Builder { conn, path: path.to_owned() })
    }

    /// Adds those records of another file that are chosen, in the order of arrival: row by row within
    /// SQLite, which takes them as they are.
    pub(crate) fn add(&mut self, from: &Path, choice: &Choice) -> Result<(), StoreError> {
        let add = || {
            // Closing must not bring the log of a hot file into the file: both are about to go.
            self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
            self.conn.execute("ATTACH ?1 AS source", [from.to_string_lossy().as_ref()])?;
            self.conn.execute_batch("BEGIN")?;
            let only = choice.write(&self.conn)?;
            let sql = format!("INSERT INTO main.records SELECT * FROM source.records {only}");
            self.conn.execute(&sql, [])?;
            self.conn.execute_batch("COMMIT; DETACH source; DROP TABLE IF EXISTS temp.chosen")
        };
        add().map_err(|error| sqlite(from, &error))
    }

    /// Adds what is for reading. The file is not synced yet.
    pub(crate) fn finish(self) -> Result<(), StoreError> {
        let done = self
            .conn
            .execute_batch("BEGIN")
            .and_then(|()| layout::create_indexes(&self.conn))
            .and_then(|()| rollup::create(&self.conn))
            .and_then(|()| trigrams::create(&self.conn))
            .and_then(|()| self.conn.execute_batch("COMMIT"))
            .and_then(|()| self.conn.close().map_err(|(_, error)| error));
        done.map_err(|error| sqlite(&self.path, &error))
    }
}
