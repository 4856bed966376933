//! A server that webhooks send to.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver as Inbox, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .unwrap_or_else(|| panic!("no header {name}: {self:?}"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// A member of the event's data.
    pub fn data(&self, name: &str) -> Value {
        self.json()["data"][name].clone()
    }
}

/// How a request is answered: the whole answer with its status line, or nothing, so that the sender waits.
type Answering = dyn FnMut(&Received) -> Option<String> + Send;

/// A server on a spare port of this machine.
pub struct Receiver {
    address: String,
    inbox: Inbox<Received>,
}

impl Receiver {
    /// Answers everything with 204.
    pub fn start() -> Self {
        Self::answering(|_| Some(status("204 No Content")))
    }

    /// Answers as the test says.
    pub fn answering(answer: impl FnMut(&Received) -> Option<String> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a spare port");
        let address = listener.local_addr().expect("an address").to_string();
        let (tell, inbox) = channel();
        let answer: Arc<Mutex<Box<Answering>>> = Arc::new(Mutex::new(Box::new(answer)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tell, answer) = (tell.clone(), answer.clone());
                std::thread::spawn(move || serve(stream, &tell, &answer));
            }
        });
        Self { address, inbox }
    }

    /// A URL of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Its port.
    pub fn port(&self) -> &str {
        self.address
            .rsplit_once(':')
            .expect("an address with a port")
            .1
    }

    /// The next request; waits for it.
    #[track_caller]
    pub fn next(&self) -> Received {
        // Far longer than anything takes; a test that waits in vain ends.
        self.inbox
            .recv_timeout(Duration::from_secs(60))
            .expect("a request comes")
    }

    /// Whether a request has come that was not asked for yet.
    pub fn has_more(&self) -> bool {
        self.inbox.try_recv().is_ok()
    }
}

/// An answer without a body.
pub fn status(line: &str) -> String {
    format!("HTTP/1.1 {line}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

fn serve(stream: TcpStream, tell: &Sender<Received>, answer: &Mutex<Box<Answering>>) {
    let Some(received) = read(&stream) else {
        return;
    };
    let text = (answer.lock().expect("no answer panics"))(&received);
    // Told before the answer, so that the order told is the order received.
    if tell.send(received).is_err() {
        return;
    }
    match text {
        Some(text) => drop((&stream).write_all(text.as_bytes())),
        // The sender waits until it is gone itself.
        None => drop((&stream).read_to_end(&mut Vec::new())),
    }
}

fn read(stream: &TcpStream) -> Option<Received> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split_whitespace().nth(1)?.to_owned();
    let mut headers = BTreeMap::new();
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length")?.parse().ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).ok()?;
    Some(Received {
        path,
        headers,
        body,
    })
}
