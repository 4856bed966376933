//! What the server said.

use serde_json::Value;

/// One answer, read whole.
pub struct Answer {
    pub status: u16,
    pub text: String,
    /// The body as it came: files are no text.
    pub bytes: Vec<u8>,
    headers: ureq::http::HeaderMap,
}

impl Answer {
    pub fn of(response: ureq::http::Response<ureq::Body>) -> Self {
        let (parts, mut body) = response.into_parts();
        let bytes = body
            .with_config()
            .limit(1 << 30)
            .read_to_vec()
            .expect("a whole answer");
        Self {
            status: parts.status.as_u16(),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            bytes,
            headers: parts.headers,
        }
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// All values of a header.
    pub fn headers(&self, name: &str) -> Vec<String> {
        let values = self.headers.get_all(name).iter();
        values
            .filter_map(|value| value.to_str().ok())
            .map(str::to_owned)
            .collect()
    }

    /// The JSON body.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.text))
    }

    /// The code of a problem; nothing where the answer is none.
    pub fn json_code(&self) -> Option<String> {
        let body: Value = serde_json::from_str(&self.text).ok()?;
        body["code"].as_str().map(str::to_owned)
    }

    /// The JSON body of an answer with this status.
    pub fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        if self.text.is_empty() {
            Value::Null
        } else {
            self.json()
        }
    }

    /// Where the faults of a problem lie, in the order in which it tells them.
    pub fn pointers(&self) -> Vec<String> {
        let body = self.json();
        let errors = body["errors"].as_array().expect("faults").iter();
        errors
            .map(|error| error["pointer"].as_str().expect("a pointer").to_owned())
            .collect()
    }

    /// The id in the JSON body of a 201.
    pub fn id(&self) -> String {
        self.expect(201)["id"].as_str().expect("an id").to_owned()
    }
}

/// The answer is problem+json of this status and code.
pub fn assert_problem(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(
        answer.header("content-type"),
        Some("application/problem+json"),
        "{}",
        answer.text
    );
    let body = answer.json();
    assert_eq!(body["code"], code, "{body}");
    assert_eq!(body["status"], status, "{body}");
    assert!(
        body["traceId"].is_string() && body["title"].is_string(),
        "{body}"
    );
}
