//! Sends each part of a batch to its sink, and makes one verdict of theirs.

use std::fmt;
use std::sync::Arc;

use linestamp_schema::LogRecord;

use crate::sinks::chosen::{Chosen, Wanted};
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// Sends each record to the first sink that wants it.
pub struct Route {
    routes: Vec<(Wanted, Box<dyn Sink>)>,
    otherwise: Box<dyn Sink>,
}

impl Route {
    /// Where the records go that no other sink wants.
    pub fn otherwise(sink: impl Sink) -> Route {
        Route { routes: Vec::new(), otherwise: Box::new(sink) }
    }

    /// Where those go for which the function says so, and none before it.
    #[must_use]
    pub fn when(
        mut self,
        wanted: impl Fn(&LogRecord) -> bool + Send + Sync + 'static,
        sink: impl Sink,
    ) -> Route {
        self.routes.push((Arc::new(wanted), Box::new(sink)));
        self
    }

    /// Which sink each record goes to; the one behind the last is for all others.
    fn ways(&self, records: &[LogRecord]) -> Vec<usize> {
        let way = |record| self.routes.iter().position(|(wanted, _)| wanted(record));
        records.iter().map(|record| way(record).unwrap_or(self.routes.len())).collect()
    }

    fn sink(&mut self, way: usize) -> &mut Box<dyn Sink> {
        self.routes.get_mut(way).map_or(&mut self.otherwise, |(_, sink)| sink)
    }

    async fn pass(&mut self, records: &[LogRecord]) -> Verdict {
        let ways = self.ways(records);
        let mut used = ways.clone();
        used.sort_unstable();
        used.dedup();
        if let [way] = used[..] {
            return self.sink(way).send(records).await;
        }
        let (mut refused, mut again) = (Vec::new(), Vec::new());
        let (mut worst, mut failed) = (Verdict::Confirmed, 0);
        for way in &used {
            let mut place = ways.iter();
            let some = Chosen::of(records, |_| place.next() == Some(way));
            match some.back(self.sink(*way).send(&some.records).await) {
                Verdict::Confirmed => {}
                Verdict::Partial { refused: some_refused, again: some_again } => {
                    refused.extend(some_refused);
                    again.extend(some_again);
                }
                // The next attempt has only those of the sinks that failed.
                verdict => {
                    again.extend(some.places);
                    (worst, failed) = (verdict, failed + 1);
                }
            }
        }
        if failed == used.len() {
            return worst;
        }
        again.sort_unstable();
        if refused.is_empty() && again.is_empty() {
            return Verdict::Confirmed;
        }
        Verdict::Partial { refused, again }
    }
}

impl Sink for Route {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(self.pass(records))
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        let routes = self.routes.iter();
        let routes = routes.map(|(wanted, sink)| Some((Arc::clone(wanted), sink.beside()?)));
        let (routes, otherwise) = (routes.collect::<Option<_>>()?, self.otherwise.beside()?);
        Some(Box::new(Route { routes, otherwise }))
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Route").field("routes", &self.routes.len()).finish_non_exhaustive()
    }
}
