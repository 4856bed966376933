//! The examination of one queue's history.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::closed::closed_and_missing;
use super::day_kind::DayKind;
use super::dispersion::Dispersion;
use super::finding::{Finding, FindingKind, Findings, Series};
use super::usual::{Frame, UsualDay};
use super::{aht_units, censored, doubled, handled, impossible_aht, outage, spike};
use crate::calendar::Calendar;
use crate::grid::{DaySlots, SlotsPerDay};

/// Why a history could not be examined.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CleaningError {
    /// The matrices speak of different days or grids.
    #[error(
        "{series:?} starts on {first_date} with {days} days of {slots_per_day}, offered on {offered_first_date} with \
         {offered_days} days of {offered_slots_per_day}; give all for the same days and interval length"
    )]
    Misaligned {
        /// The matrix that differs.
        series: Series,
        /// Its first day.
        first_date: NaiveDate,
        /// Its days.
        days: usize,
        /// Its grid.
        slots_per_day: SlotsPerDay,
        /// First day of the offered contacts.
        offered_first_date: NaiveDate,
        /// Their days.
        offered_days: usize,
        /// Their grid.
        offered_slots_per_day: SlotsPerDay,
    },
}

/// The history of one queue: offered contacts, and what else is known for the same days and grid.
#[derive(Clone, Copy, Debug)]
pub struct QueueSeries<'a> {
    /// Contacts offered.
    pub offered: &'a DaySlots,
    /// Contacts handled.
    pub handled: Option<&'a DaySlots>,
    /// Average handle time, seconds.
    pub aht_seconds: Option<&'a DaySlots>,
}

/// All that looks wrong in a history, each with a proposed repair.
///
/// `absent` are local cells that did not exist, since clocks were put forward over them: nothing is missing there.
/// Days at both ends without any observation are no part of the history. Two weeks are enough to find what concerns
/// single days; a weekday seen once is compared with days of about the same total, or not at all.
///
/// The history is gone through twice: what the first pass finds wrong does not count as usual in the second.
///
/// # Errors
/// [`CleaningError::Misaligned`] when the matrices differ in first day, days or slots.
pub fn examine(
    series: QueueSeries<'_>,
    calendar: &Calendar,
    absent: &BTreeSet<(NaiveDate, usize)>,
) -> Result<Findings, CleaningError> {
    aligned(series)?;
    let offered: Vec<(NaiveDate, &[Option<f64>])> = series.offered.iter().collect();
    let mut frame = Frame {
        dates: offered.iter().map(|(date, _)| *date).collect(),
        rows: offered.iter().map(|(_, row)| *row).collect(),
        kinds: offered
            .iter()
            .map(|(date, _)| DayKind::of(*date, calendar))
            .collect(),
        wrong: vec![vec![false; series.offered.slots_per_day().get()]; offered.len()],
    };
    let unobserved = closed_and_missing(&frame, series.offered.slots_per_day(), calendar, absent);
    mark_days_after_closures(&mut frame, &unobserved);
    if let Some(handled) = series.handled {
        for finding in &handled::find(series.offered, handled) {
            mark(&mut frame.wrong, series.offered.first_date(), finding);
        }
    }
    let first_pass = Pass::over(&frame, series);
    for finding in &first_pass.volumes() {
        mark(&mut frame.wrong, series.offered.first_date(), finding);
    }
    let pass = Pass::over(&frame, series);
    let mut found = pass.volumes();
    found.extend(unobserved.into_iter().map(|finding| pass.filled(finding)));
    if let (Some(aht), Some(handled)) = (series.aht_seconds, series.handled) {
        let units = aht_units::find(aht, handled);
        found.extend(impossible_aht::find(aht, handled, &units));
        found.extend(units);
    }
    Ok(Findings::new(found))
}

/// One going-through with what is usual for each day.
struct Pass<'a> {
    frame: &'a Frame<'a>,
    series: QueueSeries<'a>,
    usual: Vec<Option<UsualDay>>,
    dispersion: Dispersion,
}

impl<'a> Pass<'a> {
    fn over(frame: &'a Frame<'a>, series: QueueSeries<'a>) -> Self {
        let usual: Vec<Option<UsualDay>> =
            (0..frame.rows.len()).map(|day| frame.usual(day)).collect();
        let dispersion = dispersion_of(frame, &usual);
        Self {
            frame,
            series,
            usual,
            dispersion,
        }
    }

    /// Findings on the offered contacts. A cell belongs to one finding: the first of this order that claims it.
    fn volumes(&self) -> Vec<Finding> {
        let slots = self.series.offered.slots_per_day();
        let mut found = self.series.handled.map_or_else(Vec::new, |handled| {
            handled::find(self.series.offered, handled)
        });
        let mut taken = vec![vec![false; slots.get()]; self.frame.rows.len()];
        let first = self.series.offered.first_date();
        found.iter().for_each(|f| mark(&mut taken, first, f));

        for day in 0..self.frame.rows.len() {
            let Some(usual) = &self.usual[day] else {
                continue;
            };
            let view = DayView {
                date: self.frame.dates[day],
                row: self.frame.rows[day],
                handled: self
                    .series
                    .handled
                    .and_then(|h| h.day(self.frame.dates[day])),
                kind: self.frame.kinds[day],
                usual,
                dispersion: self.dispersion,
                slots,
            };
            let neighbours = [day.checked_sub(1), Some(day + 1)]
                .into_iter()
                .flatten()
                .filter_map(|other| self.usual.get(other)?.as_ref().map(|u| u.level));
            let levels = || self.usual.iter().flatten().map(|usual| usual.level);
            let claim = |taken: &mut Vec<Vec<bool>>, new: Vec<Finding>| {
                let fresh = new
                    .into_iter()
                    .filter(|f| f.slots.iter().all(|slot| !taken[day][slot]));
                let fresh: Vec<Finding> = fresh.collect();
                fresh.iter().for_each(|f| mark(taken, first, f));
                fresh
            };
            found.extend(claim(&mut taken, outage::find(&view)));
            found.extend(claim(
                &mut taken,
                doubled::find(&view, &neighbours.collect::<Vec<_>>(), levels()),
            ));
            found.extend(claim(&mut taken, censored::find(&view)));
            let spikes = spike::find(&view, &taken[day]);
            found.extend(claim(&mut taken, spikes));
        }
        found
    }

    /// A missing stretch with the repair that the rest of its day allows; `None` stays where it allows none.
    fn filled(&self, finding: Finding) -> Finding {
        let offset = finding
            .date
            .signed_duration_since(self.frame.dates[0])
            .num_days();
        let day = usize::try_from(offset).unwrap_or(0);
        if finding.kind != FindingKind::Missing {
            return finding;
        }
        let (row, slots) = (self.frame.rows[day], finding.slots);
        let known = self.usual[day].as_ref().and_then(|usual| {
            let level = usual.level_outside(row, slots)?;
            Some(move |slot: usize| usual.counts[slot].map(|count| rounded(count * level)))
        });
        match known {
            Some(value) => finding.repaired(Series::Offered, row, value),
            None => finding.repaired(Series::Offered, row, |_| None),
        }
    }
}

/// One day as the detectors see it.
pub(super) struct DayView<'a> {
    pub date: NaiveDate,
    pub row: &'a [Option<f64>],
    pub handled: Option<&'a [Option<f64>]>,
    pub kind: DayKind,
    pub usual: &'a UsualDay,
    pub dispersion: Dispersion,
    pub slots: SlotsPerDay,
}

impl DayView<'_> {
    /// "on a Monday" …
    pub(super) fn weekday(&self) -> String {
        self.date.format("%A").to_string()
    }
}

/// A repaired count is a mean: two decimals say all it knows.
pub(super) fn rounded(count: f64) -> f64 {
    (count * 100.0).round() / 100.0
}

fn dispersion_of(frame: &Frame<'_>, usual: &[Option<UsualDay>]) -> Dispersion {
    let mut cells = Vec::new();
    let mut days = Vec::new();
    for (day, usual) in usual.iter().enumerate() {
        let Some(usual) = usual else { continue };
        if !frame.kinds[day].is_ordinary() {
            continue;
        }
        let mut sums = (0.0, 0.0);
        for (slot, observed) in frame.rows[day].iter().enumerate() {
            let Some((observed, count)) = observed.zip(usual.counts[slot]) else {
                continue;
            };
            if !frame.wrong[day][slot] {
                cells.push((observed, count * usual.level));
                sums = (sums.0 + observed, sums.1 + count);
            }
        }
        days.push(sums);
    }
    Dispersion::of(&cells, &days)
}

fn mark(cells: &mut [Vec<bool>], first_date: NaiveDate, finding: &Finding) {
    let offset = finding.date.signed_duration_since(first_date).num_days();
    if let Some(row) = usize::try_from(offset)
        .ok()
        .and_then(|day| cells.get_mut(day))
    {
        for slot in finding.slots.iter() {
            row[slot] = true;
        }
    }
}

/// The first observed day after a closure, whether or not a weekend lies between.
fn mark_days_after_closures(frame: &mut Frame<'_>, unobserved: &[Finding]) {
    let closed: BTreeSet<NaiveDate> = unobserved
        .iter()
        .filter(|finding| matches!(finding.kind, FindingKind::ClosedDay { .. }))
        .map(|finding| finding.date)
        .collect();
    let mut pending = false;
    for day in 0..frame.dates.len() {
        let observed = frame.rows[day].iter().any(Option::is_some);
        frame.kinds[day].after_rest |= pending;
        let rested = frame.kinds[day].at_rest || closed.contains(&frame.dates[day]);
        pending = rested || (pending && !observed);
    }
}

fn aligned(series: QueueSeries<'_>) -> Result<(), CleaningError> {
    let offered = series.offered;
    let shape = |grid: &DaySlots| (grid.first_date(), grid.len(), grid.slots_per_day());
    let others = [
        (Series::Handled, series.handled),
        (Series::AhtSeconds, series.aht_seconds),
    ];
    for (name, grid) in others {
        if let Some(grid) = grid.filter(|grid| shape(grid) != shape(offered)) {
            return Err(CleaningError::Misaligned {
                series: name,
                first_date: grid.first_date(),
                days: grid.len(),
                slots_per_day: grid.slots_per_day(),
                offered_first_date: offered.first_date(),
                offered_days: offered.len(),
                offered_slots_per_day: offered.slots_per_day(),
            });
        }
    }
    Ok(())
}
