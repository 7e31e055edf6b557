//! Tokens, sessions, and what is refused where there are none.

use linestamp_server::Role;
use reqwest::Method;
use serde_json::json;

use crate::support::{Service, record, told};

const JSON: &str = "application/json";

#[tokio::test]
async fn without_tokens_only_this_machine_is_answered() {
    let service = Service::open().await;
    let own = service.address.replace("http://", "");
    for (header, value, status) in [
        ("host", "linestamp.example", 403),
        ("host", "localhost.example:80", 403),
        ("host", "localhost:4680", 200),
        ("host", "[::1]:4680", 200),
        ("origin", "http://evil.example", 403),
        ("x-forwarded-for", "192.0.2.1", 403),
        ("origin", "null", 403),
        ("origin", "http://127.0.0.1:1", 403),
        ("origin", &format!("http://{own}"), 200),
    ] {
        let (found, _) = told(service.get("/v1/status").header(header, value)).await;
        assert_eq!(found, status, "{header}: {value}");
    }
}

#[tokio::test]
async fn a_token_allows_its_scope_and_nothing_once_it_is_revoked() {
    let service = Service::open().await;
    let ingest = service.token("ingest", Role::Ingest, None);
    let read = service.token("read", Role::Read, None);
    let admin = service.token("admin", Role::Admin, None);
    let body = record("one").to_string();
    let send =
        async |token: &str| told(service.post(JSON, body.clone()).bearer_auth(token)).await.0;
    let look = async |token: &str| told(service.get("/v1/status").bearer_auth(token)).await.0;
    assert_eq!((send(&ingest).await, look(&ingest).await), (200, 403));
    assert_eq!((send(&read).await, look(&read).await), (403, 200));
    assert_eq!((send(&admin).await, look(&admin).await), (403, 200));
    assert_eq!((send("linestamp_0").await, look("").await), (401, 401));
    assert_eq!(told(service.get("/v1/status")).await.0, 401);
    assert_eq!(told(service.get(&format!("/v1/status?token={read}"))).await.0, 401);
    assert_eq!(told(service.get("/metrics")).await.0, 401);
    assert_eq!(told(service.get("/healthz")).await.0, 200);

    let rotated = service.tokens.rotate("read", 1).unwrap();
    assert_eq!((look(&read).await, look(&rotated).await), (401, 200));
    service.tokens.revoke("ingest").unwrap();
    assert_eq!(send(&ingest).await, 401);
    assert!(service.tokens.revoke("ingest").is_err());
    assert!(service.tokens.create("read", &[Role::Read], None, 2).is_err());
    // Without its last token the service is not open again.
    service.tokens.revoke("read").unwrap();
    service.tokens.revoke("admin").unwrap();
    assert_eq!((look(&rotated).await, told(service.get("/v1/status")).await.0), (401, 401));
}

#[tokio::test]
async fn a_bound_token_has_one_workspace() {
    let service = Service::open().await;
    let [one, two] = ["one", "two"].map(|name| service.token(name, Role::Ingest, Some(name)));
    let mut of_two = record("of two");
    of_two["workspace_id"] = "two".into();
    of_two["id"] = "a".into();
    let mut unsaid = record("unsaid");
    unsaid["id"] = "a".into();
    let body = json!([unsaid, of_two]).to_string();
    let send =
        async |token: &str| told(service.post(JSON, body.clone()).bearer_auth(token)).await.1;
    // Each has an id of its own, whatever others have.
    let account = send(&two).await;
    assert_eq!((&account["stored"], &account["duplicates"]), (&json!(1), &json!(1)));
    let account = send(&one).await;
    assert_eq!((&account["stored"], &account["duplicates"]), (&json!(1), &json!(0)));
    assert_eq!(account["refused"][0]["field"], "workspace_id");

    let read = service.token("read", Role::Read, Some("one"));
    let (_, status) = told(service.get("/v1/status").bearer_auth(&read)).await;
    assert_eq!((&status["records"], &status["scope"]["workspace"]), (&json!(1), &json!("one")));
    assert_eq!(told(service.get("/metrics").bearer_auth(&read)).await.0, 403);
}

#[tokio::test]
async fn a_session_needs_its_word_where_it_changes_something() {
    let service = Service::open().await;
    let token = service.token("page", Role::Read, None);
    let open = |token: &str| {
        service.ask(Method::POST, "/v1/session").body(json!({ "token": token }).to_string())
    };
    assert_eq!(told(open("no")).await.0, 401);
    let response = open(&token).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
    let (cookie, _) = cookie.split_once(';').unwrap();
    let told_at_first: serde_json::Value = response.json().await.unwrap();
    let csrf = told_at_first["csrf"].as_str().unwrap();
    let with = |method, path| service.ask(method, path).header("cookie", cookie);
    assert_eq!(told(with(Method::GET, "/v1/status")).await.0, 200);
    assert_eq!(told(with(Method::GET, "/v1/session")).await.1["csrf"], csrf);
    assert_eq!(told(with(Method::DELETE, "/v1/session")).await.0, 403);
    let end = with(Method::DELETE, "/v1/session").header("x-linestamp-csrf", csrf);
    assert_eq!(told(end).await.0, 204);
    assert_eq!(told(with(Method::GET, "/v1/session")).await.0, 401);

    // A session ends with its token.
    let response = open(&token).send().await.unwrap();
    let cookie = response.headers()["set-cookie"].to_str().unwrap().to_owned();
    service.token("another", Role::Read, None);
    service.tokens.revoke("page").unwrap();
    let (status, _) = told(service.get("/v1/status").header("cookie", cookie)).await;
    assert_eq!(status, 401);
}
