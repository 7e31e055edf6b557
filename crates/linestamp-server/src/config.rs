//! The file that says how a service is to run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::rate::Rates;
use crate::settings::Settings;

/// How a service is to run; unknown keys are refused.
///
/// ```
/// let config: linestamp_server::Config = toml::from_str(r#"
///     listen = "127.0.0.1:4680"
///     data = "/var/lib/linestamp"
///     [retention]
///     age = "30d"
///     bytes = "20GB"
///     [[retention.rules]]
///     level = "debug"
///     age = "2d"
/// "#)?;
/// assert_eq!(config.retention.bytes, Some(20_000_000_000));
/// # Ok::<(), toml::de::Error>(())
/// ```
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Config {
    /// Where it listens; `127.0.0.1:4680` unless given.
    pub listen: Option<SocketAddr>,
    /// The folder of its data; `linestamp-data` unless given.
    pub data: Option<PathBuf>,
    /// Where the page finds the source of a line: `https://github.com/owner/name`.
    pub repository: Option<String>,
    /// The environment of records that name none: `production`, `staging` or `development`.
    pub environment: Option<String>,
    /// Whether a proxy in front speaks HTTPS; where the service itself does, it is known.
    pub secure: bool,
    /// The certificate that the service speaks HTTPS with.
    pub tls: Option<Tls>,
    /// How much at once.
    pub limits: Limits,
    /// How often.
    pub rates: Rates,
    /// How long records are kept.
    pub retention: Retention,
}

/// A certificate and its key, as PEM.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The file of the certificate and of those that it is signed by.
    pub certificate: PathBuf,
    /// The file of its key.
    pub key: PathBuf,
}

/// How much at once; see [`Settings`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// How large a body may be as it comes.
    #[serde(deserialize_with = "bytes")]
    pub body: Option<u64>,
    /// How large a body may be once it is unpacked.
    #[serde(deserialize_with = "bytes")]
    pub unpacked: Option<u64>,
    /// How much memory all requests with records may take together.
    #[serde(deserialize_with = "bytes")]
    pub memory: Option<u64>,
    /// How long the next part of a body may take.
    #[serde(deserialize_with = "age")]
    pub patience: Option<Duration>,
}

/// How long records are kept; for ever unless given.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// The age from which they are dropped, where no rule says otherwise.
    #[serde(deserialize_with = "age")]
    pub age: Option<Duration>,
    /// The most bytes that they may take.
    #[serde(deserialize_with = "bytes")]
    pub bytes: Option<u64>,
    /// Ages for some; the first rule that fits counts.
    pub rules: Vec<Rule>,
}

/// An age for an environment, a level, or both.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The environment; any, if there is none.
    pub environment: Option<String>,
    /// The level; any, if there is none.
    pub level: Option<String>,
    /// The age from which they are dropped; for ever, if there is none.
    #[serde(default, deserialize_with = "age")]
    pub age: Option<Duration>,
}

impl Config {
    /// What of it concerns the application.
    ///
    /// # Errors
    /// Where a value is none that it may have.
    pub fn settings(&self) -> Result<Settings, String> {
        let mut settings = Settings::default();
        let given = [
            (&mut settings.body_bytes, self.limits.body),
            (&mut settings.unpacked_bytes, self.limits.unpacked),
            (&mut settings.memory_bytes, self.limits.memory),
        ];
        for (limit, value) in given {
            if let Some(value) = value {
                *limit = usize::try_from(value).unwrap_or(usize::MAX);
            }
        }
        if let Some(patience) = self.limits.patience {
            settings.patience = patience;
        }
        settings.rates = self.rates.clone();
        settings.environment = match &self.environment {
            Some(word) => Some(linestamp_schema::Environment::of(word).ok_or_else(|| {
                format!("`{word}` is no environment: it is production, staging or development")
            })?),
            None => None,
        };
        if self.repository.as_ref().is_some_and(|url| !url.starts_with("https://")) {
            return Err("`repository` has to be an address with https".to_owned());
        }
        settings.repository = self.repository.clone();
        settings.is_secure = self.secure || self.tls.is_some();
        Ok(settings)
    }
}

/// A number and a unit; a bare number has none.
fn with_unit(text: &str) -> Option<(u64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, text[end..].trim()))
}

/// `30d`, `12h`, `15m`, `10s`.
fn age<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let read = || {
        let (number, unit) = with_unit(&text)?;
        let seconds = match unit {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            "s" => 1,
            _ => return None,
        };
        number.checked_mul(seconds).map(Duration::from_secs)
    };
    let wrong = || serde::de::Error::custom(format!("{text:?} is no age: write 30d, 12h or 15m"));
    read().map(Some).ok_or_else(wrong)
}

/// `20GB`, `512MiB`, or a bare number of bytes.
fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Number(number) => return Ok(Some(number)),
        Written::Text(text) => text,
    };
    let read = || {
        let (number, unit) = with_unit(&text)?;
        let one: u64 = match unit {
            "" | "B" => 1,
            "KB" => 1_000,
            "MB" => 1_000_000,
            "GB" => 1_000_000_000,
            "TB" => 1_000_000_000_000,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            "TiB" => 1 << 40,
            _ => return None,
        };
        number.checked_mul(one)
    };
    let wrong = || serde::de::Error::custom(format!("{text:?} is no size: write 20GB or 512MiB"));
    read().map(Some).ok_or_else(wrong)
}
