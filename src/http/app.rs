//! The app's assembly: every feature's routes under one guard, the page, the probes.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::rt::signal::unix::{SignalKind, signal};
use actix_web::rt::spawn;
use actix_web::rt::time::sleep;
use actix_web::{App, web};
use futures_util::future::select;
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;

use super::audited::tell;
use super::client_address::TrustedProxies;
use super::door::Door;
use super::guard::{API, catch_panics, guard};
use super::idempotency::keep;
use super::listen::{Listening, listen as open_to_all};
use super::metrics::{Metrics, measure};
use super::rate_limits::{Limiters, meter, meter_anonymous};
use super::request_span::RequestSpan;
use super::screen::screen;
use super::secure_headers::put_secure_headers;
use super::tls::{Certificates, TlsFiles};
use super::{health, metrics, openapi};
use crate::assembly;
use crate::clock::Clock;
use crate::config::{Config, RunSizes};
use crate::db::Database;
use crate::failure::Failure;
use crate::jobs::Jobs;

/// How often the limiters forget who has sent nothing for a while.
const FORGET_IDLE_SECONDS: u64 = 60;

/// What every handler may reach.
pub struct Service {
    /// The database.
    pub db: Database,
    /// Where "now" comes from.
    pub clock: Clock,
    /// Long work.
    pub jobs: Jobs,
    /// The largest runs that are queued.
    pub run_sizes: RunSizes,
    pub(super) metrics: Metrics,
    pub(super) limiters: Option<Limiters>,
    pub(super) proxies: TrustedProxies,
    tls: Option<TlsFiles>,
    connections: NonZeroUsize,
    connections_per_address: NonZeroUsize,
    workers: Option<NonZeroUsize>,
    parts: Vec<Part>,
    last_orders: Vec<LastOrder>,
}

/// Puts something of a feature's where its handlers find it.
type Part = Box<dyn Fn(&mut web::ServiceConfig) + Send + Sync>;

/// Tells a feature that the server is about to stop.
type LastOrder = Box<dyn Fn() + Send + Sync>;

impl Service {
    /// Puts the parts together: plain HTTP, without limits of rates until it is configured.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the metrics cannot be registered.
    pub fn new(db: Database, clock: Clock, jobs: Jobs) -> Result<Self, Failure> {
        let usual = Config::default();
        let metrics = Metrics::new(db.kind())?;
        Ok(Self {
            db,
            clock,
            jobs,
            run_sizes: usual.run_sizes,
            metrics,
            limiters: None,
            proxies: TrustedProxies::default(),
            tls: None,
            connections: usual.connections,
            connections_per_address: usual.connections_per_address,
            workers: None,
            parts: Vec::new(),
            last_orders: Vec::new(),
        })
    }

    /// With the limits and the TLS that are set.
    ///
    /// # Errors
    /// [`Failure::Malformed`] when a certificate is set without its key, or a key without its certificate.
    pub fn configured(mut self, config: &Config) -> Result<Self, Failure> {
        self.run_sizes = config.run_sizes;
        self.limiters = Limiters::of_settings(&config.rate_limits);
        self.proxies = TrustedProxies::new(config.trusted_proxies.clone());
        self.tls =
            TlsFiles::of_settings(config.tls_certificate.as_deref(), config.tls_key.as_deref())?;
        self.connections = config.connections;
        self.connections_per_address = config.connections_per_address;
        self.workers = config.http_workers;
        Ok(self)
    }

    /// Where connections come in.
    fn door(&self) -> Result<Door, Failure> {
        let certificates = match &self.tls {
            Some(files) => {
                let certificates = Arc::new(Certificates::read(files.clone())?);
                certificates.keep_current()?;
                Some(certificates)
            }
            None => None,
        };
        let proxies = self.proxies.clone();
        Ok(Door::new(
            self.connections_per_address,
            proxies,
            certificates,
        ))
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
/// [`Failure::Internal`] when the address cannot be bound, [`Failure::Malformed`] when the certificate cannot be used.
pub async fn serve(
    service: Service,
    listen: &str,
    on_ready: impl FnOnce(&str, ServerHandle),
) -> Result<(), Failure> {
    let service = web::Data::new(service);
    let document = openapi::text()?;
    let (asked_to_stop, told) = (request_to_stop()?, service.clone());
    let shared = service.clone();
    let app = move || {
        let (app, _) = App::new()
            .app_data(shared.clone())
            .wrap(from_fn(catch_panics))
            .wrap(from_fn(screen))
            .wrap(from_fn(put_secure_headers))
            .wrap(from_fn(measure))
            .wrap(TracingLogger::<RequestSpan>::new())
            .into_utoipa_app()
            .openapi(openapi::base())
            .service(health::healthz)
            .service(health::readyz)
            .service(
                utoipa_actix_web::scope(API)
                    .configure(assembly::mount_routes)
                    .map(|scope| {
                        scope
                            .wrap(from_fn(tell))
                            .wrap(from_fn(keep))
                            .wrap(from_fn(meter))
                            .wrap(from_fn(guard))
                            .wrap(from_fn(meter_anonymous))
                    }),
            )
            .split_for_parts();
        app.configure(|app| {
            for part in &shared.parts {
                part(app);
            }
        })
        .route("/healthz", web::to(health::only_read))
        .route("/readyz", web::to(health::only_read))
        .service(
            web::resource("/metrics")
                .wrap(from_fn(metrics::only_for_staff))
                .route(web::get().to(metrics::expose)),
        )
        .configure(|app| openapi::configure(app, document.clone()))
        .default_service(web::to(crate::ui::page))
    };
    let listening = Listening {
        door: Arc::new(service.door()?),
        workers: service.workers,
        connections: service.connections,
    };
    let (server, addresses) = open_to_all(app, listen, &listening, async move {
        asked_to_stop.await;
        told.last_orders.iter().for_each(|order| order());
    })?;
    let address = addresses
        .first()
        .map_or_else(|| listen.to_owned(), ToString::to_string);
    spawn(forget_the_idle(service.clone()));
    on_ready(&address, server.handle());
    let outcome = server
        .await
        .map_err(|error| Failure::Internal(format!("the server stopped: {error}")));
    service.jobs.stop();
    outcome
}

/// Keeps the limiters small.
async fn forget_the_idle(service: web::Data<Service>) {
    loop {
        sleep(Duration::from_secs(FORGET_IDLE_SECONDS)).await;
        if let Some(limiters) = &service.limiters {
            limiters.forget_the_idle();
        }
    }
}

/// Comes when a service manager (SIGTERM) or somebody at a terminal (SIGINT) asks the program to stop. To be called where an
/// event loop runs.
///
/// # Errors
/// [`Failure::Internal`] when the system does not let the program listen for signals.
pub(crate) fn request_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
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
