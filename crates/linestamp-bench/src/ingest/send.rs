//! The records over HTTP, by several senders at once, each waiting for its answer.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use reqwest::Client;

use super::data::Batches;
use crate::times::Times;
use crate::tools;

/// How many batches are under way at once.
pub(crate) const LANES: usize = 4;

/// The answer to one batch.
struct Answer {
    batch: u64,
    acknowledged: Instant,
    wait: Duration,
}

/// When each batch was acknowledged, and how long it had waited for that.
pub(crate) struct Answers {
    /// By batch.
    acknowledged: Vec<Instant>,
    pub(crate) waits: Times,
}

impl Answers {
    fn new(mut answers: Vec<Answer>) -> Answers {
        answers.sort_unstable_by_key(|answer| answer.batch);
        Answers {
            acknowledged: answers.iter().map(|answer| answer.acknowledged).collect(),
            waits: Times::new(answers.iter().map(|answer| answer.wait).collect()),
        }
    }

    /// When a batch was acknowledged.
    pub(crate) fn acknowledged(&self, batch: u64) -> Option<Instant> {
        self.acknowledged.get(batch as usize).copied()
    }
}

/// Sends all batches.
pub(crate) async fn send(url: &str, batches: Batches) -> Result<Answers> {
    let batches = Arc::new(Mutex::new(batches));
    let client = tools::http();
    let url = format!("{url}/v1/records");
    let lane = || tokio::spawn(lane(client.clone(), url.clone(), Arc::clone(&batches)));
    let lanes: Vec<_> = (0..LANES).map(|_| lane()).collect();
    let mut answers = Vec::new();
    for lane in lanes {
        answers.extend(lane.await??);
    }
    Ok(Answers::new(answers))
}

/// One sender: a batch, its answer, the next.
async fn lane(client: Client, url: String, batches: Arc<Mutex<Batches>>) -> Result<Vec<Answer>> {
    let mut answers = Vec::new();
    loop {
        let next = batches.lock().unwrap_or_else(PoisonError::into_inner).next()?;
        let Some((batch, lines)) = next else { return Ok(answers) };
        let begin = Instant::now();
        let request = client.post(&url).header("content-type", "application/x-ndjson").body(lines);
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        ensure!(status.is_success(), "{status} to a batch: {text}");
        let acknowledged = Instant::now();
        answers.push(Answer { batch, acknowledged, wait: acknowledged - begin });
    }
}
