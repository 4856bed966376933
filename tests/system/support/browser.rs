//! A browser: it keeps cookies and follows no redirect by itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Answer, Centre, PASSWORD};

/// Cookies by origin, and who asks with them.
pub struct Browser {
    client: ureq::Agent,
    cookies: BTreeMap<String, BTreeMap<String, String>>,
}

impl Browser {
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false);
        Self {
            client: config.build().into(),
            cookies: BTreeMap::new(),
        }
    }

    /// One that has signed in at the centre as a user made by [`Centre::user`].
    pub fn of(centre: &Centre, username: &str) -> Self {
        let mut browser = Self::new();
        browser.signs_in(centre, username, PASSWORD).expect(201);
        browser
    }

    /// Signs in, or does not.
    pub fn signs_in(&mut self, centre: &Centre, username: &str, password: &str) -> Answer {
        let body = json!({ "username": username, "password": password });
        self.send(centre, "POST", "/sessions", &body)
    }

    /// Sends a request below `/api/v1` of the centre, with a JSON body unless it is null.
    pub fn send(&mut self, centre: &Centre, method: &str, path: &str, body: &Value) -> Answer {
        self.send_with(centre, method, path, body, &[])
    }

    /// The same with more headers.
    pub fn send_with(
        &mut self,
        centre: &Centre,
        method: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let url = format!("{}/api/v1{path}", centre.origin());
        let (bytes, content_type) = if body.is_null() {
            (Vec::new(), None)
        } else {
            (
                body.to_string().into_bytes(),
                Some(("content-type", "application/json")),
            )
        };
        let headers: Vec<_> = headers.iter().copied().chain(content_type).collect();
        self.run(method, &url, &headers, bytes)
    }

    /// The cookies it would send to the centre, as their header has them.
    pub fn cookies(&self, centre: &Centre) -> String {
        let cookies = self.cookies.get(&centre.origin());
        let pairs = cookies.into_iter().flatten();
        let pairs: Vec<String> = pairs
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("; ")
    }

    /// GET of any URL, as a program that wants JSON.
    pub fn get(&mut self, url: &str) -> Answer {
        self.run("GET", url, &[("accept", "application/json")], Vec::new())
    }

    /// Follows redirects from `url` until one leads to something that begins with `end`, and returns it.
    pub fn follow(&mut self, url: &str, end: &str) -> String {
        let mut url = url.to_owned();
        for _ in 0..20 {
            if url.starts_with(end) {
                return url;
            }
            let answer = self.get(&url);
            let location = answer.header("location");
            let location =
                location.unwrap_or_else(|| panic!("{url}: {} {}", answer.status, answer.text));
            url = if location.starts_with('/') {
                format!("{}{location}", origin_of(&url))
            } else {
                location.to_owned()
            };
        }
        panic!("twenty redirects and no end at {end}");
    }

    fn run(&mut self, method: &str, url: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let origin = origin_of(url);
        let mut request = ureq::http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let cookies = self.cookies.entry(origin).or_default();
        if !cookies.is_empty() {
            let pairs: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            request = request.header("cookie", pairs.join("; "));
        }
        let request = request.body(body).expect("a well-formed request");
        let answer = Answer::of(self.client.run(request).expect("an answer"));
        for cookie in answer.headers("set-cookie") {
            let pair = cookie.split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            if value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

fn origin_of(url: &str) -> String {
    let after_scheme = url.find("://").expect("an absolute URL") + 3;
    let end = url[after_scheme..]
        .find(['/', '?'])
        .map(|end| after_scheme + end);
    url[..end.unwrap_or(url.len())].to_owned()
}
