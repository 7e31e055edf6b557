//! A service on a port of its own, and a client for it.

use std::sync::Arc;

use linestamp_server::{Role, Settings, Tokens, app};
use linestamp_store::{Appended, MemoryStore, Seq, Status, Store, StoreError, Stored};
use linestamp_store::{Batch, Facet, FacetQuery, Histogram, HistogramQuery, Page, Query, Work};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::sync::watch;

/// A service that is there until it is dropped.
pub(crate) struct Service {
    pub(crate) address: String,
    pub(crate) tokens: Arc<Tokens>,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
    ending: watch::Sender<bool>,
}

impl Service {
    /// One without tokens.
    pub(crate) async fn open() -> Service {
        Service::with(Settings::default()).await
    }

    pub(crate) async fn with(settings: Settings) -> Service {
        Service::over(Arc::new(MemoryStore::new()), settings).await
    }

    pub(crate) async fn over(store: Arc<dyn Store>, settings: Settings) -> Service {
        let folder = tempfile::tempdir().unwrap();
        let tokens = Arc::new(Tokens::of(folder.path()).unwrap());
        let (ending, ended) = watch::channel(false);
        let app = app(store, settings, Arc::clone(&tokens), ended);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        // Another test may have been first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::new();
        Service { address, tokens, http, _folder: folder, ending }
    }

    pub(crate) fn token(&self, name: &str, role: Role, workspace: Option<&str>) -> String {
        self.tokens.create(name, &[role], workspace, 0).unwrap()
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.address))
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.ask(Method::GET, path)
    }

    pub(crate) fn post(&self, kind: &str, body: impl Into<reqwest::Body>) -> RequestBuilder {
        self.ask(Method::POST, "/v1/records").header("content-type", kind).body(body)
    }

    /// What would go on for ever ends.
    pub(crate) fn end(&self) {
        self.ending.send_replace(true);
    }

    /// How many records there are.
    pub(crate) async fn count(&self) -> u64 {
        let status: Value = self.get("/v1/status").send().await.unwrap().json().await.unwrap();
        status["records"].as_u64().unwrap()
    }
}

/// The status and the body of an answer.
pub(crate) async fn told(request: RequestBuilder) -> (u16, Value) {
    of(request.send().await.unwrap()).await
}

pub(crate) async fn of(response: Response) -> (u16, Value) {
    let status = response.status().as_u16();
    let text = response.text().await.unwrap();
    (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
}

/// A record that is complete but for its id.
pub(crate) fn record(message: &str) -> Value {
    json!({ "timestamp": 1_763_000_000_000_i64, "level": "info", "service": "executor",
            "environment": "production", "message": message })
}

/// A store whose disk is full.
pub(crate) struct FullStore(pub(crate) MemoryStore);

impl Store for FullStore {
    fn append(&self, _: Batch) -> Work<'_, Appended> {
        Box::pin(async { Err(StoreError::Full("no space left".to_owned())) })
    }
    fn records(&self, query: Query) -> Work<'_, Page> {
        self.0.records(query)
    }
    fn get(&self, seq: Seq) -> Work<'_, Option<Stored>> {
        self.0.get(seq)
    }
    fn arrived(&self, after: Seq, limit: usize) -> Work<'_, Vec<Stored>> {
        self.0.arrived(after, limit)
    }
    fn watch(&self) -> watch::Receiver<Seq> {
        self.0.watch()
    }
    fn histogram(&self, query: HistogramQuery) -> Work<'_, Histogram> {
        self.0.histogram(query)
    }
    fn facets(&self, query: FacetQuery) -> Work<'_, Vec<Facet>> {
        self.0.facets(query)
    }
    fn delete(&self, filter: linestamp_filter::Filter) -> Work<'_, u64> {
        self.0.delete(filter)
    }
    fn status(&self) -> Work<'_, Status> {
        self.0.status()
    }
    fn close(&self) -> Work<'_, ()> {
        self.0.close()
    }
}
