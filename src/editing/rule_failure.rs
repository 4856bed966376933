//! What becomes of a change that breaks rules.

use serde::Deserialize;

use crate::failure::Faults;
use crate::schedules::RuleFailureAction;

/// What a planner says to broken rules.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OnRuleFailure {
    /// `REJECT`, when left out: nothing is applied where the change breaks a strict rule. `OVERRIDE`: it is applied.
    pub rule_failure_action: RuleFailureAction,
    /// Why the change is made; needed to override rules, and kept with the version in any case.
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
}

impl OnRuleFailure {
    /// Notes a reason that is missing or too long.
    pub fn check(&self, faults: &mut Faults) {
        let reason = self.reason.as_deref().unwrap_or_default();
        faults.require(
            self.rule_failure_action == RuleFailureAction::Reject || !reason.trim().is_empty(),
            "/reason",
            "missing",
            "say why rules are overridden; it is kept with who and when",
        );
        faults.require_words(reason, "/reason");
    }
}
