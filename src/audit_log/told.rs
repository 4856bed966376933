//! Which operations the log tells: all that change anything, but those of this list; and the few that hand out all there is.

/// Operations with an unsafe method that the log does not tell, each with the reason.
pub const UNTOLD: &[(&str, &str, &str)] = &[
    // Signing in has no actor before it is done: it writes its entry itself.
    (
        "POST",
        "/sessions",
        "writes its entry itself, as the user it lets in",
    ),
    (
        "POST",
        "/sessions/second-step",
        "writes its entry itself, as the user it lets in",
    ),
    (
        "POST",
        "/password-resets",
        "writes its entry itself, as the user whose token it is",
    ),
    // Hot paths, which are ledgers of their own.
    (
        "POST",
        "/agent-state-events",
        "agent_state_events keeps each with source and instant of receipt",
    ),
    (
        "POST",
        "/agent-state-events/genesys-cloud",
        "agent_state_events keeps each with source and instant of receipt",
    ),
    (
        "POST",
        "/agent-state-events/amazon-connect",
        "agent_state_events keeps each with source and instant of receipt",
    ),
    (
        "POST",
        "/business-units/{businessUnitId}/queue-logs/{source}",
        "queue_log_lines keeps each line",
    ),
    (
        "POST",
        "/outbound/campaigns/{campaignId}/leases",
        "leases keeps each with dialer and token",
    ),
    (
        "POST",
        "/outbound/leases/{leaseId}/start",
        "contact_ledger keeps each call",
    ),
    (
        "POST",
        "/outbound/leases/{leaseId}/heartbeat",
        "moves a lease's end",
    ),
    (
        "POST",
        "/outbound/leases/{leaseId}/release",
        "a lease that came to nothing",
    ),
    (
        "POST",
        "/outbound/leases/{leaseId}/outcome",
        "contact_attempts and contact_ledger keep each outcome",
    ),
    (
        "POST",
        "/outbound/campaigns/{campaignId}/events",
        "contact_events keeps each",
    ),
    (
        "POST",
        "/outbound/campaigns/{campaignId}/pacing",
        "asks: a dialer does every second",
    ),
    // Questions that are too long for a query string: nothing is changed.
    (
        "POST",
        "/management-units/{managementUnitId}/work-plans/validate",
        "asks",
    ),
    (
        "POST",
        "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/reforecast",
        "asks",
    ),
    ("POST", "/staffing-requirements/calculate", "asks"),
    ("POST", "/staffing-requirements/calculate-batch", "asks"),
    ("POST", "/staffing-requirements/calculate-day", "asks"),
    (
        "POST",
        "/staffing-requirements/calculate-skill-groups",
        "asks",
    ),
    (
        "POST",
        "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/agent-schedules/query",
        "asks",
    ),
    (
        "POST",
        "/business-units/{businessUnitId}/scenarios/compare",
        "asks",
    ),
    (
        "POST",
        "/management-units/{managementUnitId}/historical-adherence-query",
        "asks",
    ),
    ("POST", "/outbound/contact-list-filters/preview", "asks"),
    ("POST", "/outbound/persons/search", "asks"),
    ("POST", "/performance/query", "asks"),
    ("POST", "/performance/loss-statement", "asks"),
    ("POST", "/business-units/{businessUnitId}/intraday", "asks"),
];

/// Operations that change nothing and are told all the same: they hand out all that is held on somebody, or the log.
const TOLD_READS: &[(&str, &str)] = &[
    ("GET", "/outbound/persons/{personId}/export"),
    (
        "GET",
        "/outbound/contact-lists/{contactListId}/contacts/export",
    ),
    ("GET", "/agents/{agentId}/personal-data"),
    ("GET", "/users/{userId}/personal-data"),
    ("GET", "/audit-log/export"),
];

/// Whether the log tells an operation, by its method and route pattern below `/api/v1`.
pub fn is_told(method: &str, path: &str) -> bool {
    match method {
        "GET" | "HEAD" => TOLD_READS.contains(&(method, path)),
        _ => UNTOLD.iter().all(|(m, p, _)| (*m, *p) != (method, path)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::auth::permissions::OPERATIONS;

    #[test]
    fn what_the_lists_name_are_operations() {
        let operations: BTreeSet<_> = OPERATIONS.iter().map(|o| (o.method, o.path)).collect();
        let untold = UNTOLD.iter().map(|(method, path, reason)| {
            assert!(!reason.is_empty(), "{method} {path} has no reason");
            (*method, *path)
        });
        for (method, path) in untold.chain(TOLD_READS.iter().copied()) {
            assert!(
                operations.contains(&(method, path)),
                "no operation {method} {path}"
            );
        }
    }

    #[test]
    fn everything_else_that_changes_something_is_told() {
        for operation in OPERATIONS
            .iter()
            .filter(|operation| operation.method != "GET")
        {
            let is_listed = UNTOLD
                .iter()
                .any(|(method, path, _)| (*method, *path) == (operation.method, operation.path));
            assert_eq!(is_told(operation.method, operation.path), !is_listed);
        }
    }
}
