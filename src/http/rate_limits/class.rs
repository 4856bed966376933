//! What a request costs.

use actix_web::http::Method;

use crate::config::{Rate, RateLimitSettings};

/// A class of requests that share a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LimitClass {
    Read,
    Write,
    Lease,
    Ingest,
    Heavy,
    SignIn,
    Anonymous,
}

/// Leases, and what dialers tell of them: several for each call.
const LEASE: &[&str] = &[
    "/outbound/campaigns/{campaignId}/leases",
    "/outbound/campaigns/{campaignId}/pacing",
    "/outbound/leases/{leaseId}/heartbeat",
    "/outbound/leases/{leaseId}/outcome",
    "/outbound/leases/{leaseId}/release",
    "/outbound/leases/{leaseId}/start",
];

/// What other systems tell as it happens.
const INGEST: &[&str] = &[
    "/agent-state-events",
    "/agent-state-events/amazon-connect",
    "/agent-state-events/genesys-cloud",
    "/business-units/{businessUnitId}/queue-logs/{source}",
    "/outbound/campaigns/{campaignId}/events",
    "/outbound/contact-lists/{contactListId}/contacts/import",
    "/outbound/contacts/{contactId}/ledger",
    "/outbound/persons/{personId}/ledger",
];

/// Runs, files, and answers that are computed for seconds.
const HEAVY: &[&str] = &[
    "/adherence/historical/bulk",
    "/agents/import",
    "/business-units/{businessUnitId}/activity-plans/{activityPlanId}/runs",
    "/business-units/{businessUnitId}/capacity-plans/{capacityPlanId}/requirement/generate",
    "/business-units/{businessUnitId}/scenarios",
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/generate",
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/import",
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/performance-predictions/recalculations",
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/repair",
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/reschedule",
    "/business-units/{businessUnitId}/weeks/{weekDate}/shift-designs/generate",
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/generate",
    "/historical-data",
    "/outbound/campaigns/{campaignId}/response-models",
    "/outbound/contact-lists/{contactListId}/imports",
    "/outbound/dnc-lists/{dncListId}/entries/import",
    "/outbound/segment-proposals",
    "/runs/{runId}/prices",
    "/runs/{runId}/what-ifs",
];

/// What a password, a code or a token is tried with.
const SIGN_IN: &[&str] = &["/password-resets", "/sessions", "/sessions/second-step"];

impl LimitClass {
    /// Every class.
    pub(super) const ALL: [Self; 7] = [
        Self::Read,
        Self::Write,
        Self::Lease,
        Self::Ingest,
        Self::Heavy,
        Self::SignIn,
        Self::Anonymous,
    ];

    /// As the headers name it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Lease => "lease",
            Self::Ingest => "ingest",
            Self::Heavy => "heavy",
            Self::SignIn => "sign-in",
            Self::Anonymous => "anonymous",
        }
    }

    /// The class of an actor's request by its method and route pattern (below `/api/v1`).
    pub(super) fn of(method: &Method, pattern: &str) -> Self {
        if *method == Method::GET || *method == Method::HEAD {
            Self::Read
        } else if *method != Method::POST {
            Self::Write
        } else if LEASE.contains(&pattern) {
            Self::Lease
        } else if INGEST.contains(&pattern) {
            Self::Ingest
        } else if HEAVY.contains(&pattern) {
            Self::Heavy
        } else {
            Self::Write
        }
    }

    /// The class of a request that comes without a credential.
    pub(super) fn of_nobody(method: &Method, pattern: &str) -> Self {
        if *method == Method::POST && SIGN_IN.contains(&pattern) {
            Self::SignIn
        } else {
            Self::Anonymous
        }
    }

    /// What is set for it.
    pub(super) const fn rate(self, settings: &RateLimitSettings) -> Rate {
        match self {
            Self::Read => settings.read,
            Self::Write => settings.write,
            Self::Lease => settings.lease,
            Self::Ingest => settings.ingest,
            Self::Heavy => settings.heavy,
            Self::SignIn => settings.sign_in,
            Self::Anonymous => settings.anonymous,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::permissions::{Verdict, look_up};

    #[test]
    fn every_path_that_is_named_has_an_operation() {
        for path in LEASE.iter().chain(INGEST).chain(HEAVY).chain(SIGN_IN) {
            assert!(matches!(look_up("POST", path), Verdict::Found(_)), "{path}");
        }
    }

    #[test]
    fn every_operation_that_answers_with_a_run_is_heavy() {
        let document = serde_json::to_value(crate::http::document()).unwrap();
        let mut found = 0;
        for (path, operations) in document["paths"].as_object().unwrap() {
            if operations["post"]["responses"]["202"].is_object() {
                let pattern = path.strip_prefix("/api/v1").unwrap();
                assert_eq!(
                    LimitClass::of(&Method::POST, pattern),
                    LimitClass::Heavy,
                    "{path}"
                );
                found += 1;
            }
        }
        assert!(found > 10, "only {found} operations answer 202");
    }

    #[test]
    fn reads_are_cheap_and_signing_in_is_its_own_class() {
        assert_eq!(LimitClass::of(&Method::GET, "/agents"), LimitClass::Read);
        assert_eq!(
            LimitClass::of(&Method::PUT, "/agents/{agentId}"),
            LimitClass::Write
        );
        assert_eq!(LimitClass::of(&Method::POST, LEASE[0]), LimitClass::Lease);
        assert_eq!(
            LimitClass::of_nobody(&Method::POST, "/sessions"),
            LimitClass::SignIn
        );
        assert_eq!(
            LimitClass::of_nobody(&Method::GET, "/calendar/data/ics/{secret}"),
            LimitClass::Anonymous
        );
    }
}
