//! Storing what was read.

use linestamp_schema::Timestamp;
use linestamp_store::{Batch, Outcome};
use schemars::JsonSchema;
use serde::Serialize;

use super::body::Packed;
use super::read::{Read, Refused};
use super::room::Held;
use crate::app::Shared;
use crate::problem::Problem;
use crate::settings::Settings;

/// What became of the records of a request; the numbers add up to how many there were.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Account {
    /// New ones, which are durable now.
    stored: usize,
    /// Those that were there before.
    duplicates: usize,
    /// Those that are not taken.
    pub(super) refused: Vec<Refused>,
}

/// Unpacks and reads a body apart from the threads that answer, then stores its records.
pub(super) async fn take(
    shared: &Shared,
    settings: Settings,
    body: Packed,
    now: Timestamp,
    read: impl FnOnce(&[u8], Held) -> Result<Read, Problem> + Send + 'static,
) -> Result<Account, Problem> {
    let turn = shared.room.readers.clone().acquire_owned().await;
    let work = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let unpacked = body.unpack(&settings)?;
        read(&unpacked.bytes, unpacked.held)
    });
    let failed = |error| Problem::failed(format!("the body could not be read: {error}"));
    let Read { records, refused, held: _held } = work.await.map_err(failed)??;
    let mut account = Account { stored: 0, duplicates: 0, refused };
    if !records.is_empty() {
        let batch = Batch { records, received_at: now };
        let appended = shared.store.append(batch).await?;
        let is_new = |outcome: &&Outcome| matches!(outcome, Outcome::Stored(_));
        account.stored = appended.outcomes.iter().filter(is_new).count();
        account.duplicates = appended.outcomes.len() - account.stored;
    }
    shared.metrics.took(account.stored, account.duplicates, account.refused.len());
    Ok(account)
}
