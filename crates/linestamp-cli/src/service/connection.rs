//! The service's HTTP, as far as the commands need it.

use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use linestamp_schema::visible;
use linestamp_store::{Facet, Span, Stored};
use reqwest::{Method, Response, StatusCode, Url};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::Question;
use super::parts::Part;
use crate::args::ServiceArgs;
use crate::failure::{Failure, plain};

/// Where a service is, if nobody says otherwise.
const HOME: &str = "http://127.0.0.1:4680";

/// As many records come with one answer.
const PAGE: usize = 1000;

/// A page of records.
#[derive(Debug, Deserialize)]
struct Page {
    records: Vec<Stored>,
    next: Option<String>,
}

/// A trace.
#[derive(Debug, Deserialize)]
pub(crate) struct Trace {
    pub(crate) records: Vec<Stored>,
    pub(crate) spans: Vec<Span>,
    pub(crate) truncated: bool,
}

/// The values of columns.
#[derive(Debug, Deserialize)]
struct Facets {
    facets: Vec<Facet>,
}

/// What was removed.
#[derive(Debug, Deserialize)]
struct Deletion {
    deleted: u64,
}

/// An error as the service tells it.
#[derive(Debug, Deserialize)]
struct Problem {
    detail: String,
}

/// A service to ask.
pub(crate) struct Connection {
    http: reqwest::Client,
    home: Url,
    token: Option<String>,
}

impl Connection {
    /// The service that the user means. Nothing is sent yet.
    ///
    /// # Errors
    /// Where the address is none, or the token cannot be read.
    pub(crate) fn new(args: &ServiceArgs) -> Result<Connection, Failure> {
        let given = args.url.clone().or_else(|| variable("LINESTAMP_URL"));
        let address = given.unwrap_or_else(|| HOME.to_owned());
        let home = Url::parse(&address)
            .ok()
            .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
            .ok_or_else(|| {
                Failure::new(format!("{address:?} is no address of a service"))
                    .with_help(format!("write it as {HOME}"))
            })?;
        // Somebody else in the process may have been first, with one that will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .user_agent(concat!("linestamp/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Failure::new(format!("cannot set up HTTP: {error}")))?;
        Ok(Connection { http, home, token: token(args)? })
    }

    /// Asks a question that has an answer of its own.
    ///
    /// # Errors
    /// Where the service cannot be reached, or does not answer it.
    pub(crate) async fn ask<T: DeserializeOwned>(
        &self,
        path: &[&str],
        questions: &[(&str, &str)],
    ) -> Result<T, Failure> {
        self.answer(self.request(path, questions).timeout(Duration::from_secs(60))).await
    }

    async fn answer<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<T, Failure> {
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        let answer = self.accepted(answer).await?;
        let body = answer.bytes().await.map_err(|error| self.unreachable(&error))?;
        serde_json::from_slice(&body).map_err(|error| {
            Failure::new(format!("{} does not answer as a logs service does: {error}", self.home))
                .with_help("check the address, and that service and command are of one version")
        })
    }

    /// Asks for the tail behind a place in the order of arrival.
    ///
    /// # Errors
    /// See [`Lost`].
    pub(crate) async fn tail(&self, filter: &str, after: Option<u64>) -> Result<Response, Lost> {
        let mut request = self.request(&["v1", "tail"], &[("filter", filter)]);
        if let Some(after) = after {
            request = request.header("last-event-id", after);
        }
        let answer = request.send().await.map_err(|error| Lost::ForNow(reason(&error)))?;
        let status = answer.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            return Err(Lost::ForNow(status.to_string()));
        }
        self.accepted(answer).await.map_err(Lost::ForGood)
    }

    /// The newest records that are meant, the oldest of them first.
    ///
    /// # Errors
    /// Where the service cannot be reached, or does not answer.
    pub(crate) async fn newest(
        &self,
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
            let page: Page = self.ask(&["v1", "records"], &questions).await?;
            found.extend(page.records);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        found.reverse();
        Ok(found)
    }

    /// How many records are meant.
    ///
    /// # Errors
    /// Where the service cannot be reached, or does not answer.
    pub(crate) async fn count(&self, question: &Question) -> Result<u64, Failure> {
        let filter = question.text();
        let questions = [("filter", filter.as_str()), ("columns", "level")];
        let Facets { facets } = self.ask(&["v1", "facets"], &questions).await?;
        Ok(facets.iter().map(Facet::records).sum())
    }

    /// Removes the records that are meant; how many there were. It takes as long as it takes.
    ///
    /// # Errors
    /// Where the service cannot be reached, or does not remove them.
    pub(crate) async fn delete(&self, question: &Question) -> Result<u64, Failure> {
        let filter = question.text();
        let request =
            self.request_by(Method::DELETE, &["v1", "records"], &[("filter", filter.as_str())]);
        let Deletion { deleted } = self.answer(request).await?;
        Ok(deleted)
    }

    /// A backup of everything, as an archive that comes in parts.
    ///
    /// # Errors
    /// Where the service cannot be reached, or gives none.
    pub(crate) async fn backup(&self) -> Result<impl Stream<Item = Part> + Unpin, Failure> {
        let request = self.request_by(Method::POST, &["v1", "backup"], &[]);
        let answer = request.send().await.map_err(|error| self.unreachable(&error))?;
        let answer = self.accepted(answer).await?;
        Ok(Box::pin(answer.bytes_stream().map(|part| part.map(Vec::from))))
    }

    fn request(&self, path: &[&str], questions: &[(&str, &str)]) -> reqwest::RequestBuilder {
        self.request_by(Method::GET, path, questions)
    }

    fn request_by(
        &self,
        method: Method,
        path: &[&str],
        questions: &[(&str, &str)],
    ) -> reqwest::RequestBuilder {
        let mut url = self.home.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url.query_pairs_mut().extend_pairs(questions);
        let request = self.http.request(method, url);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// The answer, unless it tells of an error.
    async fn accepted(&self, answer: Response) -> Result<Response, Failure> {
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let text = answer.text().await.unwrap_or_default();
        let detail = serde_json::from_str::<Problem>(&text).map(|problem| problem.detail);
        let said = detail.unwrap_or_else(|_| format!("the answer was {status}"));
        let failure = Failure::new(format!("{}: {}", self.home, visible(&said)));
        Err(match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => failure
                .with_help("set LINESTAMP_TOKEN, or give --token-file, with a token of the scope that it takes"),
            _ => failure,
        })
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        Failure::new(format!("cannot ask {}: {}", self.home, reason(error)))
            .with_help("start one with `linestamp serve`, or name its address by --url")
    }
}

/// Why a tail ended.
#[derive(Debug)]
pub(crate) enum Lost {
    /// It is worth another try.
    ForNow(String),
    /// It is not.
    ForGood(Failure),
}

/// The innermost reason.
fn reason(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(source) = inner.source() {
        inner = source;
    }
    match inner.downcast_ref::<std::io::Error>() {
        Some(error) => plain(error),
        None if error.is_timeout() => "no answer in time".to_owned(),
        None => inner.to_string(),
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn token(args: &ServiceArgs) -> Result<Option<String>, Failure> {
    let Some(path) = &args.token_file else { return Ok(variable("LINESTAMP_TOKEN")) };
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::new(format!("the token cannot be read: {}", plain(&error)))
            .at(path.display().to_string())
    })?;
    Ok(Some(text.trim().to_owned()))
}
