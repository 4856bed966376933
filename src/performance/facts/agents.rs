//! Agents: published shifts and reported states.

use std::collections::BTreeMap;

use super::paid_time::{PaidSpan, Shrinkage, overtime, paid_spans};
use crate::adherence::{Profile, Tally, Window, tallies_of_windows};
use crate::cost_rates::CostOfAgent;
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{Agent, midnight};
use crate::performance::component::Component as C;
use crate::performance::cube::Cube;
use crate::performance::dimension::Member;
use crate::performance::ground::UnitGround;
use crate::performance::request::Checked;
use crate::performance::time_buckets::{Bucket, seconds_by_bucket};
use crate::schedules::{Shift, published_shifts};
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
    let windows: Vec<Window> = buckets
        .iter()
        .map(|bucket| Window {
            start: bucket.start,
            end: bucket.end,
        })
        .collect();
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let tallies = tallies_of_windows(conn, scope, &ids, &windows, profile)?;
    for agent in agents {
        let members = ground.place_of_agent(agent).members(&checked.group_by);
        let own = tallies.get(&agent.id).into_iter().flatten();
        for (bucket, tally) in buckets.iter().zip(own) {
            // Neither planned nor heard of: nothing to tell.
            if tally.known > 0 || tally.shift > 0 {
                cube.add(*bucket, &members, of_tally(tally, profile));
            }
        }
    }
    Ok(())
}

/// What a tally adds up to. Unknown time counts as the definition counts it.
fn of_tally(tally: &Tally, profile: &Profile) -> [(C, Option<f64>); 10] {
    let definition = profile.definition;
    let seconds = |seconds: i64| Some(seconds as f64);
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
            seconds(tally.scheduled_on_queue),
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
    // Overtime is counted from the beginning of the week in which a shift starts, which may be the day before.
    let date = ground.local.date(first.start);
    let week = ground.local.week_start(date.pred_opt().unwrap_or(date));
    let from = midnight(week, ground.local.zone).unwrap_or(first.start);
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let shifts = published_shifts(conn, scope, &ids, from, last.end)?;
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
        let plan = agent.work_plan_id.as_deref();
        let limit = plan.and_then(|plan| ground.weekly_limits.get(plan));
        let beyond = limit.map_or_else(Vec::new, |most| overtime(&spans, *most));
        for span in &spans {
            let cost = cost_of_hour(ground, agent, span, buckets, cube)?;
            for (bucket, seconds) in seconds_by_bucket(buckets, span.start, span.end) {
                let part = (span, bucket, seconds);
                cube.add(bucket, &members, of_paid(part, cost, scope.now));
            }
        }
        for span in &beyond {
            let (hour, multiplier) = cost_of_overtime(ground, agent, span, buckets, cube)?;
            for (bucket, seconds) in seconds_by_bucket(buckets, span.start, span.end) {
                let pay = seconds / 3_600.0 * hour;
                let premium = pay * (multiplier - 1.0);
                let quantities = [
                    (C::OvertimeSeconds, Some(seconds)),
                    (C::OvertimeCost, Some(pay * multiplier)),
                    (C::OvertimePremiumCost, Some(premium)),
                    // Its ordinary pay is in the cost of paid time already.
                    (C::PaidCost, Some(premium)),
                ];
                cube.add(bucket, &members, quantities);
            }
        }
        if limit.is_some() {
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

fn of_agent(agent: &Agent) -> CostOfAgent<'_> {
    CostOfAgent {
        id: &agent.id,
        name: &agent.name,
        work_plan_id: agent.work_plan_id.as_deref(),
    }
}

fn cost_of_hour(
    ground: &UnitGround,
    agent: &Agent,
    span: &PaidSpan,
    buckets: &[Bucket],
    cube: &Cube,
) -> Result<f64, Failure> {
    if cube.wants(&[C::PaidCost]) && touches(span, buckets) {
        ground
            .costs
            .hour_of(&ground.unit.id, of_agent(agent), span.date)
    } else {
        Ok(0.0)
    }
}

fn cost_of_overtime(
    ground: &UnitGround,
    agent: &Agent,
    span: &PaidSpan,
    buckets: &[Bucket],
    cube: &Cube,
) -> Result<(f64, f64), Failure> {
    if !cube.wants(&[C::PaidCost, C::OvertimeCost, C::OvertimePremiumCost])
        || !touches(span, buckets)
    {
        return Ok((0.0, 1.0));
    }
    let (unit, whose) = (&ground.unit.id, of_agent(agent));
    Ok((
        ground.costs.hour_of(unit, whose, span.date)?,
        ground
            .costs
            .overtime_multiplier_of(unit, whose, span.date)?,
    ))
}
