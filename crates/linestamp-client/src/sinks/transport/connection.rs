//! One exchange: a request, and its answer as far as it matters.

use std::error::Error as _;
use std::time::SystemTime;

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use rustls::crypto::{CryptoProvider, ring};

use super::answer::Answer;
use super::config::Transport;
use crate::sinks::error::SinkError;
use crate::verdict::Verdict;

/// How much of a body is read: the most that OTLP asks of a client.
const MOST: usize = 4 << 20;

/// A client, and where it speaks to; a clone shares the client's connections.
#[derive(Clone)]
pub(crate) struct Connection {
    client: Client,
    pub(crate) transport: Transport,
}

/// A request that is to be made.
pub(crate) struct Call {
    pub(crate) url: Url,
    pub(crate) content_type: &'static str,
    /// Before compression.
    pub(crate) body: Vec<u8>,
}

/// Whether the body of a success says what became of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// The status says it all.
    Unread,
    /// A success whose body breaks off is none.
    Text,
    /// The same, and it is not text: credentials are taken out of what is read from it.
    #[allow(dead_code, reason = "for protobuf")]
    Bytes,
}

/// An answer that arrived.
pub(crate) struct Received {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    now: SystemTime,
}

impl Received {
    /// A header; `None` where it is absent or no text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn answer(&self) -> Answer<'_> {
        Answer {
            status: self.status,
            retry_after: self.header(RETRY_AFTER.as_str()),
            body: &self.body,
            now: self.now,
        }
    }
}

impl Connection {
    /// A client for that transport.
    pub(crate) fn new(transport: Transport) -> Result<Connection, SinkError> {
        // TLS needs a provider for the process. If the program has chosen one, that is taken.
        if CryptoProvider::get_default().is_none() {
            // An error is another thread that was faster.
            let _ = ring::default_provider().install_default();
        }
        let mut builder = Client::builder()
            .user_agent(concat!("linestamp-client/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .default_headers(transport.headers.clone())
            .tls_certs_merge(transport.roots.iter().cloned());
        if let Some(proxy) = &transport.proxy {
            builder = builder.proxy(proxy.clone());
        }
        if let Some(identity) = &transport.identity {
            builder = builder.identity(identity.clone());
        }
        let client = builder.build().map_err(|error| {
            let reason = transport.secrets.redact(&error.without_url().to_string());
            let remedy = "look at the certificates that were given";
            SinkError::new(format!("TLS cannot be set up: {reason}; {remedy}"))
        })?;
        Ok(Connection { client, transport })
    }

    /// Posts, and reads the answer; where there is none, the verdict is given.
    pub(crate) async fn post(&self, call: Call, body: Body) -> Result<Received, Verdict> {
        let compression = self.transport.compression;
        let compressed = compression.apply(call.body).map_err(|error| Verdict::Refused {
            reason: format!("cannot be compressed: {error}"),
        })?;
        let mut request = self.client.post(call.url).header(CONTENT_TYPE, call.content_type);
        if let Some(encoding) = compression.content_encoding() {
            request = request.header(CONTENT_ENCODING, encoding);
        }
        match request.body(compressed).send().await {
            Ok(response) => self.read(response, body).await,
            Err(error) => Err(self.failed(error)),
        }
    }

    async fn read(&self, mut response: Response, wanted: Body) -> Result<Received, Verdict> {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) if body.len() < MOST => body.extend_from_slice(&chunk),
                Ok(_) => break,
                // Which records it names is not known.
                Err(error) if wanted != Body::Unread && status < 300 => {
                    return Err(self.failed(error));
                }
                Err(_) => break,
            }
        }
        if wanted != Body::Bytes {
            body = self.transport.secrets.redact(&String::from_utf8_lossy(&body)).into_bytes();
        }
        Ok(Received { status, headers, body, now: SystemTime::now() })
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
        let (shown, reason) = (self.transport.shown(), self.transport.secrets.redact(&reason));
        Verdict::Retry { reason: format!("{shown}: {reason}"), after: None }
    }
}
