use serde_json::Value;
use ureq::http::Request;

/// One person at the deployed API, with a cookie.
pub(crate) struct Client {
    url: String,
    agent: ureq::Agent,
    cookie: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) etag: Option<String>,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    /// The body of an answer that must have this status.
    pub(crate) fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// The body without what differs between any two answers.
    pub(crate) fn without_request_id(&self) -> Value {
        let mut body = self.body.clone();
        if let Some(body) = body.as_object_mut() {
            body.remove("instance");
        }
        body
    }
}

impl Client {
    pub(crate) fn at(url: &str) -> Self {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Self { url: url.to_owned(), agent: config.into(), cookie: None }
    }

    /// The token of the session, after the name of the cookie.
    pub(crate) fn session_token(&self) -> Option<&str> {
        self.cookie.as_ref()?.split_once('=').map(|(_, token)| token)
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Answer {
        assert!(!testkit::is_personal(path), "personal data in a URL: {path}");
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("Cookie", cookie);
        }
        let sent = match body {
            Some(json) => {
                let request = request.header("Content-Type", "application/json").body(json.to_string());
                self.agent.run(request.expect("a request"))
            }
            None => self.agent.run(request.body(()).expect("a request")),
        };
        let mut answer = sent.expect("the stack answers");
        let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().expect("ASCII").to_owned());
        if let Some(cookie) = header("set-cookie") {
            self.cookie = cookie.split(';').next().map(Into::into);
        }
        let (status, etag) = (answer.status().as_u16(), header("etag"));
        let text = answer.body_mut().read_to_string().expect("a body in UTF-8");
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status, etag, body, text }
    }
}
