//! Paid time of published shifts, and the part of it that is overtime.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{ActivityCode, Agent, midnight};
use crate::performance::time_buckets::LocalTime;
use crate::performance::unit_ground::UnitGround;
use crate::schedules::{Shift, published_shifts};
use crate::tenancy::Scope;

/// A stretch of paid time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::performance) struct PaidSpan {
    pub start: Instant,
    pub end: Instant,
    /// The first day of the local week that its shift starts in.
    pub week: NaiveDate,
    /// The local day it starts on, whose rates hold.
    pub date: NaiveDate,
    pub shrinkage: Shrinkage,
}

/// What a stretch of paid time does to the queues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::performance) enum Shrinkage {
    /// Nothing.
    None,
    /// It was known when the plan was made.
    Planned,
    /// It was not.
    Unplanned,
}

impl PaidSpan {
    fn seconds(&self) -> i64 {
        (self.end.epoch_millis() - self.start.epoch_millis()) / 1_000
    }
}

/// The paid activities of one agent's shifts, in order of time.
pub(in crate::performance) fn paid_spans(
    shifts: &[&Shift],
    codes: &BTreeMap<String, ActivityCode>,
    local: LocalTime,
) -> Vec<PaidSpan> {
    let mut spans: Vec<PaidSpan> = shifts
        .iter()
        .flat_map(|shift| {
            let week = local.week_start(local.date(shift.start_at));
            let paid = shift.activities.iter().filter(|activity| activity.paid);
            paid.map(move |activity| PaidSpan {
                start: activity.start_at,
                end: activity.end_at(),
                week,
                date: local.date(activity.start_at),
                shrinkage: match codes.get(&activity.activity_code_id) {
                    Some(code) if code.counts_toward_shrinkage && code.planned_shrinkage => {
                        Shrinkage::Planned
                    }
                    Some(code) if code.counts_toward_shrinkage => Shrinkage::Unplanned,
                    _ => Shrinkage::None,
                },
            })
        })
        .collect();
    spans.sort_by_key(|span| (span.start, span.end));
    spans
}

/// Published shifts of some agents that start in the weeks of a range: overtime is counted from the beginning of the week in
/// which a shift starts, which may be the day before.
///
/// # Errors
/// Only the database's.
pub(in crate::performance) fn shifts_of_weeks(
    conn: &mut Conn<'_>,
    scope: &Scope,
    agents: &[Agent],
    (from, to): (Instant, Instant),
    local: LocalTime,
) -> Result<Vec<Shift>, Failure> {
    let date = local.date(from);
    let week = local.week_start(date.pred_opt().unwrap_or(date));
    let first = midnight(week, local.zone).unwrap_or(from);
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    published_shifts(conn, scope, &ids, first, to)
}

/// An agent's overtime; `None` where their work plan has no most, so that nothing is overtime.
pub(in crate::performance) fn overtime_of(
    ground: &UnitGround,
    agent: &Agent,
    spans: &[PaidSpan],
) -> Option<Vec<PaidSpan>> {
    let most = ground.weekly_limits.get(agent.work_plan_id.as_deref()?)?;
    Some(overtime(spans, *most))
}

/// The parts of paid spans that lie beyond a week's most: the last of the week's paid time. Spans are in order of time.
fn overtime(spans: &[PaidSpan], weekly_minutes: u32) -> Vec<PaidSpan> {
    let most = i64::from(weekly_minutes) * 60;
    let mut paid: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    let mut beyond = Vec::new();
    for span in spans {
        let before = paid.entry(span.week).or_default();
        let ordinary = (most - *before).clamp(0, span.seconds());
        *before += span.seconds();
        if ordinary < span.seconds() {
            beyond.push(PaidSpan {
                start: span.start.plus_seconds(ordinary),
                ..*span
            });
        }
    }
    beyond
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(week: &str, from_hour: i64, to_hour: i64) -> PaidSpan {
        let at = |hour: i64| Instant::from_epoch_millis(hour * 3_600_000);
        PaidSpan {
            start: at(from_hour),
            end: at(to_hour),
            week: week.parse().unwrap(),
            date: week.parse().unwrap(),
            shrinkage: Shrinkage::None,
        }
    }

    #[test]
    fn overtime_is_the_last_of_a_weeks_paid_time_and_weeks_are_counted_apart() {
        let (one, two) = ("2026-11-23", "2026-11-30");
        let spans = [
            span(one, 0, 8),
            span(one, 24, 32),
            span(one, 48, 56),
            span(two, 168, 188),
        ];
        // 20 hours a week: the first week's third shift passes them after 4 hours, the second week meets them exactly.
        let beyond = overtime(&spans, 20 * 60);
        assert_eq!(
            beyond,
            [PaidSpan {
                start: span(one, 52, 56).start,
                ..spans[2]
            }]
        );
        assert_eq!(overtime(&spans, 24 * 60), []);
        let hours: i64 = overtime(&spans, 0)
            .iter()
            .map(|one| one.seconds() / 3_600)
            .sum();
        assert_eq!(hours, 8 + 8 + 8 + 20);
    }
}
