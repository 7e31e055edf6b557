//! A client as the environment's variables say.

use std::fmt;
#[cfg(feature = "http")]
use std::fs;

use linestamp_schema::{Environment, Level};

use crate::builder::ClientBuilder;
use crate::client::Client;
use crate::context::Context;
use crate::dead_letter::DeadLetter;
use crate::sinks::{Opening, Sink};
use crate::spool::Spool;

impl Client {
    /// A client as the process's environment says; what the builder is told afterwards goes before
    /// that.
    ///
    /// | variable | what it says |
    /// |---|---|
    /// | `LINESTAMP_URL` | where records go: an `http` or `https` address, to which NDJSON is posted; `stdout:json` or `stdout:pretty`; or another address that [`sinks::open`](crate::sinks::open) takes, with its variables. Has to be set |
    /// | `LINESTAMP_TOKEN` | the bearer token for that address |
    /// | `LINESTAMP_HEADERS` | headers for an `http` or `https` address: `name=value,other=value`, the values percent-encoded where they have to be |
    /// | `LINESTAMP_COMPRESSION` | `gzip`, which is the default, `none`, or `zstd` with its feature |
    /// | `LINESTAMP_CA_FILE` | a file of certificates (PEM) to trust beside the system's |
    /// | `LINESTAMP_SERVICE` | the service's name; `OTEL_SERVICE_NAME` stands for it. One of them has to be set |
    /// | `LINESTAMP_ENVIRONMENT` | `production`, `staging` or `development`; has to be set |
    /// | `LINESTAMP_VERSION` | what was deployed |
    /// | `LINESTAMP_LEVEL` | the least serious level that is let through, or `off`; `info` unless set |
    /// | `LINESTAMP_DEAD_LETTER` | a file to which undeliverable records are appended |
    /// | `LINESTAMP_SPOOL` | a folder in which records are kept until the backend has them: [`Spool::always`] |
    /// | `LINESTAMP_CONCURRENCY` | how many batches may be in flight, 1 to 8; 1 unless set, which keeps the order: [`ClientBuilder::concurrency`] |
    /// | `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY` | as everywhere |
    ///
    /// A variable that is empty is taken for one that is not set.
    ///
    /// # Errors
    /// Where one is missing or cannot be used. The error names it, and does not repeat its value.
    pub fn from_env() -> Result<ClientBuilder, EnvError> {
        Client::from_variables(|name| std::env::var(name).ok())
    }

    /// As [`Client::from_env`], with the variables from elsewhere.
    ///
    /// ```
    /// use linestamp_client::Client;
    ///
    /// let variables = |name: &str| match name {
    ///     "LINESTAMP_URL" => Some("stdout:json".to_owned()),
    ///     "LINESTAMP_SERVICE" => Some("executor".to_owned()),
    ///     _ => None,
    /// };
    /// let error = Client::from_variables(variables).err().map(|error| error.to_string());
    /// let expected = "LINESTAMP_ENVIRONMENT is not set: set it to production, staging or development";
    /// assert_eq!(error.as_deref(), Some(expected));
    /// ```
    ///
    /// # Errors
    /// Where one is missing or cannot be used.
    pub fn from_variables(get: impl Fn(&str) -> Option<String>) -> Result<ClientBuilder, EnvError> {
        let get = |name: &str| get(name).filter(|value| !value.is_empty());
        let url = get("LINESTAMP_URL").ok_or_else(|| {
            missing("LINESTAMP_URL", "an http or https address, stdout:json or another sink's")
        })?;
        let service = get("LINESTAMP_SERVICE").or_else(|| get("OTEL_SERVICE_NAME"));
        let service = service.ok_or_else(|| missing("LINESTAMP_SERVICE", "the service's name"))?;
        let environment = environment(get("LINESTAMP_ENVIRONMENT"))?;
        let mut builder = Client::builder(service, environment, sink(&url, &get)?);
        if let Some(word) = get("LINESTAMP_LEVEL") {
            builder = builder.level(level(&word)?);
        }
        if let Some(version) = get("LINESTAMP_VERSION") {
            builder = builder.context(Context::new().version(version));
        }
        if let Some(path) = get("LINESTAMP_DEAD_LETTER") {
            let file = DeadLetter::file(path);
            let file = file.map_err(|error| EnvError::new("LINESTAMP_DEAD_LETTER", error))?;
            builder = builder.dead_letter(file);
        }
        if let Some(folder) = get("LINESTAMP_SPOOL") {
            builder = builder.spool(Spool::always(folder));
        }
        if let Some(word) = get("LINESTAMP_CONCURRENCY") {
            builder = builder.concurrency(concurrency(&word)?);
        }
        Ok(builder)
    }
}

fn concurrency(word: &str) -> Result<usize, EnvError> {
    const MOST: usize = ClientBuilder::MOST_CONCURRENCY;
    let count = word.parse().ok().filter(|count| (1..=MOST).contains(count));
    let known = format!("a number from 1 to {MOST}");
    count.ok_or_else(|| unknown("LINESTAMP_CONCURRENCY", word, &known))
}

fn environment(word: Option<String>) -> Result<Environment, EnvError> {
    const KNOWN: &str = "production, staging or development";
    const NAME: &str = "LINESTAMP_ENVIRONMENT";
    let word = word.ok_or_else(|| missing(NAME, KNOWN))?;
    Environment::of(&word).ok_or_else(|| unknown(NAME, &word, KNOWN))
}

fn level(word: &str) -> Result<Option<Level>, EnvError> {
    if word.eq_ignore_ascii_case("off") {
        return Ok(None);
    }
    let level = Level::of(word).map(Some);
    level.ok_or_else(|| unknown("LINESTAMP_LEVEL", word, "error, warn, info, debug or off"))
}

fn sink(url: &str, get: &dyn Fn(&str) -> Option<String>) -> Result<Box<dyn Sink>, EnvError> {
    match url {
        #[cfg(feature = "stdout")]
        "stdout:json" => Ok(Box::new(crate::sinks::stdout::Stdout::json().sink())),
        #[cfg(feature = "stdout")]
        "stdout:pretty" => Ok(Box::new(crate::sinks::stdout::Stdout::pretty().sink())),
        url => match url.split_once(':') {
            Some((scheme, _)) if !matches!(scheme, "http" | "https") => other(url, get),
            _ => http(url, get),
        },
    }
}

/// A sink that is known by its address alone.
fn other(url: &str, get: &dyn Fn(&str) -> Option<String>) -> Result<Box<dyn Sink>, EnvError> {
    const NAME: &str = "LINESTAMP_URL";
    if get("LINESTAMP_HEADERS").is_some() {
        return Err(EnvError::new(
            "LINESTAMP_HEADERS",
            "it goes with http and https addresses only",
        ));
    }
    let compress = get("LINESTAMP_COMPRESSION").is_none_or(|word| word != "none");
    let opening = Opening::new().compress(compress).variables(get);
    opening.open(url).map_err(|error| EnvError::new(NAME, error))
}

#[cfg(not(feature = "http"))]
fn http(_: &str, _: &dyn Fn(&str) -> Option<String>) -> Result<Box<dyn Sink>, EnvError> {
    Err(EnvError::new(
        "LINESTAMP_URL",
        "no sink of this build takes it: build with the feature http",
    ))
}

#[cfg(feature = "http")]
fn http(url: &str, get: &dyn Fn(&str) -> Option<String>) -> Result<Box<dyn Sink>, EnvError> {
    use crate::sinks::http::Http;

    let mut http = Http::to(url).map_err(|error| EnvError::new("LINESTAMP_URL", error))?;
    if let Some(token) = get("LINESTAMP_TOKEN") {
        http = http.bearer(&token).map_err(|error| EnvError::new("LINESTAMP_TOKEN", error))?;
    }
    if let Some(headers) = get("LINESTAMP_HEADERS") {
        http = with_headers(http, &headers)?;
    }
    if let Some(word) = get("LINESTAMP_COMPRESSION") {
        http = http.compression(compression(&word)?);
    }
    if let Some(path) = get("LINESTAMP_CA_FILE") {
        let pem = fs::read(&path).map_err(|error| {
            EnvError::new("LINESTAMP_CA_FILE", format!("{path} cannot be read: {error}"))
        })?;
        let with_roots = http.root_certificates(&pem);
        http = with_roots.map_err(|error| EnvError::new("LINESTAMP_CA_FILE", error))?;
    }
    let sink = http.sink().map_err(|error| EnvError::new("LINESTAMP_URL", error))?;
    Ok(Box::new(sink))
}

/// As OpenTelemetry writes them: pairs with commas between them.
#[cfg(feature = "http")]
fn with_headers(
    mut http: crate::sinks::http::Http,
    headers: &str,
) -> Result<crate::sinks::http::Http, EnvError> {
    const NAME: &str = "LINESTAMP_HEADERS";
    for pair in headers.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            EnvError::new(NAME, "a pair has no `=`: write name=value,other=value")
        })?;
        let value = percent_encoding::percent_decode_str(value.trim()).decode_utf8_lossy();
        http = http.header(name.trim(), &value).map_err(|error| EnvError::new(NAME, error))?;
    }
    Ok(http)
}

#[cfg(feature = "http")]
fn compression(word: &str) -> Result<crate::sinks::http::Compression, EnvError> {
    use crate::sinks::http::Compression;

    match word.to_ascii_lowercase().as_str() {
        "none" => Ok(Compression::None),
        "gzip" => Ok(Compression::Gzip),
        #[cfg(feature = "zstd")]
        "zstd" => Ok(Compression::Zstd),
        _ => Err(unknown("LINESTAMP_COMPRESSION", word, "gzip, none, or zstd with its feature")),
    }
}

fn missing(variable: &'static str, known: &str) -> EnvError {
    EnvError { variable, what: format!(" is not set: set it to {known}") }
}

fn unknown(variable: &'static str, word: &str, known: &str) -> EnvError {
    EnvError { variable, what: format!(" is {word:?}: it has to be {known}") }
}

/// A variable of the environment that is missing or cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvError {
    variable: &'static str,
    what: String,
}

impl EnvError {
    fn new(variable: &'static str, why: impl fmt::Display) -> EnvError {
        EnvError { variable, what: format!(": {why}") }
    }

    /// The variable's name.
    #[must_use]
    pub fn variable(&self) -> &'static str {
        self.variable
    }
}

impl fmt::Display for EnvError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.variable, self.what)
    }
}

impl std::error::Error for EnvError {}
