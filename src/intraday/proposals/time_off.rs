//! Voluntary time off where heads are to spare.

use std::collections::BTreeSet;

use super::offers::{Asked, Asking};
use super::{Ground, Proposal};
use crate::db::Instant;
use crate::intraday::plan::on_queue;
use crate::offers::OfferKind;
use crate::organisation::ActivityCategory;
use crate::schedules::Shift;

/// A stretch is worth offering from so long on, and is cut after so long.
const SHORTEST_MINUTES: u32 = 60;
const LONGEST_MINUTES: u32 = 240;

pub(super) fn propose(ground: &Ground<'_>) -> Option<Proposal> {
    let code = time_off_code(ground)?;
    let (stretch, spare) = idle_stretch(ground)?;
    // So many that nobody is missed even if all accept.
    let places = (spare.floor() as usize).min(ground.terms.most_changes);
    let mut shortfall = ground.shortfall.clone();
    let already: BTreeSet<usize> = ground.plan.asked.iter().map(|one| one.agent).collect();
    let asking = Asking {
        kind: OfferKind::VoluntaryTimeOff,
        activity_code_id: code,
        stretch,
    };
    let mut asked = Asked::nobody(ground, asking);
    for (agent, shift) in ground.shifts() {
        if asked.count() == places {
            break;
        }
        let is_whole = shift.start_at <= stretch.0 && shift.end_at() >= stretch.1;
        let of_day = ground.day.agents.get(agent);
        let Some(of_day) = of_day.filter(|_| is_whole && !already.contains(&agent)) else {
            continue;
        };
        let away: Vec<_> = on_queue(std::slice::from_ref(shift), stretch.0, stretch.1)
            .into_iter()
            .flat_map(|part| shortfall.share(part, -of_day.presence))
            .collect();
        if shortfall.gain(agent, &away) < 0.0 {
            continue;
        }
        shortfall.apply(agent, &away);
        asked.ask((agent, of_day), paid_minutes(shift, stretch));
    }
    asked.proposal()
}

/// Paid minutes of a shift in a stretch: who gives up an unpaid meal saves nobody its time.
fn paid_minutes(shift: &Shift, (from, to): (Instant, Instant)) -> f64 {
    let paid = shift.activities.iter().filter(|one| one.paid);
    let millis = paid.map(|one| {
        let (start, end) = (one.start_at.max(from), one.end_at().min(to));
        (end.epoch_millis() - start.epoch_millis()).max(0)
    });
    millis.sum::<i64>() as f64 / 60_000.0
}

/// The code asked for, else the first active one that agents may choose as time off.
fn time_off_code(ground: &Ground<'_>) -> Option<String> {
    let chosen = ground.terms.time_off_code.clone();
    chosen.or_else(|| {
        let mut codes = ground.codes.iter();
        let fitting = codes.find(|code| {
            let is_time_off = code.category == ActivityCategory::TimeOff;
            code.active && is_time_off && code.agent_time_off_selectable
        });
        fitting.map(|code| code.id.clone())
    })
}

/// The longest stretch in which at least one head is to spare, and how many are throughout.
fn idle_stretch(ground: &Ground<'_>) -> Option<((Instant, Instant), f64)> {
    let grid = &ground.day.grid;
    let earliest = ground.terms.earliest(ground.day);
    let most = (LONGEST_MINUTES / grid.interval_minutes()) as usize;
    let mut best: Option<(usize, usize, f64)> = None;
    let mut run: Option<(usize, f64)> = None;
    for index in 0..=grid.intervals() {
        let spare = ground
            .shortfall
            .spare(index.min(grid.intervals().saturating_sub(1)));
        let counts =
            index < grid.intervals() && grid.interval_start(index) > earliest && spare >= 1.0;
        run = match (run, counts) {
            (Some((first, least)), true) if index - first < most => Some((first, least.min(spare))),
            (Some((first, least)), _) => {
                if best.is_none_or(|(from, to, _)| index - first > to - from) {
                    best = Some((first, index, least));
                }
                counts.then_some((index, spare))
            }
            (None, true) => Some((index, spare)),
            (None, false) => None,
        };
    }
    let (first, end, least) = best?;
    let minutes = (end - first) * grid.interval_minutes() as usize;
    let stretch = (grid.interval_start(first), grid.interval_start(end));
    (minutes >= SHORTEST_MINUTES as usize).then_some((stretch, least))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intraday::swap::tests::{at, shift};
    use ActivityCategory::{Meal, OnQueueWork};

    #[test]
    fn an_unpaid_meal_saves_nothing() {
        let day = shift(&[(OnQueueWork, 120), (Meal, 30), (OnQueueWork, 120)]);
        assert_eq!(paid_minutes(&day, (at(60), at(180))), 90.0);
        assert_eq!(paid_minutes(&day, (at(120), at(150))), 0.0);
    }
}
