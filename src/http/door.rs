//! Where connections come in: counted by address, ended when they are too many, put under TLS where that is set.

use std::collections::HashMap;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use actix_http::Protocol;
use actix_http::error::DispatchError;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::timeout;
use rustix::net::sockopt::set_tcp_user_timeout;

use super::client_address::TrustedProxies;
use super::connection::{Connection, Transport};
use super::tls::Certificates;
use crate::subscriber::subscriber;

/// A client that has taken nothing of what it was sent for this long is cut, milliseconds.
const UNREAD_MILLIS: u32 = 30_000;

/// TLS must be agreed on within this time.
const HANDSHAKE_SECONDS: u64 = 10;

/// A connection that came in, how it speaks, and from where.
pub(super) type Arrival = (Connection, Protocol, Option<SocketAddr>);

/// The door of one server.
pub(super) struct Door {
    per_address: NonZeroUsize,
    proxies: TrustedProxies,
    certificates: Option<Arc<Certificates>>,
    open: Arc<Open>,
}

/// Open connections by address.
#[derive(Default)]
struct Open(Mutex<HashMap<IpAddr, usize>>);

impl Door {
    pub(super) fn new(
        per_address: NonZeroUsize,
        proxies: TrustedProxies,
        certificates: Option<Arc<Certificates>>,
    ) -> Self {
        Self {
            per_address,
            proxies,
            certificates,
            open: Arc::default(),
        }
    }

    /// Lets a connection in.
    ///
    /// # Errors
    /// [`DispatchError::Io`] when its address has too many open, or TLS is not agreed on in time.
    pub(super) async fn enter(&self, stream: TcpStream) -> Result<Arrival, DispatchError> {
        let peer = stream.peer_addr().ok();
        let ticket = self.ticket(peer).map_err(DispatchError::Io)?;
        if let Err(error) = set_tcp_user_timeout(&stream, UNREAD_MILLIS) {
            tracing::debug!(%error, "a client that stops reading will not be cut");
        }
        let Some(certificates) = &self.certificates else {
            let connection = Connection::new(Transport::Plain(stream), Protocol::Http1, ticket);
            return Ok((connection, Protocol::Http1, peer));
        };
        let agreed = timeout(
            Duration::from_secs(HANDSHAKE_SECONDS),
            certificates.acceptor().accept(stream),
        );
        let stream = agreed
            .await
            .map_err(|_| DispatchError::Io(ErrorKind::TimedOut.into()))?
            .map_err(DispatchError::Io)?;
        let protocol = match stream.get_ref().1.alpn_protocol() {
            Some(b"h2") => Protocol::Http2,
            _ => Protocol::Http1,
        };
        let connection = Connection::new(Transport::Secure(Box::new(stream)), protocol, ticket);
        Ok((connection, protocol, peer))
    }

    /// A place for one more connection of an address. Trusted proxies bring everybody's: they are not counted.
    fn ticket(&self, peer: Option<SocketAddr>) -> io::Result<Ticket> {
        let counted = peer
            .map(|peer| peer.ip().to_canonical())
            .filter(|address| !self.proxies.hold(*address))
            .map(subscriber);
        let ticket = Ticket {
            open: self.open.clone(),
            address: counted,
        };
        if let Some(address) = counted {
            let mut open = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
            let count = open.entry(address).or_default();
            *count += 1;
            let is_full = *count > self.per_address.get();
            drop(open);
            if is_full {
                tracing::debug!(%address, "too many connections of one address: one more is closed");
                return Err(ErrorKind::ConnectionRefused.into());
            }
        }
        Ok(ticket)
    }
}

/// A connection's place among those of its address, given back when it ends.
pub(super) struct Ticket {
    open: Arc<Open>,
    address: Option<IpAddr>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let Some(address) = self.address else {
            return;
        };
        let mut open = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                open.remove(&address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door(per_address: usize, proxies: &[&str]) -> Door {
        let proxies = proxies.iter().map(|net| net.parse().unwrap()).collect();
        Door::new(
            NonZeroUsize::new(per_address).unwrap(),
            TrustedProxies::new(proxies),
            None,
        )
    }

    fn from(address: &str) -> Option<SocketAddr> {
        Some(SocketAddr::new(address.parse().unwrap(), 40_000))
    }

    #[test]
    fn an_address_has_so_many_connections_at_once_and_another_its_own() {
        let door = door(2, &[]);
        let first = door.ticket(from("192.0.2.1")).unwrap();
        let _second = door.ticket(from("::ffff:192.0.2.1")).unwrap();
        assert!(door.ticket(from("192.0.2.1")).is_err());
        let _other = door.ticket(from("192.0.2.2")).unwrap();
        drop(first);
        let _third = door.ticket(from("192.0.2.1")).unwrap();
        assert!(door.ticket(from("192.0.2.1")).is_err());
    }

    #[test]
    fn the_addresses_of_one_subscriber_of_ipv6_count_as_one() {
        let door = door(1, &[]);
        let _first = door.ticket(from("2001:db8::1")).unwrap();
        assert!(door.ticket(from("2001:db8::2")).is_err());
        assert!(door.ticket(from("2001:db8:0:1::1")).is_ok());
    }

    #[test]
    fn a_trusted_proxy_brings_everybodys_connections() {
        let door = door(1, &["10.0.0.0/8"]);
        let _tickets: Vec<Ticket> = (0..3)
            .map(|_| door.ticket(from("10.1.2.3")).unwrap())
            .collect();
    }

    #[test]
    fn nothing_is_remembered_of_addresses_without_a_connection() {
        let door = door(1, &[]);
        drop(door.ticket(from("192.0.2.1")).unwrap());
        assert!(door.open.0.lock().unwrap().is_empty());
    }
}
