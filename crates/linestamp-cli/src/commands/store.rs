//! `linestamp store`: the records of a service as a whole.

use std::io::{self, Write as _};
use std::path::Path;

use futures_util::StreamExt as _;
use linestamp_sqlite::{Checked, Options, SqliteStore};
use linestamp_store::{Store as _, StoreError};

use super::{Ended, at_work};
use crate::args::{ServiceArgs, StoreAction, StoreArgs};
use crate::failure::Failure;
use crate::service::{Connection, Parts};
use crate::status::Status;

/// Runs the subcommand.
pub(crate) fn run(args: &StoreArgs) -> Ended {
    match &args.action {
        StoreAction::Check => report(&linestamp_sqlite::check(&args.data).map_err(failed)?),
        StoreAction::Backup { to, url: Some(url), token_file } => {
            let (url, token_file) = (Some(url.clone()), token_file.clone());
            let connection = Connection::new(&ServiceArgs { url, token_file })?;
            at_work(backup_of(&connection, to))??;
            Ok(Status::Done)
        }
        StoreAction::Backup { to, url: None, .. } => backup(&args.data, to),
        StoreAction::Restore { from } => {
            linestamp_sqlite::restore(from, &args.data).map_err(failed)?;
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

/// Opens the store of a service that does not run, which brings in order what an abrupt end left.
///
/// # Errors
/// Where there is none, or somebody has it open.
pub(super) fn open(data: &Path) -> Result<SqliteStore, Failure> {
    // Where there is no store, opening would begin one.
    linestamp_sqlite::find(data).map_err(failed)?;
    SqliteStore::open(data, Options::default()).map_err(failed)
}

fn backup(data: &Path, to: &Path) -> Ended {
    let store = open(data)?;
    at_work(async {
        store.backup(to).await?;
        store.close().await
    })?
    .map_err(failed)?;
    Ok(Status::Done)
}

/// Unpacks what a service that runs sends.
async fn backup_of(connection: &Connection, to: &Path) -> Result<(), Failure> {
    let mut parts = connection.backup().await?;
    let (sender, archive) = Parts::channel();
    let to = to.to_owned();
    let unpacking = tokio::task::spawn_blocking(move || linestamp_sqlite::unpack(archive, to));
    while let Some(part) = parts.next().await {
        let is_cut = part.is_err();
        // Who unpacks no more says why.
        if sender.send(part).await.is_err() || is_cut {
            break;
        }
    }
    drop(sender);
    let unpacked = unpacking.await.map_err(|error| Failure::new(error.to_string()))?;
    unpacked.map_err(failed)
}

/// What the user is told.
pub(super) fn failed(error: StoreError) -> Failure {
    Failure::new(error.to_string())
}
