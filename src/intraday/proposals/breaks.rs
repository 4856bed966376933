//! Breaks and meals at other times.

use std::collections::BTreeSet;

use super::package::{Candidate, Chosen, choose};
use super::{ActionKind, ActivityChange, Ground, Hours, Proposal};
use crate::db::Instant;
use crate::failure::Failure;
use crate::organisation::ActivityCategory;
use crate::schedules::{Shift, ShiftActivity};

/// Activities are tried at multiples of so many minutes from where they stand …
const STEP_MINUTES: i64 = 15;

/// … and no further away.
const FARTHEST_MINUTES: i64 = 240;

pub(super) fn propose(ground: &Ground<'_>) -> Result<Option<Proposal>, Failure> {
    let is_rest = |one: &ShiftActivity| {
        matches!(
            one.category,
            ActivityCategory::Break | ActivityCategory::Meal
        )
    };
    let mut candidates = Vec::new();
    for (agent, shift) in ground.shifts() {
        for (position, activity) in shift.activities.iter().enumerate() {
            if is_rest(activity) {
                candidates.extend(moves(ground, agent, shift, (position, activity)));
            }
        }
    }
    let chosen = choose(ground, &candidates)?;
    Ok(of_chosen(
        ground,
        ActionKind::MoveBreaks,
        chosen,
        |count, span| format!("move {count} breaks or meals {span}"),
    ))
}

/// Every other time at which an activity that has not begun could be held in its shift.
pub(super) fn moves<'a>(
    ground: &'a Ground<'_>,
    agent: usize,
    shift: &'a Shift,
    (position, activity): (usize, &'a ShiftActivity),
) -> impl Iterator<Item = Candidate> + 'a {
    let earliest = ground.terms.earliest(ground.day);
    let length = i64::from(activity.length_minutes);
    let last = shift.end_at().plus_minutes(-length);
    let is_movable = activity.start_at >= earliest && activity.time_off_request_id.is_none();
    let steps = -FARTHEST_MINUTES / STEP_MINUTES..=FARTHEST_MINUTES / STEP_MINUTES;
    let places = steps
        .filter(move |step| is_movable && *step != 0)
        .map(|step| activity.start_at.plus_minutes(step * STEP_MINUTES))
        .filter(move |to| *to >= earliest.max(shift.start_at) && *to <= last);
    let presence = ground.day.agents.get(agent).map_or(0.0, |one| one.presence);
    places.map(move |to| {
        let freed = (activity.start_at, activity.end_at());
        let taken = (to, to.plus_minutes(length));
        let mut heads = ground.shortfall.share(freed, presence);
        heads.extend(ground.shortfall.share(taken, -presence));
        Candidate {
            agent,
            shift_id: shift.id.clone(),
            activity: position,
            start_at: activity.start_at,
            length_minutes: activity.length_minutes,
            to: Some(to),
            heads,
        }
    })
}

/// What was chosen as one proposal; none where nothing was.
pub(super) fn of_chosen(
    ground: &Ground<'_>,
    kind: ActionKind,
    chosen: Vec<Chosen>,
    words: impl Fn(usize, &str) -> String,
) -> Option<Proposal> {
    let starts = chosen.iter().map(|one| one.candidate.start_at);
    let ends = chosen.iter().map(|one| {
        let minutes = i64::from(one.candidate.length_minutes);
        one.candidate.start_at.plus_minutes(minutes)
    });
    let window = (starts.min()?, ends.max()?);
    let mut plan = ground.plan.clone();
    for one in &chosen {
        plan.replace(one.candidate.agent, &one.after);
    }
    let not_held = chosen.iter().filter(|one| one.candidate.to.is_none());
    let displaced = not_held.map(|one| f64::from(one.candidate.length_minutes) / 60.0);
    let told = |one: &Chosen| {
        let activity = one.before.activities.get(one.candidate.activity);
        ActivityChange {
            agent_id: one.before.agent_id.clone(),
            agent_name: ground.name_of(one.candidate.agent),
            activity_code_id: activity
                .map(|one| one.activity_code_id.clone())
                .unwrap_or_default(),
            from_start_date: one.candidate.start_at,
            to_start_date: one.candidate.to,
            length_minutes: one.candidate.length_minutes,
        }
    };
    Some(Proposal {
        kind,
        description: words(chosen.len(), &span(ground, window)),
        window,
        hours: Hours {
            displaced: displaced.sum(),
            ..Hours::default()
        },
        activity_changes: chosen.iter().map(told).collect(),
        agents: chosen
            .iter()
            .map(|one| one.before.agent_id.clone())
            .collect::<BTreeSet<_>>(),
        changes: chosen
            .into_iter()
            .map(|one| (one.before, one.after))
            .collect(),
        offers: Vec::new(),
        throttle: None,
        value_lost: 0.0,
        plan,
    })
}

/// A stretch of time by the business unit's clock.
pub(super) fn span(ground: &Ground<'_>, (from, to): (Instant, Instant)) -> String {
    let zone = ground.day.unit.time_zone;
    let local = |at: Instant| at.to_utc().with_timezone(&zone).format("%H:%M").to_string();
    format!("between {} and {}", local(from), local(to))
}
