//! Whether a key is in another file than the one that is appended to.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use linestamp_schema::LogRecord;
use linestamp_store::{Seq, StoreError};
use rusqlite::Connection;

use crate::catalog::{Catalog, Hot};
use crate::error::sqlite;
use crate::sealed::{Sealed, has_key, is_key_of, read_only};

/// How many files stay open: what is sent again was mostly sent lately.
const OPEN_FILES: usize = 16;

/// Some keys, and where each may be among the other files; of most, nowhere.
#[derive(Debug)]
pub(crate) struct Sought<'c> {
    fingerprints: Vec<u64>,
    /// Each with the place of its key among those; in their order, and of one key those first that are
    /// likelier.
    suspects: Vec<(usize, Suspect<'c>)>,
}

/// A place where a record with a key may be.
#[derive(Debug, Clone, Copy)]
enum Suspect<'c> {
    Hot(&'c Hot, Seq),
    Sealed(&'c Sealed),
}

impl<'c> Sought<'c> {
    /// Looks in all files but that one, file by file: what a file has in memory for this is near from
    /// the second key on. With many files, key by key would take most of the time of a commit.
    pub(crate) fn of(catalog: &'c Catalog, but: u64, fingerprints: Vec<u64>) -> Sought<'c> {
        let mut suspects = Vec::new();
        for hot in catalog.hot.iter().filter(|hot| hot.number != but) {
            let held = hot.held();
            for (at, fingerprint) in fingerprints.iter().enumerate() {
                let seqs = held.keys.candidates(*fingerprint);
                suspects.extend(seqs.map(|seq| (at, Suspect::Hot(hot, seq))));
            }
        }
        for sealed in catalog.sealed.iter().rev() {
            for (at, fingerprint) in fingerprints.iter().enumerate() {
                if sealed.may_hold(*fingerprint) {
                    suspects.push((at, Suspect::Sealed(sealed)));
                }
            }
        }
        suspects.sort_by_key(|(at, _)| *at);
        Sought { fingerprints, suspects }
    }

    /// The keys, one after the other.
    pub(crate) fn keys(&self) -> impl Iterator<Item = SoughtKey<'_>> {
        let mut rest = self.suspects.as_slice();
        self.fingerprints.iter().enumerate().map(move |(place, &fingerprint)| {
            let own = rest.iter().take_while(|(at, _)| *at == place).count();
            let (suspects, others) = rest.split_at(own);
            rest = others;
            SoughtKey { fingerprint, suspects }
        })
    }
}

/// One of them.
#[derive(Debug)]
pub(crate) struct SoughtKey<'s> {
    pub(crate) fingerprint: u64,
    suspects: &'s [(usize, Suspect<'s>)],
}

/// Looks into the other files.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// Those it looked into, the last one first.
    open: VecDeque<(PathBuf, Connection)>,
}

impl Elsewhere {
    /// Whether a record with that key is in one of the other files.
    pub(crate) fn has(
        &mut self,
        key: &SoughtKey<'_>,
        record: &LogRecord,
    ) -> Result<bool, StoreError> {
        let (workspace, id) = (record.workspace_id.as_deref(), record.id.as_str());
        for (_, suspect) in key.suspects {
            let found = match suspect {
                Suspect::Hot(hot, seq) => {
                    self.look(hot.file.path(), |conn| is_key_of(conn, *seq, workspace, id))
                }
                Suspect::Sealed(sealed) => self
                    .look(sealed.file.path(), |conn| has_key(conn, key.fingerprint, workspace, id)),
            };
            if found? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Closes what is open: a file that was dropped takes its room until then.
    pub(crate) fn let_go(&mut self) {
        self.open.clear();
    }

    fn look<T>(
        &mut self,
        path: &Path,
        ask: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let failed = |error: rusqlite::Error| sqlite(path, &error);
        let at = self.open.iter().position(|(open, _)| open == path);
        let entry = match at.and_then(|at| self.open.remove(at)) {
            Some(entry) => entry,
            None => {
                self.open.truncate(OPEN_FILES - 1);
                (path.to_owned(), read_only(path).map_err(failed)?)
            }
        };
        let answer = ask(&entry.1).map_err(failed);
        self.open.push_front(entry);
        answer
    }
}
