//! Starting, serving over TLS, and ending under load.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use linestamp_filter::Filter;
use linestamp_server::{Config, Role, ServeError, Service, Settings, Tokens};
use linestamp_sqlite::{Options, SqliteStore};
use linestamp_store::{MemoryStore, Order, Query, Store as _};
use tokio::sync::oneshot;

use crate::support::record;

fn local() -> SocketAddr {
    "127.0.0.1:0".parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_an_end_under_load() {
    let folder = tempfile::tempdir().unwrap();
    let open = || SqliteStore::open(folder.path(), Options::default()).unwrap();
    let tokens = Tokens::of(folder.path()).unwrap();
    let bound = Service::bind(local(), None, Arc::new(open()), Settings::default(), tokens).await;
    let service = bound.unwrap();
    let url = format!("http://{}/v1/records", service.address().unwrap());
    let (end, ended) = oneshot::channel::<()>();
    let running = tokio::spawn(service.run(async {
        ended.await.unwrap();
    }));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    let acknowledged = Arc::new(AtomicU64::new(0));
    let senders: Vec<_> = (0..8)
        .map(|sender| {
            let (http, url, acknowledged) = (http.clone(), url.clone(), acknowledged.clone());
            tokio::spawn(async move {
                for number in 0.. {
                    let mut one = record("load");
                    one["id"] = format!("{sender}-{number}").into();
                    let post = http.post(&url).json(&one).send().await;
                    let Ok(response) = post else { return number };
                    assert!(response.status().is_success() || response.status() == 503);
                    if !response.status().is_success() {
                        return number;
                    }
                    acknowledged.fetch_add(1, Ordering::SeqCst);
                }
                unreachable!("it sends until the service ends")
            })
        })
        .collect();
    while acknowledged.load(Ordering::SeqCst) < 100 {
        tokio::task::yield_now().await;
    }
    end.send(()).unwrap();
    running.await.unwrap().unwrap();
    let mut counts = Vec::new();
    for sender in senders {
        counts.push(sender.await.unwrap());
    }
    let store = open();
    let query = Query { filter: Filter::All, order: Order::default(), after: None, limit: 100_000 };
    let found = store.records(query).await.unwrap().records;
    let has = |id: &str| found.iter().any(|stored| stored.record.id == id);
    for (sender, count) in counts.iter().enumerate() {
        assert!((0..*count).all(|number| has(&format!("{sender}-{number}"))));
    }
    // Its own log, stamped.
    for event in ["service_started", "service_stopped"] {
        let own = found.iter().find(|s| s.record.event_type.as_deref() == Some(event));
        let own = &own.expect(event).record;
        assert_eq!(own.service, "linestamp");
        assert!(own.source_location.as_ref().unwrap().starts_with("service.rs:"));
    }
}

#[tokio::test]
async fn others_are_not_let_in_without_tokens() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = || Tokens::of(folder.path()).unwrap();
    let bind = async || {
        let store = Arc::new(MemoryStore::new());
        let everywhere = "0.0.0.0:0".parse().unwrap();
        Service::bind(everywhere, None, store, Settings::default(), tokens()).await
    };
    assert!(matches!(bind().await, Err(ServeError::Unprotected(_))));
    tokens().create("page", &[Role::Read], None, 0).unwrap();
    assert!(bind().await.is_ok());
    tokens().revoke("page").unwrap();
    assert!(matches!(bind().await, Err(ServeError::Unprotected(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn tls_is_spoken() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let text = format!("[tls]\ncertificate = {certificate:?}\nkey = {key:?}\n");
    let config: Config = toml::from_str(&text).unwrap();
    let settings = config.settings().unwrap();
    assert!(settings.is_secure);
    let store = Arc::new(MemoryStore::new());
    let bound = Service::bind(local(), config.tls.as_ref(), store, settings, Tokens::none()).await;
    let service = bound.unwrap();
    let port = service.address().unwrap().port();
    let (end, ended) = oneshot::channel::<()>();
    let running = tokio::spawn(service.run(async {
        let _ = ended.await;
    }));
    let _ = rustls::crypto::ring::default_provider().install_default();
    let root = reqwest::Certificate::from_pem(made.cert.pem().as_bytes()).unwrap();
    let http = reqwest::Client::builder().tls_certs_only([root]).build().unwrap();
    // One that never shakes hands holds nobody back.
    let _idle = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let answer = http.get(format!("https://localhost:{port}/healthz")).send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), "ok\n");
    drop(http);
    end.send(()).unwrap();
    running.await.unwrap().unwrap();
}

#[test]
fn a_configuration_is_read_strictly() {
    let config = |text: &str| toml::from_str::<Config>(text).map_err(|error| error.to_string());
    for (text, why) in [
        ("port = 1", "unknown field"),
        ("[retention]\nage = \"soon\"", "no age"),
        ("[retention]\nbytes = \"20XB\"", "no size"),
        ("[[retention.rules]]\nlevels = \"debug\"", "unknown field"),
        ("listen = \"nowhere\"", "invalid"),
        ("[rates]\nread = \"fast\"", "no rate"),
        ("[rates]\nread = \"+5/s\"", "no rate"),
        ("[rates]\nread = \"0/s\"", "no rate"),
        ("[rates]\nwrite = \"5/s\"", "unknown field"),
    ] {
        let error = config(text).unwrap_err();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(config("environment = \"moon\"").unwrap().settings().is_err());
    assert!(config("repository = \"javascript:alert(1)\"").unwrap().settings().is_err());
}
