//! Agents: published shifts and reported states.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::overtime_rates::OvertimeRates;
use super::paid_time::{PaidSpan, Shrinkage, overtime_of, paid_spans, shifts_of_weeks};
use crate::adherence::{Profile, Tally, Window, tallies_of_windows};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{Agent, midnight};
use crate::performance::component::Component as C;
use crate::performance::cube::Cube;
use crate::performance::dimension::Member;
use crate::performance::request::Checked;
use crate::performance::time_buckets::{
    Bucket, LocalTime, TimeGranularity, bucket_at, seconds_by_bucket,
};
use crate::performance::unit_ground::UnitGround;
use crate::schedules::Shift;
use crate::tenancy::Scope;

const OF_STATES: [C; 10] = [
    C::InteractingOnQueueSeconds,
    C::OnQueueSeconds,
    C::InteractingSeconds,
    C::AtWorkSeconds,
    C::ScheduledOnQueueSeconds,
    C::AdherentSeconds,
    C::AdherenceScheduleSeconds,
    C::ConformanceActualSeconds,
    C::ConformanceScheduleSeconds,
    C::UnplannedShrinkageSeconds,
];

const OF_SHIFTS: [C; 8] = [
    C::PaidSeconds,
    C::PaidSecondsUpToNow,
    C::PlannedShrinkageSeconds,
    C::UnplannedShrinkageSeconds,
    C::OvertimeSeconds,
    C::PaidCost,
    C::OvertimeCost,
    C::OvertimePremiumCost,
];

/// Agents whose shifts are read at once.
const AGENTS_AT_ONCE: usize = 200;

/// Adds what a business unit's agents were to do and did in these buckets.
pub(in crate::performance) fn add_agents(
    conn: &mut Conn<'_>,
    scope: &Scope,
    checked: &Checked,
    ground: &UnitGround,
    (buckets, profile): (&[Bucket], &Profile),
    cube: &mut Cube,
) -> Result<(), Failure> {
    for agents in ground.agents.chunks(AGENTS_AT_ONCE) {
        if cube.wants(&OF_STATES) {
            add_states(
                conn,
                scope,
                checked,
                ground,
                agents,
                (buckets, profile),
                cube,
            )?;
        }
        if cube.wants(&OF_SHIFTS) {
            add_shifts(conn, scope, checked, ground, agents, buckets, cube)?;
        }
    }
    Ok(())
}

fn add_states(
    conn: &mut Conn<'_>,
    scope: &Scope,
    checked: &Checked,
    ground: &UnitGround,
    agents: &[Agent],
    (buckets, profile): (&[Bucket], &Profile),
    cube: &mut Cube,
) -> Result<(), Failure> {
    let pieces = pieces_of_days(buckets, ground.local)?;
    let windows: Vec<Window> = pieces.iter().map(|piece| piece.window).collect();
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let tallies = tallies_of_windows(conn, scope, &ids, &windows, profile)?;
    for agent in agents {
        let members = ground.place_of_agent(agent).members(&checked.group_by);
        let own = tallies.get(&agent.id).map_or(&[][..], Vec::as_slice);
        let mut known: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for (piece, tally) in pieces.iter().zip(own) {
            *known.entry(piece.day).or_default() += tally.known;
        }
        for (piece, tally) in pieces.iter().zip(own) {
            let is_known = known.get(&piece.day).is_some_and(|seconds| *seconds > 0);
            // Neither planned nor heard of: nothing to tell.
            if let Some(bucket) = piece.bucket
                && (tally.known > 0 || tally.shift > 0)
            {
                cube.add(bucket, &members, of_tally(tally, is_known, profile));
            }
        }
    }
    Ok(())
}

/// A part of a local day, in one of the buckets or beside them.
#[derive(Clone, Copy, Debug, PartialEq)]
struct PieceOfDay {
    window: Window,
    day: NaiveDate,
    bucket: Option<Bucket>,
}

/// The whole local days that buckets touch, cut where buckets begin and end. Whether anything is known of an agent is asked
/// of whole days: so the parts of any cut add up to the whole.
fn pieces_of_days(buckets: &[Bucket], local: LocalTime) -> Result<Vec<PieceOfDay>, Failure> {
    let Some((first, last)) = buckets.first().zip(buckets.last()) else {
        return Ok(Vec::new());
    };
    let beyond = || Failure::invalid("/interval", "out-of-range", "use dates of this century");
    let start = midnight(local.date(first.start), local.zone).ok_or_else(beyond)?;
    let days = local.buckets(TimeGranularity::Day, start, last.end);
    let days = days.ok_or_else(beyond)?;
    let last_day = local.date(Instant::from_epoch_millis(last.end.epoch_millis() - 1));
    let after = last_day.succ_opt();
    let end = after.and_then(|after| midnight(after, local.zone));
    let mut edges: BTreeSet<Instant> = days.iter().map(|day| day.start).collect();
    edges.extend(buckets.iter().flat_map(|bucket| [bucket.start, bucket.end]));
    edges.insert(end.ok_or_else(beyond)?);
    let ends = edges.iter().skip(1);
    Ok(edges
        .iter()
        .zip(ends)
        .map(|(start, end)| PieceOfDay {
            window: Window {
                start: *start,
                end: *end,
            },
            day: local.date(*start),
            bucket: bucket_at(buckets, *start),
        })
        .collect())
}

/// What a tally adds up to. Unknown time counts as the definition counts it on a day of which something is known; on a day
/// without any known state nothing but the plan is.
fn of_tally(tally: &Tally, is_known: bool, profile: &Profile) -> [(C, Option<f64>); 10] {
    let definition = profile.definition;
    let seconds = |seconds: i64| is_known.then_some(seconds as f64);
    let conforms = |figure: i64| seconds(figure).filter(|_| definition.has_conformance());
    [
        (
            C::InteractingOnQueueSeconds,
            seconds(tally.interacting_on_queue),
        ),
        (C::OnQueueSeconds, seconds(tally.on_queue)),
        (C::InteractingSeconds, seconds(tally.interacting)),
        (C::AtWorkSeconds, seconds(tally.at_work)),
        (
            C::ScheduledOnQueueSeconds,
            Some(tally.scheduled_on_queue as f64),
        ),
        (C::AdherentSeconds, seconds(definition.adherent_secs(tally))),
        (
            C::AdherenceScheduleSeconds,
            seconds(definition.adherence_schedule_secs(tally)),
        ),
        (
            C::ConformanceActualSeconds,
            conforms(definition.conformance_actual_secs(tally)),
        ),
        (
            C::ConformanceScheduleSeconds,
            conforms(definition.conformance_schedule_secs(tally)),
        ),
        (
            C::UnplannedShrinkageSeconds,
            seconds(tally.scheduled_on_queue - tally.on_queue_as_scheduled),
        ),
    ]
}

fn add_shifts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    checked: &Checked,
    ground: &UnitGround,
    agents: &[Agent],
    buckets: &[Bucket],
    cube: &mut Cube,
) -> Result<(), Failure> {
    let Some((first, last)) = buckets.first().zip(buckets.last()) else {
        return Ok(());
    };
    let range = (first.start, last.end);
    let shifts = shifts_of_weeks(conn, scope, agents, range, ground.local)?;
    let mut by_agent: BTreeMap<&str, Vec<&Shift>> = BTreeMap::new();
    for shift in &shifts {
        by_agent.entry(&shift.agent_id).or_default().push(shift);
    }
    for agent in agents {
        let Some(own) = by_agent.get(agent.id.as_str()) else {
            continue;
        };
        let members = ground.place_of_agent(agent).members(&checked.group_by);
        let spans = paid_spans(own, &ground.codes, ground.local);
        let beyond = overtime_of(ground, agent, &spans);
        for span in &spans {
            let cost = cost_of_hour(ground, agent, span, buckets, cube)?;
            for (bucket, seconds) in seconds_by_bucket(buckets, span.start, span.end) {
                let part = (span, bucket, seconds);
                cube.add(bucket, &members, of_paid(part, cost, scope.now));
            }
        }
        for span in beyond.iter().flatten() {
            let rates = overtime_rates(ground, agent, span, buckets, cube)?;
            for (bucket, seconds) in seconds_by_bucket(buckets, span.start, span.end) {
                let hours = seconds / 3_600.0;
                let premium = rates.map(|rates| rates.premium(hours));
                let quantities = [
                    (C::OvertimeSeconds, Some(seconds)),
                    (C::OvertimeCost, rates.map(|rates| rates.cost(hours))),
                    (C::OvertimePremiumCost, premium),
                    // Its ordinary pay is in the cost of paid time already.
                    (C::PaidCost, premium),
                ];
                cube.add(bucket, &members, quantities);
            }
        }
        if beyond.is_some() {
            add_no_overtime(&spans, &members, buckets, cube);
        }
    }
    Ok(())
}

/// Paid time under a limit that is not passed is overtime of nothing, which is known.
fn add_no_overtime(spans: &[PaidSpan], members: &[Member], buckets: &[Bucket], cube: &mut Cube) {
    for span in spans {
        for (bucket, _) in seconds_by_bucket(buckets, span.start, span.end) {
            let nothing = [
                (C::OvertimeSeconds, Some(0.0)),
                (C::OvertimeCost, Some(0.0)),
                (C::OvertimePremiumCost, Some(0.0)),
            ];
            cube.add(bucket, members, nothing);
        }
    }
}

fn of_paid(
    (span, bucket, seconds): (&PaidSpan, Bucket, f64),
    cost_of_hour: f64,
    now: Instant,
) -> [(C, Option<f64>); 5] {
    let passed = Bucket {
        start: span.start.max(bucket.start),
        end: span.end.min(bucket.end).min(now),
    };
    let passed = passed.seconds().max(0.0);
    let of = |shrinkage: Shrinkage, seconds: f64| {
        Some(if span.shrinkage == shrinkage {
            seconds
        } else {
            0.0
        })
    };
    [
        (C::PaidSeconds, Some(seconds)),
        (C::PaidSecondsUpToNow, Some(passed)),
        (C::PlannedShrinkageSeconds, of(Shrinkage::Planned, seconds)),
        (
            C::UnplannedShrinkageSeconds,
            of(Shrinkage::Unplanned, passed),
        ),
        (C::PaidCost, Some(seconds / 3_600.0 * cost_of_hour)),
    ]
}

fn touches(span: &PaidSpan, buckets: &[Bucket]) -> bool {
    seconds_by_bucket(buckets, span.start, span.end)
        .next()
        .is_some()
}

fn cost_of_hour(
    ground: &UnitGround,
    agent: &Agent,
    span: &PaidSpan,
    buckets: &[Bucket],
    cube: &Cube,
) -> Result<f64, Failure> {
    if cube.wants(&[C::PaidCost]) && touches(span, buckets) {
        let costs = &ground.costs;
        costs.hour_of(&ground.unit.id, agent.into(), span.date)
    } else {
        Ok(0.0)
    }
}

/// The rates of a stretch of overtime, where money is asked for.
fn overtime_rates(
    ground: &UnitGround,
    agent: &Agent,
    span: &PaidSpan,
    buckets: &[Bucket],
    cube: &Cube,
) -> Result<Option<OvertimeRates>, Failure> {
    let wanted = cube.wants(&[C::PaidCost, C::OvertimeCost, C::OvertimePremiumCost]);
    (wanted && touches(span, buckets))
        .then(|| OvertimeRates::of(ground, agent, span.date))
        .transpose()
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};

    use super::*;
    use crate::adherence::Definition;

    fn at(text: &str) -> Instant {
        serde_json::from_value(serde_json::json!(text)).unwrap()
    }

    #[test]
    fn days_are_looked_at_as_a_whole_however_they_are_cut() {
        let local = LocalTime {
            zone: chrono_tz::Europe::Berlin,
            interval_minutes: 30,
            first_day_of_week: Weekday::Mon,
        };
        // Ten in the evening of the first of June to two in the morning of the second.
        let bucket = Bucket {
            start: at("2026-06-01T20:00:00Z"),
            end: at("2026-06-02T00:00:00Z"),
        };
        let pieces = pieces_of_days(&[bucket], local).unwrap();
        let told: Vec<(u32, i64, bool)> = pieces
            .iter()
            .map(|piece| {
                let hours = piece.window.seconds() / 3_600;
                (piece.day.day(), hours, piece.bucket.is_some())
            })
            .collect();
        assert_eq!(
            told,
            [(1, 22, false), (1, 2, true), (2, 2, true), (2, 22, false)]
        );
        let tally = Tally {
            shift: 3_600,
            expected: 3_600,
            scheduled_on_queue: 3_600,
            unknown: 3_600,
            ..Tally::default()
        };
        let profile = Profile::from(Definition::GenesysCloud);
        let of = |is_known: bool, wanted: C| {
            let quantities = of_tally(&tally, is_known, &profile);
            let found = quantities
                .iter()
                .find(|(component, _)| *component == wanted);
            found.unwrap().1
        };
        assert_eq!(of(true, C::AdherentSeconds), Some(0.0));
        assert_eq!(of(false, C::AdherentSeconds), None);
        assert_eq!(of(false, C::AdherenceScheduleSeconds), None);
        assert_eq!(of(false, C::UnplannedShrinkageSeconds), None);
        // What was planned is known all the same.
        assert_eq!(of(false, C::ScheduledOnQueueSeconds), Some(3_600.0));
    }
}
