//! The server under the app: its sockets, its times, its door.

use std::fmt::Debug;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use actix_http::{Extensions, HttpService, Request, Response};
use actix_server::{Server, ServerBuilder};
use actix_service::{
    IntoServiceFactory, Service as ActixService, ServiceFactory, ServiceFactoryExt, fn_service,
    map_config,
};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;

use super::connection::{Connection, HEAD_SECONDS};
use super::door::Door;
use crate::failure::Failure;

/// Connections that wait to be taken in.
const BACKLOG: i32 = 1_024;

/// A connection without a request is closed after this time.
const KEEP_ALIVE_SECONDS: u64 = 20;

/// A client that was answered before it had sent all of its request may go on for this time, unheard.
const DISCONNECT_SECONDS: u64 = 5;

/// Requests that run when the server is asked to stop have this time.
const STOP_SECONDS: u64 = 20;

/// How a server listens.
pub(super) struct Listening {
    pub door: Arc<Door>,
    /// Threads that answer; one a core when absent.
    pub workers: Option<NonZeroUsize>,
    /// The most connections open at once.
    pub connections: NonZeroUsize,
}

/// Serves the app on an address until `told_to_stop` comes or the server's handle ends it.
///
/// # Errors
/// [`Failure::Internal`] when the address cannot be bound.
pub(super) fn listen<F, I, S, B>(
    app: F,
    address: &str,
    listening: &Listening,
    told_to_stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(Server, Vec<SocketAddr>), Failure>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: Debug,
    S::Response: Into<Response<B>> + 'static,
    S::Service: 'static,
    <S::Service as ActixService<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let unbound = |error: std::io::Error| {
        Failure::Internal(format!(
            "cannot listen on {address}: {error}; choose another with --listen"
        ))
    };
    let mut builder = ServerBuilder::new()
        .shutdown_timeout(STOP_SECONDS)
        .shutdown_signal(told_to_stop);
    if let Some(workers) = listening.workers {
        builder = builder.workers(workers.get());
    }
    let threads = listening
        .workers
        .or_else(|| std::thread::available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    builder = builder
        .max_concurrent_connections(listening.connections.get().div_ceil(threads.get()).max(1));
    let mut addresses = Vec::new();
    for listener in bind(address).map_err(unbound)? {
        addresses.push(listener.local_addr().map_err(unbound)?);
        let stopping = builder.graceful_shutdown_signal();
        let (app, door) = (app.clone(), listening.door.clone());
        let serve = move || {
            let stopping = stopping.clone();
            let app = app()
                .into_factory()
                .map_err(|error| error.into().error_response());
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .keep_alive(Duration::from_secs(KEEP_ALIVE_SECONDS))
                .client_request_timeout(Duration::from_secs(HEAD_SECONDS))
                .client_disconnect_timeout(Duration::from_secs(DISCONNECT_SECONDS))
                .on_connect_ext(|connection: &Connection, extensions: &mut Extensions| {
                    extensions.insert(connection.line());
                })
                .finish(map_config(app, |()| AppConfig::default()));
            let door = door.clone();
            fn_service(move |stream: TcpStream| {
                let door = door.clone();
                async move { door.enter(stream).await }
            })
            .and_then(http)
        };
        builder = builder.listen("http", listener, serve).map_err(unbound)?;
    }
    Ok((builder.run(), addresses))
}

/// Sockets on all addresses of a name; those of one that cannot be bound are left out unless all are.
fn bind(address: &str) -> std::io::Result<Vec<TcpListener>> {
    let (mut bound, mut refused) = (Vec::new(), None);
    for address in address.to_socket_addrs()? {
        match TcpListener::bind(address) {
            Ok(listener) => {
                // The standard library asks for fewer.
                rustix::net::listen(&listener, BACKLOG)?;
                bound.push(listener);
            }
            Err(error) => refused = Some(error),
        }
    }
    match refused {
        Some(error) if bound.is_empty() => Err(error),
        _ => Ok(bound),
    }
}
