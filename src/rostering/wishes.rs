//! Agents' days off and wishes in the solver's words, and how many of them a roster grants.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use crewcast_solver::fairness::{Ledger, Standing, weigh_wishes};
use crewcast_solver::problem::{Agent as SolverAgent, ColleagueWish, Line, Problem, Request, Wish};
use serde::{Deserialize, Serialize};

use super::inputs::RosterInputs;
use super::names::Names;
use super::plan_rules::price;
use super::problem::Stated;
use crate::failure::{Failure, Faults};
use crate::organisation::{AgentWish, DaySelection, WishKind};
use crate::schedules::{GenerationMessage, MessageArgument, MessageSeverity};

/// Years of service that may count.
const MOST_YEARS: u32 = 60;

const MOST_PERCENT: u32 = 1_000;

const DAYS_PER_YEAR: f64 = 365.25;

/// How much more the wishes of agents weigh who have been there longer. Wishes to work with a colleague all weigh the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WishWeights {
    /// What a year since their `hireDate` adds to the price of each of an agent's wishes, percent; an agent without a date has
    /// none.
    pub percent_per_year_of_service: u32,
    /// Years beyond which nothing is added.
    pub most_years: u32,
}

impl WishWeights {
    /// Notes everything that cannot be.
    pub(super) fn check(self, faults: &mut Faults) {
        for (field, value, most) in [
            (
                "percentPerYearOfService",
                self.percent_per_year_of_service,
                MOST_PERCENT,
            ),
            ("mostYears", self.most_years, MOST_YEARS),
        ] {
            faults.require(
                value <= most,
                format!("/wishWeights/{field}"),
                "out-of-range",
                format!("use at most {most}"),
            );
        }
    }

    fn standing(self) -> Standing {
        let per_year = f64::from(self.percent_per_year_of_service) / 100.0;
        let most_years = f64::from(self.most_years);
        Standing {
            per_year_of_service: per_year,
            most_years,
            per_wish_missed: 0.0,
            most: 1.0 + per_year * most_years,
        }
    }
}

/// Gives agents the days off and wishes they have, and tells of wishes that this roster cannot look at.
pub(super) fn state_preferences(
    inputs: &RosterInputs,
    shift_names: &[BTreeMap<String, String>],
    agents: &mut [SolverAgent],
) -> Vec<GenerationMessage> {
    let names = Names::of(inputs);
    let rostered: BTreeSet<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let dates = dates(inputs);
    let mut messages = Vec::new();
    for agent in agents {
        let Some(preferences) = inputs.preferences.get(&agent.id) else {
            continue;
        };
        let who = names.of_id(&agent.id);
        let mut left_out = |what: String| messages.push(left_out(&agent.id, who, &what));
        let off = &preferences.fixed_days_off;
        agent.days_off = days_where(&dates, |date| off.names(date));
        let templates = shift_names.get(agent.plan);
        for wish in &preferences.wishes {
            let days = days_where(&dates, |date| wish.on.names_or_all(date));
            if days.is_empty() {
                continue;
            }
            let Some(wishes) = wishes_of(wish, templates) else {
                let shift = wish.shift.as_deref().unwrap_or_default();
                left_out(format!(
                    "for shift {shift:?} is left out, as their work plan has no such shift; change the wish or the plan"
                ));
                continue;
            };
            let price = price(wish.price_head_minutes);
            let requests = days.iter().flat_map(|&day| {
                let of_day = wishes.iter().cloned();
                of_day.map(move |wish| Request { day, wish, price })
            });
            agent.requests.extend(requests);
        }
        for wish in &preferences.colleagues {
            let days = days_where(&dates, |date| wish.on.names(date));
            if days.is_empty() && !wish.on.is_empty() {
                continue;
            }
            if !rostered.contains(&wish.agent_id) {
                let colleague = names.of_id(&wish.agent_id);
                left_out(format!(
                    "to work with {colleague} is left out, as {colleague} is not rostered in these weeks"
                ));
                continue;
            }
            agent.colleagues.push(ColleagueWish {
                agent: wish.agent_id.clone(),
                days,
                price: price(wish.price_head_minutes),
            });
        }
    }
    messages
}

/// The solver's wishes of which a day breaks one where it does not grant the agent's, and none where it does; none when the
/// work plan has not the shift.
fn wishes_of(wish: &AgentWish, templates: Option<&BTreeMap<String, String>>) -> Option<Vec<Wish>> {
    let shift = wish.shift.as_deref().unwrap_or_default();
    let templates = templates.into_iter().flatten();
    let (meant, others): (Vec<_>, Vec<_>) = templates
        .map(|(id, name)| (id.clone(), name == shift))
        .partition(|(_, is_meant)| *is_meant);
    let none_of = |found: Vec<(String, bool)>| found.into_iter().map(|(id, _)| Wish::NoShift(id));
    match wish.wish {
        WishKind::DayOff => Some(vec![Wish::DayOff]),
        WishKind::Work => Some(vec![Wish::Work]),
        WishKind::Shift | WishKind::NotShift if meant.is_empty() => None,
        WishKind::NotShift => Some(none_of(meant).collect()),
        WishKind::Shift => match meant.as_slice() {
            [(only, _)] => Some(vec![Wish::Shift(only.clone())]),
            // Any of several templates: a day off breaks one of these, and so does each of the others.
            _ => Some(std::iter::once(Wish::Work).chain(none_of(others)).collect()),
        },
    }
}

fn left_out(agent_id: &str, who: &str, what: &str) -> GenerationMessage {
    GenerationMessage {
        kind: "WishLeftOut".to_owned(),
        severity: MessageSeverity::Information,
        arguments: vec![MessageArgument {
            kind: "agent".to_owned(),
            value: agent_id.to_owned(),
        }],
        text: format!("{who}'s wish {what}."),
    }
}

fn dates(inputs: &RosterInputs) -> Vec<NaiveDate> {
    inputs.grid.days().iter().map(|day| day.date).collect()
}

fn days_where(dates: &[NaiveDate], is_meant: impl Fn(NaiveDate) -> bool) -> Vec<usize> {
    let days = dates.iter().enumerate();
    days.filter(|(_, date)| is_meant(**date))
        .map(|(day, _)| day)
        .collect()
}

/// Makes wishes dearer by years of service, where that is asked for. Before fairness adds its own.
///
/// # Errors
/// [`Failure::Internal`] for a price beyond all numbers, which no wish that can be entered makes.
pub(super) fn weigh_by_service(
    inputs: &RosterInputs,
    problem: &mut Problem,
) -> Result<(), Failure> {
    let (Some(weights), Some(first)) = (inputs.wish_weights, inputs.grid.days().first()) else {
        return Ok(());
    };
    let hired: BTreeMap<&str, NaiveDate> = inputs
        .agents
        .iter()
        .filter_map(|agent| Some((agent.id.as_str(), agent.hire_date?)))
        .collect();
    let years = |id: &str| {
        let hired = hired.get(id);
        let days = hired.map_or(0, |hired| {
            first.date.signed_duration_since(*hired).num_days()
        });
        days.max(0) as f64 / DAYS_PER_YEAR
    };
    weigh_wishes(&weights.standing(), &Ledger::default(), years, problem)
        .map_err(|error| Failure::Internal(error.to_string()))
}

/// How many wishes the lines grant, a wish of a day as one; none where nobody has any.
pub(super) fn tell_granted(
    inputs: &RosterInputs,
    stated: &Stated,
    lines: &[Line],
) -> Option<GenerationMessage> {
    let dates = dates(inputs);
    let mut worked: BTreeMap<(&str, usize), &str> = BTreeMap::new();
    for line in lines {
        let agent = stated.problem.agents.get(line.agent);
        for (agent, shift) in agent
            .into_iter()
            .flat_map(|a| line.shifts.iter().map(move |s| (a, s)))
        {
            worked.insert((agent.id.as_str(), shift.day), &shift.template);
        }
    }
    let (mut granted, mut all) = (0_usize, 0_usize);
    let mut count = |on: &DaySelection, is_granted: &dyn Fn(usize) -> bool| {
        let days = days_where(&dates, |date| on.names_or_all(date));
        all += days.len();
        granted += days.into_iter().filter(|day| is_granted(*day)).count();
    };
    for agent in &stated.problem.agents {
        let Some(preferences) = inputs.preferences.get(&agent.id) else {
            continue;
        };
        let template_on = |id: &str, day: usize| worked.get(&(id, day)).copied();
        let names = stated.shift_names.get(agent.plan);
        let named = |template: &str| Some(names?.get(template)?.as_str());
        for wish in &preferences.wishes {
            if wishes_of(wish, names).is_none() {
                continue;
            }
            let meant = wish.shift.as_deref();
            count(&wish.on, &|day| {
                let template = template_on(&agent.id, day);
                match wish.wish {
                    WishKind::DayOff => template.is_none(),
                    WishKind::Work => template.is_some(),
                    WishKind::Shift => template.is_some_and(|id| named(id) == meant),
                    WishKind::NotShift => template.is_none_or(|id| named(id) != meant),
                }
            });
        }
        for wish in &preferences.colleagues {
            let mut others = stated.problem.agents.iter();
            if others.any(|other| other.id == wish.agent_id) {
                count(&wish.on, &|day| {
                    template_on(&agent.id, day) == template_on(&wish.agent_id, day)
                });
            }
        }
    }
    (all > 0).then(|| GenerationMessage {
        kind: "WishesGranted".to_owned(),
        severity: MessageSeverity::Information,
        arguments: Vec::new(),
        text: format!(
            "{granted} of {all} wishes are granted, each day of a wish counted; the certificate lists the others with what \
             they cost, and the explanation of an agent's line tells why."
        ),
    })
}
