//! How operations keep to the units that an actor's access is limited to.
//!
//! Whoever's access is limited may call an operation when its path names something inside their units, when it shows them
//! only what is in their units, or when it tells nothing of the tenant. Every other operation is refused them: one that is
//! new is closed to them until it is entered here.

use super::permissions::Operation;

/// What of the tenant an operation reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The actor's own, or nothing of the tenant.
    Own,
    /// What is inside the actor's units: the operation looks at them itself.
    Filtered,
    /// What the path names, all of which must be inside the actor's units.
    Within(Holder),
    /// What the path names, a part of which must be inside the actor's units.
    Partly(Holder),
    /// The whole tenant.
    Tenant,
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A business unit.
    BusinessUnit,
    /// A management unit.
    ManagementUnit,
    /// A team.
    Team,
    /// An agent.
    Agent,
    /// A queue, which is a business unit's.
    Queue,
    /// A run, which is whose who asked for it.
    Run,
}

impl Holder {
    /// The parameter of paths that holds its id.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::BusinessUnit => "{businessUnitId}",
            Self::ManagementUnit => "{managementUnitId}",
            Self::Team => "{teamId}",
            Self::Agent => "{agentId}",
            Self::Queue => "{queueId}",
            Self::Run => "{runId}",
        }
    }
}

/// The first that a path names decides: what stands behind it is looked up under it.
const HOLDERS: [Holder; 6] = [
    Holder::BusinessUnit,
    Holder::ManagementUnit,
    Holder::Team,
    Holder::Agent,
    Holder::Queue,
    Holder::Run,
];

/// Operations on the own credential, and those whose answer is the same in every tenant.
const OWN: &[(&str, &str)] = &[
    ("DELETE", "/sessions/current"),
    ("GET", "/me"),
    ("POST", "/me/password"),
    ("GET", "/me/sessions"),
    ("DELETE", "/me/sessions/{sessionId}"),
    ("GET", "/me/two-step"),
    ("POST", "/me/two-step"),
    ("POST", "/me/two-step/confirm"),
    ("POST", "/me/two-step/remove"),
    ("GET", "/event-topics"),
    ("GET", "/kpi-definitions"),
    ("GET", "/kpi-definitions/{name}"),
    ("GET", "/labour-law-packs"),
    ("POST", "/staffing-requirements/calculate"),
    ("POST", "/staffing-requirements/calculate-batch"),
    ("POST", "/staffing-requirements/calculate-day"),
    ("POST", "/staffing-requirements/calculate-skill-groups"),
    // Skills are the tenant's vocabulary.
    ("GET", "/skills"),
    ("GET", "/skills/{skillId}"),
];

/// Operations that look at the actor's units themselves.
const FILTERED: &[(&str, &str)] = &[
    ("GET", "/business-units"),
    ("GET", "/management-units"),
    ("POST", "/management-units"),
    ("GET", "/teams"),
    ("POST", "/teams"),
    ("GET", "/queues"),
    ("POST", "/queues"),
    ("GET", "/agents"),
    ("POST", "/agents"),
    ("GET", "/agents/export"),
    ("GET", "/runs"),
    ("GET", "/adherence"),
    ("GET", "/time-off-requests"),
    ("POST", "/time-off-requests"),
    ("GET", "/time-off-requests/{timeOffRequestId}"),
    ("PATCH", "/time-off-requests/{timeOffRequestId}"),
    (
        "GET",
        "/time-off-requests/{timeOffRequestId}/alternative-dates",
    ),
    ("GET", "/wait-list-positions"),
    ("GET", "/time-off-balances"),
    ("GET", "/time-off-balances/entries"),
];

/// Operations that show whoever may reach a part of the unit no more than its name, or no more than that part.
const PARTLY: &[(&str, &str)] = &[
    ("GET", "/business-units/{businessUnitId}"),
    ("GET", "/business-units/{businessUnitId}/activity-codes"),
    (
        "GET",
        "/business-units/{businessUnitId}/activity-codes/{activityCodeId}",
    ),
    (
        "GET",
        "/business-units/{businessUnitId}/weeks/{weekDate}/schedules",
    ),
    (
        "POST",
        "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/agent-schedules/query",
    ),
    ("GET", "/management-units/{managementUnitId}"),
];

/// What of the tenant an operation reaches.
pub fn extent_of(operation: &Operation) -> Extent {
    let key = (operation.method, operation.path);
    if OWN.contains(&key) {
        return Extent::Own;
    }
    if FILTERED.contains(&key) {
        return Extent::Filtered;
    }
    let holder = HOLDERS
        .into_iter()
        .find(|holder| operation.path.contains(holder.parameter()));
    match holder {
        Some(holder) if PARTLY.contains(&key) => Extent::Partly(holder),
        Some(holder) => Extent::Within(holder),
        None => Extent::Tenant,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::auth::permissions::OPERATIONS;

    #[test]
    fn every_entry_is_an_operation_and_stands_in_one_list() {
        let mut seen = BTreeSet::new();
        for key in [OWN, FILTERED, PARTLY].concat() {
            assert!(
                OPERATIONS.iter().any(|one| (one.method, one.path) == key),
                "{key:?} is no operation"
            );
            assert!(seen.insert(key), "{key:?} stands in two lists");
        }
    }

    #[test]
    fn what_names_a_unit_is_within_it_and_what_names_none_is_the_tenants() {
        let extent = |method: &str, path: &str| {
            let mut all = OPERATIONS.iter();
            extent_of(
                all.find(|one| one.method == method && one.path == path)
                    .unwrap(),
            )
        };
        for operation in OPERATIONS {
            if operation.path.contains("{businessUnitId}") {
                let found = extent_of(operation);
                assert!(
                    matches!(
                        found,
                        Extent::Within(Holder::BusinessUnit) | Extent::Partly(Holder::BusinessUnit)
                    ),
                    "{operation:?}: {found:?}"
                );
            }
        }
        assert_eq!(
            extent("GET", "/agents/{agentId}/schedule"),
            Extent::Within(Holder::Agent)
        );
        assert_eq!(
            extent("GET", "/teams/{teamId}/adherence"),
            Extent::Within(Holder::Team)
        );
        assert_eq!(extent("GET", "/outbound/campaigns"), Extent::Tenant);
        assert_eq!(extent("POST", "/users"), Extent::Tenant);
    }
}
