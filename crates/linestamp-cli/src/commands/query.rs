//! `linestamp query`: records of a logs service, or of its folder.

use linestamp_server::write_table;

use super::{Ended, at_work};
use crate::args::{QueryArgs, RecordFormat};
use crate::failure::Stop;
use crate::report;
use crate::service::{Lines, Question, Source, write_json};
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &QueryArgs) -> Ended {
    let question = Question::read(&args.filter, args.since.as_deref())?;
    let source = Source::of(&args.source)?;
    let found = at_work(source.newest(&question, args.limit as usize))??;
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
