//! `POST /v1/records`: what is taken, what is refused, and what of it.

use std::io::Write as _;
use std::sync::Arc;

use linestamp_server::Settings;
use linestamp_store::MemoryStore;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{FullStore, Service, of, record, told};

const JSON: &str = "application/json";
const LINES: &str = "application/x-ndjson";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn one_an_array_and_lines_are_taken() {
    let service = Service::open().await;
    let one = record("one").to_string();
    let array = json!([record("two"), record("three")]).to_string();
    let lines = format!("{}\n\r\n{}", record("four"), record("five"));
    for (kind, body, stored) in [(JSON, one, 1), (JSON, array, 2), (LINES, lines, 2)] {
        let (status, account) = told(service.post(kind, body)).await;
        let expected = json!({ "stored": stored, "duplicates": 0, "refused": [] });
        assert_eq!((status, account), (200, expected));
    }
    assert_eq!(service.count().await, 5);
}

#[tokio::test]
async fn packed_bodies_are_taken_and_bad_packing_is_refused() {
    let service = Service::open().await;
    let body = record("packed").to_string().into_bytes();
    let zstd = zstd::encode_all(body.as_slice(), 3).unwrap();
    for (encoding, packed) in [("gzip", gzip(&body)), ("zstd", zstd)] {
        let post = |bytes: Vec<u8>| service.post(JSON, bytes).header("content-encoding", encoding);
        assert_eq!(told(post(packed.clone())).await.1["stored"], 1);
        for cut in 0..packed.len() {
            let (status, problem) = told(post(packed[..cut].to_vec())).await;
            assert_eq!(status, 400, "{encoding} cut at {cut}: {problem}");
        }
    }
    let (status, _) = told(service.post(JSON, body).header("content-encoding", "br")).await;
    assert_eq!(status, 415);
    assert_eq!(service.count().await, 2);
}

#[tokio::test]
async fn each_bad_record_is_refused_by_itself() {
    let service = Service::open().await;
    let mut bad = record("bad");
    bad["level"] = "loud".into();
    let mut deep = record("deep");
    deep["deep"] = (0..40).fold(json!(1), |inner, _| json!([inner]));
    let deeper = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let lines = [record("good").to_string(), bad.to_string(), "{\"a\":".into(), "7".into()]
        .into_iter()
        .chain([deep.to_string(), deeper.clone(), record("good").to_string()])
        .collect::<Vec<_>>();
    let (status, account) = told(service.post(LINES, lines.join("\n"))).await;
    let refused: Vec<(u64, &str)> = account["refused"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["index"].as_u64().unwrap(), one["field"].as_str().unwrap()))
        .collect();
    let expected = [(1, "level"), (2, "record"), (3, "record"), (4, "deep"), (5, "record")];
    assert_eq!((status, &account["stored"], refused), (200, &json!(2), expected.to_vec()));
    assert!(!account["refused"][0]["reason"].as_str().unwrap().contains('`'));

    let array = format!("[{},{deeper},{bad}]", record("good"));
    let (status, account) = told(service.post(JSON, array)).await;
    assert_eq!((status, account["refused"].as_array().unwrap().len()), (200, 2));
    for broken in ["", "[", "[1,", "nothing", "{} {}", "\u{0}", "[{}]]"] {
        let (status, problem) = told(service.post(JSON, broken)).await;
        assert_eq!((status, &problem["code"]), (400, &json!("bad_body")), "{broken}");
    }
    assert_eq!(service.count().await, 3);
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_held() {
    let mut settings = Settings::default();
    settings.body_bytes = 20_000;
    settings.unpacked_bytes = 1 << 20;
    let service = Service::with(settings).await;
    let (status, _) = told(service.post(JSON, vec![b' '; 20_001])).await;
    assert_eq!(status, 413);
    // As it comes, without its length being said.
    let parts = (0..3).map(|_| Ok::<_, std::io::Error>(vec![b' '; 9_000]));
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(parts));
    assert_eq!(told(service.post(JSON, stream)).await.0, 413);
    let bomb = gzip(&vec![b' '; 10 << 20]);
    assert!(bomb.len() < 20_000);
    let post = service.post(JSON, bomb).header("content-encoding", "gzip");
    assert_eq!(told(post).await.0, 413);
    // As many as the records of a request may be, and one more.
    let many = gzip(format!("[{}1]", "1,".repeat(100_000)).as_bytes());
    let post = service.post(JSON, many).header("content-encoding", "gzip");
    assert_eq!(told(post).await.0, 413);
}

#[tokio::test]
async fn memory_and_disk_have_an_end() {
    let mut settings = Settings::default();
    settings.memory_bytes = 64 * 1024;
    let service = Service::with(settings).await;
    // There will never be as much: to try again is of no use.
    let long = record(&"x".repeat(100_000)).to_string();
    assert_eq!(told(service.post(JSON, long)).await.0, 413);
    // Two that have room one at a time, and both not yet at their end.
    let body = record(&"x".repeat(20_000)).to_string().into_bytes();
    let (first, last) = body.split_at(body.len() - 10);
    let start = || {
        let (parts, stream) = tokio::sync::mpsc::channel::<Result<Vec<u8>, std::io::Error>>(2);
        parts.try_send(Ok(first.to_vec())).unwrap();
        let stream = futures_util::stream::unfold(stream, async |mut stream| {
            let part = stream.recv().await?;
            Some((part, stream))
        });
        let post = service.post(JSON, reqwest::Body::wrap_stream(stream));
        (parts, tokio::spawn(post.send()))
    };
    let ((one_parts, mut one), (two_parts, mut two)) = (start(), start());
    let (refused, parts, other) = tokio::select! {
        refused = &mut one => (refused, two_parts, two),
        refused = &mut two => (refused, one_parts, one),
    };
    let refused = refused.unwrap().unwrap();
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "1");
    parts.send(Ok(last.to_vec())).await.unwrap();
    drop(parts);
    assert_eq!(of(other.await.unwrap().unwrap()).await.1["stored"], 1);
    // What the request had taken is given back.
    assert_eq!(told(service.post(JSON, body.clone())).await.0, 200);

    let full = Arc::new(FullStore(MemoryStore::new()));
    let service = Service::over(full, Settings::default()).await;
    let response = service.post(JSON, record("one").to_string()).send().await.unwrap();
    assert_eq!(response.status(), 507);
    assert!(response.headers().contains_key("retry-after"));
}

#[tokio::test]
async fn a_body_that_stops_coming_is_not_waited_for() {
    let config = "[limits]\npatience = \"1s\"";
    let config: linestamp_server::Config = toml::from_str(config).unwrap();
    let service = Service::with(config.settings().unwrap()).await;
    let body = record("slow").to_string();
    let host = service.address.strip_prefix("http://").unwrap();
    let first = &body[..10];
    let head = |path: &str| {
        let length = body.len();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: {JSON}\r\n\
             content-length: {length}\r\n\r\n{first}"
        )
    };
    for path in ["/v1/logs", "/v1/records"] {
        let mut connection = TcpStream::connect(host).await.unwrap();
        connection.write_all(head(path).as_bytes()).await.unwrap();
        let mut answer = String::new();
        // The service ends the connection: what is left of the body is not to be read as a request.
        connection.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 408 "), "{path}: {answer}");
        assert!(answer.contains("send it again"), "{path}: {answer}");
    }
    // A byte at a time, but in time, is no stop.
    let parts =
        body.clone().into_bytes().into_iter().map(|byte| Ok::<_, std::io::Error>(vec![byte]));
    let parts = futures_util::stream::iter(parts);
    let slow = service.post(JSON, reqwest::Body::wrap_stream(parts));
    assert_eq!(told(slow).await.1["stored"], 1);
    assert_eq!(service.count().await, 1);
}

#[tokio::test]
async fn what_is_sent_again_is_a_duplicate() {
    let service = Service::open().await;
    let mut own = record("own");
    own["id"] = "a".into();
    let body = json!([own, record("none"), record("none")]).to_string();
    let post = |key: &str| service.post(JSON, body.clone()).header("idempotency-key", key);
    let account = async |key: &str| {
        let (_, account) = told(post(key)).await;
        (account["stored"].as_u64().unwrap(), account["duplicates"].as_u64().unwrap())
    };
    assert_eq!(account("first").await, (3, 0));
    assert_eq!(account("first").await, (0, 3));
    assert_eq!(account("second").await, (2, 1));
    assert_eq!(told(post("")).await.0, 400);
    assert_eq!(service.count().await, 5);
}

#[tokio::test]
async fn other_types_methods_and_paths_are_refused() {
    let service = Service::open().await;
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
        let (status, problem) = told(service.post(kind, "{}")).await;
        assert_eq!((status, &problem["status"]), (415, &json!(415)));
    }
    let (status, problem) = told(service.get("/v1/nothing")).await;
    assert_eq!((status, &problem["code"]), (404, &json!("not_found")));
    let response = service.get("/v1/nothing").send().await.unwrap();
    let header = |name| response.headers()[name].to_str().unwrap();
    assert_eq!(header("content-type"), "application/problem+json");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert!(!header("content-security-policy").contains("unsafe"));
    let metrics = told(service.get("/metrics")).await.1;
    let Value::String(metrics) = metrics else { panic!("{metrics}") };
    assert!(metrics.contains("linestamp_http_answers_total{status=\"4xx\"} 5"), "{metrics}");
    assert_eq!(told(service.get("/healthz")).await.0, 200);
    assert_eq!(told(service.get("/readyz")).await.0, 200);
}
