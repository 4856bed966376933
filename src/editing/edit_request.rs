//! Shifts as a planner sends them.

use serde::{Deserialize, Serialize};

use super::rule_failure::OnRuleFailure;
use crate::db::Instant;
use crate::schedules::RuleFailureAction;

/// Changed shifts of some agents, all applied or none.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct UpdateSchedule {
    /// Agents with the shifts of theirs that change; shifts that are not named stay.
    pub agent_schedules: Vec<AgentScheduleEdit>,
    /// `REJECT`, when left out: nothing is applied where the change breaks a strict rule. `OVERRIDE`: it is applied.
    #[serde(default)]
    pub rule_failure_action: RuleFailureAction,
    /// Why the change is made; needed to override rules, and kept with the version in any case.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: Option<String>,
    /// Only tells what the rules say and what would change.
    #[serde(default)]
    pub dry_run: bool,
}

impl UpdateSchedule {
    /// What is to become of broken rules.
    pub fn on_rule_failure(&self) -> OnRuleFailure {
        OnRuleFailure {
            rule_failure_action: self.rule_failure_action,
            reason: self.reason.clone(),
        }
    }
}

/// One agent's shifts that change.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentScheduleEdit {
    /// Who.
    pub agent_id: String,
    /// The shifts.
    pub shifts: Vec<ShiftEdit>,
}

/// A shift that is changed (`id`), removed (`id` and `delete`) or added (without `id`).
#[derive(Clone, Debug, Default, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ShiftEdit {
    /// The shift as it stands; a new one has none.
    pub id: Option<String>,
    /// Whether it is removed.
    pub delete: bool,
    /// When it starts; with its first activity when left out.
    pub start_date: Option<Instant>,
    /// Its length in minutes of real time; that of its activities when left out.
    pub length_minutes: Option<u32>,
    /// Everything that happens in it, without a hole. Left out of a shift that stands already and has another
    /// `startDate`, its activities move with it.
    pub activities: Option<Vec<ActivityEdit>>,
    /// The work plan's shift it is; the one it fits best when left out.
    pub work_plan_shift_id: Option<String>,
}

/// A stretch of a shift.
#[derive(Clone, Debug, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ActivityEdit {
    /// The activity code.
    pub activity_code_id: String,
    /// When it starts.
    pub start_date: Instant,
    /// Its length in minutes of real time.
    pub length_minutes: u32,
    /// What it is about, where the code does not say enough.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub description: Option<String>,
    /// Whether it is paid; as the activity code says when left out.
    #[serde(default)]
    pub paid: Option<bool>,
}
