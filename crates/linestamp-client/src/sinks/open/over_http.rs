//! Addresses of sinks over HTTP.

use reqwest::Url;

use super::Opening;
use crate::sinks::Sink;
use crate::sinks::error::SinkError;
use crate::sinks::http::Http;
use crate::sinks::presets::{Axiom, BetterStack, VictoriaLogs};
use crate::sinks::transport::{Compression, Transport, decoded};

type Opened = Result<Box<dyn Sink>, SinkError>;

/// `http://…`, `https://…`
pub(super) fn http(opening: &Opening<'_>, address: &str) -> Opened {
    Ok(Box::new(Http::over(Address::new(address)?.with_bearer(opening)?).sink()?))
}

/// `axiom+https://api.axiom.co/DATASET`
pub(super) fn axiom(opening: &Opening<'_>, address: &str) -> Opened {
    let mut address = Address::new(address)?;
    let Some(dataset) = address.take_path() else {
        return Err(SinkError::new("the address of Axiom has to end with the dataset's name"));
    };
    Ok(Box::new(Axiom::over(address.with_bearer(opening)?, dataset).sink()?))
}

/// `betterstack+https://HOST`
pub(super) fn better_stack(opening: &Opening<'_>, address: &str) -> Opened {
    Ok(Box::new(BetterStack::over(Address::new(address)?.with_bearer(opening)?).sink()?))
}

/// `victorialogs+http://…`
pub(super) fn victoria_logs(opening: &Opening<'_>, address: &str) -> Opened {
    Ok(Box::new(VictoriaLogs::over(Address::new(address)?.with_bearer(opening)?).sink()?))
}

/// `otlp+http://…`, with `?encoding=json` or `protobuf`
#[cfg(feature = "otlp")]
pub(super) fn otlp(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::otlp::{Encoding, Otlp};
    let mut address = Address::new(address)?;
    let encoding = match address.take("encoding").as_deref() {
        None | Some("protobuf") => Encoding::Protobuf,
        Some("json") => Encoding::Json,
        Some(_) => return Err(SinkError::new("`encoding` has to be `protobuf` or `json`")),
    };
    Ok(Box::new(Otlp::over(address.with_bearer(opening)?).encoding(encoding).sink()?))
}

/// `clickhouse://HOST:8123/DATABASE`, with `?table=NAME` and `?deduplicate=false`
#[cfg(feature = "clickhouse")]
pub(super) fn clickhouse(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::clickhouse::ClickHouse;
    let mut address = Address::new(address)?;
    let (database, table) = (address.take_path(), address.take("table"));
    let deduplicate = address.take_switch("deduplicate")?.unwrap_or(true);
    let mut house = ClickHouse::over(address.with_bearer(opening)?).deduplicate(deduplicate);
    if let Some(database) = database {
        house = house.database(database);
    }
    if let Some(table) = table {
        house = house.table(table);
    }
    Ok(Box::new(house.sink()?))
}

/// `elasticsearch+http://HOST:9200/INDEX`
#[cfg(feature = "elasticsearch")]
pub(super) fn elasticsearch(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::elasticsearch::Elasticsearch;
    let mut address = Address::new(address)?;
    let index = address.take_path();
    let transport = address.transport(opening)?;
    let is_authorized = transport.is_authorized();
    let mut search = Elasticsearch::over(transport);
    if let Some(index) = index {
        search = search.index(index);
    }
    if let (Some(key), false) = (opening.variable("LINESTAMP_TOKEN"), is_authorized) {
        search = search.api_key(&key)?;
    }
    Ok(Box::new(search.sink()?))
}

/// `loki+https://…`, with `?tenant=NAME`
#[cfg(feature = "loki")]
pub(super) fn loki(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::loki::Loki;
    let mut address = Address::new(address)?;
    let tenant = address.take("tenant");
    let mut loki = Loki::over(address.with_bearer(opening)?);
    if let Some(tenant) = tenant {
        loki = loki.tenant(&tenant)?;
    }
    Ok(Box::new(loki.sink()?))
}

/// `datadog+https://…`
#[cfg(feature = "datadog")]
pub(super) fn datadog(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::datadog::Datadog;
    let mut address = Address::new(address)?;
    let key = address.take_token(opening)?;
    Ok(Box::new(Datadog::over(address.transport(opening)?, &key)?.sink()?))
}

/// `splunk+https://HOST:8088`, with `?index=NAME` and `?acknowledge=true`
#[cfg(feature = "splunk")]
pub(super) fn splunk(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::splunk::Splunk;
    let mut address = Address::new(address)?;
    let (token, index) = (address.take_token(opening)?, address.take("index"));
    let acknowledge = address.take_switch("acknowledge")?.unwrap_or(false);
    let mut splunk = Splunk::over(address.transport(opening)?, &token)?.acknowledge(acknowledge);
    if let Some(index) = index {
        splunk = splunk.index(index);
    }
    Ok(Box::new(splunk.sink()?))
}

/// `linestamp+https://…`
#[cfg(feature = "linestamp")]
pub(super) fn linestamp(opening: &Opening<'_>, address: &str) -> Opened {
    use crate::sinks::linestamp::Linestamp;
    Ok(Box::new(Linestamp::over(Address::new(address)?.with_bearer(opening)?).sink()?))
}

/// An address of HTTP, out of which a sink takes what is its own.
struct Address(Url);

impl Address {
    /// `otlp+http://…` is `http://…`, and a bare `clickhouse://…` is too.
    fn new(address: &str) -> Result<Address, SinkError> {
        let (scheme, rest) = address.split_once(':').unwrap_or_default();
        let scheme = match scheme.rsplit_once('+') {
            Some((_, http)) => http,
            None if scheme == "clickhouse" => "http",
            None => scheme,
        };
        // The error does not repeat the address, which may hold credentials.
        format!("{scheme}:{rest}").parse().map(Address).map_err(|error| {
            SinkError::new(format!(
                "the address is not one ({error}); it has to be like {scheme}://logs.example/"
            ))
        })
    }

    /// A parameter of the sink's; those that are not stay in the address.
    #[allow(dead_code, reason = "not every sink has parameters")]
    fn take(&mut self, name: &str) -> Option<String> {
        let all: Vec<_> = self.0.query_pairs().into_owned().collect();
        let (taken, left): (Vec<_>, Vec<_>) = all.into_iter().partition(|(key, _)| key == name);
        if left.is_empty() {
            self.0.set_query(None);
        } else {
            self.0.query_pairs_mut().clear().extend_pairs(left);
        }
        taken.into_iter().next_back().map(|(_, value)| value)
    }

    #[allow(dead_code, reason = "not every sink has parameters")]
    fn take_switch(&mut self, name: &str) -> Result<Option<bool>, SinkError> {
        let text = self.take(name);
        let switch = text.map(|text| text.parse()).transpose();
        switch.map_err(|_| SinkError::new(format!("`{name}` has to be `true` or `false`")))
    }

    /// The last part of the path, where it has a meaning of the sink's.
    fn take_path(&mut self) -> Option<String> {
        let last = self.0.path_segments()?.next_back().filter(|last| !last.is_empty())?;
        let last = decoded(last);
        if let Ok(mut path) = self.0.path_segments_mut() {
            path.pop();
        }
        Some(last)
    }

    /// The user of the address, who is a token here, or the environment's token.
    #[allow(dead_code, reason = "not every sink has a token of its own")]
    fn take_token(&mut self, opening: &Opening<'_>) -> Result<String, SinkError> {
        let user = decoded(self.0.username());
        // Only an address without host refuses this, and such a one has no credentials either.
        let _ = self.0.set_username("").and_then(|()| self.0.set_password(None));
        let token = (!user.is_empty()).then_some(user);
        token.or_else(|| opening.variable("LINESTAMP_TOKEN")).ok_or_else(|| {
            SinkError::new("this sink needs a token: set LINESTAMP_TOKEN in the environment")
        })
    }

    /// The transport, with the token as a bearer's where nothing else authorizes.
    fn with_bearer(self, opening: &Opening<'_>) -> Result<Transport, SinkError> {
        let transport = self.transport(opening)?;
        match opening.variable("LINESTAMP_TOKEN") {
            Some(token) if !transport.is_authorized() => transport.bearer(&token),
            _ => Ok(transport),
        }
    }

    /// The transport, with all but the token.
    fn transport(self, opening: &Opening<'_>) -> Result<Transport, SinkError> {
        let mut transport = Transport::to(self.0.as_str())?;
        if !opening.compress {
            transport = transport.compression(Compression::None);
        }
        if let Some(user) = opening.variable("LINESTAMP_USER") {
            let password = opening.variable("LINESTAMP_PASSWORD").unwrap_or_default();
            if !transport.is_authorized() {
                transport = transport.basic(&user, &password)?;
            }
        }
        if let Some(pem) = opening.file("LINESTAMP_CA_FILE")? {
            transport = transport.root_certificates(&pem)?;
        }
        if let Some(pem) = opening.file("LINESTAMP_IDENTITY_FILE")? {
            transport = transport.identity(&pem)?;
        }
        if let Some(proxy) = opening.variable("LINESTAMP_PROXY") {
            transport = transport.proxy(&proxy)?;
        }
        Ok(transport)
    }
}
