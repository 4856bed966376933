//! From where a request came.

use std::net::IpAddr;

use actix_web::{HttpRequest, web};
use ipnet::IpNet;

use super::app::Service;

/// Networks whose `X-Forwarded-For` is believed.
#[derive(Clone, Debug, Default)]
pub(super) struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub(super) fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Whether an address is one of theirs.
    pub(super) fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// The address a request came from; none where the transport has none.
///
/// Of `X-Forwarded-For` the last entry that no trusted proxy wrote of itself counts: what stands before it a client can
/// make up.
fn client_address(request: &HttpRequest, proxies: &TrustedProxies) -> Option<IpAddr> {
    let peer = request.peer_addr()?.ip().to_canonical();
    if !proxies.hold(peer) {
        return Some(peer);
    }
    let mut client = peer;
    let forwarded = request.headers().get_all("x-forwarded-for");
    let forwarded: Vec<&str> = forwarded
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        client = address.to_canonical();
        if !proxies.hold(client) {
            break;
        }
    }
    Some(client)
}

/// The address a request came from, by the proxies that the service trusts.
pub(super) fn address_of(request: &HttpRequest) -> Option<IpAddr> {
    let service = request.app_data::<web::Data<Service>>()?;
    client_address(request, &service.proxies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subscriber::subscriber;
    use actix_web::test::TestRequest;

    fn client(peer: &str, forwarded: &[&str]) -> String {
        let proxies = TrustedProxies::new(vec!["10.0.0.0/8".parse().unwrap()]);
        let mut request =
            TestRequest::default().peer_addr(format!("{peer}:40000").parse().unwrap());
        for value in forwarded {
            request = request.append_header(("x-forwarded-for", *value));
        }
        client_address(&request.to_http_request(), &proxies)
            .map(subscriber)
            .unwrap()
            .to_string()
    }

    #[test]
    fn a_stranger_cannot_make_up_an_address() {
        assert_eq!(client("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
    }

    #[test]
    fn behind_trusted_proxies_it_is_the_last_address_that_is_none_of_theirs() {
        assert_eq!(client("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(
            client("10.0.0.1", &["203.0.113.9, 198.51.100.7, 10.0.0.2"]),
            "198.51.100.7"
        );
        assert_eq!(
            client("10.0.0.1", &["203.0.113.9", "198.51.100.7"]),
            "198.51.100.7"
        );
        assert_eq!(client("10.0.0.1", &["unknown"]), "10.0.0.1");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn an_ipv4_address_in_ipv6_is_what_it_is_and_others_are_their_subscribers() {
        assert_eq!(client("[::ffff:192.0.2.1]", &[]), "192.0.2.1");
        assert_eq!(client("[2001:db8::1]", &[]), "2001:db8::");
    }
}
