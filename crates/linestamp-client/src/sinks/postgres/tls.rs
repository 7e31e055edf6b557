//! TLS for the connection.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls_platform_verifier::Verifier;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::sinks::error::{IDENTITY_NEEDS_BOTH, NO_ROOTS, SinkError};

/// Who is trusted beside those whom the system trusts, and who we are.
#[derive(Clone, Default)]
pub(super) struct Trust {
    roots: Vec<CertificateDer<'static>>,
    identity: Option<Arc<Identity>>,
}

struct Identity {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

impl Trust {
    pub(super) fn add_roots(&mut self, pem: &[u8]) -> Result<(), SinkError> {
        let found = certificates(pem).ok_or_else(|| SinkError::new(NO_ROOTS))?;
        self.roots.extend(found);
        Ok(())
    }

    pub(super) fn set_identity(&mut self, pem: &[u8]) -> Result<(), SinkError> {
        // The error of the parser might repeat the key.
        let key = PrivateKeyDer::from_pem_slice(pem).ok();
        let (chain, key) =
            certificates(pem).zip(key).ok_or_else(|| SinkError::new(IDENTITY_NEEDS_BOTH))?;
        self.identity = Some(Arc::new(Identity { chain, key }));
        Ok(())
    }

    pub(super) fn connector(&self) -> Result<MakeRustlsConnect, SinkError> {
        let provider = Arc::new(ring::default_provider());
        let refused = |error: rustls::Error| {
            SinkError::new(format!(
                "TLS cannot be set up: {error}; look at the certificates that were given, and at the system's"
            ))
        };
        let verifier = Verifier::new_with_extra_roots(self.roots.clone(), Arc::clone(&provider));
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(refused)?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier.map_err(refused)?));
        let config = match &self.identity {
            Some(identity) => config
                .with_client_auth_cert(identity.chain.clone(), identity.key.clone_key())
                .map_err(refused)?,
            None => config.with_no_client_auth(),
        };
        Ok(MakeRustlsConnect::new(config))
    }
}

/// The certificates in a text; none where there is none, or one cannot be read.
fn certificates(pem: &[u8]) -> Option<Vec<CertificateDer<'static>>> {
    let found: Option<Vec<_>> = CertificateDer::pem_slice_iter(pem).map(Result::ok).collect();
    found.filter(|found| !found.is_empty())
}
