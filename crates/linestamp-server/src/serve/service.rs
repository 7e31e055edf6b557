//! The service from its start to its end.

use std::fmt;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use linestamp_client::{Client, Environment, info};
use linestamp_store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::own_logs::StoreSink;
use super::tls;
use crate::app::app;
use crate::config::Tls;
use crate::settings::Settings;
use crate::trust::Tokens;

/// How long requests that have begun may take once the service ends.
const GRACE: Duration = Duration::from_secs(20);

/// The service, listening.
pub struct Service {
    listener: TcpListener,
    tls: Option<tokio_rustls::TlsAcceptor>,
    store: Arc<dyn Store>,
    settings: Settings,
    tokens: Arc<Tokens>,
}

/// Why a service could not start or go on.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// Others than this machine could reach it, and there are no tokens.
    Unprotected(SocketAddr),
    /// It cannot listen there.
    Listen(SocketAddr, io::Error),
    /// The certificate or its key cannot be used.
    Tls(String),
    /// It could not go on.
    Failed(String),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ServeError::Unprotected(address) => write!(
                f,
                "{address} can be reached by others, and there are no tokens: make one with \
                 `linestamp token create`, or listen on 127.0.0.1"
            ),
            ServeError::Listen(address, error) => {
                write!(f, "cannot listen on {address}: {error}")
            }
            ServeError::Tls(what) => write!(f, "cannot speak TLS: {what}"),
            ServeError::Failed(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for ServeError {}

impl Service {
    /// Listens at that address; port 0 is any that is free.
    ///
    /// # Errors
    /// Where it may not or cannot listen there, or TLS cannot be set up.
    pub async fn bind(
        address: SocketAddr,
        tls: Option<&Tls>,
        store: Arc<dyn Store>,
        mut settings: Settings,
        tokens: Tokens,
    ) -> Result<Service, ServeError> {
        let failed = |error: &dyn fmt::Display| ServeError::Failed(error.to_string());
        settings.needs_tokens = !address.ip().is_loopback();
        if settings.needs_tokens && tokens.list().map_err(|error| failed(&error))?.is_empty() {
            return Err(ServeError::Unprotected(address));
        }
        let tls = tls.map(tls::acceptor).transpose().map_err(ServeError::Tls)?;
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| ServeError::Listen(address, error))?;
        Ok(Service { listener, tls, store, settings, tokens: Arc::new(tokens) })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Where the system does not say.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until that is done; then takes no more requests, ends those that have begun, and closes
    /// the store.
    ///
    /// # Errors
    /// Where the store could not be closed in order.
    pub async fn run(
        self,
        until: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeError> {
        let environment = self.settings.environment.unwrap_or(Environment::Production);
        let sink = StoreSink(Arc::clone(&self.store));
        let own = Client::builder("linestamp", environment, sink).start();
        let own = own.map_err(|error| ServeError::Failed(format!("its own log: {error}")))?;
        let logger = own.logger();
        let store = Arc::clone(&self.store);
        let (end, ending) = watch::channel(false);
        info!(
            logger,
            event = "service_started",
            version = env!("CARGO_PKG_VERSION"),
            "Service started"
        );
        let app = app(self.store, self.settings, self.tokens, ending.clone());
        let app = app.layer(axum::Extension(logger.clone()));
        tokio::spawn(async move {
            until.await;
            end.send_replace(true);
        });
        let served = tls::serve(self.listener, self.tls, app, ended(ending.clone()));
        let overdue = async {
            ended(ending).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            served = served => served.map_err(|error| ServeError::Failed(error.to_string()))?,
            () = overdue => {}
        }
        info!(logger, event = "service_stopped", "Service stopped");
        let _ = tokio::task::spawn_blocking(move || own.shutdown(GRACE)).await;
        store.close().await.map_err(|error: StoreError| ServeError::Failed(error.to_string()))
    }
}

async fn ended(mut ending: watch::Receiver<bool>) {
    // Whoever held the other end is gone: that is an end too.
    let _ = ending.wait_for(|is_ending| *is_ending).await;
}
