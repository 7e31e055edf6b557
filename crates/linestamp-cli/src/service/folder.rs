//! The files of a service, read where they are.

use std::path::{Path, PathBuf};

use linestamp_filter::{Condition, Filter};
use linestamp_schema::columns;
use linestamp_sqlite::View;
use linestamp_store::{LONGEST_TRACE, Order, Page, Query, Seq, StoreError, Stored, spans_of};

use super::{Question, Trace};
use crate::failure::Failure;

/// A folder of a service's data, whether the service runs or not.
pub(crate) struct Folder {
    view: View,
    root: PathBuf,
}

impl Folder {
    /// Looks at a folder.
    ///
    /// # Errors
    /// Where there are no records in it, or they cannot be read.
    pub(crate) fn open(root: &Path) -> Result<Folder, Failure> {
        let view = View::open(root).map_err(|error| told(&error))?;
        Ok(Folder { view, root: root.to_owned() })
    }

    /// The newest records that are meant, the oldest of them first.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub(crate) fn newest(&self, question: &Question, limit: usize) -> Result<Vec<Stored>, Failure> {
        let filter = question.filter().clone();
        let page = self.page(filter, Order::NewestFirst, limit)?;
        Ok(page.records.into_iter().rev().collect())
    }

    /// One trace.
    ///
    /// # Errors
    /// Where there is none of that id, or it cannot be read.
    pub(crate) fn trace(&self, id: &str) -> Result<Trace, Failure> {
        let filter = Filter::on(columns::trace_id(), Condition::Is(id.to_owned()));
        let page = self.page(filter, Order::OldestFirst, LONGEST_TRACE)?;
        if page.records.is_empty() {
            let root = self.root.display();
            return Err(Failure::new(format!("{root}: there is no record of a trace {id:?}")));
        }
        let (spans, truncated) = (spans_of(&page.records), page.next.is_some());
        Ok(Trace { records: page.records, spans, truncated })
    }

    /// What arrived behind a place; nothing, if the files do not hold still.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn arrived(&self, after: Seq, limit: usize) -> Result<Vec<Stored>, Failure> {
        match self.view.arrived(after, limit) {
            Err(StoreError::Busy(_)) => Ok(Vec::new()),
            arrived => arrived.map_err(|error| told(&error)),
        }
    }

    /// The last arrival.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn last(&self) -> Result<Seq, Failure> {
        self.view.last().map_err(|error| told(&error))
    }

    fn page(&self, filter: Filter, order: Order, limit: usize) -> Result<Page, Failure> {
        let query = Query { filter, order, after: None, limit };
        self.view.records(&query).map_err(|error| told(&error))
    }
}

fn told(error: &StoreError) -> Failure {
    let help = "name the folder that `linestamp serve` has its data in, as a user who may read and \
                write there, or ask the service by --url";
    Failure::new(error.to_string()).with_help(help)
}
