//! TLS by the server itself: what it speaks, and a certificate that is renewed while it serves.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use crewcast::config::Config;
use rstest::rstest;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, ProtocolVersion, RootCertStore, StreamOwned};

use crate::support::Centre;
use crate::support::Engine::Sqlite;

/// Writes a fresh certificate for `localhost` and its key; gives back what a client trusts.
fn write_certificate(certificate: &Path, key: &Path) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])
        .expect("a certificate can be made");
    std::fs::write(key, made.key_pair.serialize_pem()).expect("a key file");
    std::fs::write(certificate, made.cert.pem()).expect("a certificate file");
    made.cert.der().clone()
}

fn connect(
    centre: &Centre,
    trusted: &CertificateDer<'static>,
    protocols: &[&str],
    versions: &[&'static rustls::SupportedProtocolVersion],
) -> StreamOwned<ClientConnection, TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).expect("a certificate");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols
        .iter()
        .map(|name| name.as_bytes().to_vec())
        .collect();
    let name = ServerName::try_from("localhost").expect("a name");
    let session = ClientConnection::new(Arc::new(config), name).expect("a session");
    let stream = TcpStream::connect(centre.address()).expect("the server listens");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .expect("a socket");
    StreamOwned::new(session, stream)
}

/// The answer to a probe, or why there is none.
fn probe(mut stream: StreamOwned<ClientConnection, TcpStream>) -> std::io::Result<String> {
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

struct Files {
    certificate: std::path::PathBuf,
    key: std::path::PathBuf,
    _folder: tempfile::TempDir,
}

fn files() -> Files {
    let folder = tempfile::tempdir().expect("a temporary folder");
    Files {
        certificate: folder.path().join("certificate.pem"),
        key: folder.path().join("key.pem"),
        _folder: folder,
    }
}

fn centre(files: &Files) -> Option<Centre> {
    let config = Config {
        tls_certificate: Some(files.certificate.clone()),
        tls_key: Some(files.key.clone()),
        ..Config::default()
    };
    Centre::start_configured(Sqlite, &config)
}

#[rstest]
fn both_versions_of_tls_and_of_http_are_spoken_and_browsers_are_held_to_them() {
    let files = files();
    let trusted = write_certificate(&files.certificate, &files.key);
    let Some(centre) = centre(&files) else {
        return;
    };
    for (version, wanted) in [
        (&rustls::version::TLS12, ProtocolVersion::TLSv1_2),
        (&rustls::version::TLS13, ProtocolVersion::TLSv1_3),
    ] {
        let mut stream = connect(&centre, &trusted, &["http/1.1"], &[version]);
        stream.flush().expect("the handshake ends");
        assert_eq!(stream.conn.protocol_version(), Some(wanted));
        let answer = probe(stream).expect("an answer");
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        let head = answer.to_ascii_lowercase();
        assert!(
            head.contains("strict-transport-security: max-age=31536000"),
            "{answer}"
        );
    }
    let mut modern = connect(
        &centre,
        &trusted,
        &["h2", "http/1.1"],
        &[&rustls::version::TLS13],
    );
    modern.flush().expect("the handshake ends");
    assert_eq!(modern.conn.alpn_protocol(), Some(&b"h2"[..]));
}

#[rstest]
fn plain_http_on_a_port_of_tls_is_closed_and_the_server_goes_on() {
    let files = files();
    let trusted = write_certificate(&files.certificate, &files.key);
    let Some(centre) = centre(&files) else {
        return;
    };
    let mut plain = TcpStream::connect(centre.address()).expect("the server listens");
    plain
        .write_all(b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n")
        .expect("it is open");
    let mut answer = Vec::new();
    drop(plain.read_to_end(&mut answer));
    assert!(!answer.starts_with(b"HTTP"), "nothing is told in the open");
    let stream = connect(&centre, &trusted, &["http/1.1"], &[&rustls::version::TLS13]);
    assert!(probe(stream).is_ok());
}

#[rstest]
fn a_new_certificate_is_given_out_on_a_hang_up_and_a_broken_one_is_not() {
    let files = files();
    let old = write_certificate(&files.certificate, &files.key);
    let Some(centre) = centre(&files) else {
        return;
    };
    let is_trusted = |certificate: &CertificateDer<'static>| {
        let versions = [&rustls::version::TLS13];
        probe(connect(&centre, certificate, &["http/1.1"], &versions)).is_ok()
    };
    assert!(is_trusted(&old));
    std::fs::write(&files.key, "no key").expect("a key file");
    hang_up();
    assert!(is_trusted(&old), "what cannot be used changes nothing");
    let new = write_certificate(&files.certificate, &files.key);
    let renewed = (0..200).any(|_| {
        hang_up();
        std::thread::sleep(Duration::from_millis(50));
        is_trusted(&new)
    });
    assert!(renewed);
    assert!(!is_trusted(&old));
}

/// Tells this process, in which the server runs, what a service manager tells it to reload.
fn hang_up() {
    let sent = Command::new("kill")
        .args(["-s", "HUP", &std::process::id().to_string()])
        .status()
        .expect("kill runs");
    assert!(sent.success());
}
