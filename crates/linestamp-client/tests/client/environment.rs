//! A client as the environment's variables say.

use std::collections::HashMap;
use std::fs;

use linestamp_client::{Client, ClientBuilder, EnvError, info};

use crate::support::PATIENCE;
use crate::support::server::{Reply, Server};

fn from(variables: &[(&str, &str)]) -> Result<ClientBuilder, EnvError> {
    let variables: HashMap<_, _> = variables.iter().copied().collect();
    Client::from_variables(|name| variables.get(name).map(|value| (*value).to_owned()))
}

#[test]
fn every_variable_is_heeded() {
    let server = Server::start(|request| {
        Reply::status(if request.records[0].message == "bad" { 400 } else { 200 })
    });
    let folder = tempfile::tempdir().unwrap();
    let dead = folder.path().join("dead.ndjson");
    let client = from(&[
        ("LINESTAMP_URL", &server.url("/logs")),
        ("LINESTAMP_TOKEN", "token"),
        ("LINESTAMP_HEADERS", "x-one=1, x-two=a%2Cb"),
        ("LINESTAMP_COMPRESSION", "none"),
        ("LINESTAMP_SERVICE", ""),
        ("OTEL_SERVICE_NAME", "executor"),
        ("LINESTAMP_ENVIRONMENT", "prod"),
        ("LINESTAMP_VERSION", "v1"),
        ("LINESTAMP_LEVEL", "warning"),
        ("LINESTAMP_CONCURRENCY", "2"),
        ("LINESTAMP_DEAD_LETTER", dead.to_str().unwrap()),
    ]);
    let client = client.unwrap().on_notice(|_| ()).start().unwrap();
    info!(client.logger(), "off");
    client.logger().warn("one").write();
    client.flush(PATIENCE).unwrap();
    client.logger().warn("bad").write();
    client.shutdown(PATIENCE).unwrap();
    let requests = server.requests();
    let (request, record) = (&requests[0], &requests[0].records[0]);
    assert_eq!(request.uri.path(), "/logs");
    assert_eq!(request.header("authorization"), "Bearer token");
    assert_eq!((request.header("x-one"), request.header("x-two")), ("1", "a,b"));
    assert_eq!(request.header("content-encoding"), "");
    assert_eq!((record.service.as_str(), record.version.as_deref()), ("executor", Some("v1")));
    assert_eq!(record.environment.as_str(), "production");
    assert!(fs::read_to_string(dead).unwrap().contains("\"message\":\"bad\""));
}

#[test]
fn any_sink_goes_by_its_address_and_a_spool_by_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (file, spool) = (folder.path().join("all.ndjson"), folder.path().join("spool"));
    let url = format!("file:{}", file.display());
    let variables = [
        ("LINESTAMP_URL", url.as_str()),
        ("LINESTAMP_SERVICE", "executor"),
        ("LINESTAMP_ENVIRONMENT", "staging"),
        ("LINESTAMP_SPOOL", spool.to_str().unwrap()),
    ];
    let client = from(&variables).unwrap().start().unwrap();
    client.logger().info("one").log_durable_blocking(PATIENCE).unwrap();
    client.shutdown(PATIENCE).unwrap();
    assert!(fs::read_to_string(file).unwrap().contains("\"message\":\"one\""));
    assert!(fs::read_dir(&spool).unwrap().count() > 0);
    let headers = variables.into_iter().chain([("LINESTAMP_HEADERS", "a=b")]).collect::<Vec<_>>();
    assert_eq!(from(&headers).map(|_| ()).unwrap_err().variable(), "LINESTAMP_HEADERS");
}

#[test]
fn an_error_names_the_variable_and_the_remedy_but_no_secret() {
    let whole = [
        ("LINESTAMP_URL", "https://user:s3cr3t@logs.example/?key=s3cr3t"),
        ("LINESTAMP_SERVICE", "executor"),
        ("LINESTAMP_ENVIRONMENT", "production"),
    ];
    assert!(from(&whole).is_ok());
    for (name, value, remedy) in [
        ("LINESTAMP_URL", "", "set it to an http or https address"),
        ("LINESTAMP_URL", "ftp://user:s3cr3t@logs.example", "no sink is called \"ftp\""),
        ("LINESTAMP_URL", "s3cr3t", "it has to be like https://"),
        ("LINESTAMP_SERVICE", "", "set it to the service's name"),
        ("LINESTAMP_ENVIRONMENT", "", "set it to production, staging or development"),
        ("LINESTAMP_ENVIRONMENT", "qa", "it has to be production, staging or development"),
        ("LINESTAMP_LEVEL", "loud", "it has to be error, warn, info, debug or off"),
        ("LINESTAMP_CONCURRENCY", "9", "it has to be a number from 1 to 8"),
        ("LINESTAMP_COMPRESSION", "lzma", "it has to be gzip, none, or zstd with its feature"),
        ("LINESTAMP_TOKEN", "s3cr3t\n", "that HTTP does not allow"),
        ("LINESTAMP_HEADERS", "s3cr3t", "write name=value,other=value"),
        ("LINESTAMP_CA_FILE", "/does/not/exist", "/does/not/exist cannot be read"),
        ("LINESTAMP_DEAD_LETTER", "/does/not/exist", "name a file that can be written"),
    ] {
        let variables = whole.iter().copied().filter(|(other, _)| *other != name);
        let variables: Vec<_> = variables.chain([(name, value)]).collect();
        let Err(error) = from(&variables) else { panic!("{name}={value} was taken") };
        assert_eq!(error.variable(), name);
        let text = error.to_string();
        assert!(text.starts_with(name) && text.contains(remedy), "{text}");
        assert!(!text.contains("s3cr3t") && !format!("{error:?}").contains("s3cr3t"), "{text}");
    }
}
