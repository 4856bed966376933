//! The guard of webhooks for others who ask servers that a tenant has named: HTTPS to public addresses, no redirects,
//! little time, little of an answer.

use std::io::Read;

use ureq::http::Request;
use ureq::unversioned::resolver::DefaultResolver;

use super::client::{guarded_agent, told};
use super::url_check::{InternalHosts, judged};
use crate::failure::Fault;

/// No more of an answer's body is read.
const ANSWER_BYTES: u64 = 1_024 * 1_024;

/// Asks servers that a tenant has named.
pub struct GuardedClient {
    agent: ureq::Agent,
    internal: InternalHosts,
}

impl GuardedClient {
    /// A client that reaches these hosts also at private addresses and without TLS.
    pub fn new(internal_hosts: &[String]) -> Self {
        let internal = InternalHosts::new(internal_hosts);
        Self {
            agent: guarded_agent(DefaultResolver::default(), &internal),
            internal,
        }
    }

    /// What is wrong with a URL that is to be asked.
    pub fn fault_of(&self, url: &str) -> Option<Fault> {
        judged(url, &self.internal).err()
    }

    /// The status and body of a GET with these headers. Blocks.
    ///
    /// # Errors
    /// Why there is no answer, for people.
    pub fn get(&self, url: &str, headers: &[(&str, &str)]) -> Result<(u16, Vec<u8>), String> {
        let url = judged(url, &self.internal).map_err(|fault| fault.detail)?;
        let mut request = Request::get(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.exchange(request.body(String::new()))
    }

    /// The status and body of a POST of a form with these headers. Blocks.
    ///
    /// # Errors
    /// Why there is no answer, for people.
    pub fn post_form(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        form: String,
    ) -> Result<(u16, Vec<u8>), String> {
        let url = judged(url, &self.internal).map_err(|fault| fault.detail)?;
        let mut request =
            Request::post(url).header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.exchange(request.body(form))
    }

    fn exchange(
        &self,
        request: Result<Request<String>, ureq::http::Error>,
    ) -> Result<(u16, Vec<u8>), String> {
        let request = request.map_err(|error| format!("the request cannot be made: {error}"))?;
        let is_get = request.method() == ureq::http::Method::GET;
        let answer = if is_get {
            self.agent.run(request.map(|_| ()))
        } else {
            self.agent.run(request)
        };
        let answer = answer.map_err(|error| told(&error))?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        answer
            .into_body()
            .into_reader()
            .take(ANSWER_BYTES)
            .read_to_end(&mut body)
            .map_err(|error| format!("the answer broke off: {error}"))?;
        Ok((status, body))
    }
}
