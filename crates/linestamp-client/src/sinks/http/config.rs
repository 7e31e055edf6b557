//! How requests are made.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Proxy, Url};

use super::request;
use super::response::Answers;
use super::secret::Secrets;
use super::sink::HttpSink;

/// How requests are made.
///
/// Header values, credentials and the address's query are taken for secrets: they are not in
/// `Debug` or in any reason or error.
#[derive(Clone)]
pub struct Http {
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) format: Format,
    pub(super) compression: Compression,
    pub(super) answers: Answers,
    pub(super) roots: Vec<Certificate>,
    pub(super) proxy: Option<Proxy>,
    pub(super) secrets: Secrets,
}

/// How a batch is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// A line of JSON for each record, `application/x-ndjson`.
    #[default]
    Ndjson,
    /// An array of records, `application/json`.
    Array,
}

/// How a body is compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Compression {
    /// As it is.
    None,
    /// gzip.
    #[default]
    Gzip,
    /// zstd.
    #[cfg(feature = "zstd")]
    Zstd,
}

impl Http {
    /// Posts to that address: NDJSON, compressed by gzip. Credentials in the address become an
    /// `Authorization` header.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Http, HttpError> {
        // The error does not repeat the address, which may hold credentials.
        let mut url: Url = url.parse().map_err(|error| {
            HttpError(format!(
                "the address is not one ({error}); it has to be like https://logs.example/v1"
            ))
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            let scheme = url.scheme();
            return Err(HttpError(format!(
                "the address begins with `{scheme}:`; use http or https"
            )));
        }
        let (user, password) = (decoded(url.username()), url.password().map(decoded));
        // Only an address without host refuses this, and such a one has no credentials either.
        let _ = url.set_username("").and_then(|()| url.set_password(None));
        let mut secrets = Secrets::default();
        for (_, value) in url.query_pairs() {
            secrets.add(&value);
        }
        let http = Http {
            url,
            headers: HeaderMap::new(),
            format: Format::default(),
            compression: Compression::default(),
            answers: Answers::default(),
            roots: Vec::new(),
            proxy: None,
            secrets,
        };
        if user.is_empty() && password.is_none() {
            return Ok(http);
        }
        http.basic(&user, &password.unwrap_or_default())
    }

    /// How a batch is written.
    #[must_use]
    pub fn format(mut self, format: Format) -> Http {
        self.format = format;
        self
    }

    /// How a body is compressed.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Http {
        self.compression = compression;
        self
    }

    /// How answers are read.
    #[must_use]
    pub fn answers(mut self, answers: Answers) -> Http {
        self.answers = answers;
        self
    }

    /// A header of every request.
    ///
    /// # Errors
    /// Where name or value cannot be a header.
    pub fn header(mut self, name: &str, value: &str) -> Result<Http, HttpError> {
        let shown = name.to_owned();
        let wrong =
            |what| HttpError(format!("the header `{shown}` has {what} that HTTP does not allow"));
        let name: HeaderName = name.parse().map_err(|_| wrong("a name"))?;
        let mut header: HeaderValue = value.parse().map_err(|_| wrong("a value"))?;
        header.set_sensitive(true);
        self.headers.insert(name, header);
        self.secrets.add(value);
        Ok(self)
    }

    /// `Authorization: Bearer …`.
    ///
    /// # Errors
    /// Where the token cannot be in a header.
    pub fn bearer(mut self, token: &str) -> Result<Http, HttpError> {
        self.secrets.add(token);
        self.header(AUTHORIZATION.as_str(), &format!("Bearer {token}"))
    }

    /// `Authorization: Basic …`.
    ///
    /// # Errors
    /// Never in practice: what is encoded can be in a header.
    pub fn basic(mut self, user: &str, password: &str) -> Result<Http, HttpError> {
        let encoded = STANDARD.encode(format!("{user}:{password}"));
        self.secrets.add(password);
        self.secrets.add(&encoded);
        self.header(AUTHORIZATION.as_str(), &format!("Basic {encoded}"))
    }

    /// Trusts these certificates (PEM) beside the system's.
    ///
    /// # Errors
    /// Where there is none in it.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Http, HttpError> {
        let found = Certificate::from_pem_bundle(pem).unwrap_or_default();
        if found.is_empty() {
            return Err(HttpError(
                "no certificate in PEM is in what was given as roots".to_owned(),
            ));
        }
        self.roots.extend(found);
        Ok(self)
    }

    /// Goes through that proxy, instead of the one that the environment may name.
    ///
    /// # Errors
    /// Where it is no address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Http, HttpError> {
        let proxy = Proxy::all(url);
        self.proxy =
            Some(proxy.map_err(|_| HttpError("the proxy's address is not one".to_owned()))?);
        if let Some(password) = url.parse::<Url>().ok().and_then(|url| url.password().map(decoded))
        {
            self.secrets.add(&password);
        }
        Ok(self)
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, HttpError> {
        Ok(HttpSink::new(request::client(&self)?, self))
    }

    /// The address as it may be shown.
    pub(super) fn shown(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        url.into()
    }
}

/// Percent-decoded, as user names and passwords are meant.
fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http")
            .field("url", &self.shown())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("format", &self.format)
            .field("compression", &self.compression)
            .field("answers", &self.answers)
            .finish_non_exhaustive()
    }
}

/// What cannot be made into requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpError(pub(super) String);

impl fmt::Display for HttpError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for HttpError {}
