//! Reading files by plans, one stretch after the other.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use linestamp_filter::Filter;
use linestamp_store::{Seq, StoreError, Stored};
use rusqlite::{Connection, Row, params_from_iter};

use crate::catalog::File;
use crate::layout;
use crate::lines;
use crate::manifest::Extent;
use crate::patience::Patience;
use crate::plan::Plan;
use crate::prefilter::Prefilter;

/// What is read for one question.
pub(crate) struct Reading<'a> {
    patience: &'a Patience,
    /// The last file: the next stretch may be one of it.
    open: Option<(PathBuf, Connection)>,
}

impl<'a> Reading<'a> {
    /// Nothing is open yet.
    pub(crate) fn new(patience: &'a Patience) -> Reading<'a> {
        Reading { patience, open: None }
    }

    /// The filter as it is for the records of a file.
    pub(crate) fn filter_for<'f>(
        &mut self,
        file: &File,
        filter: &'f Filter,
    ) -> Result<Cow<'f, Filter>, StoreError> {
        if matches!(file, File::Hot(_)) || !lines::is_of_lines(filter) {
            return Ok(Cow::Borrowed(filter));
        }
        let patience = self.patience;
        let named = self.open(file.path()).and_then(|conn| lines::named(conn, filter));
        named.map_err(|error| patience.error(file.path(), &error))
    }

    /// Goes through the rows of a stretch until told to stop, by the first of some plans for which the file has
    /// the table.
    pub(crate) fn each(
        &mut self,
        (file, extent): (&File, &Extent),
        plans: &[Plan],
        columns: impl Fn(&Plan) -> String,
        order: &str,
        mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>,
    ) -> Result<(), StoreError> {
        let patience = self.patience;
        let mut read = || {
            let conn = self.open(file.path())?;
            for plan in plans {
                if !plan.is_for(conn)? {
                    continue;
                }
                let Some((table, prefilter)) = plan.on(conn, extent)? else { return Ok(()) };
                let prefilter = within(file, extent, prefilter);
                let (columns, clause) = (columns(plan), prefilter.clause());
                let sql = format!("SELECT {columns} FROM {table} {clause} {order}");
                let mut statement = conn.prepare_cached(&sql)?;
                let mut rows = statement.query(params_from_iter(&prefilter.values))?;
                while let Some(row) = rows.next()? {
                    if !visit(row)? {
                        break;
                    }
                }
                return Ok(());
            }
            Ok(())
        };
        read().map_err(|error| patience.error(file.path(), &error))
    }

    /// Reads the records at some places of a file.
    pub(crate) fn whole(
        &mut self,
        file: &File,
        places: &[Seq],
        mut visit: impl FnMut(Stored),
    ) -> Result<(), StoreError> {
        if places.is_empty() {
            return Ok(());
        }
        let patience = self.patience;
        let mut read = || {
            let conn = self.open(file.path())?;
            let mut statement = conn.prepare(&format!("{} WHERE seq = ?", *layout::SELECT))?;
            for seq in places {
                visit(statement.query_row([seq.cast_signed()], layout::decode)?);
            }
            Ok(())
        };
        read().map_err(|error| patience.error(file.path(), &error))
    }

    fn open(&mut self, path: &Path) -> rusqlite::Result<&Connection> {
        let conn = match self.open.take() {
            Some((open, conn)) if open == path => conn,
            _ => self.patience.open(path)?,
        };
        Ok(&self.open.insert((path.to_owned(), conn)).1)
    }
}

/// The condition for a stretch alone: a sealed file is one.
fn within<'p>(file: &File, extent: &Extent, prefilter: Cow<'p, Prefilter>) -> Cow<'p, Prefilter> {
    if matches!(file, File::Sealed(_)) {
        return prefilter;
    }
    let (first, last) = extent.seq;
    let seqs = vec![first.cast_signed().into(), last.cast_signed().into()];
    Cow::Owned(prefilter.into_owned().and("seq BETWEEN ? AND ?", seqs))
}
