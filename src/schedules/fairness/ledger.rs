//! What the ledger says.

use std::collections::BTreeMap;

use chrono::{Months, NaiveDate, TimeZone};
use crewcast_solver::fairness::{Burden, Carried, Ledger, Spread};
use serde::{Deserialize, Serialize};

use super::enter::month_of;
use crate::db::Conn;
use crate::failure::{Failure, Faults};
use crate::organisation::{WeekGrid, agents_of_business_unit, find_business_unit, public_holidays};
use crate::schedules::store::{self, FairnessRow};
use crate::tenancy::Scope;

/// Months told when nothing is asked for, the running one the last.
const MONTHS: u32 = 12;

/// The months to tell.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FairnessMonths {
    /// The first, yyyy-MM; eleven months before the last when left out.
    pub from_month: Option<String>,
    /// The last, yyyy-MM; the running one when left out.
    pub to_month: Option<String>,
}

/// What agents of a business unit carried in published schedules.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FairnessLedger {
    /// The business unit.
    pub business_unit_id: String,
    /// The first month, yyyy-MM.
    pub from_month: String,
    /// The last.
    pub to_month: String,
    /// Agents in the order of their ids.
    pub agents: Vec<AgentFairness>,
    /// How evenly each burden is spread, per day.
    pub spread: Vec<BurdenSpread>,
}

/// What one agent carried.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AgentFairness {
    /// The agent.
    pub agent_id: String,
    /// Their name.
    pub name: String,
    /// Month by month.
    pub months: Vec<FairnessMonth>,
    /// Burdens beyond an even share of the days, by kind; over all agents they add up to 0.
    #[schema(value_type = Object)]
    pub surplus: BTreeMap<Burden, f64>,
}

/// What an agent carried in a month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FairnessMonth {
    /// yyyy-MM.
    pub month: String,
    /// Scheduled days under contract, part-time days as the share that is worked.
    pub days: f64,
    /// Shifts on a Saturday or Sunday.
    pub weekend_days: u32,
    /// Shifts with three hours or more between 23:00 and 6:00.
    pub nights: u32,
    /// Starts before 6:00, or at 14:00 or later.
    pub unpopular_starts: u32,
    /// Shifts on a public holiday of the business unit's calendar.
    pub public_holidays: u32,
}

/// How evenly a burden is spread over agents, per day in the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BurdenSpread {
    /// `weekendDay`, `night`, `unpopularStart` or `publicHoliday`.
    #[schema(value_type = String)]
    pub burden: Burden,
    /// Least of an agent.
    pub least: f64,
    /// Mean.
    pub mean: f64,
    /// Most.
    pub most: f64,
    /// Standard deviation.
    pub standard_deviation: f64,
    /// Gini coefficient: 0 when all carry the same, towards 1 when one carries all.
    pub gini: f64,
}

/// What agents carried, month by month.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit; [`Failure::Invalid`] for months that are none.
pub fn fairness_ledger(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    asked: &FairnessMonths,
) -> Result<FairnessLedger, Failure> {
    let unit = find_business_unit(conn, scope, business_unit_id)?;
    let now = scope.now.to_utc().naive_utc();
    let today = unit.time_zone.from_utc_datetime(&now).date_naive();
    let mut faults = Faults::default();
    let mut parse = |pointer: &str, text: &Option<String>| {
        let text = text.as_ref()?;
        let first: Option<NaiveDate> = format!("{text}-01").parse().ok();
        let detail = format!("{text:?} is no month; write yyyy-MM");
        faults.require(first.is_some(), pointer, "not-a-month", detail);
        first
    };
    let to = parse("?toMonth", &asked.to_month);
    let from = parse("?fromMonth", &asked.from_month);
    faults.into_result()?;
    let to = to.unwrap_or(today);
    let from = from.or_else(|| to.checked_sub_months(Months::new(MONTHS - 1)));
    let (from, to) = (month_of(from.unwrap_or(to)), month_of(to));
    if from > to {
        let detail = "the last month is before the first; exchange them";
        return Err(Failure::invalid("?toMonth", "before-the-first", detail));
    }
    let rows = store::fairness(conn, scope.tenant(), &unit.id, (&from, &to), LAST_DATE)?;
    let ledger = ledger_of(&rows);
    let known = agents_of_business_unit(conn, scope, &unit.id)?.into_iter();
    let names: BTreeMap<String, String> = known
        .map(|agent| (agent.id.clone(), agent.name.clone()))
        .collect();
    let surplus = Burden::ALL.map(|burden| (burden, ledger.surplus(burden)));
    // Rows come by agent.
    let agents = rows.chunk_by(|a, b| a.agent_id == b.agent_id);
    let agents = agents.filter_map(|rows| {
        let id = &rows.first()?.agent_id;
        let of = |(burden, all): &(Burden, BTreeMap<&str, f64>)| {
            (*burden, all.get(id.as_str()).copied().unwrap_or(0.0))
        };
        Some(AgentFairness {
            agent_id: id.clone(),
            name: names.get(id).unwrap_or(id).clone(),
            months: months_of(rows),
            surplus: surplus.iter().map(of).collect(),
        })
    });
    let spread = Burden::ALL.into_iter().filter_map(|burden| {
        let spread = ledger.spread(burden)?;
        Some(told(burden, spread))
    });
    Ok(FairnessLedger {
        agents: agents.collect(),
        spread: spread.collect(),
        business_unit_id: unit.id.clone(),
        from_month: from,
        to_month: to,
    })
}

/// After every date there is: `yyyy-MM-dd` texts sort by time.
const LAST_DATE: &str = "9999-12-31";

/// What agents carried in the months before some weeks, by schedules that are over when they begin, and which days of these
/// weeks are public holidays, by position.
///
/// # Errors
/// Only the database's.
pub fn carried_before(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    grid: &WeekGrid,
    months: u32,
) -> Result<(Ledger, Vec<usize>), Failure> {
    let holidays = public_holidays(conn, scope, business_unit_id, grid)?;
    let Some(first) = grid.days().first().map(|day| day.date) else {
        return Ok((Ledger::default(), holidays));
    };
    let from = first
        .checked_sub_months(Months::new(months))
        .unwrap_or(first);
    let months = (month_of(from), month_of(first));
    let rows = store::fairness(
        conn,
        scope.tenant(),
        business_unit_id,
        (&months.0, &months.1),
        &first.to_string(),
    )?;
    Ok((ledger_of(&rows), holidays))
}

fn ledger_of(rows: &[FairnessRow]) -> Ledger {
    let mut ledger = Ledger::default();
    for row in rows {
        let carried = ledger.agents.entry(row.agent_id.clone()).or_default();
        carried.days += row.days;
        for (burden, count) in counts(row) {
            *carried.burdens.entry(burden).or_insert(0) += count;
        }
    }
    ledger
}

fn counts(row: &FairnessRow) -> [(Burden, u32); 4] {
    [
        (Burden::WeekendDay, row.weekend_days),
        (Burden::Night, row.nights),
        (Burden::UnpopularStart, row.unpopular_starts),
        (Burden::PublicHoliday, row.public_holidays),
    ]
    .map(|(burden, count)| (burden, u32::try_from(count).unwrap_or(0)))
}

fn months_of(rows: &[FairnessRow]) -> Vec<FairnessMonth> {
    let mut months: BTreeMap<&str, FairnessMonth> = BTreeMap::new();
    for row in rows {
        let month = months.entry(&row.month).or_default();
        let carried = Carried {
            burdens: counts(row).into(),
            ..Carried::default()
        };
        month.days += row.days;
        month.weekend_days += carried.of(Burden::WeekendDay);
        month.nights += carried.of(Burden::Night);
        month.unpopular_starts += carried.of(Burden::UnpopularStart);
        month.public_holidays += carried.of(Burden::PublicHoliday);
    }
    let months = months.into_iter();
    months
        .map(|(name, month)| FairnessMonth {
            month: name.to_owned(),
            ..month
        })
        .collect()
}

pub(super) fn told(burden: Burden, spread: Spread) -> BurdenSpread {
    BurdenSpread {
        burden,
        least: spread.least,
        mean: spread.mean,
        most: spread.most,
        standard_deviation: spread.standard_deviation,
        gini: spread.gini,
    }
}
