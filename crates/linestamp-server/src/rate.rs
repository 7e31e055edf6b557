//! How often one caller may ask.

use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// So many requests in a time, which may come at once: `100/s`, `30/m`, `1000/h`.
///
/// ```
/// # use linestamp_server::Rate;
/// assert!("100/s".parse::<Rate>().is_ok());
/// assert!("0/s".parse::<Rate>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub(crate) requests: NonZeroU32,
    pub(crate) period: Duration,
}

/// How often one caller may ask.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Rates {
    /// Requests with records, for each token; without tokens for each address. Any number unless given.
    pub ingest: Option<Rate>,
    /// All other requests, for each token; without tokens for each address. Any number unless given.
    pub read: Option<Rate>,
    /// Requests with a token that there is not, for each address; 30 a minute unless given.
    pub wrong_token: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        let thirty = NonZeroU32::MIN.saturating_add(29);
        let wrong_token = Rate { requests: thirty, period: Duration::from_secs(60) };
        Rates { ingest: None, read: None, wrong_token }
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Rate, String> {
        let read = || {
            let (requests, unit) = text.split_once('/')?;
            let seconds = match unit {
                "s" => 1,
                "m" => 60,
                "h" => 3_600,
                _ => return None,
            };
            // A number alone: the standard library would take a sign too.
            let digits = requests.bytes().all(|byte| byte.is_ascii_digit());
            let requests = digits.then(|| requests.parse().ok())??;
            Some(Rate { requests, period: Duration::from_secs(seconds) })
        };
        read().ok_or_else(|| format!("{text:?} is no rate: write 100/s, 30/m or 1000/h"))
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rate, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}
