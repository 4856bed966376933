//! Whether a request may be answered: the one place that decides it, of a request that comes in and, as often as it is
//! asked, of one whose answer is still being sent.

use actix_web::http::header;
use actix_web::{HttpRequest, web};

use super::app::Service;
use super::guard::{API, SESSION_COOKIE};
use super::reach::require_within_access;
use crate::auth::permissions::Operation;
use crate::auth::{Credential, credential_of_bearer, credential_of_session, note_use_of_key};
use crate::db::Instant;
use crate::failure::Failure;
use crate::organisation::covered_units;
use crate::tenancy::{Access, Actor, Scope};

/// What a request shows, and what it asks for. It blocks: it is asked on a worker thread.
pub struct Admission {
    service: web::Data<Service>,
    operation: &'static Operation,
    /// Below `/api/v1`, as it was sent.
    path: String,
    shown: Shown,
}

/// The secret that a request shows.
pub(super) enum Shown {
    Key(String),
    Session(String),
    Nothing,
}

impl Shown {
    /// What a request shows: its key, where it shows a session as well.
    pub(super) fn by(request: &HttpRequest) -> Self {
        if let Some(secret) = bearer_of(request) {
            return Self::Key(secret.to_owned());
        }
        request
            .cookie(SESSION_COOKIE)
            .map_or(Self::Nothing, |cookie| {
                Self::Session(cookie.value().to_owned())
            })
    }

    /// The credential of the secret, if it is alive; that a key is used is noted.
    ///
    /// # Errors
    /// [`Failure::Unauthenticated`], [`Failure::CredentialRefused`].
    pub(super) fn used(&self, service: &Service, now: Instant) -> Result<Credential, Failure> {
        let credential = self.credential(service, now)?;
        if credential.use_is_to_be_noted() {
            service
                .db
                .write(|conn| note_use_of_key(conn, &credential, now))?;
        }
        Ok(credential)
    }

    fn credential(&self, service: &Service, now: Instant) -> Result<Credential, Failure> {
        let found = service.db.read(|conn| match self {
            Self::Key(secret) => credential_of_bearer(conn, secret, now),
            Self::Session(secret) => credential_of_session(conn, secret, now),
            Self::Nothing => Ok(None),
        })?;
        found.ok_or(Failure::Unauthenticated)
    }
}

impl Admission {
    pub(super) fn of(
        request: &HttpRequest,
        operation: &'static Operation,
        service: web::Data<Service>,
    ) -> Self {
        let path = request.path();
        Self {
            service,
            operation,
            path: path.strip_prefix(API).unwrap_or_default().to_owned(),
            shown: Shown::by(request),
        }
    }

    /// Who asks, when their role, their credential and their units let them; that a key is used is noted.
    ///
    /// # Errors
    /// [`Failure::Unauthenticated`], [`Failure::CredentialRefused`], [`Failure::Forbidden`], [`Failure::Denied`],
    /// [`Failure::NotFound`] for what is outside their units; those of the database.
    pub(super) fn enter(&self) -> Result<Actor, Failure> {
        let now = self.service.clock.now();
        self.judge(self.shown.used(&self.service, now)?, now)
    }

    /// Who asks as things are now, when they are still let in.
    ///
    /// # Errors
    /// Those with which the request would be refused if it came now.
    pub fn still_holds(&self) -> Result<Actor, Failure> {
        let now = self.service.clock.now();
        self.judge(self.shown.credential(&self.service, now)?, now)
    }

    fn judge(&self, credential: Credential, now: Instant) -> Result<Actor, Failure> {
        let operation = self.operation;
        if !operation.roles.contains(&credential.actor.role) {
            return Err(Failure::Forbidden {
                role: credential.actor.role.as_str().to_owned(),
                permission: operation.permission.to_owned(),
            });
        }
        credential.require(operation.permission)?;
        let mut actor = credential.actor;
        let Some(scopes) = credential.scopes else {
            return Ok(actor);
        };
        self.service.db.read(|conn| {
            let units = covered_units(conn, actor.tenant_id.as_str(), &scopes)?;
            actor.access = Access::Limited(Box::new(units));
            let scope = Scope { actor, now };
            require_within_access(conn, &scope, operation, &self.path)?;
            Ok(scope.actor)
        })
    }
}

/// The key in `Authorization`.
pub(super) fn bearer_of(request: &HttpRequest) -> Option<&str> {
    let sent = request
        .headers()
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?;
    sent.strip_prefix("Bearer ").map(str::trim)
}
