//! Changes of a roster's problem, and the solver's words for them.

use std::collections::BTreeSet;

use crewcast_solver::problem::{Agent, DemandGroup};
use crewcast_solver::repair::Change;
use serde::{Deserialize, Serialize};

use super::plan_change;
use crate::failure::{Failure, Faults};
use crate::organisation::WorkPlanRules;
use crate::rostering::explanations::Terms;

/// More agents at once than this are another centre.
const MOST_AGENTS_ADDED: u32 = 200;

/// Demand may be multiplied by this at most.
const LARGEST_FACTOR: f64 = 10.0;

/// Rounding of a product that should be whole must not add an agent.
const SAME_HEADS: f64 = 1e-9;

/// A change of a roster's problem to try out: an object with one member, which says what is changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum RosterChange {
    /// More agents.
    AddAgents(AddedAgents),
    /// An agent less.
    RemoveAgent(RemovedAgent),
    /// Another requirement of a planning group.
    ChangeDemand(ChangedDemand),
    /// Other rules of a work plan, for all who have it.
    ChangeWorkPlan(Box<ChangedWorkPlan>),
}

/// Agents nobody knows yet: without absences, wishes and history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AddedAgents {
    /// How many, 1 to 200.
    #[schema(minimum = 1, maximum = 200)]
    pub count: u32,
    /// Their work plan, one of the roster's.
    pub work_plan_id: String,
    /// The planning groups they take contacts of; give these or `skillIds`.
    #[serde(default)]
    pub planning_group_ids: Vec<String>,
    /// Their skills, which stand for the planning groups that these suffice for.
    #[serde(default)]
    pub skill_ids: Vec<String>,
}

/// An agent who is not there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RemovedAgent {
    /// Who, one of the roster's.
    pub agent_id: String,
}

/// A requirement multiplied, each interval's rounded up to whole agents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedDemand {
    /// The planning group, one of the roster's.
    pub planning_group_id: String,
    /// 0 to 10.
    #[schema(minimum = 0, maximum = 10)]
    pub factor: f64,
}

/// Limits of a work plan that take the place of those the roster was made under; what is left out stays. Where labour law
/// tightened the plan, the new limits stand as they are given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChangedWorkPlan {
    /// The work plan, one of the roster's.
    pub work_plan_id: String,
    /// A week's least paid minutes; 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_minimum_paid_minutes: Option<u32>,
    /// A week's most paid minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_maximum_paid_minutes: Option<u32>,
    /// Rest from one shift's end to the next one's start; 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_time_between_shifts_minutes: Option<u32>,
    /// Most working days a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_days: Option<u32>,
    /// Least working days a week; 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_working_days_per_week: Option<u32>,
    /// Most working days in a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_consecutive_working_days: Option<u32>,
    /// Least days without a shift in the roster's weeks; 0 for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum_days_off_per_planning_period: Option<u32>,
    /// Further rules: each that is given takes the place of the one of that name, the others stay. Give a rule a limit that
    /// nobody reaches, or a price of 0, to try without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<WorkPlanRules>,
}

impl RosterChange {
    /// The member's name.
    pub(super) const fn member(&self) -> &'static str {
        match self {
            Self::AddAgents(_) => "addAgents",
            Self::RemoveAgent(_) => "removeAgent",
            Self::ChangeDemand(_) => "changeDemand",
            Self::ChangeWorkPlan(_) => "changeWorkPlan",
        }
    }
}

/// The changes in the solver's words. Agents are removed before others are added, so that positions hold.
///
/// # Errors
/// [`Failure::Invalid`] with a fault for everything that the roster does not have or that cannot be.
pub(super) fn stated(terms: &Terms<'_>, changes: &[RosterChange]) -> Result<Vec<Change>, Failure> {
    let mut faults = Faults::default();
    let mut seen = BTreeSet::new();
    let (mut removed, mut others) = (Vec::new(), Vec::new());
    for (index, change) in changes.iter().enumerate() {
        let at = format!("/changes/{index}/{}", change.member());
        let (field, subject) = match change {
            RosterChange::AddAgents(added) => {
                others.extend(add(terms, added, (&at, index), &mut faults));
                continue;
            }
            RosterChange::RemoveAgent(gone) => {
                let place = terms.agent_index(&gone.agent_id);
                require_known(&mut faults, place, format!("{at}/agentId"), "agent");
                removed.extend(place);
                ("agentId", &gone.agent_id)
            }
            RosterChange::ChangeDemand(demand) => {
                others.extend(multiply(terms, demand, &at, &mut faults));
                ("planningGroupId", &demand.planning_group_id)
            }
            RosterChange::ChangeWorkPlan(changed) => {
                others.extend(plan_change::stated(terms, changed, &at, &mut faults)?);
                ("workPlanId", &changed.work_plan_id)
            }
        };
        faults.require(
            seen.insert((field, subject)),
            format!("{at}/{field}"),
            "duplicate",
            "another change is about the same; put all of it into one",
        );
    }
    faults.into_result()?;
    removed.sort_unstable();
    let removals = removed.into_iter().rev();
    let removals = removals.map(|agent| Change::RemoveAgent { agent });
    Ok(removals.chain(others).collect())
}

/// Notes that the roster has no such thing unless it has a place.
pub(super) fn require_known(
    faults: &mut Faults,
    place: Option<usize>,
    pointer: String,
    what: &str,
) {
    faults.require(
        place.is_some(),
        pointer,
        "not-in-the-roster",
        format!("this {what} is not in the roster; name one that is"),
    );
}

fn add(
    terms: &Terms<'_>,
    added: &AddedAgents,
    (at, index): (&str, usize),
    faults: &mut Faults,
) -> Vec<Change> {
    faults.require(
        (1..=MOST_AGENTS_ADDED).contains(&added.count),
        format!("{at}/count"),
        "out-of-range",
        format!("add 1 to {MOST_AGENTS_ADDED} agents"),
    );
    let plan = terms.plan_index(&added.work_plan_id);
    require_known(faults, plan, format!("{at}/workPlanId"), "work plan");
    faults.require(
        !added.planning_group_ids.is_empty(),
        format!("{at}/planningGroupIds"),
        "empty",
        "name the planning groups they take contacts of, or skillIds that suffice for one",
    );
    let mut groups = BTreeSet::new();
    for (place, id) in added.planning_group_ids.iter().enumerate() {
        let group = terms.group_index(id);
        let pointer = format!("{at}/planningGroupIds/{place}");
        require_known(faults, group, pointer, "planning group");
        groups.extend(group);
    }
    let Some(plan) = plan else {
        return Vec::new();
    };
    let rules = terms.problem.plans.get(plan).map(|plan| &plan.rules);
    let places = rules.map_or(0, |rules| rules.rotation.len());
    let agent = |number: u32| Agent {
        id: format!("added-{index}-{number}"),
        groups: groups.iter().copied().collect(),
        plan,
        // Newcomers take the places of a rotation in turn.
        rotation_offset: (number as usize).checked_rem(places).unwrap_or(0),
        ..Agent::default()
    };
    // A count out of range is refused; it must not be made before.
    let numbers = 1..=added.count.min(MOST_AGENTS_ADDED);
    let agents = numbers.map(|number| Change::AddAgent {
        agent: agent(number),
    });
    agents.collect()
}

fn multiply(
    terms: &Terms<'_>,
    demand: &ChangedDemand,
    at: &str,
    faults: &mut Faults,
) -> Option<Change> {
    faults.require(
        (0.0..=LARGEST_FACTOR).contains(&demand.factor),
        format!("{at}/factor"),
        "out-of-range",
        format!("use a factor of 0 to {LARGEST_FACTOR}, such as 1.1 for a tenth more"),
    );
    let group = terms.group_index(&demand.planning_group_id);
    let pointer = format!("{at}/planningGroupId");
    require_known(faults, group, pointer, "planning group");
    let now = terms.problem.groups.get(group?)?;
    let heads = |required: &f64| (required * demand.factor - SAME_HEADS).ceil().max(0.0);
    Some(Change::Demand {
        group: group?,
        to: DemandGroup {
            required: now.required.iter().map(heads).collect(),
            ..now.clone()
        },
    })
}
