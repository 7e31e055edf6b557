//! Whether a key is in another file than the one that is appended to.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use linestamp_schema::LogRecord;
use linestamp_store::{Seq, StoreError};
use rusqlite::Connection;

use crate::catalog::Catalog;
use crate::error::sqlite;
use crate::sealed::{has_key, is_key_of, read_only};

/// How many files stay open: what is sent again was mostly sent lately.
const OPEN_FILES: usize = 16;

/// Looks into the other files.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// Those it looked into, the last one first.
    open: VecDeque<(PathBuf, Connection)>,
}

impl Elsewhere {
    /// Whether a record with that key is in a file but that one.
    pub(crate) fn has(
        &mut self,
        catalog: &Catalog,
        but: u64,
        fingerprint: u64,
        record: &LogRecord,
    ) -> Result<bool, StoreError> {
        let (workspace, id) = (record.workspace_id.as_deref(), record.id.as_str());
        for hot in catalog.hot.iter().filter(|hot| hot.number != but) {
            let candidates: Vec<Seq> = hot.held().keys.candidates(fingerprint).collect();
            for seq in candidates {
                if self.look(hot.file.path(), |conn| is_key_of(conn, seq, workspace, id))? {
                    return Ok(true);
                }
            }
        }
        for sealed in catalog.sealed.iter().rev() {
            if sealed.may_hold(fingerprint)
                && self
                    .look(sealed.file.path(), |conn| has_key(conn, fingerprint, workspace, id))?
            {
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
