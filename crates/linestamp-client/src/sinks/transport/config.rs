//! Where requests go, and how.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Certificate, Identity, Proxy, Url};

use super::compression::Compression;
use super::secret::Secrets;
use crate::sinks::error::{IDENTITY_NEEDS_BOTH, NO_ROOTS, SinkError};

/// Where requests go, and how.
///
/// Header values, credentials and the address's query are taken for secrets: they are not in
/// `Debug` or in any reason or error.
#[derive(Clone)]
pub struct Transport {
    pub(crate) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) compression: Compression,
    pub(super) roots: Vec<Certificate>,
    pub(super) identity: Option<Identity>,
    pub(super) proxy: Option<Proxy>,
    pub(super) secrets: Secrets,
}

impl Transport {
    /// To that address, compressed by gzip. Credentials in the address become an `Authorization`
    /// header.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Transport, SinkError> {
        // The error does not repeat the address, which may hold credentials.
        let mut url: Url = url.parse().map_err(|error| {
            SinkError::new(format!(
                "the address is not one ({error}); it has to be like https://logs.example/v1"
            ))
        })?;
        if !matches!(url.scheme(), "http" | "https") {
            let scheme = url.scheme();
            return Err(SinkError::new(format!(
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
        let transport = Transport {
            url,
            headers: HeaderMap::new(),
            compression: Compression::default(),
            roots: Vec::new(),
            identity: None,
            proxy: None,
            secrets,
        };
        if user.is_empty() && password.is_none() {
            return Ok(transport);
        }
        transport.basic(&user, &password.unwrap_or_default())
    }

    /// How a body is compressed.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Transport {
        self.compression = compression;
        self
    }

    /// A header of every request.
    ///
    /// # Errors
    /// Where name or value cannot be a header.
    pub fn header(mut self, name: &str, value: &str) -> Result<Transport, SinkError> {
        let shown = name.to_owned();
        let wrong = |what| {
            SinkError::new(format!("the header `{shown}` has {what} that HTTP does not allow"))
        };
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
    pub fn bearer(self, token: &str) -> Result<Transport, SinkError> {
        self.scheme("Bearer", token)
    }

    /// `Authorization` by a scheme of the protocol's.
    pub(crate) fn scheme(mut self, scheme: &str, token: &str) -> Result<Transport, SinkError> {
        self.secrets.add(token);
        self.header(AUTHORIZATION.as_str(), &format!("{scheme} {token}"))
    }

    /// `Authorization: Basic …`.
    ///
    /// # Errors
    /// Never in practice: what is encoded can be in a header.
    pub fn basic(mut self, user: &str, password: &str) -> Result<Transport, SinkError> {
        let encoded = STANDARD.encode(format!("{user}:{password}"));
        self.secrets.add(password);
        self.secrets.add(&encoded);
        self.header(AUTHORIZATION.as_str(), &format!("Basic {encoded}"))
    }

    /// Trusts these certificates (PEM) beside the system's.
    ///
    /// # Errors
    /// Where there is none in it.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Transport, SinkError> {
        let found = Certificate::from_pem_bundle(pem).unwrap_or_default();
        if found.is_empty() {
            return Err(SinkError::new(NO_ROOTS));
        }
        self.roots.extend(found);
        Ok(self)
    }

    /// Shows this certificate to servers that ask for one (mutual TLS): PEM of the certificate, of
    /// what leads to its root, and of its private key.
    ///
    /// # Errors
    /// Where certificate or key is missing.
    pub fn identity(mut self, pem: &[u8]) -> Result<Transport, SinkError> {
        let identity = Identity::from_pem(pem).map_err(|_| {
            // The error of the parser might repeat the key.
            SinkError::new(IDENTITY_NEEDS_BOTH)
        })?;
        self.identity = Some(identity);
        Ok(self)
    }

    /// Goes through that proxy, instead of the one that the environment may name.
    ///
    /// # Errors
    /// Where it is no address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Transport, SinkError> {
        let proxy = Proxy::all(url);
        self.proxy = Some(proxy.map_err(|_| SinkError::new("the proxy's address is not one"))?);
        if let Some(password) = url.parse::<Url>().ok().and_then(|url| url.password().map(decoded))
        {
            self.secrets.add(&password);
        }
        Ok(self)
    }

    /// Whether credentials were given.
    pub(crate) fn is_authorized(&self) -> bool {
        self.headers.contains_key(AUTHORIZATION)
    }

    /// The address as it may be shown.
    pub(super) fn shown(&self) -> String {
        let mut url = self.url.clone();
        url.set_query(None);
        url.set_fragment(None);
        url.into()
    }

    /// The address, with a path of the protocol's where it has none of its own.
    #[allow(dead_code, reason = "not every protocol has one")]
    pub(crate) fn at(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        if url.path() == "/" {
            url.set_path(path);
        }
        url
    }
}

/// Percent-decoded, as user names and passwords are meant.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned()
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("url", &self.shown())
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .field("compression", &self.compression)
            .finish_non_exhaustive()
    }
}
