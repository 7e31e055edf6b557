//! The page: files that were built from `page/` and are part of the program.
//!
//! `index.html` names each file together with the version of what is in it. Under that version a
//! file never changes and may be kept for ever; otherwise it is asked for anew each time, and most
//! often answered without its contents.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::problem::Problem;

/// One file of the page.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
}

const INDEX: &str = include_str!("../assets/index.html");

const ASSETS: [Asset; 3] = [
    Asset {
        name: "page.js",
        media_type: "text/javascript; charset=utf-8",
        bytes: include_bytes!("../assets/page.js"),
    },
    Asset {
        name: "page.css",
        media_type: "text/css; charset=utf-8",
        bytes: include_bytes!("../assets/page.css"),
    },
    Asset {
        name: "icon.svg",
        media_type: "image/svg+xml",
        bytes: include_bytes!("../assets/icon.svg"),
    },
];

/// Records are hostile input. Should one ever become markup, it could neither run, nor load, nor
/// send anything, nor be put into a page by script in the first place.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

/// The addresses of the page.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/", get(index)).route("/assets/{name}", get(asset))
}

async fn index(headers: HeaderMap) -> Response {
    file("text/html; charset=utf-8", INDEX.as_bytes(), false, &headers)
}

async fn asset(
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .ok_or_else(|| Problem::not_found(format!("the page has no file {name}")))?;
    let forever =
        query.is_some_and(|version| INDEX.contains(&format!("\"/assets/{name}?{version}\"")));
    Ok(file(asset.media_type, asset.bytes, forever, &headers))
}

/// A file as an answer; without its contents where the browser has them.
fn file(
    media_type: &'static str,
    bytes: &'static [u8],
    forever: bool,
    asked: &HeaderMap,
) -> Response {
    let tag = tag(bytes);
    let known = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|tags| tags.to_str().ok())
        .flat_map(|tags| tags.split(','))
        .any(|known| known.trim().trim_start_matches("W/") == tag);
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(bytes))
    };
    let kept = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, media_type),
        (header::CACHE_CONTROL, kept),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    response
}

/// Other bytes have another tag. It need not be the same in another build of the service: then the
/// file is sent once more.
fn tag(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// What the page's addresses answer, over a real connection.
    async fn get(path: &str, header: &str) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(async { axum::serve(listener, super::routes::<()>()).await });
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n");
        let answer = tokio::task::spawn_blocking(move || {
            let mut connection = TcpStream::connect(address).unwrap();
            connection.write_all(request.as_bytes()).unwrap();
            let mut answer = Vec::new();
            connection.read_to_end(&mut answer).unwrap();
            String::from_utf8(answer).unwrap()
        });
        let answer = answer.await.unwrap();
        server.abort();
        answer
    }

    fn value<'a>(answer: &'a str, name: &str) -> &'a str {
        answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap()
    }

    #[tokio::test]
    async fn the_index_lets_nothing_inline_run() {
        let answer = get("/", "").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        assert!(!value(&answer, "content-security-policy").contains("unsafe"), "{answer}");
        assert_eq!(value(&answer, "cache-control"), "no-cache");
        for inline in ["<style", " style=", "<script>", " onload="] {
            assert!(!answer.contains(inline), "{inline} in {answer}");
        }
    }

    #[tokio::test]
    async fn what_the_index_names_is_kept_for_ever() {
        let index = get("/", "").await;
        let named: Vec<&str> =
            index.split('"').filter(|part| part.starts_with("/assets/")).collect();
        assert_eq!(named.len(), 3, "{index}");
        for path in named {
            let answer = get(path, "").await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
            assert!(value(&answer, "cache-control").contains("immutable"), "{path}");
        }
    }

    #[tokio::test]
    async fn another_version_is_asked_for_anew() {
        let first = get("/assets/page.css?v=of-yesterday", "").await;
        assert_eq!(value(&first, "cache-control"), "no-cache");
        let tag = value(&first, "etag");
        let again = get("/assets/page.css", &format!("if-none-match: \"x\", {tag}\r\n")).await;
        assert!(again.starts_with("HTTP/1.1 304"), "{again}");
        assert!(again.ends_with("\r\n\r\n"), "{again}");
    }

    #[tokio::test]
    async fn nothing_else_is_served() {
        let answer = get("/assets/..%2Fpage.rs", "").await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    }
}
