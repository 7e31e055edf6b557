//! Sends a batch and reads the answer.

use std::error::Error as _;
use std::fmt;
use std::time::SystemTime;

use linestamp_schema::LogRecord;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response};

use super::config::Http;
use super::encode;
use super::request::request;
use super::response::{Answer, Answers, classify};
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// How much of a body is read.
const MOST: usize = 1 << 20;

/// Sends batches by `POST`; made by [`Http::sink`].
pub struct HttpSink {
    client: Client,
    http: Http,
}

impl HttpSink {
    pub(super) fn new(client: Client, http: Http) -> HttpSink {
        HttpSink { client, http }
    }

    async fn post(&self, records: &[LogRecord]) -> Verdict {
        let body = match encode::body(records, self.http.format, self.http.compression) {
            Ok(body) => body,
            Err(error) => {
                return Verdict::Refused { reason: format!("cannot be encoded: {error}") };
            }
        };
        match request(&self.client, &self.http, body).send().await {
            Ok(response) => self.read(response, records.len()).await,
            Err(error) => self.failed(error),
        }
    }

    async fn read(&self, mut response: Response, records: usize) -> Verdict {
        let status = response.status().as_u16();
        let retry_after = response.headers().get(RETRY_AFTER).cloned();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() < MOST => body.extend_from_slice(&chunk),
                Ok(_) => break,
                // Which records it names is not known.
                Err(error) if self.http.answers == Answers::Items && status < 300 => {
                    return self.failed(error);
                }
                Err(_) => break,
            }
        }
        let retry_after = retry_after.as_ref().and_then(|value| value.to_str().ok());
        let body = self.http.secrets.redact(&String::from_utf8_lossy(&body));
        let answer = Answer { status, retry_after, body: body.as_bytes(), now: SystemTime::now() };
        classify(&answer, self.http.answers, records)
    }

    /// No answer, or none that could be read.
    fn failed(&self, error: reqwest::Error) -> Verdict {
        let error = error.without_url();
        let mut reason = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            reason = format!("{reason}: {error}");
            cause = error.source();
        }
        let reason = format!("{}: {}", self.http.shown(), self.http.secrets.redact(&reason));
        Verdict::Retry { reason, after: None }
    }
}

impl Sink for HttpSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(self.post(records))
    }
}

impl fmt::Debug for HttpSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSink").field("http", &self.http).finish_non_exhaustive()
    }
}
