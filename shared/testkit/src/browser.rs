use std::net::{IpAddr, Ipv4Addr};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use edge::CallerAddress;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it was sent.
    pub bytes: Vec<u8>,
    /// The same as text, where it is text.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// A header, if it is there.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a header in ASCII"))
    }

    /// The body without what differs between any two answers: the request's own id.
    #[must_use]
    pub fn without_request_id(&self) -> Value {
        let mut body = self.json();
        if let Some(body) = body.as_object_mut() {
            body.remove("instance");
        }
        body
    }

    /// Fails with the whole answer unless it has this status.
    #[must_use]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self
    }
}

/// One person's browser: it keeps the session cookie and sends it back.
#[derive(Clone)]
pub struct Browser {
    app: Router,
    /// The cookie, as it is sent.
    pub cookie: Option<String>,
    /// The address it comes from.
    pub address: IpAddr,
}

impl Browser {
    /// A new one, at `app`.
    #[must_use]
    pub const fn at(app: Router) -> Self {
        Self { app, cookie: None, address: IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)) }
    }

    /// Sends a request with headers and perhaps a JSON body.
    pub async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        assert!(!crate::is_personal(path), "personal data in a URL: {path}");
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost:8080");
        request = request.extension(CallerAddress(self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let body = match body {
            Some(json) => {
                request = request.header("content-type", "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        let request = request.body(body).expect("a request");
        let answer = self.app.clone().oneshot(request).await.expect("a router always answers");
        crate::logs::assert_nothing_leaked();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.expect("a whole body").to_bytes().to_vec();
        for cookie in parts.headers.get_all("set-cookie") {
            let pair = cookie.to_str().expect("a cookie in ASCII").split(';').next().unwrap_or_default();
            self.cookie = Some(pair.to_owned()).filter(|pair| !pair.ends_with('='));
        }
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
        }
    }

    /// GET.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], None).await
    }

    /// POST with a JSON body.
    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, &[], Some(&body)).await
    }

    /// PUT with a JSON body.
    pub async fn put(&mut self, path: &str, body: Value) -> Answer {
        self.send(Method::PUT, path, &[], Some(&body)).await
    }

    /// DELETE.
    pub async fn delete(&mut self, path: &str) -> Answer {
        self.send(Method::DELETE, path, &[], None).await
    }
}
