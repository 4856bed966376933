//! The HTTP client that spans are sent with.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};

/// A collector that has not answered within this time has not got the spans.
const ANSWER_TIME: Duration = Duration::from_secs(10);

/// No more of an answer's body is read.
const ANSWER_BYTES: u64 = 64 * 1_024;

/// Sends on the exporter's own thread, which may wait.
#[derive(Debug)]
pub(super) struct CollectorClient(ureq::Agent);

impl CollectorClient {
    pub(super) fn new() -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(ANSWER_TIME))
            .tls_config(tls)
            .build();
        Self(agent.into())
    }
}

#[async_trait]
impl HttpClient for CollectorClient {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.0.run(request.map(|body| body.to_vec()))?;
        let (parts, mut body) = answer.into_parts();
        let body = body.with_config().limit(ANSWER_BYTES).read_to_vec()?;
        Ok(Response::from_parts(parts, Bytes::from(body)))
    }
}
