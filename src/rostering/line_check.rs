//! What a change of published shifts breaks, by the judges that edits are held against.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::judging::{LinesOfAgents, ScheduleRules, WORK_PLAN, introduced};
use crate::db::Conn;
use crate::failure::Failure;
use crate::schedules::{Schedule, Shift, ValidationResult, ValidationSeverity, shifts_of_schedule};
use crate::tenancy::Scope;

/// A rule that a change breaks.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub struct BrokenRule {
    /// Whose line.
    pub agent_id: String,
    /// The rule's name, as in a roster's certificate; `labourLaw` with the article in the detail; `workPlan` for an agent
    /// who has none, so that nothing can be checked.
    pub rule: String,
    /// The local day, or the first of the week or run concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// What is and what should be.
    pub detail: String,
}

/// Rules that are broken once `removed` are gone from a schedule and `added` stand in it, and that were not broken as far
/// before. Shifts of other weeks among them count as neighbours. Wishes are not asked: who agrees to a change has theirs.
///
/// # Errors
/// Those of [`ScheduleRules::judge`], and the database's.
pub fn rules_newly_broken(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    removed: &[Shift],
    added: &[Shift],
) -> Result<Vec<BrokenRule>, Failure> {
    let shifts = removed.iter().chain(added);
    let agents: BTreeSet<String> = shifts.map(|shift| shift.agent_id.clone()).collect();
    let rules = ScheduleRules::read_of_agents(conn, scope, schedule, &agents)?;
    let (start, end) = (rules.grid().start(), rules.grid().end());
    let changed = |shifts: &[Shift], inside: bool| {
        let kept = shifts
            .iter()
            .filter(|shift| removed.iter().all(|gone| gone.id != shift.id));
        let new = added
            .iter()
            .filter(|shift| (shift.start_at >= start && shift.start_at < end) == inside);
        kept.chain(new).cloned().collect::<Vec<Shift>>()
    };
    let current = shifts_of_schedule(conn, scope, &schedule.id)?;
    let lines = |shifts: &[Shift]| {
        let of_agent = |agent: &String| {
            let own = shifts.iter().filter(|shift| shift.agent_id == *agent);
            (agent.clone(), own.cloned().collect::<Vec<Shift>>())
        };
        agents.iter().map(of_agent).collect::<LinesOfAgents>()
    };
    let before = rules.judge(&lines(&current))?;
    let then = rules.with_around(|around| changed(around, false));
    let after = then.judge(&lines(&changed(&current, true)))?;
    let found = introduced(&before.findings, after.findings).into_iter();
    Ok(found.filter(is_broken).map(BrokenRule::from).collect())
}

/// A strict rule, or an agent whom no rule of a work plan binds.
fn is_broken(result: &ValidationResult) -> bool {
    let is_unbound = result.code == WORK_PLAN && !result.stands_already;
    result.severity == ValidationSeverity::Error || is_unbound
}

impl From<ValidationResult> for BrokenRule {
    fn from(result: ValidationResult) -> Self {
        Self {
            agent_id: result.agent_id,
            rule: result.code,
            date: result.date,
            detail: result.detail,
        }
    }
}
