//! Room in limits: what is taken on a day or in an interval, and what a request would take.

use crate::documents;
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::day::TimeOffDay;
use super::limit::{LimitGranularity, TimeOffLimit};
use super::plan::TimeOffPlan;
use super::store;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{Agent, BusinessUnit, WeekGrid, agents_of_business_unit, midnight};
use crate::tenancy::Scope;

/// A limit without room for what was asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LimitLack {
    /// The limit.
    pub time_off_limit_id: String,
    /// Its name.
    pub name: String,
    /// The local date without room.
    pub date: NaiveDate,
    /// The first interval without room, where the limit counts by intervals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<Instant>,
    /// Minutes that there is room for.
    pub limit_minutes: u32,
    /// Minutes of approved time off.
    pub used_minutes: u32,
    /// Minutes that were asked for.
    pub asked_minutes: u32,
}

/// A day of approved time off.
struct Taken {
    agent_id: String,
    activity_code_id: String,
    day: TimeOffDay,
}

/// A day, or an interval of it, with its limit.
pub(super) struct Span {
    pub date: NaiveDate,
    pub start_at: Instant,
    pub end_at: Instant,
    pub limit_minutes: u32,
}

/// A business unit's agents, read once for many decisions.
pub(super) type Staff = Rc<BTreeMap<String, Agent>>;

pub(super) fn read_staff(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
) -> Result<Staff, Failure> {
    let agents = agents_of_business_unit(conn, scope, business_unit_id)?.into_iter();
    Ok(Rc::new(
        agents.map(|agent| (agent.id.clone(), agent)).collect(),
    ))
}

/// Limits, and all that is taken of them.
pub(super) struct Room {
    pub unit: BusinessUnit,
    pub limits: Vec<TimeOffLimit>,
    /// Activity codes that count against a limit, by limit.
    codes: BTreeMap<String, Vec<String>>,
    agents: Staff,
    taken: Vec<Taken>,
    /// Limits of single dates, by limit and date.
    own: BTreeMap<(String, NaiveDate), Vec<u32>>,
}

impl Room {
    /// Reads what is taken of the limits on the dates `from..=to`.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        (unit, staff): (BusinessUnit, &Staff),
        limits: Vec<TimeOffLimit>,
        plans: &[TimeOffPlan],
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Self, Failure> {
        // Time off after midnight belongs to the date before.
        let first = from.checked_sub_days(Days::new(1)).unwrap_or(from);
        let last = to.checked_add_days(Days::new(1)).unwrap_or(to);
        let between = (first.to_string(), last.to_string());
        let between = (between.0.as_str(), between.1.as_str());
        let mut own = BTreeMap::new();
        let mut codes = BTreeMap::new();
        for limit in &limits {
            for row in store::limit_values(conn, scope.tenant(), &limit.id, between)? {
                let minutes: Vec<u32> = documents::read("time-off limit", &limit.id, &row.minutes)?;
                let date = super::day::date_of("time-off limit", &limit.id, &row.date)?;
                own.insert((limit.id.clone(), date), minutes);
            }
            let counting = plans.iter();
            let counting =
                counting.filter(|plan| plan.values.time_off_limit_ids.contains(&limit.id));
            let of_limit = counting.flat_map(|plan| plan.values.activity_code_ids.clone());
            codes.insert(limit.id.clone(), of_limit.collect());
        }
        let taken = if limits.is_empty() {
            Vec::new()
        } else {
            store::days_of_unit(conn, scope.tenant(), &unit.id, &["Approved"], between)?
                .into_iter()
                .map(|(row, activity_code_id)| {
                    Ok(Taken {
                        agent_id: row.agent_id.clone(),
                        activity_code_id,
                        day: TimeOffDay::from_row(&row)?,
                    })
                })
                .collect::<Result<_, Failure>>()?
        };
        Ok(Self {
            agents: staff.clone(),
            unit,
            limits,
            codes,
            taken,
            own,
        })
    }

    /// The limit that a date has for itself.
    pub(super) fn own_value(&self, limit_id: &str, date: NaiveDate) -> Option<&[u32]> {
        let own = self.own.get(&(limit_id.to_owned(), date));
        own.map(Vec::as_slice)
    }

    /// What a limit counts on a date: the day, or each of its intervals.
    pub(super) fn spans(&self, limit: &TimeOffLimit, date: NaiveDate) -> Vec<Span> {
        let own = self.own_value(&limit.id, date);
        // One value for a date is that of each of its intervals.
        let value = |index: usize| {
            let own = own.and_then(|own| own.get(index).or(own.first()));
            own.copied().unwrap_or(limit.values.default_limit_minutes)
        };
        let zone = self.unit.time_zone;
        match limit.values.granularity {
            LimitGranularity::Day => {
                let next = date.succ_opt().and_then(|next| midnight(next, zone));
                let day = midnight(date, zone).zip(next);
                let span = day.map(|(start_at, end_at)| Span {
                    date,
                    start_at,
                    end_at,
                    limit_minutes: value(0),
                });
                span.into_iter().collect()
            }
            LimitGranularity::Interval => {
                let grid = WeekGrid::of_days(date, 1, zone, self.unit.interval_length_minutes);
                let Some(grid) = grid else { return Vec::new() };
                (0..grid.intervals())
                    .map(|index| Span {
                        date,
                        start_at: grid.interval_start(index),
                        end_at: grid.interval_start(index + 1),
                        limit_minutes: value(index),
                    })
                    .collect()
            }
        }
    }

    /// Minutes of approved time off that count in a span.
    pub(super) fn used(&self, limit: &TimeOffLimit, span: &Span) -> u32 {
        let codes = self.codes.get(&limit.id);
        let counted = self.taken.iter().filter(|taken| {
            let agent = self.agents.get(&taken.agent_id);
            codes.is_some_and(|codes| codes.contains(&taken.activity_code_id))
                && agent.is_some_and(|agent| limit.values.counts(agent))
        });
        counted
            .map(|taken| minutes_in(limit, &taken.day, span))
            .sum()
    }

    /// Every date on which a limit has no room for the days asked.
    pub(super) fn lacks(&self, asked: &[TimeOffDay]) -> Vec<LimitLack> {
        let mut lacks = Vec::new();
        for limit in &self.limits {
            for day in asked.iter().filter(|day| day.minutes > 0) {
                let after_midnight = match limit.values.granularity {
                    LimitGranularity::Day => None,
                    LimitGranularity::Interval => day.date.succ_opt(),
                };
                let dates = std::iter::once(day.date).chain(after_midnight);
                let lack = dates
                    .flat_map(|date| self.spans(limit, date))
                    .find_map(|span| {
                        let asked_minutes = minutes_in(limit, day, &span);
                        if asked_minutes == 0 {
                            return None;
                        }
                        let used_minutes = self.used(limit, &span);
                        (used_minutes + asked_minutes > span.limit_minutes).then(|| LimitLack {
                            time_off_limit_id: limit.id.clone(),
                            name: limit.values.name.clone(),
                            date: span.date,
                            start_date: (limit.values.granularity == LimitGranularity::Interval)
                                .then_some(span.start_at),
                            limit_minutes: span.limit_minutes,
                            used_minutes,
                            asked_minutes,
                        })
                    });
                lacks.extend(lack);
            }
        }
        lacks
    }
}

/// Minutes of a day of time off that a span counts. A day counts its minutes on its own date; an interval counts the part
/// of it that the agent is away.
fn minutes_in(limit: &TimeOffLimit, day: &TimeOffDay, span: &Span) -> u32 {
    if day.minutes == 0 {
        return 0;
    }
    match limit.values.granularity {
        LimitGranularity::Day => {
            if day.date == span.date {
                day.minutes
            } else {
                0
            }
        }
        LimitGranularity::Interval => {
            let from = day.start_at.max(span.start_at).epoch_millis();
            let to = day.end_at.min(span.end_at).epoch_millis();
            u32::try_from((to - from).max(0) / 60_000).unwrap_or(u32::MAX)
        }
    }
}
