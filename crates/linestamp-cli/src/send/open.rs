//! The sink that an address names.

use linestamp_client::sinks::http::{Compression, Http};
use linestamp_client::sinks::stdout::Stdout;
use linestamp_client::sinks::{Opening, Sink};

use crate::args::RequestArgs;
use crate::failure::Failure;

/// Where records go.
pub(crate) enum Target {
    /// By `POST`.
    Http(Box<Http>),
    /// To standard output, as JSON lines.
    Stdout,
    /// By another protocol.
    Other(Box<dyn Sink>),
}

impl Target {
    /// The sink itself.
    pub(crate) fn sink(self) -> Result<Box<dyn Sink>, Failure> {
        match self {
            Target::Http(http) => Ok(Box::new(http.sink().map_err(|error| unusable(&error))?)),
            Target::Stdout => Ok(Box::new(Stdout::json().sink())),
            Target::Other(sink) => Ok(sink),
        }
    }

    /// Whether it writes to standard output.
    pub(crate) fn is_stdout(&self) -> bool {
        matches!(self, Target::Stdout)
    }
}

/// What an address names, with the options that are about requests.
pub(crate) fn open(address: &str, args: &RequestArgs) -> Result<Target, Failure> {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    match scheme {
        Some("stdout") => Ok(Target::Stdout),
        Some("http" | "https") => http(address, args),
        Some(_) => other(address, args),
        None => Err(Failure::new("the address of --to has no scheme")
            .with_help("give --to an address like https://logs.example/v1, or stdout:")),
    }
}

/// The token of the command line stands for the environment's, which each protocol has a place for.
fn other(address: &str, args: &RequestArgs) -> Result<Target, Failure> {
    if !args.headers.is_empty() {
        return Err(Failure::new("--header goes with http: and https: addresses only")
            .with_help("leave it out, or give the token with --token"));
    }
    let of = |name: &str| match name {
        "LINESTAMP_TOKEN" => args.token.clone().or_else(|| variable(name)),
        _ => variable(name),
    };
    let opening = Opening::new().compress(!args.no_compress).variables(of);
    let sink = opening.open(address).map_err(|error| unusable(&error))?;
    Ok(Target::Other(sink))
}

fn http(address: &str, args: &RequestArgs) -> Result<Target, Failure> {
    let mut http = Http::to(address).map_err(|error| unusable(&error))?;
    if args.no_compress {
        http = http.compression(Compression::None);
    }
    if let Some(token) = args.token.clone().or_else(|| variable("LINESTAMP_TOKEN")) {
        http = http.bearer(&token).map_err(|error| unusable(&error))?;
    }
    for header in &args.headers {
        let (name, value) = split(header)?;
        http = http.header(name, value).map_err(|error| unusable(&error))?;
    }
    Ok(Target::Http(Box::new(http)))
}

/// A header as it is written on a command line. The value may be a secret, so it is not repeated.
pub(crate) fn split(header: &str) -> Result<(&str, &str), Failure> {
    let parts = header.split_once(':').filter(|(name, _)| !name.trim().is_empty());
    let (name, value) = parts.ok_or_else(|| {
        Failure::new("a --header has no name").with_help("write it like 'X-Scope: tenant'")
    })?;
    Ok((name.trim(), value.trim()))
}

/// A variable of the environment that is set to something.
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn unusable(error: &dyn std::error::Error) -> Failure {
    Failure::new(format!("cannot send there: {error}"))
}
