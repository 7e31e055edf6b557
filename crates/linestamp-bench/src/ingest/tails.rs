//! Readers that follow the errors while records come.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use futures_util::StreamExt as _;
use serde::Deserialize;
use sse_stream::SseStream;
use tokio::task::JoinHandle;

use super::BATCH;
use super::send::Answers;
use crate::times::Times;
use crate::{records, tools};

/// A reader that is told nothing for so long has been forgotten.
const PATIENCE: Duration = Duration::from_secs(60);

/// What a reader was told of.
#[derive(Default)]
struct Told {
    /// The batch of each record, and when it was there.
    records: Vec<(u64, Instant)>,
    skipped: u64,
}

/// Some readers of one service.
pub(crate) struct Tails(Vec<JoinHandle<Result<Told>>>);

impl Tails {
    /// Starts them; each ends once it was told of so many records.
    pub(crate) async fn start(url: &str, readers: usize, records: u64) -> Result<Tails> {
        let mut tails = Vec::new();
        for _ in 0..readers {
            let url = format!("{url}/v1/tail?filter=level:error");
            let answer = tools::http().get(url).send().await?.error_for_status()?;
            tails.push(tokio::spawn(follow(answer, records)));
        }
        Ok(Tails(tails))
    }

    /// How long after its acknowledgement each record was with each reader, and how many
    /// were skipped. What was there before counts as no time.
    pub(crate) async fn end(self, answers: &Answers) -> Result<(Times, u64)> {
        let (mut waits, mut skipped) = (Vec::new(), 0);
        for tail in self.0 {
            let told = tail.await??;
            skipped += told.skipped;
            for (batch, time) in told.records {
                let acknowledged = answers.acknowledged(batch);
                let acknowledged = acknowledged.context("a reader knows a record of no batch")?;
                waits.push(time.saturating_duration_since(acknowledged));
            }
        }
        Ok((Times::new(waits), skipped))
    }
}

#[derive(Deserialize)]
struct Skipped {
    count: u64,
}

#[derive(Deserialize)]
struct Record {
    timestamp: i64,
}

async fn follow(answer: reqwest::Response, records: u64) -> Result<Told> {
    let mut events = SseStream::from_bytes_stream(answer.bytes_stream());
    let mut told = Told::default();
    while told.records.len() as u64 + told.skipped < records {
        let next = tokio::time::timeout(PATIENCE, events.next()).await;
        let Ok(next) = next else {
            bail!("a reader was told of {} and then of nothing", told.records.len())
        };
        let event = next.context("a tail ended")??;
        let data = event.data.unwrap_or_default();
        match event.event.as_deref() {
            Some("record") => {
                let record: Record = serde_json::from_str(&data)?;
                let batch = records::number_at(record.timestamp) / BATCH;
                told.records.push((batch, Instant::now()));
            }
            Some("skipped") => told.skipped += serde_json::from_str::<Skipped>(&data)?.count,
            // Comments keep the connection.
            None => {}
            Some(other) => bail!("a tail says {other}"),
        }
    }
    ensure!(told.records.len() as u64 + told.skipped == records, "a reader was told of too many");
    Ok(told)
}
