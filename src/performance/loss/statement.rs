//! The statement: every interval of both sides, added up.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::demand::{GroupDemand, Volumes, actual_volumes, required_of_volumes};
use super::heads::{HeadsOfSchedules, heads_of_schedules, weeks_before};
use super::overtime::overtime_of_shifts;
use super::request::{LossDemand, LossStatementQuery};
use super::sums::{Loss, StaffedInterval};
use crate::cost_rates::CostOfContacts;
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{PlanningGroup, find_business_unit, midnight};
use crate::performance::dimension::Dimension;
use crate::performance::evaluate::Evaluation;
use crate::performance::ground::UnitGround;
use crate::performance::request::PerformanceQuery;
use crate::performance::time_buckets::TimeGranularity;
use crate::schedules::{
    Schedule, Shift, find_schedule, published_schedules, published_shifts, shifts_of_schedule,
};
use crate::tenancy::Scope;

/// A figure's name and how it is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LossFormula {
    /// The figure.
    pub name: &'static str,
    /// How it is made.
    pub formula: &'static str,
}

const FORMULAS: [LossFormula; 9] = [
    LossFormula {
        name: "requiredHours",
        formula: "agents required on the roster for the interval's contacts under the goals as they stand now * interval",
    },
    LossFormula {
        name: "staffedHours",
        formula: "agents staffed on the roster * interval; staffedHeads = staffedHours / comparedHours",
    },
    LossFormula {
        name: "overHours",
        formula: "max(0, staffed - required) * interval, interval by interval",
    },
    LossFormula {
        name: "overCost",
        formula: "overHours * costPerPaidHour of the business unit on the local day",
    },
    LossFormula {
        name: "underHours",
        formula: "max(0, required - staffed) * interval, interval by interval",
    },
    LossFormula {
        name: "lostContacts",
        formula: "max(0, lost(staffed at work) - lost(required at work)); lost = volume * P(abandon) by Erlang A, or volume beyond what agents can handle where nobody hangs up; at work = on the roster * (1 - shrinkage)",
    },
    LossFormula {
        name: "lostContactCost",
        formula: "lostContacts * costPerLostContact of the planning group, else of the business unit, on the local day",
    },
    LossFormula {
        name: "overtimePremiumCost",
        formula: "overtimeHours * costPerPaidHour * (overtimeMultiplier - 1); overtime is paid time beyond the most a work plan allows in a week",
    },
    LossFormula {
        name: "totalCost",
        formula: "overCost + lostContactCost + overtimePremiumCost; saving = totalCost of the habit - totalCost of the proposal",
    },
];

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
    find_business_unit(conn, scope, &query.business_unit_id)?;
    let mut evaluation = Evaluation::new(conn, scope, &ground_query(query))?;
    let currency = evaluation.ground.currency.clone();
    let ground = evaluation
        .ground
        .units
        .pop()
        .ok_or_else(|| Failure::not_found("business unit", query.business_unit_id.as_str()))?;
    let groups = wanted_groups(&ground, query)?;
    let weeks = query.habit.weeks_earlier;
    let zone = ground.local.zone;
    let range = (ground.from, ground.to);
    let before = (
        weeks_before(range.0, weeks, zone),
        weeks_before(range.1, weeks, zone),
    );
    let unit = &query.business_unit_id;
    let schedules = published_schedules(conn, scope, unit, before)?;
    let habit = heads_of_schedules(conn, scope, &schedules, (weeks, zone))?;
    let proposed = proposed_schedules(conn, scope, query)?;
    let proposal = heads_of_schedules(conn, scope, &proposed, (0, zone))?;
    let forecast = forecast_of(conn, scope, query, &ground, &proposal)?;
    let mut told = Vec::new();
    let mut compared = BTreeSet::new();
    for group in groups {
        let volumes = match &forecast {
            None => actual_volumes(conn, scope, &ground, group)?,
            Some(forecast) => volumes_of(forecast, &group.id, range),
        };
        let demand = required_of_volumes(conn, scope, &ground, group, volumes)?;
        let proposal = (!proposed.is_empty()).then_some(&proposal);
        told.push(of_group(&ground, &demand, &habit, proposal, &mut compared)?);
    }
    let hours = f64::from(ground.unit.interval_length_minutes) / 60.0;
    let compared_hours = compared.len() as f64 * hours;
    let mut whole = (Loss::default(), Loss::default());
    for group in &told {
        whole.0.add_loss(&group.habit);
        whole.1.add_loss(&group.proposal);
    }
    let worked = worked_shifts(conn, scope, &ground, before)?;
    let overtime = overtime_of_shifts(&ground, &worked, before, weeks)?;
    (whole.0.overtime_hours, whole.0.overtime_premium_cost) = (Some(overtime.0), Some(overtime.1));
    if !proposed.is_empty() {
        let mut shifts = Vec::new();
        for schedule in &proposed {
            shifts.extend(shifts_of_schedule(conn, scope, &schedule.id)?);
        }
        let overtime = overtime_of_shifts(&ground, &shifts, range, 0)?;
        (whole.1.overtime_hours, whole.1.overtime_premium_cost) =
            (Some(overtime.0), Some(overtime.1));
    }
    let (habit, proposal) = (
        whole.0.finish(compared_hours),
        whole.1.finish(compared_hours),
    );
    let required_hours: f64 = told.iter().map(|group| group.required_hours).sum();
    Ok(LossStatement {
        query: query.clone(),
        start_date: range.0,
        end_date: range.1,
        currency,
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

fn mean(hours: f64, compared_hours: f64) -> f64 {
    if compared_hours > 0.0 {
        hours / compared_hours
    } else {
        0.0
    }
}

/// A query that reads the same ground.
fn ground_query(query: &LossStatementQuery) -> PerformanceQuery {
    let unit = vec![query.business_unit_id.clone()];
    PerformanceQuery {
        interval: query.interval.clone(),
        granularity: TimeGranularity::Total,
        group_by: Vec::new(),
        metrics: vec!["overtimePremiumCost".to_owned()],
        filter: BTreeMap::from([(Dimension::BusinessUnitId, unit)]),
        time_zone: None,
        definition: None,
        page_size: None,
        page_token: None,
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

/// The forecasts to measure by; `None` where what came is asked for.
fn forecast_of(
    conn: &mut Conn<'_>,
    scope: &Scope,
    query: &LossStatementQuery,
    ground: &UnitGround,
    proposal: &HeadsOfSchedules,
) -> Result<Option<HeadsOfSchedules>, Failure> {
    if query.demand == LossDemand::Actual {
        return Ok(None);
    }
    if !query.proposal.schedule_ids.is_empty() {
        return Ok(Some(HeadsOfSchedules {
            heads: BTreeMap::new(),
            forecast: proposal.forecast.clone(),
        }));
    }
    let range = (ground.from, ground.to);
    let schedules = published_schedules(conn, scope, &ground.unit.id, range)?;
    heads_of_schedules(conn, scope, &schedules, (0, ground.local.zone)).map(Some)
}

fn volumes_of(forecast: &HeadsOfSchedules, group: &str, (from, to): (Instant, Instant)) -> Volumes {
    let first = (group.to_owned(), from);
    let last = (group.to_owned(), to);
    let own = forecast.forecast.range(first..last);
    own.map(|((_, at), numbers)| (*at, *numbers)).collect()
}

fn of_group(
    ground: &UnitGround,
    demand: &GroupDemand,
    habit: &HeadsOfSchedules,
    proposal: Option<&HeadsOfSchedules>,
    compared: &mut BTreeSet<Instant>,
) -> Result<GroupLoss, Failure> {
    let group = &demand.group;
    let hours = group.seconds() / 3_600.0;
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
    let whose = CostOfContacts {
        queue_id: None,
        planning_group_id: Some(&group.id),
    };
    for (at, needed) in &demand.intervals {
        let key = (group.id.clone(), *at);
        let Some(habitual) = habit.heads.get(&key) else {
            told.intervals_without_habit += 1;
            continue;
        };
        let required = f64::from(needed.on_roster);
        let proposed = match proposal {
            None => Some(required),
            Some(proposal) => proposal.heads.get(&key).copied(),
        };
        let Some(proposed) = proposed else {
            told.intervals_without_proposal += 1;
            continue;
        };
        compared.insert(*at);
        told.compared_intervals += 1;
        told.required_hours += required * hours;
        let date = ground.local.date(*at);
        let cost_per_hour = ground.costs.hour(&ground.unit.id, date)?;
        let cost_per_lost_contact = ground.costs.lost_contact(&ground.unit.id, whose, date)?;
        for (staffed, loss) in [(*habitual, &mut told.habit), (proposed, &mut told.proposal)] {
            let contacts = (*at, needed.volume, needed.aht);
            loss.add(&StaffedInterval {
                hours,
                required,
                staffed,
                lost_contacts: group.lost_beyond(
                    contacts,
                    needed.at_work,
                    group.at_work(staffed),
                )?,
                cost_per_hour,
                cost_per_lost_contact,
            });
        }
    }
    let compared_hours = told.compared_intervals as f64 * hours;
    told.required_heads = mean(told.required_hours, compared_hours);
    told.habit = told.habit.finish(compared_hours);
    told.proposal = told.proposal.finish(compared_hours);
    told.saving = told.habit.total_cost - told.proposal.total_cost;
    Ok(told)
}

/// Every published shift of the weeks that touch a range: overtime is counted from a week's beginning.
fn worked_shifts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &UnitGround,
    (from, to): (Instant, Instant),
) -> Result<Vec<Shift>, Failure> {
    let date = ground.local.date(from);
    let week = ground.local.week_start(date.pred_opt().unwrap_or(date));
    let first = midnight(week, ground.local.zone).unwrap_or(from);
    let ids: Vec<String> = ground.agents.iter().map(|agent| agent.id.clone()).collect();
    published_shifts(conn, scope, &ids, first, to)
}
