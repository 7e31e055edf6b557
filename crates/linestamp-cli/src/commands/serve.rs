//! `linestamp serve`: the logs service.

use std::fmt::Display;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use linestamp_client::{Environment, Level};
use linestamp_server::{Config, Service, Tokens};
use linestamp_sqlite::{Options, Retention, Rule, SqliteStore};
use tokio::sync::oneshot;

use super::Ended;
use crate::args::ServeArgs;
use crate::failure::{Failure, Stop};
use crate::interrupt;
use crate::status::Status;

/// Where it listens unless told otherwise.
const ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 4680);

/// The folder of its data unless told otherwise.
const DATA: &str = "linestamp-data";

/// Runs the subcommand.
pub(crate) fn run(args: &ServeArgs) -> Ended {
    let mut config = match &args.config {
        Some(path) => read(path)?,
        None => Config::default(),
    };
    // Removed when it is dropped, behind the store.
    let demo = if args.demo { Some(tempfile::tempdir().map_err(stop)?) } else { None };
    if args.demo {
        config.listen = Some(SocketAddr::new(ADDRESS.ip(), 0));
    }
    let address = args.listen.or(config.listen).unwrap_or(ADDRESS);
    let own = demo.as_ref().map(|folder| folder.path().to_owned());
    let data = own.or_else(|| args.data.clone()).or_else(|| config.data.clone());
    let data = data.unwrap_or_else(|| PathBuf::from(DATA));
    let settings = config.settings().map_err(stop)?;
    let store = SqliteStore::open(&data, options(&config)?).map_err(stop)?;
    let tokens = Tokens::of(&data).map_err(stop)?;
    for damage in store.damage() {
        say(format_args!("{damage}"));
    }
    let end = ending();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(stop)?;
    runtime.block_on(async {
        let store = Arc::new(store);
        let service = Service::bind(address, config.tls.as_ref(), store, settings, tokens).await;
        let service = service.map_err(stop)?;
        let address = service.address().map_err(stop)?;
        let scheme = if config.tls.is_some() { "https" } else { "http" };
        let url = format!("{scheme}://{address}");
        say(format_args!("listening on {url}, data in {}", data.display()));
        let demo = demo.is_some().then(|| crate::demo::start(&url)).transpose().map_err(stop)?;
        let until = async move {
            // The handler that holds the other end stays for ever.
            let _ = end.await;
        };
        let served = service.run(until).await;
        drop(demo);
        served.map_err(stop)
    })?;
    say(format_args!("stopped"));
    Ok(Status::Done)
}

fn stop(error: impl Display) -> Stop {
    Failure::new(error.to_string()).into()
}

/// On standard error; where that is closed, nobody is left to be told.
fn say(what: std::fmt::Arguments<'_>) {
    anstream::eprintln!("linestamp: {what}");
}

fn read(path: &Path) -> Result<Config, Stop> {
    let text = fs::read_to_string(path);
    let text = text.map_err(|error| stop(format!("{}: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| stop(format!("{}: {error}", path.display())))
}

/// Done when the user, or whoever runs the service, ends it.
fn ending() -> oneshot::Receiver<()> {
    let (end, ended) = oneshot::channel();
    let end = Mutex::new(Some(end));
    interrupt::on_interrupt(move || {
        if let Some(end) = end.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = end.send(());
        }
    });
    interrupt::catch();
    ended
}

/// How the store is to behave.
fn options(config: &Config) -> Result<Options, Stop> {
    let mut options = Options::default();
    let rules = config.retention.rules.iter().map(|rule| {
        let environment = word(rule.environment.as_deref(), Environment::of, "environment")?;
        let level = word(rule.level.as_deref(), Level::of, "level")?;
        Ok(Rule { environment, level, age: rule.age })
    });
    options.retention = Retention {
        age: config.retention.age,
        bytes: config.retention.bytes,
        rules: rules.collect::<Result<_, Stop>>()?,
    };
    Ok(options)
}

fn word<T>(
    word: Option<&str>,
    of: impl Fn(&str) -> Option<T>,
    what: &str,
) -> Result<Option<T>, Stop> {
    let Some(word) = word else { return Ok(None) };
    of(word).map(Some).ok_or_else(|| stop(format!("retention.rules: `{word}` is no {what}")))
}
