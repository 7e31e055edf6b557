//! A look at a store's folder from outside: beside the process that has it open, or where none has.
//!
//! Input: a folder. Output: answers out of the files that count at one moment. Nothing of the store is
//! changed. What is relied on:
//!
//! - A file leaves the folder only after the manifest has said so. So an answer is one of a moment if
//!   the manifest says the same before and after it; else it is made anew.
//! - What is committed to a hot file is synced, and SQLite shows it to other processes.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use linestamp_store::{Page, Query, Seq, StoreError, Stored};

use crate::catalog::{Catalog, Held, Hot};
use crate::error::sqlite;
use crate::manifest::{Extent, Listed, Manifest, number};
use crate::options::Options;
use crate::patience::Patience;
use crate::restore::find;
use crate::sealed::{Sealed, read_only};
use crate::stretches::Stretches;
use crate::{arrivals, folder, keys, read, salvage};

/// How often an answer is made anew, where the files change meanwhile.
const TRIES: usize = 20;

/// The records in a store's folder, as somebody else keeps them.
///
/// Everything that was acknowledged before a question is seen. SQLite keeps an index (`-shm`) beside a
/// file that is appended to, and makes it where there is none.
#[derive(Debug)]
pub struct View {
    root: PathBuf,
}

/// What the manifest says.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    listed: Vec<Listed>,
    /// Up to which hot file everything is sealed.
    sealed_hot: u64,
    last_seq: Seq,
}

impl View {
    /// Looks at a folder.
    ///
    /// # Errors
    /// Where there is no store in it, or it cannot be read.
    pub fn open(root: impl AsRef<Path>) -> Result<View, StoreError> {
        find(root.as_ref())?;
        let view = View { root: root.as_ref().to_owned() };
        view.said()?;
        Ok(view)
    }

    /// Records by filter and order, a page at a time.
    ///
    /// # Errors
    /// Where a file cannot be read, or it takes too long.
    pub fn records(&self, query: &Query) -> Result<Page, StoreError> {
        let patience = Patience::new(Options::default().question_time);
        self.answer(|catalog, _| read::records(catalog, &patience, query))
    }

    /// What arrived behind `after`, in the order of arrival, at most `limit` records.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn arrived(&self, after: Seq, limit: usize) -> Result<Vec<Stored>, StoreError> {
        self.answer(|catalog, _| arrivals::arrived(catalog, after, limit))
    }

    /// The last arrival.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn last(&self) -> Result<Seq, StoreError> {
        self.answer(|catalog, said| {
            let last = catalog.files().map(|file| file.extent().seq.1).max();
            Ok(said.last_seq.max(last.unwrap_or(0)))
        })
    }

    /// Answers out of the files of one moment.
    fn answer<T>(
        &self,
        ask: impl Fn(&Catalog, &Said) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut before = self.said()?;
        for _ in 0..TRIES {
            let answer = self.catalog(&before).and_then(|catalog| ask(&catalog, &before));
            let after = self.said()?;
            if after == before {
                return answer;
            }
            before = after;
        }
        let what = format!("{}: its files change faster than they are read", self.root.display());
        Err(StoreError::Busy(what))
    }

    fn said(&self) -> Result<Said, StoreError> {
        let manifest = Manifest::look(&folder::manifest(&self.root))?;
        let (state, listed) = (manifest.state()?, manifest.list()?);
        Ok(Said { listed, sealed_hot: state.sealed_hot, last_seq: state.last_seq })
    }

    fn catalog(&self, said: &Said) -> Result<Catalog, StoreError> {
        let mut catalog = Catalog::default();
        for listed in &said.listed {
            let path = folder::segment(&self.root, listed.id);
            catalog.sealed.push(Arc::new(Sealed::without_keys(listed.clone(), &path)));
        }
        for number in folder::hot_numbers(&self.root)? {
            let path = folder::hot(&self.root, number);
            if number > said.sealed_hot
                && let Some(extent) = extent(&path)?
            {
                let stretches = Stretches::one(extent);
                let held = Held { stretches, keys: keys::KeyIndex::default() };
                catalog.hot.push(Arc::new(Hot::new(number, path, held)));
            }
        }
        Ok(catalog)
    }
}

/// Which arrivals a hot file has, if any. Their times are not known without going through all.
fn extent(path: &Path) -> Result<Option<Extent>, StoreError> {
    if salvage::has_log_alone(path) {
        return Err(StoreError::Failed(format!(
            "{}: an abrupt end left its log alone; start the service once, which mends it",
            path.display()
        )));
    }
    let read = || {
        let conn = read_only(path)?;
        // One that has just been begun has none.
        if !conn.table_exists(None, "records")? {
            return Ok(None);
        }
        let ends = "SELECT min(seq), (SELECT max(seq) FROM records) FROM records";
        conn.query_row(ends, [], |row| match row.get::<_, Option<i64>>(0)? {
            None => Ok(None),
            Some(_) => Ok(Some((number(row, 0)?, number(row, 1)?))),
        })
    };
    let ends = read().map_err(|error| sqlite(path, &error))?;
    let always = (-i64::MAX, i64::MAX);
    Ok(ends.map(|seq| Extent { rows: 1, bytes: 0, seq, time: always, received: always }))
}
