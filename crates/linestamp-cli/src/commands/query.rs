//! `linestamp query`: records of a logs service.

use linestamp_server::write_table;
use linestamp_store::Stored;

use super::{Ended, at_work};
use crate::args::{QueryArgs, RecordFormat};
use crate::failure::{Failure, Stop};
use crate::report;
use crate::service::{Connection, Lines, Page, Question, write_json};
use crate::status::Status;

/// As many records come with one answer.
const PAGE: usize = 1000;

/// Runs the subcommand.
pub(crate) fn run(args: &QueryArgs) -> Ended {
    let question = Question::read(&args.filter, args.since.as_deref())?;
    let connection = Connection::new(&args.service)?;
    let found = at_work(newest(&connection, &question, args.limit as usize))??;
    report::output(|out| match args.format {
        RecordFormat::Human => {
            let mut lines = Lines::new(&args.show);
            found.iter().try_for_each(|found| lines.write(out, found, 0))
        }
        RecordFormat::Json => found.iter().try_for_each(|found| write_json(out, found)),
        RecordFormat::Csv => write_table(out, found.iter().map(|found| &found.record), true),
    })
    .map_err(Stop::from)?;
    Ok(if found.is_empty() { Status::Found } else { Status::Done })
}

/// The newest records that are meant, the oldest of them first.
pub(super) async fn newest(
    connection: &Connection,
    question: &Question,
    limit: usize,
) -> Result<Vec<Stored>, Failure> {
    let filter = question.text();
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    while found.len() < limit {
        let most = (limit - found.len()).min(PAGE).to_string();
        let mut questions = vec![("filter", filter.as_str()), ("limit", &most)];
        questions.extend(after.as_deref().map(|after| ("after", after)));
        let page: Page = connection.ask(&["v1", "records"], &questions).await?;
        found.extend(page.records);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    found.reverse();
    Ok(found)
}
