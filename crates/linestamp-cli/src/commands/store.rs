//! `linestamp store`: the records of a service that does not run.

use std::io::{self, Write as _};
use std::path::Path;

use linestamp_sqlite::{Checked, Options, SqliteStore};
use linestamp_store::{Store as _, StoreError};

use super::{Ended, at_work};
use crate::args::{StoreAction, StoreArgs};
use crate::failure::{Failure, Stop};
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &StoreArgs) -> Ended {
    match &args.action {
        StoreAction::Check => report(&linestamp_sqlite::check(&args.data).map_err(stop)?),
        StoreAction::Backup { to } => backup(&args.data, to),
        StoreAction::Restore { from } => {
            linestamp_sqlite::restore(from, &args.data).map_err(stop)?;
            Ok(Status::Done)
        }
    }
}

fn report(checked: &Checked) -> Ended {
    let mut output = io::stdout().lock();
    for damage in &checked.damage {
        writeln!(output, "{damage}")?;
    }
    let (sound, damaged) = (checked.sound, checked.damage.len());
    write!(output, "{sound} sealed files are as they were sealed, {damaged} are not")?;
    match checked.unknown {
        0 => writeln!(output)?,
        unknown => writeln!(output, ", {unknown} have no checksum")?,
    }
    Ok(if checked.damage.is_empty() { Status::Done } else { Status::Found })
}

/// Opening it brings in order what an abrupt end left.
fn backup(data: &Path, to: &Path) -> Ended {
    // Where there is no store, opening would begin one.
    linestamp_sqlite::find(data).map_err(stop)?;
    let store = SqliteStore::open(data, Options::default()).map_err(stop)?;
    at_work(async {
        store.backup(to).await?;
        store.close().await
    })?
    .map_err(stop)?;
    Ok(Status::Done)
}

fn stop(error: StoreError) -> Stop {
    Failure::new(error.to_string()).into()
}
