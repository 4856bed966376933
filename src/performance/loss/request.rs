//! What a loss statement is asked of.

use serde::{Deserialize, Serialize};

use crate::failure::{Failure, Faults};

/// How far back a habit may lie.
const MOST_WEEKS_EARLIER: u32 = 104;

/// Schedules of one proposal: a year of weeks.
const MOST_SCHEDULES: usize = 60;

/// The contacts that both sides are measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum LossDemand {
    /// What came: the history of the planning groups' queues.
    #[default]
    Actual,
    /// What is forecast: by the forecasts of the proposal's schedules, else of the schedules published for the interval.
    Forecast,
}

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LossHabit {
    /// 0 takes the schedules published for the interval itself; more takes those of as many weeks before it, at the same
    /// local times: 52 is last year's pattern.
    pub weeks_earlier: u32,
}

/// What could be done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct LossProposal {
    /// These schedules, drafts as well; the requirement itself when empty, which no roster of whole shifts can beat.
    pub schedule_ids: Vec<String>,
}

/// A loss statement to be made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct LossStatementQuery {
    /// Whose.
    pub business_unit_id: String,
    /// From and to before when, as in a performance query; at most 400 days.
    pub interval: String,
    /// Of these planning groups; of all when empty.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// The contacts that both sides are measured by; what came when left out.
    #[serde(default)]
    pub demand: LossDemand,
    /// What was done.
    #[serde(default)]
    pub habit: LossHabit,
    /// What could be done.
    #[serde(default)]
    pub proposal: LossProposal,
}

impl LossStatementQuery {
    pub(super) fn check(&self) -> Result<(), Failure> {
        let mut faults = Faults::default();
        let detail = format!("use 0 to {MOST_WEEKS_EARLIER} weeks");
        let fits = self.habit.weeks_earlier <= MOST_WEEKS_EARLIER;
        faults.require(fits, "/habit/weeksEarlier", "out-of-range", detail);
        let count = self.proposal.schedule_ids.len();
        let detail = format!("{count} schedules; use at most {MOST_SCHEDULES}");
        let fits = count <= MOST_SCHEDULES;
        faults.require(fits, "/proposal/scheduleIds", "out-of-range", detail);
        faults.into_result()
    }
}
