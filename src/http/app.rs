//! The app's assembly: every feature's routes under one guard, the page, the probes.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::rt::net::TcpStream;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::{App, HttpServer, web};
use futures_util::future::select;
use rustix::net::sockopt::set_tcp_user_timeout;
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;

use super::guard::{API, catch_panics, guard};
use super::idempotency::keep;
use super::metrics::{Metrics, measure};
use super::request_span::RequestSpan;
use super::{health, metrics, openapi};
use crate::assembly;
use crate::clock::Clock;
use crate::db::Database;
use crate::failure::Failure;
use crate::jobs::Jobs;

/// A client that has taken nothing of what it was sent for this long is cut, milliseconds.
const UNREAD_MILLIS: u32 = 30_000;

/// What every handler may reach.
pub struct Service {
    /// The database.
    pub db: Database,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Long work.
    pub jobs: Jobs,
    pub(super) metrics: Metrics,
    workers: Option<NonZeroUsize>,
    parts: Vec<Part>,
    last_orders: Vec<LastOrder>,
}

/// Puts something of a feature's where its handlers find it.
type Part = Box<dyn Fn(&mut web::ServiceConfig) + Send + Sync>;

/// Tells a feature that the server is about to stop.
type LastOrder = Box<dyn Fn() + Send + Sync>;

impl Service {
    /// Puts the parts together.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the metrics cannot be registered.
    pub fn new(db: Database, clock: Clock, jobs: Jobs) -> Result<Self, Failure> {
        let metrics = Metrics::new(db.kind())?;
        Ok(Self {
            db,
            clock,
            jobs,
            metrics,
            workers: None,
            parts: Vec::new(),
            last_orders: Vec::new(),
        })
    }

    /// Answering on this many threads instead of one a core.
    #[must_use]
    pub fn answering_on(mut self, workers: Option<NonZeroUsize>) -> Self {
        self.workers = workers;
        self
    }

    /// With something that a feature's handlers take as [`web::Data`].
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, part: T) -> Self {
        let part = web::Data::new(part);
        self.parts.push(Box::new(move |app| {
            app.app_data(part.clone());
        }));
        self
    }

    /// With something to do when a signal asks the server to stop, before it waits for the answers that are under way:
    /// those without an end of their own must be ended here.
    #[must_use]
    pub fn when_stopping(mut self, order: impl Fn() + Send + Sync + 'static) -> Self {
        self.last_orders.push(Box::new(order));
        self
    }
}

/// Serves until a signal or the handle ends it: running requests are answered first. `on_ready` is told the address.
///
/// # Errors
/// [`Failure::Internal`] when the address cannot be bound.
pub async fn serve(
    service: Service,
    listen: &str,
    on_ready: impl FnOnce(&str, ServerHandle),
) -> Result<(), Failure> {
    let service = web::Data::new(service);
    let shared = service.clone();
    let document = openapi::text()?;
    let workers = service.workers;
    let (asked_to_stop, told) = (request_to_stop()?, service.clone());
    let mut server = HttpServer::new(move || {
        let (app, _) = App::new()
            .app_data(shared.clone())
            .wrap(from_fn(catch_panics))
            .wrap(from_fn(measure))
            .wrap(TracingLogger::<RequestSpan>::new())
            .into_utoipa_app()
            .openapi(openapi::base())
            .service(health::healthz)
            .service(health::readyz)
            .service(
                utoipa_actix_web::scope(API)
                    .configure(assembly::mount_routes)
                    .map(|scope| scope.wrap(from_fn(keep)).wrap(from_fn(guard))),
            )
            .split_for_parts();
        app.configure(|app| {
            for part in &shared.parts {
                part(app);
            }
        })
        .service(
            web::scope("/metrics")
                .wrap(from_fn(metrics::only_for_staff))
                .route("", web::get().to(metrics::expose)),
        )
        .configure(|app| openapi::configure(app, document.clone()))
        .default_service(web::to(crate::ui::page))
    })
    .on_connect(|connection, _| {
        if let Some(stream) = connection.downcast_ref::<TcpStream>()
            && let Err(error) = set_tcp_user_timeout(stream, UNREAD_MILLIS)
        {
            tracing::debug!(%error, "a client that stops reading will not be cut");
        }
    })
    .client_request_timeout(Duration::from_secs(10))
    .client_disconnect_timeout(Duration::from_secs(5))
    .keep_alive(Duration::from_secs(20))
    .shutdown_timeout(20)
    .shutdown_signal(async move {
        asked_to_stop.await;
        told.last_orders.iter().for_each(|order| order());
    });
    if let Some(workers) = workers {
        server = server.workers(workers.get());
    }
    let server = server.bind(listen).map_err(|error| {
        Failure::Internal(format!(
            "cannot listen on {listen}: {error}; choose another with --listen"
        ))
    })?;
    let address = server
        .addrs()
        .first()
        .map_or_else(|| listen.to_owned(), ToString::to_string);
    let server = server.run();
    on_ready(&address, server.handle());
    let outcome = server
        .await
        .map_err(|error| Failure::Internal(format!("the server stopped: {error}")));
    service.jobs.stop();
    outcome
}

/// Comes when a service manager (SIGTERM) or somebody at a terminal (SIGINT) asks the program to stop.
fn request_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let listen = |kind| {
        signal(kind).map_err(|error| {
            Failure::Internal(format!("cannot listen for signals to stop: {error}"))
        })
    };
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        select(pin!(terminate.recv()), pin!(interrupt.recv())).await;
    })
}
