//! Sessions of a group: all at one time.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{Coverage, Harm};
use super::places::Place;
use super::plan::{GroupSettings, OptimizationObjective};
use super::single::{Attendee, Found};
use crate::db::Instant;

/// Makes session after session, each at the time at which the most can come, and among those where it harms least, until
/// too few are left for another. Sessions do not overlap.
pub(super) fn place_together(
    attendees: &[Attendee],
    minutes: u32,
    (objective, settings): (OptimizationObjective, GroupSettings),
    coverage: &mut Coverage<'_>,
) -> (Vec<Found>, Vec<(String, &'static str)>) {
    let mut by_time: BTreeMap<Instant, Vec<(usize, Place)>> = BTreeMap::new();
    for (position, attendee) in attendees.iter().enumerate() {
        for place in &attendee.places {
            let at = by_time.entry(place.start_at).or_default();
            at.push((position, *place));
        }
    }
    let least = settings.minimum_attendees as usize;
    let most = settings
        .maximum_attendees
        .map_or(usize::MAX, |most| most as usize);
    let mut waiting: BTreeSet<usize> = (0..attendees.len()).collect();
    let mut found = Vec::new();
    let mut held: Vec<Instant> = Vec::new();
    loop {
        let mut best: Option<(Vec<Found>, Harm)> = None;
        for (at, there) in &by_time {
            // Whoever holds one session cannot hold another meanwhile.
            if held.iter().any(|other| overlap(*at, *other, minutes)) {
                continue;
            }
            let there: Vec<(usize, Place)> = there
                .iter()
                .filter(|(position, _)| waiting.contains(position))
                .copied()
                .collect();
            if there.len() < least {
                continue;
            }
            let session = session(attendees, &there, (minutes, most, objective), coverage);
            let harm = sum(&session);
            let is_better = best.as_ref().is_none_or(|(kept, known)| {
                session.len() > kept.len()
                    || session.len() == kept.len() && harm.is_less_than(*known)
            });
            if session.len() >= least && is_better {
                best = Some((session, harm));
            }
        }
        let Some((session, _)) = best else { break };
        held.extend(session.first().map(|one| one.place.start_at));
        for one in session {
            let position = attendees.iter().position(|a| a.agent_id == one.agent_id);
            let Some(position) = position else { continue };
            waiting.remove(&position);
            let groups = &attendees[position].groups;
            coverage.take(groups, one.place.start_at, minutes);
            found.push(one);
        }
    }
    let without = waiting.into_iter().map(|position| {
        let attendee = &attendees[position];
        let why = if attendee.places.is_empty() {
            "no-place"
        } else {
            "no-common-time"
        };
        (attendee.agent_id.clone(), why)
    });
    (found, without.collect())
}

/// Who comes to a session at one time: up to `most`, and where service matters more, nobody who would be missed.
fn session(
    attendees: &[Attendee],
    there: &[(usize, Place)],
    (minutes, most, objective): (u32, usize, OptimizationObjective),
    coverage: &Coverage<'_>,
) -> Vec<Found> {
    let mut tried = coverage.clone();
    let mut session = Vec::new();
    for (position, place) in there {
        if session.len() == most {
            break;
        }
        let attendee = &attendees[*position];
        let harm = tried.harm(&attendee.groups, place.start_at, minutes);
        if objective == OptimizationObjective::FavorServiceGoals && !harm.is_none() {
            continue;
        }
        let harm = tried.take(&attendee.groups, place.start_at, minutes);
        session.push(Found {
            agent_id: attendee.agent_id.clone(),
            place: *place,
            harm,
        });
    }
    session
}

fn overlap(one: Instant, other: Instant, minutes: u32) -> bool {
    let minutes = i64::from(minutes);
    one < other.plus_minutes(minutes) && other < one.plus_minutes(minutes)
}

fn sum(session: &[Found]) -> Harm {
    let start = Harm::default();
    session.iter().fold(start, |sum, one| Harm {
        short_hours: sum.short_hours + one.harm.short_hours,
        spare_hours: sum.spare_hours + one.harm.spare_hours,
    })
}
