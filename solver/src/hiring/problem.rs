//! What hiring is asked: what is missing week by week, what a hire brings, and what classes there may be.

use super::error::HiringError;

/// A gap of weeks to come, and the classes that may close it.
#[derive(Clone, Debug, PartialEq)]
pub struct HiringProblem {
    /// Full-time equivalents missing in each week without any hire; negative where there are too many.
    pub gap: Vec<f64>,
    /// `effective[t][k]`: full-time equivalents that one hire of a class that begins in week `t` still brings in week
    /// `t + k`: still there × productivity, 0 to 1. A row ends with the horizon or before; what is not there is 0.
    pub effective: Vec<Vec<f64>>,
    /// What one hire of a class that begins in each week costs over the horizon, in money.
    pub cost_per_hire: Vec<f64>,
    /// What a class costs whatever its size, in money.
    pub cost_per_class: f64,
    /// People who begin in each week whatever is advised: the gap has them already. Who is hired beside them joins their class.
    pub planned_hires: Vec<f64>,
    /// Whether a class may begin, per week: not before the lead time is over.
    pub may_begin: Vec<bool>,
    /// Month of each week, any numbers that are equal within a month.
    pub month: Vec<u32>,
    /// Most hires of a month, those that are planned among them; as many as there are classes for when absent.
    pub maximum_per_month: Option<u32>,
    /// Smallest class, those who are planned among it.
    pub minimum_class_size: u32,
    /// Largest class, likewise.
    pub maximum_class_size: u32,
    /// Full-time equivalents of overtime that can be had beside what is planned, per week.
    pub maximum_overtime: Vec<f64>,
    /// What a full-time equivalent's week of overtime costs, in money.
    pub cost_per_overtime_week: f64,
    /// What a full-time equivalent missing for a week is taken to cost, in money.
    pub cost_per_short_week: f64,
}

impl HiringProblem {
    /// How many weeks the horizon has.
    pub fn weeks(&self) -> usize {
        self.gap.len()
    }

    /// What one hire of a class that begins in week `start` brings in `week`.
    pub fn brings(&self, start: usize, week: usize) -> f64 {
        let age = week.checked_sub(start);
        let row = self.effective.get(start);
        row.zip(age)
            .and_then(|(row, age)| row.get(age))
            .copied()
            .unwrap_or(0.0)
    }

    /// Fewest and most hires that may begin in a week where any do; `None` where none may.
    pub fn class_sizes(&self, week: usize) -> Option<(u32, u32)> {
        if self.may_begin.get(week) != Some(&true) {
            return None;
        }
        let planned = self.planned_in(week);
        let least = (f64::from(self.minimum_class_size) - planned).ceil();
        let most = (f64::from(self.maximum_class_size) - planned).floor();
        let month = self.month.get(week);
        let left = month.and_then(|month| self.hires_left_in(*month));
        let most = whole(most).min(left.unwrap_or(u32::MAX));
        let least = whole(least).max(1);
        (least <= most).then_some((least, most))
    }

    /// What holding a class in a week costs beside what is planned: nothing where one is planned.
    pub fn class_cost(&self, week: usize) -> f64 {
        if self.planned_in(week) > 0.0 {
            0.0
        } else {
            self.cost_per_class
        }
    }

    /// Hires that a month has left beside those that are planned; `None` where it has no limit.
    pub fn hires_left_in(&self, month: u32) -> Option<u32> {
        let most = self.maximum_per_month?;
        let weeks = self.month.iter().zip(&self.planned_hires);
        let planned: f64 = weeks
            .filter(|(other, _)| **other == month)
            .map(|(_, planned)| *planned)
            .sum();
        Some(whole((f64::from(most) - planned).floor()))
    }

    fn planned_in(&self, week: usize) -> f64 {
        self.planned_hires.get(week).copied().unwrap_or(0.0)
    }

    /// # Errors
    /// The first thing that cannot be, with its place and value.
    pub fn check(&self) -> Result<(), HiringError> {
        let want = self.weeks();
        for (what, got) in [
            ("effective", self.effective.len()),
            ("cost_per_hire", self.cost_per_hire.len()),
            ("may_begin", self.may_begin.len()),
            ("month", self.month.len()),
            ("planned_hires", self.planned_hires.len()),
            ("maximum_overtime", self.maximum_overtime.len()),
        ] {
            if got != want {
                return Err(HiringError::WrongLength { what, got, want });
            }
        }
        if self.minimum_class_size > self.maximum_class_size {
            return Err(HiringError::NoClassFits {
                least: self.minimum_class_size,
                most: self.maximum_class_size,
            });
        }
        let at_least_0 = "give a finite number of at least 0";
        for week in 0..want {
            in_range(
                "gap",
                week,
                self.gap[week],
                f64::MIN,
                "give a finite number",
            )?;
            in_range(
                "cost_per_hire",
                week,
                self.cost_per_hire[week],
                0.0,
                at_least_0,
            )?;
            in_range(
                "maximum_overtime",
                week,
                self.maximum_overtime[week],
                0.0,
                at_least_0,
            )?;
            in_range(
                "planned_hires",
                week,
                self.planned_hires[week],
                0.0,
                at_least_0,
            )?;
            for share in &self.effective[week] {
                in_range("effective", week, *share, 0.0, at_least_0)?;
            }
        }
        in_range("cost_per_class", 0, self.cost_per_class, 0.0, at_least_0)?;
        in_range(
            "cost_per_overtime_week",
            0,
            self.cost_per_overtime_week,
            0.0,
            at_least_0,
        )?;
        in_range(
            "cost_per_short_week",
            0,
            self.cost_per_short_week,
            0.0,
            at_least_0,
        )
    }
}

/// A count of at least 0 as a whole number; the counts here lie far below 2^32.
fn whole(count: f64) -> u32 {
    count.max(0.0) as u32
}

fn in_range(
    what: &'static str,
    week: usize,
    value: f64,
    least: f64,
    remedy: &'static str,
) -> Result<(), HiringError> {
    if value.is_finite() && value >= least {
        Ok(())
    } else {
        Err(HiringError::OutOfRange {
            what,
            week,
            value,
            remedy,
        })
    }
}
