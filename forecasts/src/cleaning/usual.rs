//! What a day of this weekday usually looks like, and how busy one day was against it.

use chrono::NaiveDate;

use super::day_kind::DayKind;
use super::dispersion::median;
use super::finding::SlotRange;
use crate::grid::weekday_index;

/// Same-weekday days a usual day is made of, the nearest first.
const REFERENCE_DAYS: usize = 8;
/// Below so many, days of weekdays with about the same total help out.
const ENOUGH_REFERENCE_DAYS: usize = 4;
/// How far away such days may lie: ten weeks; for helping days two.
const REFERENCE_REACH_DAYS: usize = 70;
const HELP_REACH_DAYS: usize = 14;
/// A reference day whose total is this many times the median of the others', or a part of it, is none.
const OUTLYING_TOTAL: f64 = 1.7;
/// Totals within this factor belong to similar weekdays.
const SIMILAR_TOTAL: f64 = 1.5;
/// Contacts a day must be expected to have before its own level is half believed: 1 ÷ 0.2², a day cv of 20 %.
const HALF_BELIEF: f64 = 25.0;
/// A level is the median over blocks of at least so many contacts, at most so many blocks a day.
const BLOCK_CONTACTS: f64 = 20.0;
const BLOCKS_A_DAY: f64 = 12.0;

/// The offered contacts of a history with what is known about each day and cell.
pub(super) struct Frame<'a> {
    pub dates: Vec<NaiveDate>,
    pub rows: Vec<&'a [Option<f64>]>,
    pub kinds: Vec<DayKind>,
    /// Cells found wrong by an earlier pass: they say nothing about other days.
    pub wrong: Vec<Vec<bool>>,
}

/// A usual day for one date, and that date's own level.
#[derive(Clone, Debug)]
pub(super) struct UsualDay {
    /// Expected contacts at the usual level; `None` where no reference day has the slot.
    pub counts: Vec<Option<f64>>,
    /// Number of reference days.
    pub references: usize,
    /// Observed ÷ usual, the median over blocks; shrunk toward 1 where few contacts are expected.
    pub level: f64,
}

impl Frame<'_> {
    /// The usual day for day `day`, made of other days only. `None` when there is no day to compare with.
    pub(super) fn usual(&self, day: usize) -> Option<UsualDay> {
        let references = self.reference_days(day);
        if references.is_empty() {
            return None;
        }
        let mut seen = Vec::with_capacity(references.len());
        let counts: Vec<Option<f64>> = (0..self.rows[day].len())
            .map(|slot| {
                seen.clear();
                seen.extend(references.iter().filter_map(|&(other, scale)| {
                    self.sound(other, slot).map(|value| value * scale)
                }));
                robust_mean(&mut seen)
            })
            .collect();
        let level = level(self.rows[day], &counts, |_| true).unwrap_or(1.0);
        Some(UsualDay {
            counts,
            references: references.len(),
            level,
        })
    }

    fn sound(&self, day: usize, slot: usize) -> Option<f64> {
        self.rows[day][slot].filter(|_| !self.wrong[day][slot])
    }

    fn total(&self, day: usize) -> f64 {
        (0..self.rows[day].len())
            .filter_map(|slot| self.sound(day, slot))
            .sum()
    }

    /// Whether at least half of what was observed that day is sound.
    fn is_reference(&self, day: usize) -> bool {
        let observed = self.rows[day].iter().filter(|cell| cell.is_some()).count();
        let sound = (0..self.rows[day].len())
            .filter(|&slot| self.sound(day, slot).is_some())
            .count();
        observed > 0 && 2 * sound >= observed && self.kinds[day].is_ordinary()
    }

    /// Days like `day` with the factor that brings each to its level.
    fn reference_days(&self, day: usize) -> Vec<(usize, f64)> {
        let weekday = weekday_index(self.dates[day]);
        let nearest = |reach: usize| {
            (1..=reach)
                .flat_map(move |far| [day.checked_sub(far), Some(day + far)])
                .flatten()
                .filter(|&other| other < self.rows.len() && self.is_reference(other))
        };
        let same: Vec<(usize, f64)> = nearest(REFERENCE_REACH_DAYS)
            .filter(|&other| weekday_index(self.dates[other]) == weekday)
            .map(|other| (other, self.total(other)))
            .take(REFERENCE_DAYS)
            .collect();
        let mut totals: Vec<f64> = same.iter().map(|(_, total)| *total).collect();
        let Some(usual_total) = median(&mut totals) else {
            return Vec::new();
        };
        let within = |total: f64, factor: f64| {
            total * factor >= usual_total && total <= usual_total * factor
        };
        let mut days: Vec<(usize, f64)> = same
            .iter()
            .filter(|(_, total)| same.len() < 3 || within(*total, OUTLYING_TOTAL))
            .map(|(other, _)| (*other, 1.0))
            .collect();
        if same.len() < ENOUGH_REFERENCE_DAYS && usual_total > 0.0 {
            let help = nearest(HELP_REACH_DAYS)
                .filter(|&other| weekday_index(self.dates[other]) != weekday)
                .map(|other| (other, self.total(other)))
                .filter(|(_, total)| within(*total, SIMILAR_TOTAL))
                .map(|(other, total)| (other, usual_total / total));
            days.extend(help.take(REFERENCE_DAYS - days.len()));
        }
        days
    }
}

impl UsualDay {
    /// Expected contacts of a slot at the day's own level.
    pub(super) fn expected(&self, slot: usize) -> Option<f64> {
        self.counts[slot].map(|usual| usual * self.level)
    }

    /// The day's level as its cells outside `slots` tell it; `None` when they tell nothing.
    pub(super) fn level_outside(&self, row: &[Option<f64>], slots: SlotRange) -> Option<f64> {
        level(row, &self.counts, |slot| {
            slot < slots.first || slot >= slots.end
        })
    }

    /// Usual contacts of the slots together.
    pub(super) fn sum(&self, slots: SlotRange) -> f64 {
        slots.iter().filter_map(|slot| self.counts[slot]).sum()
    }

    /// (observed, usual) of consecutive cells gathered into blocks of [`BLOCK_CONTACTS`] or more.
    pub(super) fn blocks(&self, row: &[Option<f64>]) -> Vec<(f64, f64)> {
        blocks(row, &self.counts, |_| true)
    }
}

fn blocks(
    row: &[Option<f64>],
    counts: &[Option<f64>],
    counted: impl Fn(usize) -> bool,
) -> Vec<(f64, f64)> {
    let cells: Vec<(f64, f64)> = (0..row.len())
        .filter(|&slot| counted(slot))
        .filter_map(|slot| row[slot].zip(counts[slot]))
        .collect();
    let total: f64 = cells.iter().map(|cell| cell.1).sum();
    let size = BLOCK_CONTACTS.max(total / BLOCKS_A_DAY);
    let mut blocks: Vec<(f64, f64)> = Vec::new();
    let mut open = (0.0, 0.0);
    for (observed, usual) in cells {
        open = (open.0 + observed, open.1 + usual);
        if open.1 >= size {
            blocks.push(std::mem::take(&mut open));
        }
    }
    // What is left over is no block of its own: its ratio would be mostly chance.
    match blocks.last_mut() {
        Some(last) => *last = (last.0 + open.0, last.1 + open.1),
        None if open.1 > 0.0 => blocks.push(open),
        None => {}
    }
    blocks
}

/// Median of the blocks' ratios weighted by their usual contacts, believed by U ÷ (U + 25).
fn level(
    row: &[Option<f64>],
    counts: &[Option<f64>],
    counted: impl Fn(usize) -> bool,
) -> Option<f64> {
    let mut ratios: Vec<(f64, f64)> = blocks(row, counts, counted)
        .iter()
        .map(|(observed, usual)| (observed / usual, *usual))
        .collect();
    let total: f64 = ratios.iter().map(|ratio| ratio.1).sum();
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    let middle = ratios.iter().find(|(_, usual)| {
        below += usual;
        below >= 0.5 * total
    })?;
    let belief = total / (total + HALF_BELIEF);
    Some(1.0 + belief * (middle.0 - 1.0))
}

/// The mean of the values that lie within 3.5 standard deviations of the median; the deviation allows for chance
/// and for days that differ by a quarter. Sums of small counts keep their mean, an outage among large ones is left out.
fn robust_mean(values: &mut [f64]) -> Option<f64> {
    let middle = median(values)?;
    let reach = 3.5 * (middle.max(1.0) + (0.25 * middle).powi(2)).sqrt();
    let near = values
        .iter()
        .filter(|value| (*value - middle).abs() <= reach);
    let (count, sum) = near.fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    (count > 0.0).then(|| sum / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_among_large_counts_does_not_lower_the_mean_and_zeros_among_small_ones_do() {
        assert_eq!(robust_mean(&mut [100.0, 0.0, 104.0, 96.0]), Some(100.0));
        assert_eq!(robust_mean(&mut [0.0, 1.0, 2.0, 1.0]), Some(1.0));
        assert_eq!(robust_mean(&mut []), None);
    }

    #[test]
    fn a_level_is_the_middle_of_the_day_and_one_lost_hour_does_not_move_it() {
        let counts = vec![Some(100.0); 12];
        let mut row = vec![Some(130.0); 12];
        row[4] = Some(0.0);
        let found = level(&row, &counts, |_| true).unwrap();
        assert!((found - 1.3).abs() < 0.01, "{found}");
        assert_eq!(level(&[None; 12], &counts, |_| true), None);
    }

    #[test]
    fn a_level_told_by_few_contacts_is_hardly_believed() {
        let found = level(&[Some(10.0)], &[Some(5.0)], |_| true).unwrap();
        assert!((found - (1.0 + 5.0 / 30.0)).abs() < 1e-12, "{found}");
    }
}
