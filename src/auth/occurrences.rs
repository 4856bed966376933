//! What happened to users, keys and sign-ins, told in one place.

use crate::tenancy::Scope;

/// Tells who did what to which user, key or provider. No secret and no name goes into the log.
pub(crate) fn noted(scope: &Scope, what: &'static str, subject_id: &str) {
    tracing::info!(
        target: "crewcast::identity",
        tenant_id = scope.tenant(),
        actor = scope.actor.subject,
        subject_id,
        "{what}"
    );
}
