//! What a change of published shifts breaks: the solver's own rules and the labour law's, held against the agents' lines
//! before the change and after it.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use crewcast_solver::problem::{Line, PlacedActivity, Shift as SolverShift};
use crewcast_solver::rules::{BREAK_PLACEMENT, Breach, SHIFT_TEMPLATE, SPLIT_SHIFT, rules_of};
use serde::{Deserialize, Serialize};

use super::inputs::{
    GroupDemand, RosterInputs, WEEKS_OF_LAW, shifts_around, time_off_in, unavailable_in,
};
use super::labour_law::judge_lines;
use super::problem::{Stated, state};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::{
    ActivityCategory, Slots, WeekGrid, find_agent, find_business_unit, list_activity_codes,
    list_management_units, list_planning_groups, preferences_of_agents, public_holidays,
    work_plans_of_business_unit,
};
use crate::schedules::{Schedule, Shift, shifts_of_schedule};
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
    /// who has none that is enabled, so that nothing can be checked.
    pub rule: String,
    /// The local day, or the first of the week or run concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<NaiveDate>,
    /// What is and what should be.
    pub detail: String,
}

/// Rules that are broken once `removed` are gone from a schedule and `added` stand in it, and that were not broken in the
/// same way before. Shifts of other weeks among them count as neighbours.
///
/// # Errors
/// Only the database's and [`Failure::Internal`] for a law that cannot be counted by.
pub fn rules_newly_broken(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    removed: &[Shift],
    added: &[Shift],
) -> Result<Vec<BrokenRule>, Failure> {
    let agents: BTreeSet<String> = removed
        .iter()
        .chain(added)
        .map(|shift| shift.agent_id.clone())
        .collect();
    let agents: Vec<String> = agents.into_iter().collect();
    let inputs = inputs_of(conn, scope, schedule, &agents)?;
    let mut before = shifts_of_schedule(conn, scope, &schedule.id)?;
    before.retain(|shift| shift.is_worked() && agents.contains(&shift.agent_id));
    let changed = |shifts: &[Shift], inside: bool| {
        let (start, end) = (inputs.grid.start(), inputs.grid.end());
        let kept = shifts
            .iter()
            .filter(|shift| removed.iter().all(|gone| gone.id != shift.id));
        let new = added
            .iter()
            .filter(|shift| (shift.start_at >= start && shift.start_at < end) == inside);
        kept.chain(new).cloned().collect::<Vec<Shift>>()
    };
    let after = changed(&before, true);
    let then = RosterInputs {
        around: changed(&inputs.around, false),
        ..inputs.clone()
    };
    let known: BTreeSet<BrokenRule> = broken(&inputs, &before)?.into_iter().collect();
    let found = broken(&then, &after)?;
    Ok(found
        .into_iter()
        .filter(|one| !known.contains(one))
        .collect())
}

/// What the rules follow from; nothing is required.
fn inputs_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    schedule: &Schedule,
    agent_ids: &[String],
) -> Result<RosterInputs, Failure> {
    let unit = find_business_unit(conn, scope, &schedule.business_unit_id)?;
    let days = schedule.week_count * 7;
    let (zone, minutes) = (unit.time_zone, unit.interval_length_minutes);
    let grid = WeekGrid::of_days(schedule.week_date, days, zone, minutes).ok_or_else(|| {
        Failure::Internal(format!("schedule {} has no grid of intervals", schedule.id))
    })?;
    let mut plans = work_plans_of_business_unit(conn, scope, &unit.id)?;
    let sites = list_management_units(conn, scope, &unit.id)?;
    for plan in plans.iter_mut().filter(|plan| plan.labour_law.is_none()) {
        let site = sites.iter().find(|site| site.id == plan.management_unit_id);
        plan.values.labour_law = site.and_then(|site| site.labour_law.clone());
    }
    let demand = list_planning_groups(conn, scope, &unit.id)?.into_iter();
    let demand = demand.map(|group| GroupDemand {
        group,
        required: vec![0; grid.intervals()],
    });
    let agents = agent_ids.iter().map(|id| find_agent(conn, scope, id));
    let agents = agents.collect::<Result<_, _>>()?;
    let mut preferences = preferences_of_agents(conn, scope, agent_ids)?;
    for wishes in preferences.values_mut() {
        // Who agrees to a change has their wish.
        wishes.wishes.clear();
        wishes.colleagues.clear();
    }
    Ok(RosterInputs {
        zone,
        demand: demand.collect(),
        agents,
        plans,
        codes: list_activity_codes(conn, scope, &unit.id)?,
        around: shifts_around(
            conn,
            scope,
            agent_ids,
            7 * WEEKS_OF_LAW.cast_signed(),
            &grid,
        )?,
        public_holidays: public_holidays(conn, scope, &unit.id, &grid)?,
        time_off: time_off_in(conn, scope, agent_ids, &grid)?,
        unavailable: unavailable_in(conn, scope, agent_ids, &grid)?,
        preferences,
        wish_weights: None,
        carried: None,
        grid,
    })
}

fn broken(inputs: &RosterInputs, shifts: &[Shift]) -> Result<Vec<BrokenRule>, Failure> {
    let stated = state(inputs, 0, None)?;
    let slots = Slots::new(&inputs.grid, stated.problem.slot_minutes);
    let date = |day: Option<usize>| {
        let day = day.and_then(|day| inputs.grid.days().get(day));
        day.map(|day| day.date)
    };
    let mut found = Vec::new();
    let mut lines = Vec::new();
    for agent in &inputs.agents {
        let mut stated_agents = stated.problem.agents.iter();
        let Some(index) = stated_agents.position(|one| one.id == agent.id) else {
            let detail = "has no enabled work plan or no skills, so that no rule can be checked";
            found.push(BrokenRule {
                agent_id: agent.id.clone(),
                rule: "workPlan".to_owned(),
                date: None,
                detail: detail.to_owned(),
            });
            continue;
        };
        let own = shifts.iter().filter(|shift| shift.agent_id == agent.id);
        let own = own.filter_map(|shift| placed(&stated, index, &slots, shift));
        let mut own: Vec<SolverShift> = own.collect();
        own.sort_by_key(|shift| shift.start_slot);
        lines.push(Line {
            agent: index,
            shifts: own,
        });
    }
    for line in &lines {
        let agent = stated.problem.agents.get(line.agent);
        let agent_id = agent.map_or("", |agent| &agent.id);
        for rule in rules_of(&stated.problem, line.agent) {
            let breaches = rule.breaches(line).into_iter();
            found.extend(breaches.map(|breach: Breach| BrokenRule {
                agent_id: agent_id.to_owned(),
                rule: breach.rule,
                date: date(breach.day),
                detail: breach.detail,
            }));
        }
    }
    for breach in judge_lines(inputs, &stated, &lines)?.breaches {
        let agent = stated.problem.agents.get(breach.agent);
        found.push(BrokenRule {
            agent_id: agent.map_or_else(String::new, |agent| agent.id.clone()),
            rule: "labourLaw".to_owned(),
            date: date(Some(breach.day)),
            detail: format!("{} {}: {}", breach.pack, breach.citation, breach.detail),
        });
    }
    Ok(found)
}

/// A shift in the solver's words, under the template of the agent's plan that it fits best: that of its own name where
/// the plan has it.
fn placed(stated: &Stated, agent: usize, slots: &Slots<'_>, shift: &Shift) -> Option<SolverShift> {
    let problem = &stated.problem;
    let slot = |slot: i64| usize::try_from(slot).ok();
    let (start, _) = slots.around(shift.start_at);
    let (_, end) = slots.around(shift.end_at());
    let (start_slot, end_slot) = (slot(start)?, slot(end)?);
    let day = problem.days.iter();
    let day = day
        .clone()
        .position(|day| start_slot < day.first_slot + day.slots)?;
    let activities = shift.activities.iter();
    let activities = activities
        .filter(|activity| activity.category != ActivityCategory::OnQueueWork)
        .filter_map(|activity| {
            let (from, _) = slots.around(activity.start_at);
            let (_, to) = slots.around(activity.end_at());
            let (from, to) = (slot(from)?, slot(to)?);
            Some(PlacedActivity {
                kind: activity.activity_code_id.clone(),
                start_slot: from,
                slots: to.saturating_sub(from),
                paid: activity.paid,
            })
        })
        .collect();
    let shift_with = |template: &str| SolverShift {
        day,
        start_slot,
        end_slot,
        template: template.to_owned(),
        activities,
    };
    let plan = problem.agents.get(agent)?.plan;
    let names = stated.shift_names.get(plan)?;
    let mut best = shift_with("");
    let mut fewest = usize::MAX;
    let of_shift = [SHIFT_TEMPLATE, BREAK_PLACEMENT, SPLIT_SHIFT];
    let rules = rules_of(problem, agent);
    for template in &problem.plans.get(plan)?.shifts {
        let tried = Line {
            agent,
            shifts: vec![SolverShift {
                template: template.id.clone(),
                ..best.clone()
            }],
        };
        let own = rules.iter().filter(|rule| of_shift.contains(&rule.name()));
        let breaches = own.map(|rule| rule.breaches(&tried).len()).sum::<usize>();
        let is_own = names.get(&template.id) == shift.work_plan_shift_id.as_ref();
        // Of equals the one of the shift's own name.
        let faults = 2 * breaches + usize::from(!is_own);
        if faults < fewest {
            fewest = faults;
            best = tried.shifts.into_iter().next()?;
        }
    }
    Some(best)
}
