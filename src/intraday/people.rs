//! Who is there: shifts, states, and the probability to be at work for the rest of the day.

use std::collections::BTreeMap;

use crate::adherence::{Activity, Timeline, Window, timelines_of_agents};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::organisation::{Agent, WeekGrid, agents_of_business_unit, can_serve};
use crate::schedules::{Shift, published_shifts};
use crate::tenancy::Scope;

use super::group::GroupOfDay;

/// Whoever should be at work and has not been for so long is taken to stay away.
const AWAY_SECONDS: i64 = 30 * 60;

/// An agent on the running day.
#[derive(Clone, Debug)]
pub(super) struct AgentOfDay {
    pub agent: Agent,
    /// Positions of the planning groups they serve.
    pub serves: Vec<usize>,
    /// Published shifts that touch the day, in order of time.
    pub shifts: Vec<Shift>,
    /// Time on queue before the present as their states say; `None` where none is known.
    pub seen: Option<Vec<(Instant, Instant)>>,
    /// The probability to be at work for what is left of their shifts.
    pub presence: f64,
}

/// Active agents of the business unit who serve a planning group, in the order of their ids.
pub(super) fn read(
    conn: &mut Conn<'_>,
    scope: &Scope,
    unit_id: &str,
    (grid, as_of): (&WeekGrid, Instant),
    groups: &[GroupOfDay],
) -> Result<Vec<AgentOfDay>, Failure> {
    let mut agents = agents_of_business_unit(conn, scope, unit_id)?;
    agents.retain(|agent| agent.active);
    agents.sort_by(|a, b| a.id.cmp(&b.id));
    let ids: Vec<String> = agents.iter().map(|agent| agent.id.clone()).collect();
    let mut shifts: BTreeMap<String, Vec<Shift>> = BTreeMap::new();
    for shift in published_shifts(conn, scope, &ids, grid.start(), grid.end())? {
        shifts
            .entry(shift.agent_id.clone())
            .or_default()
            .push(shift);
    }
    let so_far = Window {
        start: grid.start(),
        end: as_of,
    };
    let mut timelines = timelines_of_agents(conn, scope, &ids, so_far)?;
    let found = agents.into_iter().filter_map(|agent| {
        let able = groups.iter().enumerate();
        let able = able.filter(|(_, of_day)| can_serve(&agent, &of_day.group));
        let serves: Vec<usize> = able.map(|(position, _)| position).collect();
        let timeline = timelines.remove(&agent.id).unwrap_or_default();
        let at_work = share_at_work(&serves, groups);
        (!serves.is_empty()).then(|| AgentOfDay {
            shifts: shifts.remove(&agent.id).unwrap_or_default(),
            seen: seen_on_queue(&timeline, so_far),
            presence: presence(&timeline, as_of, at_work),
            serves,
            agent,
        })
    });
    Ok(found.collect())
}

/// Share of rostered time at work of one who serves these groups: their mean, weighted by their work.
fn share_at_work(serves: &[usize], groups: &[GroupOfDay]) -> f64 {
    let served = || serves.iter().filter_map(|position| groups.get(*position));
    let work: f64 = served().map(GroupOfDay::work).sum();
    let stay = |group: &GroupOfDay| group.goals.shrinkage.complement_as_f64();
    if work > 0.0 {
        served().map(|one| one.work() * stay(one)).sum::<f64>() / work
    } else {
        served().map(stay).sum::<f64>() / serves.len().max(1) as f64
    }
}

fn seen_on_queue(timeline: &Timeline, so_far: Window) -> Option<Vec<(Instant, Instant)>> {
    let segments = timeline.segments(so_far);
    let is_known = segments.iter().any(|one| one.actual != Activity::Unknown);
    is_known.then(|| {
        let on_queue = segments.iter();
        let on_queue = on_queue.filter(|one| one.actual == Activity::OnQueueWork);
        on_queue
            .map(|one| (one.window.start, one.window.end))
            .collect()
    })
}

/// Who is at work stays; who should be and has been away for half an hour stays away; of all others, those whose shift is
/// still to come and those of whom nothing is known, shrinkage takes its share.
fn presence(timeline: &Timeline, as_of: Instant, share_at_work: f64) -> f64 {
    let actual = timeline.actual_at(as_of);
    if actual.is_at_work() {
        return 1.0;
    }
    let since = Window {
        start: as_of.plus_seconds(-AWAY_SECONDS),
        end: as_of,
    };
    let segments = timeline.segments(since);
    let is_missed = actual != Activity::Unknown
        && segments.iter().all(|one| {
            one.expected().is_some() && !one.actual.is_at_work() && one.actual != Activity::Unknown
        });
    if is_missed && !segments.is_empty() {
        0.0
    } else {
        share_at_work
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adherence::{ScheduledSpan, StateChange};

    fn at(minutes: i64) -> Instant {
        Instant::from_epoch_millis(0).plus_minutes(minutes)
    }

    /// A shift on queue from 60 to 540 minutes, and states.
    fn day(states: &[(i64, Activity)]) -> Timeline {
        let span = ScheduledSpan {
            start: at(60),
            end: at(540),
            activity: Activity::OnQueueWork,
        };
        let change = |(minutes, activity): &(i64, Activity)| StateChange {
            at: at(*minutes),
            event_id: minutes.to_string(),
            activity: *activity,
            interacting: false,
        };
        Timeline::new(vec![span], states.iter().map(change).collect())
    }

    #[test]
    fn who_is_at_work_stays_and_who_has_been_missed_for_half_an_hour_stays_away() {
        let here = day(&[(0, Activity::Unscheduled), (62, Activity::OnQueueWork)]);
        assert_eq!(presence(&here, at(120), 0.8), 1.0);
        let on_break = day(&[(62, Activity::OnQueueWork), (110, Activity::Break)]);
        assert_eq!(presence(&on_break, at(120), 0.8), 1.0);
        let missing = day(&[(0, Activity::Unscheduled)]);
        assert_eq!(presence(&missing, at(91), 0.8), 0.0);
        assert_eq!(presence(&missing, at(75), 0.8), 0.8, "perhaps only late");
    }

    #[test]
    fn of_a_shift_to_come_and_of_an_unknown_state_shrinkage_takes_its_share() {
        assert_eq!(
            presence(&day(&[(0, Activity::Unscheduled)]), at(30), 0.8),
            0.8
        );
        assert_eq!(presence(&day(&[]), at(120), 0.8), 0.8);
    }

    #[test]
    fn time_on_queue_is_what_states_say_and_nothing_where_there_are_none() {
        let window = Window {
            start: at(0),
            end: at(120),
        };
        assert_eq!(seen_on_queue(&day(&[]), window), None);
        let lived = day(&[(65, Activity::OnQueueWork), (100, Activity::Break)]);
        assert_eq!(seen_on_queue(&lived, window), Some(vec![(at(65), at(100))]));
    }
}
