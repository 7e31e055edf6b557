//! A sink by its address, as command lines and configurations name it.
//!
//! | address | sink | feature |
//! |---|---|---|
//! | `http://…`, `https://…` | NDJSON by `POST` | `http` |
//! | `otlp+http://…`, `otlp+https://…`, with `?encoding=json` | OpenTelemetry | `otlp` |
//! | `clickhouse://HOST:8123/DATABASE`, `clickhouse+http…`, with `?table=NAME`, `?deduplicate=false` | ClickHouse | `clickhouse` |
//! | `elasticsearch+http://HOST:9200/INDEX`, `opensearch+http…` | Elasticsearch, OpenSearch | `elasticsearch` |
//! | `loki+http://…`, `loki+https://…`, with `?tenant=NAME` | Loki | `loki` |
//! | `postgres://USER@HOST/DATABASE`, `postgresql:…` | Postgres | `postgres` |
//! | `sqlite:PATH` | SQLite | `sqlite` |
//! | `file:PATH` | JSON lines, rotated | `file` |
//! | `axiom+https://api.axiom.co/DATASET` | Axiom | `http` |
//! | `betterstack+https://HOST` | Better Stack | `http` |
//! | `victorialogs+http://…`, `victorialogs+https://…` | VictoriaLogs | `http` |
//! | `datadog+https://http-intake.logs.datadoghq.com` | Datadog | `datadog` |
//! | `splunk+https://HOST:8088`, with `?index=NAME`, `?acknowledge=true` | Splunk | `splunk` |
//! | `linestamp+http://…`, `linestamp+https://…` | Linestamp's own service | `linestamp` |
//!
//! Credentials may be in the address (`https://user:password@…`). Where they are not, and for what
//! has no place in an address, there are variables of the environment:
//!
//! | variable | what it is |
//! |---|---|
//! | `LINESTAMP_TOKEN` | the bearer token, API key or collector token, whichever the sink wants |
//! | `LINESTAMP_USER`, `LINESTAMP_PASSWORD` | for basic authentication, and for a database |
//! | `LINESTAMP_CA_FILE` | certificates (PEM) to trust beside the system's |
//! | `LINESTAMP_IDENTITY_FILE` | certificate and private key (PEM) for mutual TLS |
//! | `LINESTAMP_PROXY` | a proxy, instead of `HTTPS_PROXY` and its like |
//!
//! Neither errors nor `Debug` repeat any of that.

mod local;
#[cfg(feature = "http")]
mod over_http;

use std::fmt;

use crate::sinks::Sink;
use crate::sinks::error::SinkError;

/// A sink by its address, with the process's environment.
///
/// ```
/// let sink = linestamp_client::sinks::open("https://user:password@logs.example/v1")?;
/// # Ok::<(), linestamp_client::sinks::SinkError>(())
/// ```
///
/// # Errors
/// Where the address names no sink, or what it names cannot be set up.
pub fn open(address: &str) -> Result<Box<dyn Sink>, SinkError> {
    Opening::new().open(address)
}

/// How sinks are made of addresses.
pub struct Opening<'v> {
    compress: bool,
    variable: Variable<'v>,
}

type Variable<'v> = Box<dyn Fn(&str) -> Option<String> + 'v>;

impl<'v> Opening<'v> {
    /// With the process's environment, and compressed where the protocol can.
    #[must_use]
    pub fn new() -> Opening<'v> {
        Opening { compress: true, variable: Box::new(|name| std::env::var(name).ok()) }
    }

    /// Whether bodies are compressed.
    #[must_use]
    pub fn compress(mut self, compress: bool) -> Opening<'v> {
        self.compress = compress;
        self
    }

    /// Asks that for variables instead of the process's environment.
    #[must_use]
    pub fn variables(mut self, of: impl Fn(&str) -> Option<String> + 'v) -> Opening<'v> {
        self.variable = Box::new(of);
        self
    }

    /// The sink of an address.
    ///
    /// # Errors
    /// Where the address names no sink, or what it names cannot be set up.
    pub fn open(&self, address: &str) -> Result<Box<dyn Sink>, SinkError> {
        let Some((scheme, _)) = address.split_once(':') else {
            return Err(SinkError::new(format!(
                "the address has no scheme; it has to begin with {}",
                known()
            )));
        };
        let Some(found) = SCHEMES.iter().find(|known| known.names.contains(&scheme)) else {
            return Err(SinkError::new(format!(
                "no sink is called {scheme:?}; the address has to begin with {}",
                known()
            )));
        };
        let Some(open) = found.open else {
            return Err(SinkError::new(format!(
                "`{scheme}:` needs the feature `{}` of linestamp-client, which is off in this build",
                found.feature
            )));
        };
        open(self, address)
    }

    #[allow(dead_code, reason = "without features there is nothing to ask for")]
    fn variable(&self, name: &str) -> Option<String> {
        (self.variable)(name).filter(|value| !value.is_empty())
    }

    /// The file that a variable names.
    #[cfg(any(feature = "http", feature = "postgres"))]
    fn file(&self, variable: &str) -> Result<Option<Vec<u8>>, SinkError> {
        let Some(path) = self.variable(variable) else { return Ok(None) };
        let read = std::fs::read(&path);
        read.map(Some).map_err(|error| {
            SinkError::new(format!("{variable} names {path}, which cannot be read: {error}"))
        })
    }
}

impl Default for Opening<'_> {
    fn default() -> Self {
        Opening::new()
    }
}

impl fmt::Debug for Opening<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("compress", &self.compress).finish_non_exhaustive()
    }
}

type Open = fn(&Opening<'_>, &str) -> Result<Box<dyn Sink>, SinkError>;

/// What an address begins with.
struct Scheme {
    names: &'static [&'static str],
    feature: &'static str,
    /// `None` where the feature is off.
    open: Option<Open>,
}

/// One row of the table; the function is there only with its feature.
macro_rules! scheme {
    ($feature:literal, [$($name:literal),+], $open:path) => {
        Scheme {
            names: &[$($name),+],
            feature: $feature,
            #[cfg(feature = $feature)]
            open: Some($open),
            #[cfg(not(feature = $feature))]
            open: None,
        }
    };
}

const SCHEMES: &[Scheme] = &[
    scheme!("http", ["http", "https"], over_http::http),
    scheme!("otlp", ["otlp+http", "otlp+https"], over_http::otlp),
    scheme!(
        "clickhouse",
        ["clickhouse", "clickhouse+http", "clickhouse+https"],
        over_http::clickhouse
    ),
    scheme!(
        "elasticsearch",
        ["elasticsearch+http", "elasticsearch+https", "opensearch+http", "opensearch+https"],
        over_http::elasticsearch
    ),
    scheme!("loki", ["loki+http", "loki+https"], over_http::loki),
    scheme!("postgres", ["postgres", "postgresql"], local::postgres),
    scheme!("sqlite", ["sqlite"], local::sqlite),
    scheme!("file", ["file"], local::file),
    scheme!("http", ["axiom+http", "axiom+https"], over_http::axiom),
    scheme!("http", ["betterstack+http", "betterstack+https"], over_http::better_stack),
    scheme!("http", ["victorialogs+http", "victorialogs+https"], over_http::victoria_logs),
    scheme!("datadog", ["datadog+http", "datadog+https"], over_http::datadog),
    scheme!("splunk", ["splunk+http", "splunk+https"], over_http::splunk),
    scheme!("linestamp", ["linestamp+http", "linestamp+https"], over_http::linestamp),
];

/// The schemes, for people.
fn known() -> String {
    let names = SCHEMES.iter().flat_map(|scheme| scheme.names);
    names.map(|name| format!("`{name}:`")).collect::<Vec<_>>().join(", ")
}
