//! The request, and the client that makes it.

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use rustls::crypto::{CryptoProvider, ring};

use super::config::{Http, HttpError};

/// A client for that configuration.
pub(super) fn client(http: &Http) -> Result<Client, HttpError> {
    // TLS needs a provider for the process. If the program has chosen one, that is taken.
    if CryptoProvider::get_default().is_none() {
        // An error is another thread that was faster.
        let _ = ring::default_provider().install_default();
    }
    let mut builder = Client::builder()
        .user_agent(concat!("linestamp-client/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .default_headers(http.headers.clone())
        .tls_certs_merge(http.roots.iter().cloned());
    if let Some(proxy) = &http.proxy {
        builder = builder.proxy(proxy.clone());
    }
    builder.build().map_err(|error| {
        let reason = http.secrets.redact(&error.without_url().to_string());
        HttpError(format!("TLS cannot be set up: {reason}; look at the root certificates"))
    })
}

/// The request with that body.
pub(super) fn request(client: &Client, http: &Http, body: Vec<u8>) -> RequestBuilder {
    let request = client.post(http.url.clone()).header(CONTENT_TYPE, http.format.content_type());
    let request = match http.compression.content_encoding() {
        Some(encoding) => request.header(CONTENT_ENCODING, encoding),
        None => request,
    };
    request.body(body)
}
