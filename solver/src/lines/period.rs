use super::book::{Book, Meter};
use super::track::Counts;

/// What a line may count over the period.
#[derive(Clone, Debug, PartialEq)]
pub struct PeriodLimits {
    /// Least paid slots.
    pub least_slots: usize,
    /// Most paid units.
    pub most_units: u32,
    /// Most weekends, where hard.
    pub most_weekends: u32,
    /// Most public holidays, where hard.
    pub most_public_holidays: u32,
    /// Most days.
    pub most_days: u32,
    /// Most shifts by counted template.
    pub most_shifts: Vec<u32>,
    /// Whether minima of counts are asked for.
    pub is_whole: bool,
}

impl PeriodLimits {
    /// The limits of the book.
    pub fn of(book: &Book) -> Self {
        PeriodLimits {
            least_slots: book.least_slots,
            most_units: book.most_units,
            most_weekends: u32::MAX,
            most_public_holidays: u32::MAX,
            most_days: book.most_days.unwrap_or(u32::MAX),
            most_shifts: book.counted.iter().map(|counted| counted.most).collect(),
            is_whole: true,
        }
    }

    /// A share of the limits, for a line that is built until `days` of `all` workable days: what is left then can be
    /// worked in the days left. `slack` days of work may fall behind or run ahead.
    pub fn share(book: &Book, days: usize, all: usize, slack: usize) -> Self {
        let whole = Self::of(book);
        let part = |most: u32| match most {
            u32::MAX => u32::MAX,
            most => {
                let share = (u64::from(most) * days as u64).div_ceil(all.max(1) as u64);
                u32::try_from(share).unwrap_or(u32::MAX)
            }
        };
        let behind = slack * book.longest as usize * book.unit;
        PeriodLimits {
            least_slots: (whole.least_slots * days / all.max(1)).saturating_sub(behind),
            most_units: part(whole.most_units)
                .saturating_add(
                    u32::try_from(slack)
                        .unwrap_or(u32::MAX)
                        .saturating_mul(book.longest),
                )
                .min(whole.most_units),
            most_weekends: book.weekends.map_or(u32::MAX, |limit| part(limit.value)),
            most_public_holidays: book
                .public_holidays
                .map_or(u32::MAX, |limit| part(limit.value)),
            most_days: part(whole.most_days),
            most_shifts: whole
                .most_shifts
                .iter()
                .map(|&most| {
                    // Counts may run ahead as far as paid time may fall behind: both leave room to choose.
                    let ahead = u32::try_from(2 * slack).unwrap_or(u32::MAX);
                    part(most).saturating_add(ahead).min(most)
                })
                .collect(),
            is_whole: false,
        }
    }
}

impl Book {
    /// Price of what a line counts over the period; none when a hard rule forbids it. Only counted templates that are
    /// `watched` are looked at.
    pub fn period_price(
        &self,
        limits: &PeriodLimits,
        total: &Counts,
        watched: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        let mut price = 0.0;
        if let Some(limit) = self.weekends {
            price += limit.price_above(total.weekends);
            if total.weekends > limits.most_weekends {
                return None;
            }
        }
        if let Some(limit) = self.public_holidays {
            price += limit.price_above(total.public_holidays);
            if total.public_holidays > limits.most_public_holidays {
                return None;
            }
        }
        if self.most_days.is_some() && total.days > limits.most_days {
            return None;
        }
        if self.meter == Meter::Period {
            if total.units > limits.most_units {
                return None;
            }
            let paid = total.units as usize * self.unit;
            price += match (
                limits.least_slots.saturating_sub(paid),
                self.relaxed_slot_price,
            ) {
                (0, _) => 0.0,
                (missing, Some(each)) => each * missing as f64,
                (_, None) => return None,
            };
        }
        for (place, counted) in self
            .counted
            .iter()
            .enumerate()
            .filter(|(place, _)| watched(*place))
        {
            if counted.most != u32::MAX && total.shifts[place] > limits.most_shifts[place] {
                return None;
            }
            if limits.is_whole {
                let missing = counted.least.saturating_sub(total.shifts[place]);
                price += match (missing, self.relaxed_shift_price) {
                    (0, _) => 0.0,
                    (missing, Some(each)) => each * f64::from(missing),
                    (_, None) => return None,
                };
            }
        }
        price.is_finite().then_some(price)
    }
}
