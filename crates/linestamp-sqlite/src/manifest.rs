//! The list of the sealed files: what is in it, is in the store; what is not, is not.
//!
//! It is a SQLite file of its own. Its `user_version` is the version of the whole folder's format.

use std::path::{Path, PathBuf};
use std::time::Duration;

use linestamp_store::{Seq, StoreError};
use rusqlite::{Connection, Row, Transaction, params};

use crate::error::sqlite;
use crate::keys::Fingerprints;
use crate::options::Retention;
use crate::sealed::read_only;

/// How each version of the format becomes the next; a new folder goes through all of them.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE state (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        secret_a INTEGER NOT NULL,
        secret_b INTEGER NOT NULL,
        sealed_hot INTEGER NOT NULL,
        last_seq INTEGER NOT NULL,
        next_segment INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE segments (
        id INTEGER PRIMARY KEY,
        rows INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        seq_first INTEGER NOT NULL,
        seq_last INTEGER NOT NULL,
        time_first INTEGER NOT NULL,
        time_last INTEGER NOT NULL,
        received_first INTEGER NOT NULL,
        received_last INTEGER NOT NULL,
        kinds TEXT NOT NULL
    ) STRICT;
",
    "ALTER TABLE segments ADD COLUMN checksum INTEGER",
];

/// What a file of records holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Extent {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// The first and the last place in the order of arrival.
    pub(crate) seq: (Seq, Seq),
    /// The times of the oldest and of the newest record.
    pub(crate) time: (i64, i64),
    /// When the first and the last of them arrived.
    pub(crate) received: (i64, i64),
}

impl Extent {
    /// Takes a record in.
    pub(crate) fn add(&mut self, seq: Seq, time: i64, received: i64) {
        let (seq, time, received) = ((seq, seq), (time, time), (received, received));
        self.merge(&Extent { rows: 1, bytes: 0, seq, time, received });
    }

    /// Takes in what another has.
    pub(crate) fn merge(&mut self, other: &Extent) {
        if self.rows == 0 {
            (self.seq, self.time, self.received) = (other.seq, other.time, other.received);
        }
        self.rows += other.rows;
        self.bytes += other.bytes;
        self.seq = (self.seq.0.min(other.seq.0), self.seq.1.max(other.seq.1));
        self.time = (self.time.0.min(other.time.0), self.time.1.max(other.time.1));
        self.received =
            (self.received.0.min(other.received.0), self.received.1.max(other.received.1));
    }
}

/// A sealed file, as the manifest lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) id: u64,
    pub(crate) extent: Extent,
    /// Which environments and levels there are in it: what decides how long it is kept.
    pub(crate) kinds: Vec<(String, String)>,
    /// The checksum of the file's bytes; `None` of one that was sealed before there were any.
    pub(crate) checksum: Option<u32>,
}

impl Listed {
    /// How long it is kept: as long as any of its records has to be.
    pub(crate) fn age(&self, retention: &Retention) -> Option<Duration> {
        let mut ages = self.kinds.iter().map(|(environment, level)| {
            // For ever is longer than any age.
            retention.age_of(environment, level).unwrap_or(Duration::MAX)
        });
        ages.try_fold(Duration::ZERO, |most, age| (age != Duration::MAX).then(|| most.max(age)))
    }
}

/// A change of the list, done wholly or not at all.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) remove: Vec<u64>,
    pub(crate) add: Vec<Listed>,
    /// The hot file whose records are sealed now, and the last arrival that was given away.
    pub(crate) sealed: Option<(u64, Seq)>,
}

/// The state besides the list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct State {
    pub(crate) fingerprints: Fingerprints,
    /// The last hot file whose records are sealed.
    pub(crate) sealed_hot: u64,
    /// The last arrival known here; none is given away twice.
    pub(crate) last_seq: Seq,
    pub(crate) next_segment: u64,
}

/// The open manifest.
#[derive(Debug)]
pub(crate) struct Manifest {
    conn: Connection,
    path: PathBuf,
}

impl Manifest {
    /// Opens the manifest, or begins a new one; an older format is brought to the present one.
    pub(crate) fn open(path: &Path) -> Result<Manifest, StoreError> {
        let failed = |error| sqlite(path, &error);
        let mut conn = Connection::open(path).map_err(failed)?;
        // EXTRA syncs the folder too, once the journal is gone: only then a change is durable.
        conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;")
            .map_err(failed)?;
        let version: u32 =
            conn.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        let version = version as usize;
        if version > MIGRATIONS.len() {
            return Err(StoreError::Failed(format!(
                "{}: its format {version} is newer than this program, which knows {}; use a newer \
                 program",
                path.display(),
                MIGRATIONS.len()
            )));
        }
        migrate(&mut conn, version).map_err(failed)?;
        Ok(Manifest { conn, path: path.to_owned() })
    }

    /// Opens the manifest of a folder that somebody else may have open: as it is at one moment.
    pub(crate) fn look(path: &Path) -> Result<Manifest, StoreError> {
        let open = || {
            let conn = read_only(path)?;
            conn.execute_batch("BEGIN")?;
            let version = conn.query_row("PRAGMA user_version", [], |row| row.get::<_, u32>(0))?;
            Ok((conn, version as usize))
        };
        let (conn, version) = open().map_err(|error| sqlite(path, &error))?;
        if version == MIGRATIONS.len() {
            return Ok(Manifest { conn, path: path.to_owned() });
        }
        let known = MIGRATIONS.len();
        Err(StoreError::Failed(format!(
            "{}: its format is {version}, and this program reads {known}; use a newer program, or, \
             where {version} is less, have `linestamp store check` bring it to the present format",
            path.display(),
        )))
    }

    pub(crate) fn state(&self) -> Result<State, StoreError> {
        let sql = "SELECT secret_a, secret_b, sealed_hot, last_seq, next_segment FROM state";
        let read = |row: &Row<'_>| {
            let secret = (row.get::<_, i64>(0)?, row.get::<_, i64>(1)?);
            Ok(State {
                fingerprints: Fingerprints {
                    secret: (secret.0.cast_unsigned(), secret.1.cast_unsigned()),
                },
                sealed_hot: number(row, 2)?,
                last_seq: number(row, 3)?,
                next_segment: number(row, 4)?,
            })
        };
        self.conn.query_row(sql, [], read).map_err(|error| sqlite(&self.path, &error))
    }

    /// What is listed, by its place in the order of arrival.
    pub(crate) fn list(&self) -> Result<Vec<Listed>, StoreError> {
        let read = || {
            let mut statement = self.conn.prepare(
                "SELECT id, rows, bytes, seq_first, seq_last, time_first, time_last,
                 received_first, received_last, kinds, checksum FROM segments ORDER BY seq_first, id",
            )?;
            statement.query_map([], listed)?.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|error| sqlite(&self.path, &error))
    }

    /// Makes a change; once it returns, the change is durable.
    pub(crate) fn publish(&mut self, change: &Change) -> Result<(), StoreError> {
        let mut publish = || {
            let transaction = self.conn.transaction()?;
            make(&transaction, change)?;
            transaction.commit()
        };
        publish().map_err(|error| sqlite(&self.path, &error))
    }

    /// Closes it, so that all of it is in its file.
    pub(crate) fn close(self) -> Result<(), StoreError> {
        self.conn.close().map_err(|(_, error)| sqlite(&self.path, &error))
    }

    /// Writes a copy of it.
    pub(crate) fn copy_to(&self, path: &Path) -> Result<(), StoreError> {
        let name = path.to_string_lossy();
        let copied = self.conn.execute("VACUUM INTO ?1", [name.as_ref()]);
        copied.map(drop).map_err(|error| sqlite(path, &error))
    }
}

fn migrate(conn: &mut Connection, version: usize) -> rusqlite::Result<()> {
    if version == MIGRATIONS.len() {
        return Ok(());
    }
    let transaction = conn.transaction()?;
    for migration in &MIGRATIONS[version..] {
        transaction.execute_batch(migration)?;
    }
    if version == 0 {
        let secret: (i64, i64) = rand::random();
        transaction.execute(
            "INSERT INTO state VALUES (1, ?1, ?2, 0, 0, 1)",
            params![secret.0, secret.1],
        )?;
    }
    transaction.pragma_update(None, "user_version", MIGRATIONS.len() as u32)?;
    transaction.commit()
}

fn make(transaction: &Transaction<'_>, change: &Change) -> rusqlite::Result<()> {
    for id in &change.remove {
        transaction.execute("DELETE FROM segments WHERE id = ?1", [signed(*id)])?;
    }
    for Listed { id, extent, kinds, checksum } in &change.add {
        let kinds = serde_json::to_string(kinds)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        transaction.execute(
            "INSERT INTO segments VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                signed(*id),
                signed(extent.rows),
                signed(extent.bytes),
                signed(extent.seq.0),
                signed(extent.seq.1),
                extent.time.0,
                extent.time.1,
                extent.received.0,
                extent.received.1,
                kinds,
                checksum,
            ],
        )?;
        transaction
            .execute("UPDATE state SET next_segment = max(next_segment, ?1)", [signed(id + 1)])?;
    }
    if let Some((hot, last)) = change.sealed {
        transaction.execute(
            "UPDATE state SET sealed_hot = max(sealed_hot, ?1), last_seq = max(last_seq, ?2)",
            [signed(hot), signed(last)],
        )?;
    }
    Ok(())
}

fn listed(row: &Row<'_>) -> rusqlite::Result<Listed> {
    let kinds: String = row.get(9)?;
    let kinds = serde_json::from_str(&kinds).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(9, rusqlite::types::Type::Text, error.into())
    })?;
    let extent = Extent {
        rows: number(row, 1)?,
        bytes: number(row, 2)?,
        seq: (number(row, 3)?, number(row, 4)?),
        time: (row.get(5)?, row.get(6)?),
        received: (row.get(7)?, row.get(8)?),
    };
    Ok(Listed { id: number(row, 0)?, extent, kinds, checksum: row.get(10)? })
}

/// A number that is never negative, out of SQLite's integers, which have a sign.
pub(crate) fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(at)?.cast_unsigned())
}

/// And back.
pub(crate) fn signed(number: u64) -> i64 {
    number.cast_signed()
}
