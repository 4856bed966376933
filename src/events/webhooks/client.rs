//! The HTTP client of webhooks: HTTPS to public addresses, no redirects, little time, little of an answer.

use std::io::Read;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use ureq::config::Config;
use ureq::http::{Request, Uri};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

use super::address::is_public;
use super::signature::signatures;
use super::url_check::{InternalHosts, judged, private};
use crate::db::Instant;
use crate::failure::{Failure, Fault};

/// A receiver that has not answered within this time has failed.
pub(super) const ANSWER_SECONDS: u64 = 10;

/// No more of an answer's body is read.
const ANSWER_BYTES: u64 = 64 * 1_024;

/// No more of an answer's body is kept, in characters.
const KEPT_CHARACTERS: usize = 1_000;

/// Sends to webhooks.
pub struct WebhookClient {
    agent: ureq::Agent,
    internal: InternalHosts,
}

/// What is sent.
pub(super) struct Parcel<'a> {
    pub url: &'a str,
    /// The receiver's means to know a repetition.
    pub id: &'a str,
    pub body: &'a str,
    /// The newest first.
    pub secrets: Vec<&'a str>,
    pub at: Instant,
}

/// How an attempt ended.
#[derive(Debug)]
pub(super) struct Attempt {
    /// The answer's status, when there was an answer.
    pub status: Option<u16>,
    /// Why it failed; nothing when it succeeded.
    pub error: Option<String>,
    /// The beginning of the answer's body.
    pub response: Option<String>,
    /// What the receiver asked for with Retry-After, in seconds.
    pub retry_after_seconds: Option<i64>,
    pub duration_ms: i32,
}

impl Attempt {
    pub(super) fn succeeded(&self) -> bool {
        self.error.is_none()
    }
}

impl WebhookClient {
    /// A client that reaches these hosts also at private addresses and without TLS.
    pub fn new(internal_hosts: &[String]) -> Self {
        Self::looking_names_up_with(DefaultResolver::default(), internal_hosts)
    }

    fn looking_names_up_with(names: impl Resolver, internal_hosts: &[String]) -> Self {
        let internal = InternalHosts::new(internal_hosts);
        Self {
            agent: guarded_agent(names, &internal),
            internal,
        }
    }

    /// What is wrong with a URL that is to be a webhook's.
    pub(super) fn fault_of(&self, url: &str) -> Option<Fault> {
        judged(url, &self.internal).err()
    }

    /// Sends a parcel and says how it ended; blocks for [`ANSWER_SECONDS`] at most.
    ///
    /// # Errors
    /// [`Failure::Internal`] when a secret cannot sign.
    pub(super) fn send(&self, parcel: &Parcel<'_>) -> Result<Attempt, Failure> {
        let began = Stopwatch::now();
        let secrets = parcel.secrets.iter().copied();
        let signature = signatures(secrets, parcel.id, parcel.at, parcel.body)?;
        let timestamp = (parcel.at.epoch_millis() / 1_000).to_string();
        // Checked again: what the operator allows may have changed since the webhook was made.
        let outcome = match judged(parcel.url, &self.internal) {
            Err(fault) => Err(fault.detail),
            Ok(url) => self.exchange(url, parcel, &timestamp, &signature),
        };
        let duration_ms = i32::try_from(began.elapsed().as_millis()).unwrap_or(i32::MAX);
        Ok(match outcome {
            Ok(answer) => Attempt {
                duration_ms,
                ..answer
            },
            Err(error) => Attempt {
                status: None,
                error: Some(error),
                response: None,
                retry_after_seconds: None,
                duration_ms,
            },
        })
    }

    fn exchange(
        &self,
        url: Uri,
        parcel: &Parcel<'_>,
        timestamp: &str,
        signature: &str,
    ) -> Result<Attempt, String> {
        let request = Request::post(url)
            .header("content-type", "application/json")
            .header("webhook-id", parcel.id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(parcel.body)
            .map_err(|error| format!("the request cannot be made: {error}"))?;
        let answer = self.agent.run(request).map_err(|error| told(&error))?;
        let status = answer.status();
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.trim().parse().ok());
        let mut beginning = Vec::new();
        let body = answer
            .into_body()
            .into_reader()
            .take(ANSWER_BYTES)
            .read_to_end(&mut beginning);
        // The status has decided; a body that breaks off changes nothing.
        if let Err(error) = body {
            tracing::debug!(%error, "the answer of a webhook's receiver broke off");
        }
        let response: String = String::from_utf8_lossy(&beginning)
            .chars()
            .take(KEPT_CHARACTERS)
            .collect();
        let error = if status.is_success() {
            None
        } else if status.is_redirection() {
            Some(format!(
                "answered {status}; redirects are not followed: put the final URL into the webhook"
            ))
        } else {
            Some(format!("answered {status}; anything but 2xx is a failure"))
        };
        Ok(Attempt {
            status: Some(status.as_u16()),
            error,
            response: (!response.is_empty()).then_some(response.replace('\0', "\u{fffd}")),
            retry_after_seconds: retry_after,
            duration_ms: 0,
        })
    }
}

/// An agent that reaches public addresses only, and these hosts also inside.
pub(super) fn guarded_agent(names: impl Resolver, internal: &InternalHosts) -> ureq::Agent {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::PlatformVerifier)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Config::builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        // A proxy would look the name up itself, and its answer could not be checked.
        .proxy(None)
        // Every connection goes to an address that was checked for this request.
        .max_idle_connections(0)
        .timeout_global(Some(Duration::from_secs(ANSWER_SECONDS)))
        .max_response_header_size(16 * 1_024)
        .user_agent(concat!("Crewcast/", env!("CARGO_PKG_VERSION")))
        .tls_config(tls)
        .build();
    let resolver = CheckedResolver {
        internal: internal.clone(),
        names,
    };
    ureq::Agent::with_parts(config, DefaultConnector::default(), resolver)
}

/// What went wrong, for people.
pub(super) fn told(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("no answer within {ANSWER_SECONDS} s"),
        ureq::Error::HostNotFound => "the host's name is not known; check the URL".to_owned(),
        ureq::Error::Other(refused) => refused.to_string(),
        other => other.to_string(),
    }
}

/// Looks a name up once, refuses it when any of its addresses is not public, and hands on exactly those it has checked:
/// a name that changes its address afterwards changes nothing.
#[derive(Debug)]
struct CheckedResolver<R> {
    internal: InternalHosts,
    names: R,
}

/// A name leads inside.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Refused(String);

impl<R: Resolver> Resolver for CheckedResolver<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        let is_internal = uri.host().is_some_and(|host| self.internal.hold(host));
        let refused = found
            .iter()
            .map(std::net::SocketAddr::ip)
            .find(|ip| !is_internal && !is_public(*ip));
        match refused {
            Some(ip) => Err(ureq::Error::Other(Box::new(Refused(private(ip))))),
            None => Ok(found),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::net::{SocketAddr, TcpListener};
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, channel};

    use super::*;

    /// A name server whose answers are others each time, as one that rebinds has them; the last goes on.
    #[derive(Debug)]
    struct Answers {
        answers: Vec<Vec<SocketAddr>>,
        asked: Arc<AtomicUsize>,
    }

    impl Resolver for Answers {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            let turn = self
                .asked
                .fetch_add(1, Ordering::SeqCst)
                .min(self.answers.len() - 1);
            let mut found = self.empty();
            for address in &self.answers[turn] {
                found.push(*address);
            }
            Ok(found)
        }
    }

    /// A server on this machine that takes one connection after another; each is told.
    fn listener() -> (SocketAddr, Receiver<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (tell, told) = channel();
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                tell.send(()).unwrap();
                let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                // All of the request is read before the answer, or the connection would be reset.
                let mut seen = Vec::new();
                let mut buffer = [0; 1_024];
                while !seen.ends_with(b"{}") {
                    let count = stream.read(&mut buffer).unwrap();
                    seen.extend_from_slice(&buffer[..count]);
                }
                stream.write_all(answer).unwrap();
            }
        });
        (address, told)
    }

    /// Sends to `hook.example` with these answers of its name server; how it went, and how often that was asked.
    fn send(answers: &[&[SocketAddr]], internal: &[&str]) -> (Attempt, usize) {
        let asked = Arc::new(AtomicUsize::new(0));
        let names = Answers {
            answers: answers.iter().map(|answer| answer.to_vec()).collect(),
            asked: asked.clone(),
        };
        let internal: Vec<String> = internal.iter().map(|host| (*host).to_owned()).collect();
        let client = WebhookClient::looking_names_up_with(names, &internal);
        let scheme = if internal.is_empty() { "https" } else { "http" };
        let attempt = client.send(&Parcel {
            url: &format!("{scheme}://hook.example/"),
            id: "event",
            body: "{}",
            secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
            at: Instant::from_epoch_millis(0),
        });
        (attempt.unwrap(), asked.load(Ordering::SeqCst))
    }

    #[test]
    fn a_name_with_one_address_inside_is_refused_whatever_its_others_are() {
        let (inside, told) = listener();
        let public: SocketAddr = "1.1.1.1:443".parse().unwrap();
        for answer in [&[inside][..], &[public, inside], &[inside, public]] {
            let (attempt, _) = send(&[answer], &[]);
            let error = attempt.error.unwrap();
            assert!(
                error.starts_with("127.0.0.1 is not an address of the public internet"),
                "{error}"
            );
        }
        assert!(told.try_recv().is_err(), "nothing was connected to");
    }

    #[test]
    fn a_name_is_looked_up_once_and_the_connection_goes_to_the_answer_that_was_checked() {
        let ((checked, told), (rebound, others)) = (listener(), listener());
        let (attempt, asked) = send(&[&[checked], &[rebound]], &["hook.example"]);
        assert_eq!((attempt.status, attempt.error, asked), (Some(200), None, 1));
        assert!(told.try_recv().is_ok());
        assert!(others.try_recv().is_err());
    }
}
