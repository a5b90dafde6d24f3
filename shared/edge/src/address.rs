use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use jiff::SignedDuration;
use lambda_http::request::RequestContext;
use subtle::ConstantTimeEq as _;

use crate::{Problem, Settings};

/// Where a request comes from. Through our CloudFront distribution, which proves itself by the `ORIGIN_KEY`: the address that
/// it saw and wrote into `X-Viewer-Address`. Straight to the API: the address that API Gateway saw
/// (`requestContext.http.sourceIp`). Never what `X-Forwarded-For` says, which anybody can write; on the local stack, which
/// listens on this machine only, everybody is this machine. What comes without an address, which nothing behind API Gateway
/// does, counts as from one and the same.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CallerAddress(pub IpAddr);

/// It is personal data: it must not get into a log by mistake.
impl std::fmt::Debug for CallerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CallerAddress(..)")
    }
}

impl<S: Sync> FromRequestParts<S> for CallerAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        let told = viewer(parts).or_else(|| parts.extensions.get::<RequestContext>().and_then(source));
        // A router that is called without a gateway, as tests do, is told by its caller.
        let told = told.or_else(|| parts.extensions.get().copied());
        Ok(told.unwrap_or(Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}

/// What our CloudFront distribution sends as `X-Origin-Verify` and nobody else knows (`ORIGIN_KEY`). Without one no header is
/// believed.
#[derive(Clone)]
pub(crate) struct OriginKey(Option<Arc<str>>);

impl OriginKey {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self(settings.optional("ORIGIN_KEY").map(Into::into))
    }

    fn is(&self, sent: &[u8]) -> bool {
        self.0.as_ref().is_some_and(|key| key.as_bytes().ct_eq(sent).into())
    }
}

fn viewer(parts: &Parts) -> Option<CallerAddress> {
    let verify = parts.headers.get("x-origin-verify")?;
    let key = parts.extensions.get::<OriginKey>()?;
    if !key.is(verify.as_bytes()) {
        return None;
    }
    parts.headers.get("x-viewer-address")?.to_str().ok()?.parse().ok().map(CallerAddress)
}

fn source(context: &RequestContext) -> Option<CallerAddress> {
    let RequestContext::ApiGatewayV2(context) = context else { return None };
    context.http.source_ip.as_deref()?.parse().ok().map(CallerAddress)
}

impl Problem {
    /// Too much failed from the caller's range of addresses: said to everybody there, whoever they are.
    #[must_use]
    pub fn too_many_from_network(wait: SignedDuration) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "request.too-many-from-network",
            "Too many attempts to sign in failed on your network",
        )
        .detail("Wait a few minutes, then try again. If it lasts, tell the people who run your network.")
        .retry_after(wait)
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::routing::get;
    use serde_json::json;
    use tower::ServiceExt as _;

    use super::*;
    use crate::testing::send;
    use crate::{Entropy, app};

    const KEY: &str = "origin-key-of-the-tests-and-of-nothing-else";

    fn router() -> Router {
        Router::new().route("/", get(async |CallerAddress(address): CallerAddress| address.to_string()))
    }

    /// What the router takes for the caller's address when API Gateway saw `source`.
    async fn address_of(source: Option<&str>, headers: &[(&str, &str)], key: Option<&str>) -> String {
        let mut event = json!({
            "version": "2.0",
            "routeKey": "GET /",
            "rawPath": "/",
            "rawQueryString": "",
            "headers": {"host": "api.opentoms.example", "x-forwarded-for": "198.51.100.9"},
            "requestContext": {
                "stage": "$default",
                "http": {"method": "GET", "path": "/", "protocol": "HTTP/1.1", "sourceIp": source, "userAgent": "test"},
                "timeEpoch": 0,
            },
            "isBase64Encoded": false,
        });
        for (name, value) in headers {
            event["headers"][*name] = json!(value);
        }
        let settings = Settings::from_pairs(key.map(|key| ("ORIGIN_KEY", key)));
        let router = router().layer(axum::Extension(OriginKey::of(&settings)));
        let request = lambda_http::request::from_str(&event.to_string()).unwrap();
        let answer = app(router, Entropy::system()).oneshot(request).await.unwrap();
        String::from_utf8(axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn it_is_what_the_gateway_saw_and_never_what_a_client_claims() {
        let claimed = [("x-viewer-address", "198.51.100.9"), ("cloudfront-viewer-address", "198.51.100.9:1")];
        for seen in ["192.0.2.7", "2001:db8::7"] {
            assert_eq!(address_of(Some(seen), &claimed, Some(KEY)).await, seen);
        }
        assert_eq!(address_of(None, &claimed, Some(KEY)).await, "0.0.0.0");
    }

    #[tokio::test]
    async fn through_our_distribution_it_is_what_the_distribution_saw() {
        for seen in ["198.51.100.9", "2001:db8::9"] {
            let headers = [("x-origin-verify", KEY), ("x-viewer-address", seen)];
            assert_eq!(address_of(Some("192.0.2.7"), &headers, Some(KEY)).await, seen);
        }
    }

    #[tokio::test]
    async fn who_does_not_know_the_key_is_not_the_distribution() {
        let shorter = &KEY[1..];
        let longer = &format!("{KEY}x");
        for (sent, key) in
            [(shorter, Some(KEY)), (longer, Some(KEY)), ("", Some(KEY)), ("", Some("")), ("", None), (KEY, None)]
        {
            let headers = [("x-origin-verify", sent), ("x-viewer-address", "198.51.100.9")];
            assert_eq!(address_of(Some("192.0.2.7"), &headers, key).await, "192.0.2.7", "{sent} for {key:?}");
        }
    }

    #[tokio::test]
    async fn what_is_no_address_leaves_what_the_gateway_saw() {
        for wrong in ["", "198.51.100.9:443", "198.51.100.9, 198.51.100.10", "somebody"] {
            let headers = [("x-origin-verify", KEY), ("x-viewer-address", wrong)];
            assert_eq!(address_of(Some("192.0.2.7"), &headers, Some(KEY)).await, "192.0.2.7", "{wrong}");
        }
    }

    #[tokio::test]
    async fn without_a_gateway_it_is_what_the_caller_of_the_router_says() {
        let request = axum::http::Request::get("/").header("x-forwarded-for", "198.51.100.9");
        assert_eq!(send(router(), request).await.text(), "0.0.0.0");
        let told = CallerAddress("192.0.2.7".parse().unwrap());
        assert_eq!(send(router(), axum::http::Request::get("/").extension(told)).await.text(), "192.0.2.7");
        assert_eq!(format!("{told:?}"), "CallerAddress(..)");
    }
}
