//! A client of server-sent events.

use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

use serde_json::Value;

/// One event of a stream.
#[derive(Debug, PartialEq)]
pub struct Told {
    /// The stream's place after it.
    pub id: Option<i64>,
    /// `message`, `reset` or `end`.
    pub event: String,
    pub data: Value,
}

impl Told {
    /// The type of the change it tells of.
    pub fn kind(&self) -> &str {
        self.data["type"].as_str().unwrap_or_default()
    }
}

/// An open stream. It reads until it is dropped.
pub struct EventStream {
    lines: Box<dyn BufRead>,
    /// What a client would come back with.
    pub last_event_id: Option<i64>,
}

impl EventStream {
    /// Opens `path` (`/events?…`) and reads its first lines, so that all that happens from now on is told.
    pub fn open(origin: &str, key: &str, path: &str, last_event_id: Option<i64>) -> Self {
        let bearer = format!("Bearer {key}");
        Self::open_with(origin, ("authorization", &bearer), path, last_event_id)
    }

    /// The same with the credential in another header.
    pub fn open_with(
        origin: &str,
        credential: (&str, &str),
        path: &str,
        last_event_id: Option<i64>,
    ) -> Self {
        // Far longer than anything takes; a test that waits in vain ends.
        let client: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(120)))
            .build()
            .into();
        let mut request = client
            .get(format!("{origin}/api/v1{path}"))
            .header(credential.0, credential.1);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id.to_string());
        }
        let answer = request.call().expect("the server answers");
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        let mut stream = Self::reading(answer.into_body().into_reader());
        stream.last_event_id = last_event_id;
        let mut line = String::new();
        stream.lines.read_line(&mut line).expect("a first line");
        assert!(line.starts_with("retry: "), "{line:?}");
        // The first place is known once its line is read.
        if last_event_id.is_none() {
            line.clear();
            stream.lines.read_line(&mut line).expect("a place");
            stream.last_event_id = line
                .trim()
                .strip_prefix("id: ")
                .map(|id| id.parse().expect("a number"));
        }
        stream
    }

    /// A stream of these bytes.
    pub fn reading(bytes: impl Read + 'static) -> Self {
        Self {
            lines: Box::new(BufReader::new(bytes)),
            last_event_id: None,
        }
    }

    /// The next event; nothing when the stream ended or broke off. As a browser does it, what is not whole counts for
    /// nothing.
    pub fn next(&mut self) -> Option<Told> {
        let (mut event, mut data, mut id) = ("message".to_owned(), String::new(), None);
        let mut line = String::new();
        loop {
            line.clear();
            if !matches!(self.lines.read_line(&mut line), Ok(1..)) {
                return None;
            }
            let text = line.strip_suffix('\n')?.trim_end();
            if let Some(number) = text.strip_prefix("id: ") {
                id = Some(number.parse().expect("a number"));
            } else if let Some(name) = text.strip_prefix("event: ") {
                name.clone_into(&mut event);
            } else if let Some(more) = text.strip_prefix("data: ") {
                data.push_str(more);
            } else if text.is_empty() {
                self.last_event_id = id.take().or(self.last_event_id);
                if !data.is_empty() {
                    let data = serde_json::from_str(&data).expect("JSON");
                    let id = self.last_event_id;
                    return Some(Told { id, event, data });
                }
            }
        }
    }

    /// The place told by the next sign of life.
    pub fn heartbeat(&mut self) -> i64 {
        let mut line = String::new();
        let mut place = None;
        while line != ": heartbeat\n" {
            place = line.trim_end().strip_prefix("id: ").map(str::to_owned);
            line.clear();
            let read = self.lines.read_line(&mut line).expect("a line");
            assert!(read > 0, "the stream ended without a sign of life");
        }
        let place = place.expect("a place before the comment");
        place.parse().expect("a number")
    }

    /// Why the stream ended; what it was told before is passed over, and nothing comes behind its end.
    pub fn reason_of_end(&mut self) -> String {
        while let Some(told) = self.next() {
            if told.event == "end" {
                assert!(self.next().is_none(), "the end is the end");
                return told.data["reason"].as_str().expect("a reason").to_owned();
            }
        }
        panic!("the stream broke off without its last words")
    }

    /// The next `count` events.
    pub fn take(&mut self, count: usize) -> Vec<Told> {
        (0..count)
            .map(|number| {
                self.next()
                    .unwrap_or_else(|| panic!("ended after {number} of {count} events"))
            })
            .collect()
    }
}
