//! Meetings, training and work off the queues: at other times, or not today.

use std::collections::BTreeMap;

use super::breaks::{moves, of_chosen};
use super::package::{Candidate, choose};
use super::{ActionKind, Ground, Proposal};
use crate::failure::Failure;
use crate::organisation::ActivityCategory;
use crate::schedules::{Shift, ShiftActivity};

pub(super) fn propose(ground: &Ground<'_>, kind: ActionKind) -> Result<Option<Proposal>, Failure> {
    let attendees = attendees(ground);
    let mut candidates = Vec::new();
    for (agent, shift) in ground.shifts() {
        for (position, activity) in shift.activities.iter().enumerate() {
            match kind {
                ActionKind::MoveActivities => {
                    let alone = attendees
                        .get(&session(activity))
                        .is_none_or(|count| *count < 2);
                    if is_away_from_queue(activity.category) && alone {
                        candidates.extend(moves(ground, agent, shift, (position, activity)));
                    }
                }
                _ if may_be_cancelled(ground, kind, activity) => {
                    candidates.push(cancel(ground, agent, shift, (position, activity)));
                }
                _ => {}
            }
        }
    }
    let chosen = choose(ground, &candidates)?;
    Ok(of_chosen(ground, kind, chosen, |count, span| match kind {
        ActionKind::MoveActivities => {
            format!("move {count} meetings, training or off-queue work {span}")
        }
        ActionKind::BorrowAgents => {
            format!("put {count} agents from off-queue work on the queues {span}")
        }
        _ => format!("cancel {count} meetings or training {span}"),
    }))
}

const fn is_away_from_queue(category: ActivityCategory) -> bool {
    matches!(
        category,
        ActivityCategory::Meeting | ActivityCategory::Training | ActivityCategory::OffQueueWork
    )
}

/// Not begun, and of a code that says a rush may call its agents back.
fn may_be_cancelled(ground: &Ground<'_>, kind: ActionKind, activity: &ShiftActivity) -> bool {
    let is_of_kind = match activity.category {
        ActivityCategory::Meeting | ActivityCategory::Training => {
            kind == ActionKind::CancelActivities
        }
        ActivityCategory::OffQueueWork => kind == ActionKind::BorrowAgents,
        _ => false,
    };
    let code = ground.code(&activity.activity_code_id);
    is_of_kind
        && code.is_some_and(|code| code.interruptible)
        && activity.time_off_request_id.is_none()
        && activity.start_at >= ground.terms.earliest(ground.day)
}

fn cancel(
    ground: &Ground<'_>,
    agent: usize,
    shift: &Shift,
    (position, activity): (usize, &ShiftActivity),
) -> Candidate {
    let presence = ground.day.agents.get(agent).map_or(0.0, |one| one.presence);
    let freed = (activity.start_at, activity.end_at());
    Candidate {
        agent,
        shift_id: shift.id.clone(),
        activity: position,
        start_at: activity.start_at,
        length_minutes: activity.length_minutes,
        to: None,
        heads: ground.shortfall.share(freed, presence),
    }
}

/// What makes activities of several agents one session, which is not moved for one of them.
type Session = (String, i64, u32, Option<String>);

fn session(activity: &ShiftActivity) -> Session {
    (
        activity.activity_code_id.clone(),
        activity.start_at.epoch_millis(),
        activity.length_minutes,
        activity.description.clone(),
    )
}

fn attendees(ground: &Ground<'_>) -> BTreeMap<Session, usize> {
    let mut found = BTreeMap::new();
    let shifts = ground.plan.shifts.iter().flatten();
    for activity in shifts.flat_map(|shift| &shift.activities) {
        // Off-queue work is everybody's own, even when two do it at once.
        if matches!(
            activity.category,
            ActivityCategory::Meeting | ActivityCategory::Training
        ) {
            *found.entry(session(activity)).or_default() += 1;
        }
    }
    found
}
