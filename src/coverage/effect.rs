//! A change of published shifts, interval by interval.

use std::collections::BTreeMap;

use chrono::TimeZone;
use serde::{Deserialize, Serialize};

use super::ground::CoverageGround;
use super::shortage::{AgentClass, shortage};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::ActivityCategory;
use crate::schedules::{Shift, published_schedules, published_shifts};
use crate::tenancy::Scope;

/// What heads were counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum CoverageBasis {
    /// Shifts of the published schedule, interval by interval.
    PublishedSchedule,
    /// No schedule is published: contract minutes of whole days against the forecast's requirement.
    ForecastDays,
    /// Neither a published schedule with a forecast nor a forecast covers the time.
    Unknown,
}

/// One interval, or one day where no schedule is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageInterval {
    /// When it starts.
    pub start_date: Instant,
    /// Its length.
    pub length_minutes: u32,
    /// Heads required (gross) of the planning groups that the agents concerned can serve.
    pub required: f64,
    /// Heads on queue before the change that can serve one of these planning groups.
    pub scheduled_before: f64,
    /// The same after the change.
    pub scheduled_after: f64,
    /// Heads missing before, over all planning groups and with multi-skilled agents split as well as can be.
    pub short_before: f64,
    /// Heads missing after.
    pub short_after: f64,
}

/// What a change does to coverage.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CoverageEffect {
    /// What heads were counted from.
    pub basis: CoverageBasis,
    /// The forecast whose requirement was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short_term_forecast_id: Option<String>,
    /// Minutes of missing heads that the change adds.
    pub added_short_head_minutes: f64,
    /// Minutes of missing heads that the change takes away.
    pub removed_short_head_minutes: f64,
    /// The intervals in which heads on queue change.
    pub intervals: Vec<CoverageInterval>,
}

impl CoverageEffect {
    /// Nothing is known.
    pub fn unknown() -> Self {
        Self::of(CoverageBasis::Unknown, None, Vec::new())
    }

    pub(super) fn of(
        basis: CoverageBasis,
        forecast_id: Option<String>,
        intervals: Vec<CoverageInterval>,
    ) -> Self {
        let difference = |of: &CoverageInterval| {
            (of.short_after - of.short_before) * f64::from(of.length_minutes)
        };
        // Sums of thousandths of a head are rounding of the split.
        let told = |minutes: f64| (minutes * 1_000.0).round() / 1_000.0;
        let added: f64 = intervals.iter().map(|one| difference(one).max(0.0)).sum();
        let removed: f64 = intervals
            .iter()
            .map(|one| (-difference(one)).max(0.0))
            .sum();
        Self {
            basis,
            short_term_forecast_id: forecast_id,
            added_short_head_minutes: told(added),
            removed_short_head_minutes: told(removed),
            intervals,
        }
    }

    /// Adds another effect, of other intervals.
    pub fn and(mut self, other: Self) -> Self {
        self.added_short_head_minutes += other.added_short_head_minutes;
        self.removed_short_head_minutes += other.removed_short_head_minutes;
        self.intervals.extend(other.intervals);
        self.short_term_forecast_id = self.short_term_forecast_id.or(other.short_term_forecast_id);
        if other.basis == CoverageBasis::Unknown || self.basis == CoverageBasis::Unknown {
            self.basis = CoverageBasis::Unknown;
        } else if other.basis == CoverageBasis::ForecastDays {
            self.basis = CoverageBasis::ForecastDays;
        }
        self
    }
}

/// What it does to put `after` in the place of the published shifts `before`, of whichever agents.
///
/// # Errors
/// Those of the requirement.
pub fn effect_on_published(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &mut CoverageGround,
    before: &[Shift],
    after: &[Shift],
) -> Result<CoverageEffect, Failure> {
    let touched = before.iter().chain(after);
    let Some(from) = touched.clone().map(|shift| shift.start_at).min() else {
        return Ok(CoverageEffect::of(
            CoverageBasis::PublishedSchedule,
            None,
            Vec::new(),
        ));
    };
    let to = touched.map(Shift::end_at).max().unwrap_or(from);
    let zone = ground.unit.time_zone;
    let first_date = zone
        .from_utc_datetime(&from.to_utc().naive_utc())
        .date_naive();
    let schedules = published_schedules(conn, scope, &ground.unit.id, (from, to))?;
    let forecast_id = schedules
        .iter()
        .find_map(|schedule| schedule.short_term_forecast_id.clone());
    let requirement = ground.requirement(conn, scope, forecast_id.as_deref(), first_date)?;
    let Some(requirement) = requirement else {
        return Ok(CoverageEffect::unknown());
    };
    let grid = &requirement.grid;
    let ids: Vec<String> = ground.agents.iter().map(|agent| agent.id.clone()).collect();
    let all = published_shifts(conn, scope, &ids, from, to)?;
    let moved = before
        .iter()
        .chain(after)
        .map(|shift| shift.agent_id.as_str());
    let concerned = ground.groups_of(moved);
    let minutes = grid.interval_minutes();
    let mut intervals = Vec::new();
    let first = grid.interval_at(from).unwrap_or(0);
    for index in first..grid.intervals() {
        let start = grid.interval_start(index);
        if start >= to {
            break;
        }
        let end = start.plus_minutes(i64::from(minutes));
        let gone = heads_by_agent(before.iter(), start, end);
        let come = heads_by_agent(after.iter(), start, end);
        if gone == come {
            continue;
        }
        let now = heads_by_agent(all.iter(), start, end);
        let mut then = now.clone();
        for (agent, heads) in &gone {
            *then.entry(*agent).or_default() -= heads;
        }
        for (agent, heads) in &come {
            *then.entry(*agent).or_default() += heads;
        }
        let required = requirement.at(index);
        let (scheduled_before, short_before) = ground.judged(&now, &required, &concerned);
        let (scheduled_after, short_after) = ground.judged(&then, &required, &concerned);
        intervals.push(CoverageInterval {
            start_date: start,
            length_minutes: minutes,
            required: concerned
                .iter()
                .filter_map(|group| required.get(*group))
                .sum(),
            scheduled_before,
            scheduled_after,
            short_before,
            short_after,
        });
    }
    let basis = CoverageBasis::PublishedSchedule;
    Ok(CoverageEffect::of(
        basis,
        Some(requirement.forecast_id),
        intervals,
    ))
}

/// The part of an interval that each agent is on queue.
fn heads_by_agent<'a>(
    shifts: impl Iterator<Item = &'a Shift>,
    start: Instant,
    end: Instant,
) -> BTreeMap<&'a str, f64> {
    let length = (end.epoch_millis() - start.epoch_millis()) as f64;
    let mut heads: BTreeMap<&str, f64> = BTreeMap::new();
    for shift in shifts.filter(|shift| shift.start_at < end && shift.end_at() > start) {
        let on_queue = shift.activities.iter();
        for activity in on_queue.filter(|one| one.category == ActivityCategory::OnQueueWork) {
            let from = activity.start_at.max(start).epoch_millis();
            let to = activity.end_at().min(end).epoch_millis();
            if from < to {
                *heads.entry(&shift.agent_id).or_default() += (to - from) as f64 / length;
            }
        }
    }
    heads
}

impl CoverageGround {
    /// Heads that can serve one of the groups concerned, and heads missing over all groups.
    fn judged(
        &self,
        heads: &BTreeMap<&str, f64>,
        required: &[f64],
        concerned: &[usize],
    ) -> (f64, f64) {
        let mut classes: BTreeMap<&[usize], f64> = BTreeMap::new();
        for (agent, heads) in heads {
            if let Some(groups) = self.serves.get(*agent) {
                *classes.entry(groups.as_slice()).or_default() += heads.max(0.0);
            }
        }
        let able = classes.iter();
        let able = able.filter(|(groups, _)| groups.iter().any(|group| concerned.contains(group)));
        let scheduled: f64 = able.map(|(_, heads)| heads).sum();
        let classes: Vec<AgentClass<'_>> = classes
            .into_iter()
            .map(|(groups, heads)| AgentClass { groups, heads })
            .collect();
        (scheduled, shortage(&classes, required))
    }
}
