//! What a handler is given: the actor, and ways to run an operation off the event loop.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse, web};

use super::admission::Admission;
use super::app::Service;
use super::idempotency::HeldKey;
use super::problem::ApiError;
use super::unknown_outcome::until_known;
use crate::audit_log::{Act, Recorder};
use crate::db::{Conn, Database, WriteWatch};
use crate::failure::Failure;
use crate::jobs::Run;
use crate::tenancy::{Actor, Scope};

/// The request's actor, instant and database, for a handler.
pub struct Context {
    /// Who asks, and when; the guard has already checked that they may.
    pub scope: Scope,
    /// The service's parts: database, jobs, clock.
    pub service: web::Data<Service>,
    /// What the audit log tells of the request, if it does.
    act: Option<Arc<Act>>,
    admission: Arc<Admission>,
    /// The Idempotency-Key that the request holds.
    key: Option<Arc<HeldKey>>,
    request: HttpRequest,
}

impl Context {
    /// Runs a read-only operation on a worker thread.
    ///
    /// # Errors
    /// The operation's failure, as problem+json.
    pub async fn read<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&mut Conn<'_>, &Scope) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (db, scope) = (self.service.db.clone(), self.scope.clone());
        self.off_loop(move || db.read(|conn| operation(conn, &scope)))
            .await
    }

    /// Runs an operation on a worker thread in one transaction.
    ///
    /// # Errors
    /// The operation's failure, as problem+json; nothing is then kept.
    pub async fn write<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&mut Conn<'_>, &Scope) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (db, scope) = (self.database(), self.scope.clone());
        self.off_loop(move || db.write(|conn| operation(conn, &scope)))
            .await
    }

    /// Runs an operation as [`Self::write`] does, which does nothing more when it is repeated: where the connection was lost on
    /// the way it is done again, until it is known to be kept or the database is away for too long.
    ///
    /// # Errors
    /// The operation's failure, as problem+json; when that is the database's, it may be kept all the same.
    pub async fn write_until_known<T: Send + 'static>(
        &self,
        operation: impl Fn(&mut Conn<'_>, &Scope) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (db, scope) = (self.database(), self.scope.clone());
        self.off_loop(move || until_known(|| db.write(|conn| operation(conn, &scope))))
            .await
    }

    /// Runs an operation as [`Self::write`] does, whose entry in the audit log tells no rows: what they held is erased.
    ///
    /// # Errors
    /// The operation's failure, as problem+json; nothing is then kept.
    pub async fn write_without_rows<T: Send + 'static>(
        &self,
        operation: impl FnOnce(&mut Conn<'_>, &Scope) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, ApiError> {
        let (db, scope) = (self.database_without_rows(), self.scope.clone());
        self.off_loop(move || db.write(|conn| operation(conn, &scope)))
            .await
    }

    /// The database, for operations that have transactions of their own: each that succeeds is an entry of the audit log.
    pub fn database(&self) -> Database {
        self.watched_by(self.recorder())
    }

    /// The same, whose entries tell no rows: what they held is erased.
    pub fn database_without_rows(&self) -> Database {
        self.watched_by(self.recorder().map(Recorder::telling_no_rows))
    }

    /// The database, whose changes the audit log tells and the request's Idempotency-Key knows.
    fn watched_by(&self, recorder: Option<Recorder>) -> Database {
        let recorder = recorder.map(|one| Arc::new(one) as Arc<dyn WriteWatch>);
        let key = self.key.clone().map(|one| one as Arc<dyn WriteWatch>);
        let watches: Vec<Arc<dyn WriteWatch>> = recorder.into_iter().chain(key).collect();
        if watches.is_empty() {
            return self.service.db.clone();
        }
        self.service.db.watched(Arc::new(watches))
    }

    /// What the request was let in by, for an answer that goes on: it can be asked again.
    pub fn admission(&self) -> Arc<Admission> {
        self.admission.clone()
    }

    fn recorder(&self) -> Option<Recorder> {
        let (tenant, clock) = (&self.scope.actor.tenant_id, &self.service.clock);
        let act = self.act.clone()?;
        Some(Recorder::of_request(act, tenant.clone(), clock.clone()))
    }

    /// Runs anything that blocks on a worker thread.
    ///
    /// # Errors
    /// The work's failure, as problem+json.
    pub async fn off_loop<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, ApiError> {
        let span = tracing::Span::current();
        let outcome = web::block(move || span.in_scope(work)).await;
        outcome
            .unwrap_or_else(|_| Err(Failure::Internal("the operation panicked".to_owned())))
            .map_err(|failure| self.error(failure))
    }

    /// 202 with a run that was queued and its place, once the workers are told of it.
    pub fn accepted(&self, run: &Run) -> HttpResponse {
        self.service.jobs.wake();
        HttpResponse::Accepted()
            .insert_header((header::LOCATION, format!("/api/v1/runs/{}", run.id)))
            .json(run)
    }

    /// Whether the client asks for `text/csv` rather than JSON.
    pub fn prefers_csv(&self) -> bool {
        super::accept::prefers_csv(&self.request)
    }

    /// The media type among `offered` that the client prefers to JSON, if any.
    pub fn preferred(&self, offered: &[&'static str]) -> Option<&'static str> {
        super::accept::preferred(&self.request, offered)
    }

    /// A failure dressed for this request.
    pub fn error(&self, failure: Failure) -> ApiError {
        ApiError::of(failure, &self.request)
    }
}

impl FromRequest for Context {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let actor = request.extensions().get::<Actor>().cloned();
        let act = request.extensions().get::<Arc<Act>>().cloned();
        let admission = request.extensions().get::<Arc<Admission>>().cloned();
        let key = request.extensions().get::<Arc<HeldKey>>().cloned();
        let service = request.app_data::<web::Data<Service>>().cloned();
        ready(match (actor.zip(admission), service) {
            (Some((actor, admission)), Some(service)) => Ok(Self {
                scope: Scope {
                    actor,
                    now: service.clock.now(),
                },
                service,
                act,
                admission,
                key,
                request: request.clone(),
            }),
            (None, _) => Err(ApiError::of(Failure::Unauthenticated, request)),
            (_, None) => Err(ApiError::of(
                Failure::Internal("service not assembled".to_owned()),
                request,
            )),
        })
    }
}
