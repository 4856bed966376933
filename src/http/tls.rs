//! TLS of this server: its certificate, read from files, and read again when they change.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use actix_web::rt::signal::unix::{Signal, SignalKind, signal};
use actix_web::rt::spawn;
use actix_web::rt::time::timeout;
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::failure::Failure;

/// How often the files are looked at.
const LOOKED_AT_SECONDS: u64 = 60;

/// Where the certificate and its key are.
#[derive(Clone, Debug)]
pub(super) struct TlsFiles {
    certificate: PathBuf,
    key: PathBuf,
}

impl TlsFiles {
    /// The files of the two settings; none when neither is set.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when one is set without the other.
    pub(super) fn of_settings(
        certificate: Option<&Path>,
        key: Option<&Path>,
    ) -> Result<Option<Self>, Failure> {
        match (certificate, key) {
            (None, None) => Ok(None),
            (Some(certificate), Some(key)) => Ok(Some(Self {
                certificate: certificate.to_owned(),
                key: key.to_owned(),
            })),
            _ => Err(Failure::Malformed(
                "configuration: tls_certificate and tls_key go together; set both, or neither to serve HTTP"
                    .to_owned(),
            )),
        }
    }

    /// TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1.
    fn read(&self) -> Result<TlsAcceptor, Failure> {
        let unreadable = |path: &Path, why: &dyn std::fmt::Display| {
            Failure::Malformed(format!(
                "{} cannot be used for TLS: {why}; give PEM files of the certificate with its chain and of its key",
                path.display()
            ))
        };
        let chain = CertificateDer::pem_file_iter(&self.certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|error| unreadable(&self.certificate, &error))?;
        if chain.is_empty() {
            return Err(unreadable(&self.certificate, &"it holds no certificate"));
        }
        let key = PrivateKeyDer::from_pem_file(&self.key)
            .map_err(|error| unreadable(&self.key, &error))?;
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| unreadable(&self.certificate, &error))?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(|error| unreadable(&self.certificate, &error))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// When the files were last written; a file that is away counts as never.
    fn written(&self) -> [Option<SystemTime>; 2] {
        [&self.certificate, &self.key].map(|path| path.metadata().ok()?.modified().ok())
    }
}

/// The certificate new connections are given.
pub(super) struct Certificates {
    files: TlsFiles,
    current: RwLock<TlsAcceptor>,
}

impl Certificates {
    /// Reads the files.
    ///
    /// # Errors
    /// [`Failure::Malformed`] names the file that cannot be used.
    pub(super) fn read(files: TlsFiles) -> Result<Self, Failure> {
        let current = RwLock::new(files.read()?);
        Ok(Self { files, current })
    }

    /// What agrees on TLS with the next client.
    pub(super) fn acceptor(&self) -> TlsAcceptor {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads the files again; where they cannot be used, the certificate stays what it was.
    fn renew(&self) {
        match self.files.read() {
            Ok(read) => {
                *self.current.write().unwrap_or_else(PoisonError::into_inner) = read;
                tracing::info!("the TLS certificate was read again");
            }
            Err(error) => tracing::error!(%error, "the TLS certificate stays what it was"),
        }
    }

    /// Renews the certificate, from now on, on SIGHUP and when its files have changed.
    ///
    /// # Errors
    /// [`Failure::Internal`] when signals cannot be listened for.
    pub(super) fn keep_current(self: &Arc<Self>) -> Result<(), Failure> {
        let hang_up = signal(SignalKind::hangup()).map_err(|error| {
            Failure::Internal(format!(
                "cannot listen for signals to read certificates: {error}"
            ))
        })?;
        spawn(self.clone().renew_on(hang_up));
        Ok(())
    }

    async fn renew_on(self: Arc<Self>, mut hang_up: Signal) {
        let mut known = self.files.written();
        loop {
            let asked = timeout(Duration::from_secs(LOOKED_AT_SECONDS), hang_up.recv());
            let is_asked = asked.await.is_ok();
            let written = self.files.written();
            if is_asked || written != known {
                self.renew();
                known = written;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_without_its_key_is_refused_and_neither_is_http() {
        let path = Path::new("here.pem");
        assert!(TlsFiles::of_settings(Some(path), None).is_err());
        assert!(TlsFiles::of_settings(None, Some(path)).is_err());
        assert!(TlsFiles::of_settings(None, None).unwrap().is_none());
    }

    #[test]
    fn what_is_no_certificate_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("empty.pem");
        std::fs::write(&path, "no certificate\n").unwrap();
        let files = TlsFiles::of_settings(Some(&path), Some(&path))
            .unwrap()
            .unwrap();
        let error = Certificates::read(files).err().unwrap().to_string();
        assert!(error.contains("empty.pem"), "{error}");
    }
}
