//! The session token: `__Host-session=<user id>.<secret>`. The secret is 32 random bytes in base64url (43 characters); only
//! its SHA-256 is kept. The user id in it lets user and session be read side by side.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, IntoResponseParts, Response, ResponseParts};
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use data_encoding::BASE64URL_NOPAD;
use domain::access::NotReady;
use domain::accounts::SessionHash;
use domain::ids::UserId;

use crate::{Entropy, Problem};

/// The prefix makes browsers refuse the cookie from another host, another path or without TLS.
const COOKIE: &str = "__Host-session";

/// What a request's cookie claims: whose session, and which. Nothing is verified yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionToken {
    /// The user it claims to be.
    pub user: UserId,
    /// What its session is stored under.
    pub session: SessionHash,
}

impl SessionToken {
    fn parse(token: &str) -> Option<Self> {
        let (user, secret) = token.split_once('.')?;
        let secret = BASE64URL_NOPAD.decode(secret.as_bytes()).ok()?.try_into().ok()?;
        Some(Self { user: user.parse().ok()?, session: SessionHash::of(&secret) })
    }
}

impl<S: Sync> FromRequestParts<S> for SessionToken {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let lines = parts.headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
        let mut cookies = lines.flat_map(Cookie::split_parse).filter_map(Result::ok);
        let token = cookies.find(|cookie| cookie.name() == COOKIE);
        token.and_then(|token| Self::parse(token.value())).ok_or_else(|| NotReady::NotSignedIn.into())
    }
}

/// The token of a new session. It has no `Debug`: whoever reads the secret is signed in.
pub struct NewToken {
    user: UserId,
    secret: [u8; 32],
}

impl NewToken {
    /// A new token for `user`.
    #[must_use]
    pub fn generate(user: UserId, entropy: &Entropy) -> Self {
        Self { user, secret: entropy.bytes() }
    }

    /// What is stored of it.
    #[must_use]
    pub fn hash(&self) -> SessionHash {
        SessionHash::of(&self.secret)
    }

    /// Gives it to the browser, until that is closed; the session may end before.
    pub fn set_cookie(&self) -> SetCookie {
        SetCookie(cookie(format!("{}.{}", self.user, BASE64URL_NOPAD.encode(&self.secret))))
    }
}

/// Takes the token from the browser.
pub fn clear_cookie() -> SetCookie {
    let mut cookie = cookie(String::new());
    cookie.set_max_age(Duration::ZERO);
    SetCookie(cookie)
}

fn cookie(value: String) -> Cookie<'static> {
    Cookie::build((COOKIE, value)).path("/").secure(true).http_only(true).same_site(SameSite::Lax).build()
}

/// A `Set-Cookie` header, for an answer like `(token.set_cookie(), Json(body))`.
#[must_use]
pub struct SetCookie(Cookie<'static>);

impl IntoResponseParts for SetCookie {
    type Error = Problem;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Problem> {
        let mut value = HeaderValue::try_from(self.0.to_string()).map_err(Problem::internal)?;
        value.set_sensitive(true);
        response.headers_mut().append(header::SET_COOKIE, value);
        Ok(response)
    }
}

impl IntoResponse for SetCookie {
    fn into_response(self) -> Response {
        (self, ()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::{Request, StatusCode};
    use axum::routing::get;

    use super::*;
    use crate::testing::{Answer, send};

    const USER: UserId = UserId::from_bytes([5; 16]);

    async fn ask(cookies: &[&str]) -> Answer {
        let whose = async |token: SessionToken| format!("{} {}", token.user, token.session.as_str());
        let router = Router::new().route("/", get(whose));
        let request = cookies.iter().fold(Request::get("/"), |request, cookie| request.header(header::COOKIE, *cookie));
        send(router, request).await
    }

    fn new_token() -> NewToken {
        NewToken::generate(USER, &Entropy::seeded(1))
    }

    fn pair() -> String {
        new_token().set_cookie().0.stripped().to_string()
    }

    #[test]
    fn a_token_holds_256_bits_from_the_operating_system() {
        let token = || NewToken::generate(USER, &Entropy::system()).secret;
        let (one, other) = (token(), token());
        assert_eq!(one.len() * 8, 256);
        assert_ne!(one, other);
    }

    #[tokio::test]
    async fn a_token_given_out_comes_back_as_its_user_and_its_hash() {
        let expected = format!("{USER} {}", new_token().hash().as_str());
        assert_eq!(ask(&[&pair()]).await.text(), expected);
        assert_eq!(ask(&[&format!("theme=dark; {}", pair())]).await.text(), expected);
        assert_eq!(ask(&["theme=dark", &pair()]).await.text(), expected);
    }

    #[tokio::test]
    async fn a_missing_and_every_malformed_token_get_the_same_answer() {
        let (user, secret) = (USER.to_string(), "A".repeat(43));
        let malformed = [
            String::new(),
            "__Host-session=".into(),
            format!("session={user}.{secret}"),
            format!("__Host-session={user}"),
            format!("__Host-session={user}.{}", "A".repeat(42)),
            format!("__Host-session={user}.{}B", "A".repeat(42)),
            format!("__Host-session={user}.{secret}A"),
            format!("__Host-session={user}.{}+", "A".repeat(42)),
            format!("__Host-session={}.{secret}", user.to_uppercase()),
            format!("__Host-session=.{secret}"),
        ];
        let mut expected = ask(&[]).await.body;
        assert_eq!(
            (expected["status"].as_u64(), &expected["type"]),
            (Some(401), &"/problems/session.not-signed-in".into())
        );
        expected["instance"].take();
        for cookie in &malformed {
            let mut answer = ask(&[cookie]).await.body;
            answer["instance"].take();
            assert_eq!(answer, expected, "{cookie}");
        }
    }

    #[tokio::test]
    async fn the_cookie_is_out_of_reach_of_scripts_and_of_other_sites_and_gone_with_the_browser() {
        let router = Router::new().route("/", get(async || (new_token().set_cookie(), "")));
        let answer = send(router, Request::get("/")).await;
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        assert_eq!(cookie, format!("{}; HttpOnly; SameSite=Lax; Secure; Path=/", pair()));
    }

    #[tokio::test]
    async fn a_cleared_cookie_is_empty_and_over() {
        let router = Router::new().route("/", get(async || (StatusCode::NO_CONTENT, clear_cookie())));
        let answer = send(router, Request::get("/")).await;
        let expected = "__Host-session=; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=0";
        assert_eq!(answer.headers[header::SET_COOKIE], expected);
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
    }
}
