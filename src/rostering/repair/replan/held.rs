//! What must stay.

use std::collections::{BTreeMap, BTreeSet};

use crewcast_solver::problem::{Day, SlotRange};
use crewcast_solver::repair::Locks;

use super::asked::Replan;
use super::stated::{Given, is_hidden};
use crate::db::Instant;
use crate::organisation::{ActivityCategory, Slots};
use crate::schedules::Shift;

/// Locks whatever may not change, and bars time outside the window.
pub(super) fn hold(asked: &Replan<'_>, given: &mut Given) -> Locks {
    let mut locks = Locks::default();
    let slots = Slots::new(asked.rules.grid(), given.stated.problem.slot_minutes);
    let days = given.stated.problem.days.clone();
    let window = (
        slots.around(asked.window.0).1,
        slots.around(asked.window.1).0,
    );
    let within = |day: &Day| {
        let (first, end) = (signed(day.first_slot), signed(day.end_slot()));
        (
            first < window.1 && end > window.0,
            first >= window.0 && end <= window.1,
        )
    };
    for (index, day) in days.iter().enumerate() {
        if !within(day).0 {
            locks.days.push(index);
        }
    }
    for position in 0..given.stated.problem.agents.len() {
        let id = given.stated.problem.agents[position].id.clone();
        if !asked.agents.contains(&id) {
            locks.agents.push(position);
            continue;
        }
        if asked.keeps.shift_start_times {
            locks.starts.push(position);
        }
        if asked.keeps.daily_paid_time {
            locks.daily_paid.push(position);
        }
        for (index, day) in days.iter().enumerate() {
            let (touches, whole) = within(day);
            let stays = given
                .behind
                .get(&(position, index))
                .is_some_and(|shift| stays(asked, given, (position, index), shift));
            if stays {
                locks.agent_days.push((position, index));
            } else if touches && !whole {
                bar(given, position, day, window);
            }
        }
    }
    if asked.keeps.weekly_paid_time {
        keep_weekly_paid(given, &locks);
    }
    locks
}

fn signed(slot: usize) -> i64 {
    i64::try_from(slot).unwrap_or(i64::MAX)
}

/// Whether a shift may not change, its day being one that may.
fn stays(
    asked: &Replan<'_>,
    given: &Given,
    (position, day): (usize, usize),
    shift: &Shift,
) -> bool {
    let (from, to): (Instant, Instant) = asked.window;
    let outside = shift.start_at < from || shift.end_at() > to && shift.start_at >= to;
    let by_hand = asked.keeps.manually_edited_shifts && shift.manually_edited;
    let line = given.lines.get(position);
    let told = line.and_then(|line| line.shifts.iter().find(|told| told.day == day));
    let mut activities = shift.activities.iter();
    let has_hidden = told.is_some_and(|told| activities.any(|activity| is_hidden(activity, told)));
    let has_others = asked.activity_codes.is_some_and(|codes| {
        shift.activities.iter().any(|activity| {
            activity.category != ActivityCategory::OnQueueWork
                && !codes.contains(&activity.activity_code_id)
        })
    });
    outside || by_hand || has_hidden || has_others
}

/// On a day that only partly lies in the window no shift may stand in the other part, but one from the day before.
fn bar(given: &mut Given, position: usize, day: &Day, (from, to): (i64, i64)) {
    let before = given.lines.get(position).map_or(0, |line| {
        let earlier = line
            .shifts
            .iter()
            .filter(|shift| shift.start_slot < day.first_slot);
        earlier.map(|shift| shift.end_slot).max().unwrap_or(0)
    });
    let slot = |slot: i64| usize::try_from(slot.max(0)).unwrap_or(0);
    let begin = SlotRange {
        start: day.first_slot.max(before),
        end: slot(from).min(day.end_slot()),
    };
    let rest = SlotRange {
        start: slot(to).max(day.first_slot),
        end: day.end_slot(),
    };
    let agent = &mut given.stated.problem.agents[position];
    for range in [begin, rest] {
        if range.start < range.end {
            agent.unavailable.push(range);
        }
    }
}

/// Gives agents who may change a work plan with exactly the paid time they have; weeks with less are filled up by
/// absence.
fn keep_weekly_paid(given: &mut Given, locks: &Locks) {
    let problem = &mut given.stated.problem;
    let weeks = problem.days.last().map_or(0, |day| day.week + 1);
    let fixed: BTreeSet<usize> = locks.agents.iter().copied().collect();
    let mut exact: BTreeMap<(usize, u32), usize> = BTreeMap::new();
    for position in 0..problem.agents.len() {
        if fixed.contains(&position) {
            continue;
        }
        let mut paid = vec![0_u32; weeks];
        for shift in given
            .lines
            .get(position)
            .into_iter()
            .flat_map(|l| &l.shifts)
        {
            let week = problem.days.get(shift.day).map_or(0, |day| day.week);
            let slots = u32::try_from(shift.paid_slots()).unwrap_or(0);
            if let Some(minutes) = paid.get_mut(week) {
                *minutes += slots * problem.slot_minutes;
            }
        }
        let most = paid.iter().copied().max().unwrap_or(0);
        let plan = problem.agents[position].plan;
        let kept = *exact.entry((plan, most)).or_insert_with(|| {
            let mut same = problem.plans[plan].clone();
            same.id = format!("{} at {most} paid minutes", same.id);
            same.minimum_paid_minutes_per_week = most;
            same.maximum_paid_minutes_per_week = most;
            // The period's paid time follows from the weeks'.
            same.rules.minimum_paid_minutes_in_period = None;
            same.rules.maximum_paid_minutes_in_period = None;
            problem.plans.push(same);
            let names = given.stated.shift_names[plan].clone();
            given.stated.shift_names.push(names);
            given.stated.laws.push(given.stated.laws[plan].clone());
            problem.plans.len() - 1
        });
        let agent = &mut problem.agents[position];
        agent.plan = kept;
        agent.paid_absence_minutes = paid.iter().map(|paid| most - paid).collect();
    }
}
