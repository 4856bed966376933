//! What the table of operations keeps to.

use super::permissions::{OPERATIONS, matches, role_holds};
use crate::tenancy::Role::{Admin, Planner, Supervisor};

#[test]
fn a_permission_is_held_by_the_same_roles_wherever_it_is_asked_for() {
    let mut roles = std::collections::BTreeMap::new();
    for operation in OPERATIONS {
        let known = roles.entry(operation.permission).or_insert(operation.roles);
        assert_eq!(
            *known, operation.roles,
            "{} {}: name another permission",
            operation.method, operation.path
        );
    }
    assert!(role_holds(Planner, "wfm:costRate:view"));
    assert!(!role_holds(Supervisor, "wfm:costRate:view"));
    assert!(!role_holds(Admin, "wfm:nothing:view"));
}

#[test]
fn no_operation_is_listed_twice() {
    let mut seen = std::collections::BTreeSet::new();
    for operation in OPERATIONS {
        assert!(
            seen.insert((operation.method, operation.path)),
            "{operation:?} is listed twice"
        );
    }
}

#[test]
fn a_pattern_holds_what_begins_so_at_a_colon() {
    assert!(matches("outbound:lease:add", "outbound:lease:add"));
    assert!(matches("outbound:lease:*", "outbound:lease:add"));
    assert!(matches("outbound:*", "outbound:lease:add"));
    assert!(matches("*", "outbound:lease:add"));
    assert!(!matches("outbound:lease", "outbound:lease:add"));
    assert!(!matches("out*", "outbound:lease:add"));
    assert!(!matches("outbound:lease:edit", "outbound:lease:add"));
    assert!(!matches("", "outbound:lease:add"));
}

#[test]
fn only_signing_in_and_the_secret_calendar_ask_for_no_credential() {
    let open: Vec<_> = OPERATIONS
        .iter()
        .filter(|o| o.roles.is_empty())
        .map(|o| o.path)
        .collect();
    assert_eq!(
        open,
        [
            "/sessions",
            "/sessions/second-step",
            "/password-resets",
            "/sign-in-providers",
            "/oidc/{providerId}/start",
            "/oidc/callback",
            "/calendar/data/ics/{secret}"
        ]
    );
}
