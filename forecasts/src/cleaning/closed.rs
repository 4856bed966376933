//! Days and intervals without an observation where the opening hours of the weeks around have some.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::finding::{Confidence, Finding, FindingKind, SlotRange};
use super::usual::Frame;
use crate::calendar::{Calendar, SpecialDayKind};
use crate::grid::SlotsPerDay;

/// Days of the same weekday looked at on each side.
const WEEKS_EACH_SIDE: usize = 4;
/// Observed days of the same weekday are looked for so far away.
const REACH_WEEKS: usize = 8;

/// Closed days, and runs of missing intervals inside open ones.
///
/// Opening hours are those of the same weekday in the weeks around the day, not of the whole history
/// ([`crate::grid::SlotMask`] tells the latest ones): a slot is open if at least half of the nearest four observed
/// days before and after have it, and some on either side. So hours that changed once make no findings. Days of
/// rest, their eves and make-up workdays may be shorter. The history begins and ends within a day: what its first day
/// lacks before its first value and its last day after its last one is not missing.
pub(super) fn closed_and_missing(
    frame: &Frame<'_>,
    slots: SlotsPerDay,
    calendar: &Calendar,
    absent: &BTreeSet<(NaiveDate, usize)>,
) -> Vec<Finding> {
    let observed: Vec<bool> = frame
        .rows
        .iter()
        .map(|row| row.iter().any(Option::is_some))
        .collect();
    let (Some(first), Some(last)) = (
        observed.iter().position(|seen| *seen),
        observed.iter().rposition(|seen| *seen),
    ) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for day in first..=last {
        if !observed[day] {
            if usually_open(&observed, day, first, last) {
                found.push(closed(frame.dates[day], slots, calendar));
            }
            continue;
        }
        if !frame.kinds[day].is_ordinary() {
            continue;
        }
        let open = open_slots(frame, &observed, day, slots.get());
        let row = frame.rows[day];
        let edge = |at: Option<usize>, otherwise: usize| at.unwrap_or(otherwise);
        let from = if day == first {
            edge(row.iter().position(Option::is_some), 0)
        } else {
            0
        };
        let to = if day == last {
            edge(row.iter().rposition(Option::is_some), row.len())
        } else {
            row.len()
        };
        let lost = |slot: usize| {
            open[slot] && row[slot].is_none() && !absent.contains(&(frame.dates[day], slot))
        };
        for range in runs(from..to, lost) {
            found.push(missing(frame.dates[day], range, slots));
        }
    }
    found
}

/// The longest stretches of `slots` for which `holds`.
pub(super) fn runs(slots: std::ops::Range<usize>, holds: impl Fn(usize) -> bool) -> Vec<SlotRange> {
    let mut found: Vec<SlotRange> = Vec::new();
    for slot in slots.filter(|slot| holds(*slot)) {
        match found.last_mut() {
            Some(run) if run.end == slot => run.end = slot + 1,
            _ => found.push(SlotRange {
                first: slot,
                end: slot + 1,
            }),
        }
    }
    found
}

/// Whether at least half of the same weekdays of four weeks before and after were open, and some on either side
/// that the history reaches.
fn usually_open(observed: &[bool], day: usize, first: usize, last: usize) -> bool {
    let side = |days: Vec<usize>| {
        let within = days.into_iter().filter(|d| (first..=last).contains(d));
        within.fold((0, 0), |(open, all), d| {
            (open + usize::from(observed[d]), all + 1)
        })
    };
    let weeks = 1..=WEEKS_EACH_SIDE;
    let before = side(
        weeks
            .clone()
            .filter_map(|w| day.checked_sub(7 * w))
            .collect(),
    );
    let after = side(weeks.map(|w| day + 7 * w).collect());
    let some = |(open, all): (usize, usize)| open > 0 || all == 0;
    let (open, all) = (before.0 + after.0, before.1 + after.1);
    open > 0 && some(before) && some(after) && 2 * open >= all
}

fn open_slots(frame: &Frame<'_>, observed: &[bool], day: usize, slots: usize) -> Vec<bool> {
    let usable =
        |d: &usize| observed.get(*d).is_some_and(|seen| *seen) && frame.kinds[*d].is_ordinary();
    let weeks = 1..=REACH_WEEKS;
    let before = weeks.clone().filter_map(|w| day.checked_sub(7 * w));
    let before: Vec<usize> = before.filter(usable).take(WEEKS_EACH_SIDE).collect();
    let after = weeks.map(|w| day + 7 * w);
    let after: Vec<usize> = after.filter(usable).take(WEEKS_EACH_SIDE).collect();
    let all = before.len() + after.len();
    (0..slots)
        .map(|slot| {
            let have = |days: &[usize]| {
                days.iter()
                    .filter(|d| frame.rows[**d][slot].is_some())
                    .count()
            };
            let (earlier, later) = (have(&before), have(&after));
            let some = |count: usize, days: &[usize]| count > 0 || days.is_empty();
            all > 0 && 2 * (earlier + later) >= all && some(earlier, &before) && some(later, &after)
        })
        .collect()
}

fn closed(date: NaiveDate, slots: SlotsPerDay, calendar: &Calendar) -> Finding {
    let holiday = calendar
        .on(date)
        .iter()
        .find(|day| {
            matches!(
                day.kind,
                SpecialDayKind::PublicHoliday | SpecialDayKind::UnplannedClosure
            )
        })
        .map(|day| day.name.clone());
    let weekday = date.format("%A");
    let (confidence, reason) = match &holiday {
        Some(name) => (
            Confidence::Strong,
            format!("nothing was observed on {date}, a {weekday}: {name}; nothing to repair"),
        ),
        None => (
            Confidence::Likely,
            format!(
                "nothing was observed on {date}, though a {weekday} is usually open and the calendar names no holiday; \
                 enter the closure in the calendar, or import the day if its file is missing"
            ),
        ),
    };
    let range = SlotRange {
        first: 0,
        end: slots.get(),
    };
    Finding::new(
        FindingKind::ClosedDay { holiday },
        date,
        range,
        confidence,
        reason,
    )
}

fn missing(date: NaiveDate, range: SlotRange, slots: SlotsPerDay) -> Finding {
    let reason = format!(
        "no value from {} on {date}, though a {} is usually open then; the proposed values are the usual profile at the \
         level of the rest of the day, left empty where nothing is known; refuse it if the centre was closed",
        range.clock(slots),
        date.format("%A")
    );
    Finding::new(
        FindingKind::Missing,
        date,
        range,
        Confidence::Likely,
        reason,
    )
}
