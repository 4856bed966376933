//! The requirement of one interval, from numbers a planner types in.

use crewcast_forecasts::requirement::{
    Derivation, GoalName, Patience, RequirementError, derive, offered_load,
};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Servers};
use serde::{Deserialize, Serialize};

use super::comparison::{ComparedAgents, Comparison, ServiceOfAgents};
use super::goals::RequirementMessage;
use super::goals_to_meet::{GoalsToMeet, noted, patience, percent};
use super::refusals::{Places, fault_of};
use super::uncertainty::read_varying;
use crate::failure::{Failure, Faults};

/// An interval to staff.
#[derive(Clone, Debug, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IntervalToStaff {
    /// Contacts offered in the interval.
    pub volume: f64,
    /// 5, 10, 15, 20, 30 or 60.
    pub interval_length_minutes: u32,
    /// Talk, hold and wrap-up, in seconds.
    pub average_handle_time_seconds: f64,
    /// Mean time a contact waits before it hangs up. Given, Erlang A staffs; left out, nobody hangs up (Erlang C).
    pub average_patience_seconds: Option<f64>,
    /// Percent of rostered time that is not at work; 0 when left out.
    #[serde(default)]
    pub shrinkage_percent: f64,
    /// How far the volume may be off: the coefficient of variation of the interval's rate, in percent; the rate is
    /// taken to follow a gamma distribution.
    pub volume_variation_percent: Option<f64>,
    /// Staff so that the goals are met with this probability; needs `volumeVariationPercent`.
    pub probability_percent: Option<f64>,
    /// Numbers of agents to show the service of, at most 200; from 10 below the requirement to 10 above when left out.
    pub agents_to_compare: Option<Vec<f64>>,
    /// What is to be met; all goals that are given.
    pub goals: GoalsToMeet,
}

/// The model behind a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub enum QueueingModel {
    /// M/M/n: contacts wait as long as it takes.
    #[serde(rename = "erlangC")]
    ErlangC,
    /// M/M/n+M: contacts hang up after exponential times.
    #[serde(rename = "erlangA")]
    ErlangA,
}

impl From<Patience> for QueueingModel {
    fn from(patience: Patience) -> Self {
        match patience {
            Patience::Endless => Self::ErlangC,
            Patience::Mean(_) => Self::ErlangA,
        }
    }
}

/// The agents one interval takes, and how that follows.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct IntervalRequirement {
    /// Agents on the roster: ceil(net / (1 − shrinkage)), exactly.
    pub required: u32,
    /// Agents at work.
    pub required_without_shrinkage: u32,
    /// Volume × AHT / interval.
    pub offered_load_erlangs: f64,
    /// The goal that asks for this many.
    #[schema(value_type = String)]
    pub binding_goal: GoalName,
    /// The formula behind the numbers.
    pub model: QueueingModel,
    /// What `requiredWithoutShrinkage` agents give.
    pub achieved: ServiceOfAgents,
    /// What one agent fewer would give; null where none are required.
    pub with_one_fewer: Option<ServiceOfAgents>,
    /// What other numbers of agents at work give, in the order asked for.
    pub compared: Vec<ComparedAgents>,
    /// Inputs, formula and every number in between.
    #[schema(value_type = Object)]
    pub derivation: Derivation,
    /// What a planner should know.
    pub messages: Vec<RequirementMessage>,
}

/// The most numbers of agents that are compared.
const COMPARED_AT_MOST: usize = 200;

/// The largest number that is compared: ten agents an erlang of the largest load.
const AGENTS_AT_MOST: f64 = 1e7;

/// How far below and above the requirement numbers of agents are compared when none are asked for.
const COMPARED_AROUND: u32 = 10;

/// Staffs one interval.
///
/// # Errors
/// [`Failure::Invalid`] with a fault for every value that is no such quantity or no reachable goal.
pub fn calculate_requirement(body: &IntervalToStaff) -> Result<IntervalRequirement, Failure> {
    let mut faults = Faults::default();
    let volume = ContactsPerInterval::new(body.volume);
    let volume = noted(&mut faults, "/volume", volume);
    let interval = IntervalMinutes::new(body.interval_length_minutes);
    let interval = noted(&mut faults, "/intervalLengthMinutes", interval);
    let aht = AhtSeconds::new(body.average_handle_time_seconds);
    let aht = noted(&mut faults, "/averageHandleTimeSeconds", aht);
    let patience = patience(&mut faults, body.average_patience_seconds);
    let shrinkage = percent(&mut faults, "/shrinkagePercent", body.shrinkage_percent);
    let varying = read_varying(
        &mut faults,
        body.volume_variation_percent,
        body.probability_percent,
    );
    let compared = read_agents(&mut faults, body.agents_to_compare.as_deref());
    let patience_is_given = body.average_patience_seconds.is_some();
    let goal = body.goals.read(patience_is_given, &mut faults);
    faults.into_result()?;
    let (Some(volume), Some(interval), Some(aht), Some(patience), Some(shrinkage)) =
        (volume, interval, aht, patience, shrinkage)
    else {
        return Err(Failure::Internal(
            "a refused quantity left no fault".to_owned(),
        ));
    };
    let mut messages = body.goals.messages(patience_is_given);
    let staffed_for = varying.volume_to_staff(volume).map_err(refused)?;
    if let Some(message) = varying.message(volume, staffed_for) {
        messages.push(message);
    }
    let derivation =
        derive(staffed_for, interval, aht, patience, &goal, shrinkage).map_err(refused)?;
    let net = derivation.requirement.agents_net;
    let comparison = Comparison {
        volume,
        interval,
        aht,
        patience,
        goal,
        varying,
    };
    let compared = compared
        .unwrap_or_else(|| around(net))
        .into_iter()
        .map(|agents| comparison.compare(agents))
        .collect::<Result<_, _>>()?;
    let with_one_fewer = net
        .checked_sub(1)
        .map(|fewer| comparison.service(fewer.into()))
        .transpose()?;
    Ok(IntervalRequirement {
        required: derivation.agents_gross,
        required_without_shrinkage: net,
        offered_load_erlangs: offered_load(volume, interval, aht)
            .map_err(refused)?
            .erlangs(),
        binding_goal: derivation.requirement.binding,
        model: patience.into(),
        achieved: comparison.service(net.into())?,
        with_one_fewer,
        compared,
        derivation,
        messages,
    })
}

/// A refusal of the mathematics at its field.
pub(super) fn refused(error: RequirementError) -> Failure {
    Failure::Invalid(vec![fault_of(&error, &Places::of_one_interval())])
}

fn read_agents(faults: &mut Faults, agents: Option<&[f64]>) -> Option<Vec<Servers>> {
    let agents = agents?;
    faults.require(
        agents.len() <= COMPARED_AT_MOST,
        "/agentsToCompare",
        "too-many",
        format!(
            "{} numbers of agents; compare at most {COMPARED_AT_MOST} in one call",
            agents.len()
        ),
    );
    let numbers = agents.iter().take(COMPARED_AT_MOST).enumerate();
    let read = numbers.filter_map(|(index, agents)| {
        let pointer = format!("/agentsToCompare/{index}");
        let read = noted(faults, pointer.clone(), Servers::new(*agents))?;
        let few = read.count() <= AGENTS_AT_MOST;
        faults.require(
            few,
            pointer,
            "out-of-range",
            format!("{agents} agents are more than can be compared; give at most {AGENTS_AT_MOST}"),
        );
        few.then_some(read)
    });
    Some(read.collect())
}

fn around(net: u32) -> Vec<Servers> {
    let first = net.saturating_sub(COMPARED_AROUND);
    let last = net.saturating_add(COMPARED_AROUND);
    (first..=last).map(Servers::from).collect()
}

#[cfg(test)]
#[path = "calculate_tests.rs"]
mod tests;
