//! `/v1/session`: opening, asking for and ending a session of the page.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::caller::{Caller, unknown};
use super::sessions::Sessions;
use super::token::Role;
use crate::app::Shared;
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::status::{Status, status_of};

/// A token is a short text; a body is no longer than this.
const MOST_BYTES: usize = 4096;

/// What the page is told of its session.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
struct Told {
    /// The word to send as `X-Linestamp-CSRF`; empty where the service has no tokens.
    csrf: String,
    #[serde(flatten)]
    status: Status,
}

/// What a session is opened with.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Opening {
    /// The token.
    token: String,
}

/// The routes.
pub(crate) fn routes() -> Routes {
    let telling = Operation::new("getSession", "The page's session, and what there is.")
        .reads()
        .says("The session.")
        .answers::<Told>();
    let opening = Operation::new("openSession", "Opens a session of the page with a token.")
        .uses_store()
        .may_fail(&[Code::BadBody, Code::Unauthorized, Code::Forbidden, Code::TooOften])
        .takes::<Opening>("application/json")
        .says("The session; its cookie is set.")
        .answers::<Told>();
    let ending = Operation::new("endSession", "Ends the page's session.")
        .needs(Role::Read)
        .says_nothing("It has ended.");
    Routes::default().get("/v1/session", tell, telling).post("/v1/session", open, opening).delete(
        "/v1/session",
        end,
        ending,
    )
}

async fn tell(State(shared): State<Shared>, caller: Caller) -> Result<Json<Told>, Problem> {
    let caller = caller.who_may(Role::Read)?;
    let status = status_of(&shared, &caller).await?;
    let csrf = caller.session.map(|session| session.csrf).unwrap_or_default();
    Ok(Json(Told { csrf, status }))
}

async fn open(State(shared): State<Shared>, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, MOST_BYTES).await.unwrap_or_default();
    let opening: Opening = serde_json::from_slice(&body).map_err(|_| {
        let detail = "send the token as `{\"token\":\"…\"}`";
        Problem::new(Code::BadBody, detail)
    })?;
    let token = shared.tokens.find(&opening.token)?;
    let token = token.ok_or_else(|| unknown(&parts.extensions, &shared))?;
    let caller = Caller::with(token.clone(), None).who_may(Role::Read)?;
    let status = status_of(&shared, &caller).await?;
    let (cookie, session) = shared.sessions.open(&token);
    let cookie = Sessions::cookie(Some(&cookie), shared.settings.is_secure);
    Ok(with_cookie(Json(Told { csrf: session.csrf, status }).into_response(), &cookie))
}

async fn end(State(shared): State<Shared>, _: Caller, headers: HeaderMap) -> Response {
    shared.sessions.end(&headers);
    let cookie = Sessions::cookie(None, shared.settings.is_secure);
    with_cookie(StatusCode::NO_CONTENT.into_response(), &cookie)
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}
