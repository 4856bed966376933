//! A client's connection as the HTTP parser reads and writes it, plain or under TLS.
//!
//! The parser limits the time of a connection's first head only, and answers what it cannot parse without a body. Here
//! every later head has its time too, and such answers are problem+json like all others.

use std::cell::Cell;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use actix_http::Protocol;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Sleep, sleep};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::server::TlsStream;

use super::door::Ticket;
use super::unparsed::answer_to_unparsed;

/// The head of a request must arrive within this time.
pub(super) const HEAD_SECONDS: u64 = 10;

/// How long what a refused client still sends is read and thrown away, so that it sees the answer and not a reset.
const LINGER_SECONDS: u64 = 2;

/// Where a connection stands in its exchange of requests and answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing has been asked yet; the parser's own timer runs.
    New,
    /// A request is being answered.
    Asked,
    /// It has been answered, and another may follow.
    Answered,
    /// The head of another has arrived.
    AskedAgain,
}

/// What the app may know of the connection that brought a request, and tell it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Whether it is under TLS.
    pub is_secure: bool,
    stage: Rc<Cell<Stage>>,
}

impl Line {
    /// A request is being answered from now on.
    pub(super) fn is_asked(&self) {
        self.stage.set(Stage::Asked);
    }

    /// The answer is made.
    pub(super) fn is_answered(&self) {
        self.stage.set(Stage::Answered);
    }
}

/// The bytes' way.
pub(super) enum Transport {
    Plain(TcpStream),
    Secure(Box<TlsStream<TcpStream>>),
}

/// One client's connection.
pub(super) struct Connection {
    transport: Transport,
    line: Line,
    /// Requests of HTTP/2 come in frames, which its own parser watches over.
    has_heads: bool,
    later_head: LaterHead,
    refusal: Option<Refusal>,
    /// Frees the connection's place when it ends.
    _ticket: Ticket,
}

impl Connection {
    pub(super) fn new(transport: Transport, protocol: Protocol, ticket: Ticket) -> Self {
        let line = Line {
            is_secure: matches!(transport, Transport::Secure(_)),
            stage: Rc::new(Cell::new(Stage::New)),
        };
        Self {
            transport,
            line,
            has_heads: protocol == Protocol::Http1,
            later_head: LaterHead::default(),
            refusal: None,
            _ticket: ticket,
        }
    }

    pub(super) fn line(&self) -> Line {
        self.line.clone()
    }

    /// Follows the head of a request after the first.
    fn note(&mut self, bytes: &[u8]) {
        if !self.has_heads || self.line.stage.get() != Stage::Answered {
            self.later_head = LaterHead::default();
        } else if self.later_head.ends_in(bytes) {
            self.later_head = LaterHead::default();
            self.line.stage.set(Stage::AskedAgain);
        } else if !bytes.is_empty() {
            self.later_head
                .deadline
                .get_or_insert_with(|| Box::pin(sleep(Duration::from_secs(HEAD_SECONDS))));
        }
    }

    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let deadline = self.later_head.deadline.as_mut();
        deadline.is_some_and(|deadline| deadline.as_mut().poll(context).is_ready())
    }
}

/// The head of a request after the first, while it arrives.
#[derive(Default)]
struct LaterHead {
    /// Whether anything but line ends has come: those before a request do not count.
    has_begun: bool,
    /// Line ends in a row.
    line_ends: u8,
    /// Set where the head comes in pieces; most come whole.
    deadline: Option<Pin<Box<Sleep>>>,
}

impl LaterHead {
    /// Whether the blank line that ends a head is in these bytes, which follow those seen before.
    fn ends_in(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            match byte {
                b'\n' if self.has_begun => self.line_ends += 1,
                b'\n' | b'\r' => {}
                _ => {
                    self.has_begun = true;
                    self.line_ends = 0;
                }
            }
            if self.line_ends == 2 {
                return true;
            }
        }
        false
    }
}

/// An answer that takes the place of the parser's.
struct Refusal {
    bytes: Vec<u8>,
    written: usize,
    /// Bytes of the parser's answer that it stands for.
    stands_for: usize,
    /// Until when the rest of the request is read and thrown away; none where the client sends too slowly for any rest.
    linger: Option<Pin<Box<Sleep>>>,
}

impl Refusal {
    fn write(
        &mut self,
        transport: &mut Transport,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while let Some(rest) = self
            .bytes
            .get(self.written..)
            .filter(|rest| !rest.is_empty())
        {
            match ready!(Pin::new(&mut *transport).poll_write(context, rest))? {
                0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                count => self.written += count,
            }
        }
        ready!(Pin::new(&mut *transport).poll_flush(context))?;
        let Some(end) = &mut self.linger else {
            return Poll::Ready(Ok(()));
        };
        let mut thrown_away = [0; 8 * 1024];
        while end.as_mut().poll(context).is_pending() {
            let mut buffer = ReadBuf::new(&mut thrown_away);
            let read = ready!(Pin::new(&mut *transport).poll_read(context, &mut buffer));
            if read.is_err() || buffer.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.transport).poll_read(context, buffer);
        this.note(buffer.filled().get(before..).unwrap_or_default());
        if this.is_late(context) {
            let why = "the head of the next request did not arrive in time";
            return Poll::Ready(Err(io::Error::new(ErrorKind::TimedOut, why)));
        }
        read
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.refusal.is_none() && this.has_heads && this.line.stage.get() != Stage::Asked {
            this.refusal = answer_to_unparsed(bytes).map(|answer| Refusal {
                bytes: answer.bytes,
                written: 0,
                stands_for: bytes.len(),
                linger: answer
                    .has_more_to_read
                    .then(|| Box::pin(sleep(Duration::from_secs(LINGER_SECONDS)))),
            });
        }
        let Some(refusal) = &mut this.refusal else {
            return Pin::new(&mut this.transport).poll_write(context, bytes);
        };
        ready!(refusal.write(&mut this.transport, context))?;
        let stands_for = refusal.stands_for;
        this.refusal = None;
        Poll::Ready(Ok(stands_for))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().transport).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().transport).poll_shutdown(context)
    }
}

impl AsyncRead for Transport {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(context, buffer),
            Self::Secure(stream) => Pin::new(stream).poll_read(context, buffer),
        }
    }
}

impl AsyncWrite for Transport {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(context, bytes),
            Self::Secure(stream) => Pin::new(stream).poll_write(context, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(context),
            Self::Secure(stream) => Pin::new(stream).poll_flush(context),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(context),
            Self::Secure(stream) => Pin::new(stream).poll_shutdown(context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_ends_with_its_blank_line_wherever_the_bytes_are_cut() {
        let whole = b"\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\n\r\n";
        for cut in 0..whole.len() {
            let (first, rest) = whole.split_at(cut);
            let mut head = LaterHead::default();
            assert!(!head.ends_in(first), "before the cut at {cut}");
            assert!(head.ends_in(rest), "behind the cut at {cut}");
        }
    }

    #[test]
    fn line_ends_before_a_request_do_not_end_its_head() {
        let mut head = LaterHead::default();
        assert!(!head.ends_in(b"\r\n\r\n\r\n"));
        assert!(!head.ends_in(b"GET / HTTP/1.1\r\n"));
        assert!(head.ends_in(b"\r\n"));
    }
}
