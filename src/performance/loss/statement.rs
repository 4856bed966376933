//! The statement: every interval of both sides, added up.

use serde::Serialize;

use super::compared::Compared;
use super::demand::{GroupDemand, RequiredInterval, actual_demand, forecast_demand};
use super::formulas::{FORMULAS, LossFormula};
use super::heads::{HeadsOfSchedules, weeks_before};
use super::overtime::overtime_of_shifts;
use super::request::{LossDemand, LossStatementQuery};
use super::sums::{Loss, StaffedInterval};
use crate::cost_rates::{CostOfContacts, require_costs_visible};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{PlanningGroup, find_business_unit};
use crate::performance::facts::{StaffedGroup, shifts_of_weeks};
use crate::performance::request::Ends;
use crate::performance::time_buckets::{Bucket, LocalTime};
use crate::performance::unit_ground::{UnitGround, one_currency, require_few_agents};
use crate::schedules::{Schedule, find_schedule, published_schedules, shifts_of_schedule};
use crate::tenancy::Scope;

/// One planning group's loss.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupLoss {
    /// The planning group.
    pub planning_group_id: String,
    /// Its name.
    pub planning_group_name: String,
    /// Intervals in which demand, habit and proposal are all known.
    pub compared_intervals: usize,
    /// Intervals with demand that no schedule of the habit covers.
    pub intervals_without_habit: usize,
    /// Intervals with demand and habit that no schedule of the proposal covers.
    pub intervals_without_proposal: usize,
    /// Agents required, a mean over the intervals compared.
    pub required_heads: f64,
    /// Their time.
    pub required_hours: f64,
    /// What the habit loses; its overtime is told for the whole only.
    pub habit: Loss,
    /// What the proposal loses.
    pub proposal: Loss,
    /// The habit's totalCost less the proposal's.
    pub saving: f64,
}

/// What a habit loses beside a proposal.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LossStatement {
    /// What was asked.
    #[serde(flatten)]
    pub query: LossStatementQuery,
    /// First instant.
    pub start_date: Instant,
    /// First instant after it.
    pub end_date: Instant,
    /// Of all money, in the letters of ISO 4217.
    pub currency: Option<String>,
    /// Hours in which any planning group was compared.
    pub compared_hours: f64,
    /// Agents required, a mean over those hours.
    pub required_heads: f64,
    /// Their time.
    pub required_hours: f64,
    /// What the habit loses.
    pub habit: Loss,
    /// What the proposal loses.
    pub proposal: Loss,
    /// The habit's totalCost less the proposal's.
    pub saving: f64,
    /// The same by planning group.
    pub planning_groups: Vec<GroupLoss>,
    /// How each figure is made.
    pub formulas: Vec<LossFormula>,
}

/// States what a habit of staffing loses beside a proposal.
///
/// # Errors
/// [`Failure::Invalid`] per fault; [`Failure::NotFound`]; [`Failure::Conflict`] `no-cost-rate`, `cannot-be-staffed`,
/// `no-staffing-goal`.
pub fn state_loss(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &LossStatementQuery,
) -> Result<LossStatement, Failure> {
    query.check()?;
    require_costs_visible(scope)?;
    let ground = ground_of(conn, scope, query)?;
    let groups = wanted_groups(&ground, query)?;
    let (weeks, zone) = (query.habit.weeks_earlier, ground.local.zone);
    let range = (ground.from, ground.to);
    let before = (
        weeks_before(range.0, weeks, zone),
        weeks_before(range.1, weeks, zone),
    );
    let schedules = published_schedules(conn, scope, &ground.unit.id, before)?;
    let habit = HeadsOfSchedules::read(conn, scope, &schedules, (weeks, zone))?;
    let proposed = proposed_schedules(conn, scope, query)?;
    let proposal = if proposed.is_empty() {
        None
    } else {
        let heads = HeadsOfSchedules::read(conn, scope, &proposed, (0, zone))?;
        Some(heads)
    };
    let demand = demand_of(conn, scope, query, (&ground, &groups), &proposed)?;
    let mut compared = Compared::default();
    let mut told = Vec::new();
    for group in groups {
        let own = demand.iter().filter(|one| one.group.id == group.id);
        let sides = (&habit, proposal.as_ref());
        told.push(of_group(&ground, group, own, sides, &mut compared)?);
    }
    let mut whole = (Loss::default(), Loss::default());
    for group in &told {
        whole.0.add_loss(&group.habit);
        whole.1.add_loss(&group.proposal);
    }
    let worked = shifts_of_weeks(conn, scope, &ground.agents, before, ground.local)?;
    let then = compared.weeks_before(weeks, zone);
    let overtime = overtime_of_shifts(&ground, &worked, &then, weeks)?;
    whole.0 = whole.0.with_overtime(overtime);
    if proposal.is_some() {
        let mut shifts = Vec::new();
        for schedule in &proposed {
            shifts.extend(shifts_of_schedule(conn, scope, &schedule.id)?);
        }
        let overtime = overtime_of_shifts(&ground, &shifts, &compared, 0)?;
        whole.1 = whole.1.with_overtime(overtime);
    }
    let compared_hours = compared.hours();
    let (habit, proposal) = (
        whole.0.finish(compared_hours),
        whole.1.finish(compared_hours),
    );
    let required_hours: f64 = told.iter().map(|group| group.required_hours).sum();
    Ok(LossStatement {
        query: query.clone(),
        start_date: range.0,
        end_date: range.1,
        currency: one_currency(std::slice::from_ref(&ground))?,
        compared_hours,
        required_heads: mean(required_hours, compared_hours),
        required_hours,
        saving: habit.total_cost - proposal.total_cost,
        habit,
        proposal,
        planning_groups: told,
        formulas: FORMULAS.to_vec(),
    })
}

/// The business unit with its people and rates.
fn ground_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &LossStatementQuery,
) -> Result<UnitGround, Failure> {
    let ends = Ends::parse(&query.interval)?;
    let unit = find_business_unit(conn, scope, &query.business_unit_id)?;
    let local = LocalTime::of_unit(&unit, None);
    let ground = UnitGround::read(conn, scope, unit, local, ends)?;
    let ground = ground.with_people(conn, scope)?.with_costs(conn, scope)?;
    require_few_agents(std::slice::from_ref(&ground))?;
    Ok(ground)
}

fn mean(hours: f64, compared_hours: f64) -> f64 {
    if compared_hours > 0.0 {
        hours / compared_hours
    } else {
        0.0
    }
}

fn wanted_groups<'a>(
    ground: &'a UnitGround,
    query: &LossStatementQuery,
) -> Result<Vec<&'a PlanningGroup>, Failure> {
    let wanted = &query.planning_group_ids;
    let mut faults = Faults::default();
    for (index, id) in wanted.iter().enumerate() {
        let known = ground.groups.iter().any(|group| group.id == *id);
        let detail = "name a planning group of the business unit";
        faults.require(
            known,
            format!("/planningGroupIds/{index}"),
            "not-found",
            detail,
        );
    }
    faults.into_result()?;
    let groups = ground.groups.iter();
    Ok(groups
        .filter(|group| wanted.is_empty() || wanted.contains(&group.id))
        .collect())
}

fn proposed_schedules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &LossStatementQuery,
) -> Result<Vec<Schedule>, Failure> {
    let mut faults = Faults::default();
    let mut found = Vec::new();
    for (index, id) in query.proposal.schedule_ids.iter().enumerate() {
        let schedule = match find_schedule(conn, scope, id) {
            Ok(schedule) => Some(schedule),
            Err(Failure::NotFound { .. }) => None,
            Err(other) => return Err(other),
        };
        let schedule = schedule.filter(|one| one.business_unit_id == query.business_unit_id);
        let pointer = format!("/proposal/scheduleIds/{index}");
        let detail = "name a schedule of the business unit that was made for a forecast";
        let fits = schedule
            .as_ref()
            .is_some_and(|one| one.short_term_forecast_id.is_some());
        faults.require(fits, pointer, "not-found", detail);
        found.extend(schedule);
    }
    faults.into_result()?;
    Ok(found)
}

/// What both sides are measured by: what came, or what is forecast by the proposal's schedules, else by those published.
fn demand_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &LossStatementQuery,
    (ground, groups): (&UnitGround, &[&PlanningGroup]),
    proposed: &[Schedule],
) -> Result<Vec<GroupDemand>, Failure> {
    let range = (ground.from, ground.to);
    match query.demand {
        LossDemand::Actual => groups
            .iter()
            .map(|group| actual_demand(conn, scope, ground, group))
            .collect(),
        LossDemand::Forecast if proposed.is_empty() => {
            let schedules = published_schedules(conn, scope, &ground.unit.id, range)?;
            forecast_demand(conn, scope, &schedules, groups, range)
        }
        LossDemand::Forecast => forecast_demand(conn, scope, proposed, groups, range),
    }
}

fn of_group<'a>(
    ground: &UnitGround,
    group: &PlanningGroup,
    demand: impl Iterator<Item = &'a GroupDemand>,
    (habit, proposal): (&HeadsOfSchedules, Option<&HeadsOfSchedules>),
    compared: &mut Compared,
) -> Result<GroupLoss, Failure> {
    let mut told = GroupLoss {
        planning_group_id: group.id.clone(),
        planning_group_name: group.name.clone(),
        compared_intervals: 0,
        intervals_without_habit: 0,
        intervals_without_proposal: 0,
        required_heads: 0.0,
        required_hours: 0.0,
        habit: Loss::default(),
        proposal: Loss::default(),
        saving: 0.0,
    };
    let mut compared_hours = 0.0;
    for of_length in demand {
        let minutes = i64::from(of_length.group.interval.minutes());
        for (start, interval) in &of_length.intervals {
            let stretch = Bucket {
                start: *start,
                end: start.plus_minutes(minutes),
            };
            let Some(habitual) = habit.over(&group.id, stretch) else {
                told.intervals_without_habit += 1;
                continue;
            };
            let required = f64::from(interval.required.on_roster);
            let proposed = match proposal {
                None => Some(required),
                Some(proposal) => proposal.over(&group.id, stretch),
            };
            let Some(proposed) = proposed else {
                told.intervals_without_proposal += 1;
                continue;
            };
            let hours = stretch.seconds() / 3_600.0;
            compared.add(stretch);
            compared_hours += hours;
            told.compared_intervals += 1;
            told.required_hours += required * hours;
            add_sides(
                ground,
                &of_length.group,
                interval,
                (habitual, proposed),
                &mut told,
            )?;
        }
    }
    told.required_heads = mean(told.required_hours, compared_hours);
    told.habit = told.habit.finish(compared_hours);
    told.proposal = told.proposal.finish(compared_hours);
    told.saving = told.habit.total_cost - told.proposal.total_cost;
    Ok(told)
}

/// Adds an interval to both sides.
fn add_sides(
    ground: &UnitGround,
    group: &StaffedGroup,
    interval: &RequiredInterval,
    (habitual, proposed): (f64, f64),
    told: &mut GroupLoss,
) -> Result<(), Failure> {
    let RequiredInterval { demand, required } = *interval;
    let whose = CostOfContacts {
        queue_id: None,
        planning_group_id: Some(&group.id),
    };
    let date = ground.local.date(demand.start);
    let cost_per_hour = ground.costs.hour(&ground.unit.id, date)?;
    let cost_per_lost_contact = ground.costs.lost_contact(&ground.unit.id, whose, date)?;
    for (staffed, loss) in [(habitual, &mut told.habit), (proposed, &mut told.proposal)] {
        loss.add(&StaffedInterval {
            hours: group.seconds() / 3_600.0,
            required: f64::from(required.on_roster),
            staffed,
            lost_contacts: group.lost_beyond(demand, required, staffed)?,
            cost_per_hour,
            cost_per_lost_contact,
        });
    }
    Ok(())
}
