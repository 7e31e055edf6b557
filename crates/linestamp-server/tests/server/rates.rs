//! Those who ask too often.

use std::net::IpAddr;
use std::sync::Arc;

use linestamp_server::{Config, Role, Service as Serving, Settings, Tokens};
use linestamp_store::MemoryStore;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::support::{Service, record, told};

const JSON: &str = "application/json";

fn settings(rates: &str) -> Settings {
    toml::from_str::<Config>(&format!("[rates]\n{rates}")).unwrap().settings().unwrap()
}

#[tokio::test]
async fn each_token_has_its_rates() {
    let service = Service::with(settings("ingest = \"2/h\"\nread = \"3/h\"")).await;
    let [one, two] = ["one", "two"].map(|name| service.token(name, Role::Ingest, None));
    let send =
        |token: &str| service.post(JSON, record("one").to_string()).bearer_auth(token).send();
    for _ in 0..2 {
        assert_eq!(send(&one).await.unwrap().status(), 200);
    }
    let refused = send(&one).await.unwrap();
    assert_eq!(refused.status(), 429);
    let wait: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=1800).contains(&wait), "{wait}");
    let problem: Value = refused.json().await.unwrap();
    assert_eq!((&problem["code"], &problem["retry_after"]), (&json!("too_often"), &json!(wait)));
    assert_eq!(send(&two).await.unwrap().status(), 200);
    let otlp = service.ask(Method::POST, "/v1/logs").bearer_auth(&one).header("content-type", JSON);
    assert_eq!(told(otlp.body("{}")).await.0, 429);
    // What the token may not do is not counted.
    let admin = service.token("admin", Role::Admin, None);
    assert_eq!(send(&admin).await.unwrap().status(), 403);

    let read = async |path: &str| told(service.get(path).bearer_auth(&admin)).await;
    let (_, metrics) = read("/metrics").await;
    let metrics = metrics.as_str().unwrap();
    assert!(metrics.contains("linestamp_rate_limited_total{limit=\"ingest\"} 2\n"), "{metrics}");
    for path in ["/v1/status", "/v1/records"] {
        assert_eq!(read(path).await.0, 200, "{path}");
    }
    for path in ["/v1/status", "/v1/records", "/v1/tail", "/v1/export", "/metrics"] {
        assert_eq!(read(path).await.0, 429, "{path}");
    }
    let delete = service.ask(Method::DELETE, "/v1/records?filter=id:*").bearer_auth(&admin);
    assert_eq!(told(delete).await.0, 429);
    for path in ["/healthz", "/readyz", "/"] {
        assert_eq!(read(path).await.0, 200, "{path}");
    }
}

#[tokio::test]
async fn who_waits_is_answered_again() {
    let service = Service::with(settings("read = \"1/s\"")).await;
    let ask = async || told(service.get("/v1/status")).await.0;
    for expected in [429, 200, 429] {
        while ask().await != expected {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn wrong_tokens_are_counted_and_good_ones_taken() {
    let service = Service::with(settings("wrong_token = \"3/h\"")).await;
    let good = service.token("page", Role::Read, None);
    let bearer = |token: &str| service.get("/v1/status").bearer_auth(token).send();
    let login = |token: &str| {
        let body = json!({ "token": token }).to_string();
        service.ask(Method::POST, "/v1/session").body(body).send()
    };
    let status = |response: Response| response.status().as_u16();
    assert_eq!(status(bearer("linestamp_0").await.unwrap()), 401);
    assert_eq!(status(login("linestamp_1").await.unwrap()), 401);
    assert_eq!(status(login("linestamp_2").await.unwrap()), 401);
    for response in [login("linestamp_3").await.unwrap(), bearer("linestamp_4").await.unwrap()] {
        assert!(response.headers().contains_key("retry-after"));
        assert_eq!(status(response), 429);
    }
    assert_eq!(status(bearer(&good).await.unwrap()), 200);
    assert_eq!(status(login(&good).await.unwrap()), 200);
    // No token is no wrong one.
    assert_eq!(told(service.get("/v1/status")).await.0, 401);
}

/// Linux answers for the whole of 127.0.0.0/8.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn without_tokens_each_address_has_its_rates() {
    let local = "127.0.0.1:0".parse().unwrap();
    let store = Arc::new(MemoryStore::new());
    let settings = settings("read = \"1/h\"");
    let service = Serving::bind(local, None, store, settings, Tokens::none()).await.unwrap();
    let url = format!("http://{}/v1/status", service.address().unwrap());
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let running = tokio::spawn(service.run(async {
        let _ = ended.await;
    }));
    let _ = rustls::crypto::ring::default_provider().install_default();
    for address in ["127.0.0.1", "127.0.0.2"] {
        let from: IpAddr = address.parse().unwrap();
        let http = reqwest::Client::builder().local_address(from).build().unwrap();
        for status in [200, 429] {
            assert_eq!(http.get(&url).send().await.unwrap().status(), status, "{address}");
        }
    }
    end.send(()).unwrap();
    running.await.unwrap().unwrap();
}
