//! The store as one caller may see it.

use std::sync::Arc;

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{Column, columns};
use linestamp_store::{
    Facet, FacetQuery, Histogram, HistogramQuery, Page, Query, Seq, Store, StoreError, Stored,
};
use tokio::sync::watch;

/// Whose records a caller may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everybody's.
    Everything,
    /// Those of one workspace.
    Workspace(String),
}

impl Scope {
    /// Those records, as a filter.
    pub(crate) fn filter(&self) -> Filter {
        match self {
            Scope::Workspace(workspace) => {
                Filter::on(columns::workspace_id(), Condition::Is(workspace.clone()))
            }
            Scope::Everything => Filter::All,
        }
    }
}

/// Answers a caller's questions out of what the caller may see. Whatever is read, is read by this.
#[derive(Clone)]
pub(crate) struct Reader {
    store: Arc<dyn Store>,
    own: Filter,
}

impl Reader {
    /// The store as a caller of that scope sees it.
    pub(crate) fn new(store: Arc<dyn Store>, scope: &Scope) -> Reader {
        Reader { store, own: scope.filter() }
    }

    /// Whether the caller may see the record.
    pub(crate) fn sees(&self, stored: &Stored) -> bool {
        self.own.holds(&stored.record)
    }

    pub(crate) async fn records(&self, mut query: Query) -> Result<Page, StoreError> {
        query.filter = self.own.clone().and(query.filter);
        self.store.records(query).await
    }

    pub(crate) async fn get(&self, seq: Seq) -> Result<Option<Stored>, StoreError> {
        let found = self.store.get(seq).await?;
        Ok(found.filter(|stored| self.sees(stored)))
    }

    pub(crate) async fn histogram(
        &self,
        mut query: HistogramQuery,
    ) -> Result<Histogram, StoreError> {
        query.filter = self.own.clone().and(query.filter);
        self.store.histogram(query).await
    }

    /// A facet for each of the columns.
    pub(crate) async fn facets(
        &self,
        filter: Filter,
        columns: Vec<&'static Column>,
        limit: usize,
    ) -> Result<Vec<Facet>, StoreError> {
        let filter = self.own.clone().and(filter);
        self.store.facets(FacetQuery { filter, columns, limit }).await
    }

    /// The facet of one column.
    pub(crate) async fn facet(
        &self,
        filter: Filter,
        column: &'static Column,
        limit: usize,
    ) -> Result<Facet, StoreError> {
        let facets = self.facets(filter, vec![column], limit).await?;
        Ok(facets.into_iter().next().unwrap_or_default())
    }

    /// How many records the caller may see.
    pub(crate) async fn count(&self) -> Result<u64, StoreError> {
        let facet = self.facet(Filter::All, columns::level(), 1).await?;
        Ok(facet.others + facet.values.iter().map(|count| count.count).sum::<u64>())
    }

    /// What arrived behind `after` and may be seen, in the order of arrival, and the place up to
    /// which was looked.
    pub(crate) async fn arrived(
        &self,
        after: Seq,
        limit: usize,
    ) -> Result<(Vec<Stored>, Seq), StoreError> {
        let mut arrived = self.store.arrived(after, limit).await?;
        let looked_at = arrived.last().map_or(after, |stored| stored.seq);
        arrived.retain(|stored| self.sees(stored));
        Ok((arrived, looked_at))
    }

    /// The last arrival of all, as it goes on. How far it goes tells of others' records: for waiting
    /// alone, never for an answer.
    pub(crate) fn watch(&self) -> watch::Receiver<Seq> {
        self.store.watch()
    }

    pub(crate) async fn delete(&self, filter: Filter) -> Result<u64, StoreError> {
        self.store.delete(self.own.clone().and(filter)).await
    }
}
