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

/// What a request is answered, once the test lets it: it knows the request by its number, from 0.
type Holding = dyn FnMut(usize) -> String + Send;

enum Answers {
    ByRequest(Box<Answering>),
    Held(Box<Holding>, usize),
}

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
        Self::with(Answers::ByRequest(Box::new(answer)))
    }

    /// Answers when and as the test says: each request is told before its answer is asked for.
    pub fn holding(answer: impl FnMut(usize) -> String + Send + 'static) -> Self {
        Self::with(Answers::Held(Box::new(answer), 0))
    }

    fn with(answers: Answers) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a spare port");
        let address = listener.local_addr().expect("an address").to_string();
        let (tell, inbox) = channel();
        let answers = Arc::new(Mutex::new(answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (tell, answers) = (tell.clone(), answers.clone());
                std::thread::spawn(move || serve(stream, &tell, &answers));
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

fn serve(stream: TcpStream, tell: &Sender<Received>, answers: &Mutex<Answers>) {
    let Some(received) = read(&stream) else {
        return;
    };
    // Told before the answer is sent, so that the order told is the order received.
    let text = match &mut *answers.lock().expect("no answer panics") {
        Answers::ByRequest(answer) => {
            let text = answer(&received);
            if tell.send(received).is_err() {
                return;
            }
            text
        }
        Answers::Held(answer, number) => {
            if tell.send(received).is_err() {
                return;
            }
            *number += 1;
            Some(answer(*number - 1))
        }
    };
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
