//! Whether a URL may be a webhook's.

use std::net::IpAddr;

use ureq::http::Uri;
use url::{Host, Url};

use super::address::is_public;
use crate::failure::Fault;

/// The longest URL taken.
const LONGEST_URL: usize = 2_000;

/// Hosts that the operator has said may be inside: reached at private addresses, and without TLS.
#[derive(Clone, Debug, Default)]
pub(super) struct InternalHosts(Vec<String>);

impl InternalHosts {
    pub(super) fn new(hosts: &[String]) -> Self {
        Self(hosts.iter().map(|host| bare(host)).collect())
    }

    /// Whether this host, as it stands in a URL, is one of them.
    pub(super) fn hold(&self, host: &str) -> bool {
        self.0.contains(&bare(host))
    }
}

/// In lower case and without the brackets of an IPv6 address.
fn bare(host: &str) -> String {
    host.trim_matches(['[', ']']).to_ascii_lowercase()
}

/// Where a webhook of that URL is sent to: what was judged here, and not the text, which another parser may read as
/// another host. Its host's addresses are looked up when something is sent.
///
/// # Errors
/// What is wrong with the URL.
pub(super) fn judged(url: &str, internal: &InternalHosts) -> Result<Uri, Fault> {
    let fault = |code: &str, detail: String| Err(Fault::new("/url", code, detail));
    let parsed = match Url::parse(url) {
        Ok(parsed) if url.chars().count() <= LONGEST_URL => parsed,
        Ok(_) => return fault("too-long", format!("use at most {LONGEST_URL} characters")),
        Err(error) => {
            let detail =
                format!("{url:?} is no URL: {error}; write it as https://example.com/hook");
            return fault("invalid-url", detail);
        }
    };
    let Some(host) = parsed.host() else {
        return fault(
            "invalid-url",
            "the URL names no host; write it as https://example.com/hook".to_owned(),
        );
    };
    let is_internal = internal.hold(&host.to_string());
    if parsed.scheme() != "https" && !(parsed.scheme() == "http" && is_internal) {
        let detail = "must begin with https://; http:// is taken only for hosts that the server's operator lists in \
            webhook_internal_hosts";
        return fault("not-https", detail.to_owned());
    }
    if !parsed.username().is_empty() || parsed.password().is_some() || parsed.fragment().is_some() {
        let detail =
            "leave user, password and fragment out; the signature tells the receiver who sends";
        return fault("invalid-url", detail.to_owned());
    }
    let literal = match host {
        Host::Ipv4(address) => Some(IpAddr::V4(address)),
        Host::Ipv6(address) => Some(IpAddr::V6(address)),
        Host::Domain(_) => None,
    };
    match literal.filter(|address| !is_internal && !is_public(*address)) {
        Some(address) => fault("private-address", private(address)),
        None => as_sent(&parsed),
    }
}

/// The judged URL in the form of the client that sends.
fn as_sent(judged: &Url) -> Result<Uri, Fault> {
    let refused = |why: String| {
        let detail = format!("{judged} cannot be sent to: {why}; percent-encode what is unusual");
        Fault::new("/url", "invalid-url", detail)
    };
    let sent: Uri = judged
        .as_str()
        .parse()
        .map_err(|error| refused(format!("{error}")))?;
    if sent.host() == judged.host_str() && sent.port_u16() == judged.port() {
        Ok(sent)
    } else {
        Err(refused("its host can be read in two ways".to_owned()))
    }
}

/// Why nothing is sent to an address.
pub(super) fn private(address: IpAddr) -> String {
    format!(
        "{address} is not an address of the public internet; use a public host, or have the server's operator list the host \
         in webhook_internal_hosts"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn code(url: &str, internal: &[&str]) -> Option<String> {
        let hosts: Vec<String> = internal.iter().map(|host| (*host).to_owned()).collect();
        judged(url, &InternalHosts::new(&hosts))
            .err()
            .map(|fault| fault.code)
    }

    #[rstest]
    #[case("https://example.com/hook?x=1")]
    #[case("https://example.com:8443/")]
    #[case("https://1.1.1.1/hook")]
    fn a_public_https_url_is_taken(#[case] url: &str) {
        assert_eq!(code(url, &[]), None);
    }

    #[rstest]
    #[case("example.com", "invalid-url")]
    #[case("http://example.com/", "not-https")]
    #[case("ftp://example.com/", "not-https")]
    #[case("file:///etc/passwd", "invalid-url")]
    #[case("https://user:secret@example.com/", "invalid-url")]
    #[case("https://example.com/#part", "invalid-url")]
    #[case("https://127.0.0.1/", "private-address")]
    #[case("https://169.254.169.254/latest/meta-data", "private-address")]
    #[case("https://[::ffff:10.0.0.1]/", "private-address")]
    #[case::decimal_number("https://2130706433/", "private-address")]
    #[case::octal("https://0177.0.0.1/", "private-address")]
    #[case::hexadecimal("https://0x7f.1/", "private-address")]
    fn others_are_refused(#[case] url: &str, #[case] wanted: &str) {
        assert_eq!(code(url, &[]).as_deref(), Some(wanted));
    }

    #[rstest]
    #[case::backslash("https://example.com\\@10.0.0.1/", "https://example.com/@10.0.0.1/")]
    #[case::line_break("https://exam\nple.com/", "https://example.com/")]
    #[case::other_script(
        "https://b\u{fc}cher.example/\u{fc}",
        "https://xn--bcher-kva.example/%C3%BC"
    )]
    #[case::spelled_out("HTTPS://Example.COM:443/a b", "https://example.com/a%20b")]
    fn what_is_sent_to_is_what_was_judged(#[case] url: &str, #[case] sent: &str) {
        let judged = judged(url, &InternalHosts::default()).unwrap();
        assert_eq!(judged, sent);
    }

    /// Whatever is written, what is let through is HTTPS without a password, and no address of a private network.
    #[test]
    fn fuzz_webhook_urls() {
        let seeds = [
            "https://example.com/hook?x=1",
            "https://[::ffff:10.0.0.1]:8443/a%2fb",
            "https://2130706433/",
            "https://user:secret@example.com/#part",
            "HTTPS://b\u{fc}cher.example\\@169.254.169.254/",
            "https://0x7f.1/",
        ];
        crate::fuzzing::fuzz("webhook URLs", &seeds, |bytes| {
            let text = String::from_utf8_lossy(bytes);
            let Ok(uri) = judged(&text, &InternalHosts::default()) else {
                return;
            };
            assert_eq!(uri.scheme_str(), Some("https"));
            let authority = uri.authority().expect("a host").as_str();
            assert!(!authority.contains('@'), "{uri}");
            let host = uri.host().expect("a host");
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            if let Ok(address) = bare.parse::<IpAddr>() {
                assert!(is_public(address), "{uri}");
            }
        });
    }

    #[test]
    fn an_operator_may_open_single_hosts() {
        assert_eq!(code("http://127.0.0.1:8080/hook", &["127.0.0.1"]), None);
        assert_eq!(
            code(
                "http://Receiver.Bank.internal/hook",
                &["receiver.bank.internal"]
            ),
            None
        );
        assert_eq!(code("http://[::1]/", &["::1"]), None);
        assert_eq!(
            code("http://127.0.0.2/", &["127.0.0.1"]).as_deref(),
            Some("not-https")
        );
        assert_eq!(
            code("https://127.0.0.2/", &["127.0.0.1"]).as_deref(),
            Some("private-address")
        );
    }
}
