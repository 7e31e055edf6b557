//! TLS for the connection.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::sinks::error::SinkError;

/// TLS that trusts what the system trusts.
pub(super) fn connector() -> Result<MakeRustlsConnect, SinkError> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_platform_verifier());
    let config = config.map_err(|error| {
        SinkError::new(format!(
            "TLS cannot be set up: {error}; look at the system's root certificates"
        ))
    })?;
    Ok(MakeRustlsConnect::new(config.with_no_client_auth()))
}
