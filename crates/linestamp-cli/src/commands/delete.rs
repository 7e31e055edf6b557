//! `linestamp delete`: records are removed for good.

use std::io::{self, Write as _};
use std::path::Path;

use linestamp_filter::Filter;
use linestamp_schema::columns;
use linestamp_store::{Facet, FacetQuery, Store as _};

use super::{Ended, at_work, store};
use crate::args::DeleteArgs;
use crate::failure::Failure;
use crate::report;
use crate::service::{Connection, Question};
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &DeleteArgs) -> Ended {
    let question = Question::read(&args.filter, None)?;
    if *question.filter() == Filter::All {
        let failure = Failure::new("an empty filter means every record");
        return Err(failure.with_help("write `id:*` if that is meant").into());
    }
    let count = at_work(async {
        match &args.data {
            Some(data) => in_folder(data, question.filter().clone(), args.yes).await,
            None => of_service(&Connection::new(&args.service)?, &question, args.yes).await,
        }
    })??;
    let records = report::counted(count, "record");
    let mut out = io::stdout().lock();
    match args.yes {
        true => writeln!(out, "{records} removed")?,
        false => writeln!(out, "{records} would be removed for good; --yes does it")?,
    }
    Ok(Status::Done)
}

/// Removes what a service has, or counts it.
async fn of_service(
    connection: &Connection,
    question: &Question,
    remove: bool,
) -> Result<u64, Failure> {
    match remove {
        true => connection.delete(question).await,
        false => connection.count(question).await,
    }
}

/// The same with the files of one that does not run.
async fn in_folder(data: &Path, filter: Filter, remove: bool) -> Result<u64, Failure> {
    let opened = store::open(data)?;
    let done = match remove {
        true => opened.delete(filter).await,
        false => {
            let query = FacetQuery { filter, columns: vec![columns::level()], limit: 0 };
            let facets = opened.facets(query).await;
            facets.map(|facets| facets.iter().map(Facet::records).sum())
        }
    };
    let closed = opened.close().await;
    let count = done.map_err(store::failed)?;
    closed.map_err(store::failed)?;
    Ok(count)
}
