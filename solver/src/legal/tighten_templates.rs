use super::breaks::rests_due;
use super::tighten::Tightened;
use crate::problem::{ActivityTemplate, ShiftTemplate, WorkPlan};

/// Whether a shift of the plan can end in the day after it began.
pub fn any_runs_past_midnight(plan: &WorkPlan) -> bool {
    let mut fixed = plan.shifts.iter().flat_map(ShiftTemplate::with_each_gap);
    fixed.any(|shift| {
        let present = shift
            .maximum_paid_minutes
            .saturating_add(unpaid_minutes(&shift));
        shift.latest_start_minutes.saturating_add(present) > 1440
    })
}

fn unpaid_minutes(shift: &ShiftTemplate) -> u32 {
    let unpaid = shift.activities.iter().filter(|activity| !activity.paid);
    unpaid.map(|activity| activity.length_minutes).sum()
}

/// Lowers the longest paid time of every shift to the longest that is allowed, all shorter ones allowed too. A shift
/// whose shortest is not is left, with the remedy.
fn shorten(
    tightened: &mut Tightened,
    cite: &str,
    allowed: impl Fn(&ShiftTemplate, u32) -> bool,
    remedy: impl Fn(&str) -> String,
) {
    for place in 0..tightened.plan.shifts.len() {
        let shift = &mut tightened.plan.shifts[place];
        let step = shift.paid_increment_minutes.max(1) as usize;
        let lengths = (shift.minimum_paid_minutes..=shift.maximum_paid_minutes).step_by(step);
        let Some(longest) = lengths.take_while(|&paid| allowed(shift, paid)).last() else {
            let remedy = remedy(&shift.id);
            tightened.leave(cite, remedy);
            continue;
        };
        let is_longer = (longest + 1..=shift.maximum_paid_minutes).any(|paid| {
            (paid - shift.minimum_paid_minutes).is_multiple_of(shift.paid_increment_minutes.max(1))
        });
        if is_longer {
            let from = std::mem::replace(&mut shift.maximum_paid_minutes, longest);
            let field = format!("shifts[{}].maximumPaidMinutes", shift.id);
            tightened.change(field, Some(from), longest, cite);
        }
    }
}

/// Shifts are present for so long at most.
pub fn present_at_most(tightened: &mut Tightened, most: u32, cite: &str) {
    for place in 0..tightened.plan.shifts.len() {
        let shift = &mut tightened.plan.shifts[place];
        let id = shift.id.clone();
        for activity in &mut shift.activities {
            let Some(split) = &mut activity.split else {
                continue;
            };
            if split
                .maximum_spread_minutes
                .is_none_or(|spread| spread > most)
            {
                let field = format!(
                    "shifts[{id}].activities[{}].split.maximumSpreadMinutes",
                    activity.id
                );
                let from = split.maximum_spread_minutes.replace(most);
                tightened.change(field, from, most, cite);
                break;
            }
        }
    }
    shorten(
        tightened,
        cite,
        |shift, paid| paid + unpaid_minutes(shift) <= most,
        |id| format!("shift {id:?} is always present for more than {most} minutes; shorten it"),
    );
}

/// Shifts without a meal or break are so long at most.
pub fn break_beyond(tightened: &mut Tightened, worked: u32, cite: &str) {
    shorten(
        tightened,
        cite,
        |shift, paid| paid <= worked || !shift.activities.is_empty(),
        |id| format!("shift {id:?} is longer than {worked} minutes without a break; add one"),
    );
}

/// The meals of a shift that are long enough, in order.
fn meals(shift: &ShiftTemplate, least: u32) -> Vec<usize> {
    let is_meal = |activity: &ActivityTemplate| !activity.paid && activity.length_minutes >= least;
    let all = shift.activities.iter().enumerate();
    all.filter(|(_, activity)| is_meal(activity))
        .map(|(place, _)| place)
        .collect()
}

/// Meals begin in time, and shifts without the meal are no longer than `without`.
pub fn meal_period(
    tightened: &mut Tightened,
    which: usize,
    worked: u32,
    least: u32,
    without: u32,
    cite: &str,
) {
    shorten(
        tightened,
        cite,
        |shift, paid| paid <= without || meals(shift, least).len() >= which,
        |id| {
            format!(
                "shift {id:?} is longer than {without} minutes with fewer than {which} meals; add a meal of {least} minutes"
            )
        },
    );
    for place in 0..tightened.plan.shifts.len() {
        let shift = &mut tightened.plan.shifts[place];
        let Some(&meal) = meals(shift, least).get(which - 1) else {
            continue;
        };
        // The window counts from the shift's start: unpaid time before the meal is no work.
        let unpaid_before: u32 = shift.activities[..meal]
            .iter()
            .filter(|activity| !activity.paid)
            .map(|activity| activity.length_minutes)
            .sum();
        let latest = worked + unpaid_before;
        let id = shift.id.clone();
        let activity = &mut shift.activities[meal];
        if shift.maximum_paid_minutes <= worked || activity.latest_start_minutes <= latest {
            continue;
        }
        if activity.earliest_start_minutes > latest {
            let remedy = format!(
                "meal {:?} of shift {id:?} begins after {latest} minutes at the earliest; bring it forward",
                activity.id
            );
            tightened.leave(cite, remedy);
            continue;
        }
        let field = format!(
            "shifts[{id}].activities[{}].latestStartMinutes",
            activity.id
        );
        let from = std::mem::replace(&mut activity.latest_start_minutes, latest);
        tightened.change(field, Some(from), latest, cite);
    }
}

/// Shifts are no longer than their paid rests allow.
pub fn rest_periods(tightened: &mut Tightened, least: u32, per: u32, from: u32, cite: &str) {
    let given = |shift: &ShiftTemplate| {
        let rests = shift.activities.iter();
        rests
            .filter(|activity| activity.paid && activity.length_minutes >= least)
            .count()
    };
    shorten(
        tightened,
        cite,
        |shift, paid| rests_due(paid, per, from) as usize <= given(shift),
        |id| {
            format!(
                "shift {id:?} has too few paid rests for its length; add rests of {least} minutes"
            )
        },
    );
}
