//! Sinks by their address.

use linestamp_client::info;
use linestamp_client::sinks::{Opening, Sink};

use crate::support::server::{Reply, Server};
use crate::support::{PATIENCE, client};

fn opening(variables: &'static [(&'static str, &'static str)]) -> Opening<'static> {
    Opening::new().variables(|asked| {
        let found = variables.iter().find(|(name, _)| *name == asked);
        found.map(|(_, value)| (*value).to_owned())
    })
}

fn send(sink: Box<dyn Sink>) {
    let client = client(sink).start().unwrap();
    info!(client.logger(), "one");
    client.shutdown(PATIENCE).unwrap();
}

#[test]
fn a_bare_address_means_ndjson_by_post() {
    let server = Server::start(|_| Reply::status(200));
    send(opening(&[]).open(&server.url("/in?x=1")).unwrap());
    send(opening(&[]).compress(false).open(&server.url("/")).unwrap());
    let requests = server.requests();
    assert_eq!(requests[0].uri, "/in?x=1");
    let headers = requests.iter().map(|request| request.header("content-encoding"));
    assert_eq!(headers.collect::<Vec<_>>(), ["gzip", ""]);
    assert_eq!(requests[1].header("content-type"), "application/x-ndjson");
}

#[test]
fn credentials_come_from_the_address_or_the_environment() {
    let server = Server::start(|_| Reply::status(200));
    let with_user = format!("http://user:word@{}/", server.address);
    send(opening(&[("LINESTAMP_TOKEN", "t0ken")]).open(&server.url("/")).unwrap());
    send(opening(&[("LINESTAMP_TOKEN", "t0ken")]).open(&with_user).unwrap());
    let user = &[("LINESTAMP_USER", "user"), ("LINESTAMP_PASSWORD", "word")];
    send(opening(user).open(&server.url("/")).unwrap());
    let requests = server.requests();
    let headers = requests.iter().map(|request| request.header("authorization"));
    // `user:word`
    let basic = "Basic dXNlcjp3b3Jk";
    assert_eq!(headers.collect::<Vec<_>>(), ["Bearer t0ken", basic, basic]);
}

#[test]
fn a_proxy_and_files_come_from_the_environment() {
    let proxy = Server::start(|_| Reply::status(200));
    let address = format!("http://{}", proxy.address);
    let through =
        Opening::new().variables(move |name| (name == "LINESTAMP_PROXY").then(|| address.clone()));
    send(through.open("http://logs.invalid/in").unwrap());
    assert_eq!(proxy.requests()[0].uri, "http://logs.invalid/in");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.pem");
    for variable in ["LINESTAMP_CA_FILE", "LINESTAMP_IDENTITY_FILE"] {
        let named = path.to_str().unwrap().to_owned();
        let opening =
            Opening::new().variables(move |name| (name == variable).then(|| named.clone()));
        let error = opening.open("https://logs.invalid").err().unwrap().to_string();
        assert!(error.contains(variable) && error.contains("cannot be read"), "{error}");
        std::fs::write(&path, "no PEM").unwrap();
        let error = opening.open("https://logs.invalid").err().unwrap().to_string();
        assert!(error.contains("PEM"), "{error}");
        std::fs::remove_file(&path).unwrap();
    }
}

/// Each address, with the path and the query of its first request.
#[test]
fn each_protocol_has_an_address() {
    let token = &[("LINESTAMP_TOKEN", "t0ken")];
    for (scheme, rest, requested, header, value) in [
        ("otlp+http", "/?encoding=json", "/v1/logs", "content-type", "application/json"),
        ("otlp+http", "/in?a=1", "/in?a=1", "authorization", "Bearer t0ken"),
        ("elasticsearch+http", "/logs", "/logs/_bulk", "authorization", "ApiKey t0ken"),
        ("opensearch+http", "", "/linestamp-logs/_bulk", "content-type", "application/x-ndjson"),
        ("loki+http", "/?tenant=me", "/loki/api/v1/push", "x-scope-orgid", "me"),
        ("axiom+http", "/set", "/v1/datasets/set/ingest", "authorization", "Bearer t0ken"),
        ("betterstack+http", "", "/", "authorization", "Bearer t0ken"),
        (
            "victorialogs+http",
            "",
            "/insert/jsonline?_msg_field=message&_time_field=timestamp\
             &_stream_fields=service%2Cenvironment%2Clevel",
            "authorization",
            "Bearer t0ken",
        ),
        ("datadog+http", "", "/api/v2/logs", "dd-api-key", "t0ken"),
        ("splunk+http", "/?index=i", "/services/collector/event", "authorization", "Splunk t0ken"),
        ("linestamp+http", "", "/v1/records", "authorization", "Bearer t0ken"),
        (
            "clickhouse",
            "/db?table=t&deduplicate=false",
            "/?query=INSERT+INTO+%60db%60.%60t%60+FORMAT+JSONEachRow&wait_end_of_query=1",
            "authorization",
            "Bearer t0ken",
        ),
    ] {
        // Any answer that no protocol takes for good: the batch is given up at once.
        let server = Server::of(|_, _| Vec::new(), |_| Reply::status(418));
        let address = format!("{scheme}://{}{rest}", server.address);
        let client = client(opening(token).open(&address).unwrap()).start().unwrap();
        info!(client.logger(), "one");
        assert_eq!(client.shutdown(PATIENCE).unwrap().refused, 1, "{address}");
        let request = &server.requests()[0];
        assert_eq!((request.uri.to_string().as_str(), request.header(header)), (requested, value));
    }
}

#[test]
fn what_a_sink_needs_is_asked_for() {
    for (address, wanted) in [
        ("datadog+https://intake.invalid", "LINESTAMP_TOKEN"),
        ("splunk+https://splunk.invalid", "LINESTAMP_TOKEN"),
        ("axiom+https://api.invalid", "dataset"),
        ("otlp+http://otlp.invalid/?encoding=xml", "encoding"),
        ("clickhouse://house.invalid/?deduplicate=perhaps", "deduplicate"),
        ("postgres://user:s3cret-word@", "names no host"),
        ("postgres://user:s3cret-word@host:port/", "postgres://"),
    ] {
        let error = opening(&[]).open(address).err().unwrap().to_string();
        assert!(error.contains(wanted) && !error.contains("s3cret"), "{error}");
    }
    assert!(opening(&[]).open("datadog+https://the-key@intake.invalid").is_ok());
}

#[test]
fn what_names_no_sink_says_what_does() {
    for address in ["", "logs.example", "ftp://user:s3cret-word@logs.example/", "http://a:b c"] {
        let error = opening(&[]).open(address).err().unwrap().to_string();
        assert!(error.contains("the address"), "{error}");
        assert!(!error.contains("s3cret"), "{error}");
    }
}
