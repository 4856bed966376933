//! The heads a team has, week by week.
//!
//! In each week: a class begins, people are transferred in or out, all work, and at its end some leave. Who leaves has
//! worked the week.

use super::attrition::Attrition;
use super::ramp_up::RampUp;

/// Heads that are there at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StartingHeads {
    /// Weeks since they were hired.
    pub tenure_weeks: u32,
    /// How many, full-time equivalents.
    pub heads: f64,
}

/// A team and what is planned with it; lists have one value a week.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Staff {
    /// Who is there at the start of the first week.
    pub starting: Vec<StartingHeads>,
    /// Hires whose training begins.
    pub new_hires: Vec<f64>,
    /// Experienced people who come from other teams; below 0 those who go to them, the longest there first.
    pub transfers: Vec<f64>,
    /// Overtime in full-time equivalents; below 0 time off that is given.
    pub extra_time: Vec<f64>,
    /// Who leaves.
    pub attrition: Attrition,
    /// How newcomers learn.
    pub ramp_up: RampUp,
}

/// A week of a team, in full-time equivalents.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SupplyWeek {
    /// There when it starts, before anybody comes.
    pub starting: f64,
    /// Hired.
    pub new_hires: f64,
    /// Transferred in, or out below 0.
    pub transfers: f64,
    /// Overtime, or time off below 0.
    pub extra_time: f64,
    /// In training, of those there.
    pub in_training: f64,
    /// Missing to whole heads because some still learn on the queue.
    pub lost_to_ramp_up: f64,
    /// Left at its end.
    pub leavers: f64,
    /// Share that leaves within a year at the rate of those who are there.
    pub annual_attrition: f64,
}

impl SupplyWeek {
    /// Under contract in the week: all who are paid, whatever they can do.
    pub fn on_payroll(&self) -> f64 {
        self.starting + self.new_hires + self.transfers
    }

    /// What they count for on the queue, extra time included: the planned full-time equivalents.
    pub fn planned(&self) -> f64 {
        self.on_payroll() - self.in_training - self.lost_to_ramp_up + self.extra_time
    }

    /// There when it ends.
    pub fn ending(&self) -> f64 {
        self.on_payroll() - self.leavers
    }
}

/// More people are to go to other teams than there will be.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "{asked} are transferred out in week {week}, when {there:.2} are there; transfer fewer, or later"
)]
pub struct TransferError {
    /// The week's index.
    pub week: usize,
    /// Heads to go.
    pub asked: f64,
    /// Heads there.
    pub there: f64,
}

/// People of one tenure.
#[derive(Clone, Copy, Debug)]
struct Cohort {
    tenure_weeks: u32,
    heads: f64,
}

/// Tenure of those who are transferred in, and of whom nothing but their number is known: experienced by any ramp-up and any
/// band of attrition.
pub const EXPERIENCED_WEEKS: u32 = 5_200;

impl Staff {
    /// How many weeks are planned.
    pub fn weeks(&self) -> usize {
        self.new_hires.len()
    }

    /// The weeks to expect.
    ///
    /// # Errors
    /// [`TransferError`] where more people are to go than there are.
    pub fn expected(&self) -> Result<Vec<SupplyWeek>, TransferError> {
        let weeks = self.walk(&mut |heads, probability| heads * probability);
        for (week, found) in weeks.iter().enumerate() {
            let asked = -self.transfers.get(week).copied().unwrap_or(0.0);
            if asked + found.transfers > 1e-9 {
                let there = -found.transfers;
                return Err(TransferError { week, asked, there });
            }
        }
        Ok(weeks)
    }

    /// The weeks when `leave` tells how many of some heads leave at a probability. Where chance leaves fewer than are to be
    /// transferred, those there go.
    pub fn walk(&self, leave: &mut impl FnMut(f64, f64) -> f64) -> Vec<SupplyWeek> {
        let start = self.starting.iter().map(|of| Cohort {
            tenure_weeks: of.tenure_weeks,
            heads: of.heads,
        });
        let mut cohorts: Vec<Cohort> = start.collect();
        cohorts.sort_by_key(|cohort| std::cmp::Reverse(cohort.tenure_weeks));
        let at = |row: &[f64], week: usize| row.get(week).copied().unwrap_or(0.0);
        (0..self.weeks())
            .map(|week| {
                let hired = at(&self.new_hires, week);
                let found = SupplyWeek {
                    starting: heads_of(&cohorts),
                    new_hires: hired,
                    transfers: transfer(&mut cohorts, at(&self.transfers, week)),
                    extra_time: at(&self.extra_time, week),
                    ..SupplyWeek::default()
                };
                if hired > 0.0 {
                    cohorts.push(Cohort {
                        tenure_weeks: 0,
                        heads: hired,
                    });
                }
                self.work(found, week, &mut cohorts, leave)
            })
            .collect()
    }

    /// Lets a week's people work, and some leave at its end.
    fn work(
        &self,
        mut week: SupplyWeek,
        number: usize,
        cohorts: &mut Vec<Cohort>,
        leave: &mut impl FnMut(f64, f64) -> f64,
    ) -> SupplyWeek {
        let mut weighted = 0.0;
        for cohort in cohorts.iter_mut() {
            let tenure = cohort.tenure_weeks;
            if self.ramp_up.trains(tenure) {
                week.in_training += cohort.heads;
            } else {
                week.lost_to_ramp_up += cohort.heads * (1.0 - self.ramp_up.productivity_at(tenure));
            }
            weighted += cohort.heads * self.attrition.annual_of(number, tenure);
            let leavers = leave(cohort.heads, self.attrition.leaves(number, tenure));
            week.leavers += leavers;
            cohort.heads -= leavers;
            cohort.tenure_weeks = tenure.saturating_add(1);
        }
        cohorts.retain(|cohort| cohort.heads > 0.0);
        let all = week.on_payroll();
        week.annual_attrition = if all > 0.0 { weighted / all } else { 0.0 };
        week
    }

    /// The same with more hires, one number a week.
    #[must_use]
    pub fn with_hires(&self, more: &[f64]) -> Self {
        let mut staff = self.clone();
        for (hires, more) in staff.new_hires.iter_mut().zip(more) {
            *hires += more;
        }
        staff
    }
}

fn heads_of(cohorts: &[Cohort]) -> f64 {
    cohorts.iter().map(|cohort| cohort.heads).sum()
}

/// Moves heads in, or out with the longest there first; how many moved.
fn transfer(cohorts: &mut Vec<Cohort>, heads: f64) -> f64 {
    if heads > 0.0 {
        cohorts.insert(
            0,
            Cohort {
                tenure_weeks: EXPERIENCED_WEEKS,
                heads,
            },
        );
        return heads;
    }
    let mut left = -heads;
    for cohort in cohorts.iter_mut() {
        let going = cohort.heads.min(left);
        cohort.heads -= going;
        left -= going;
    }
    cohorts.retain(|cohort| cohort.heads > 0.0);
    heads + left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ten(weeks: usize) -> Staff {
        Staff {
            starting: vec![StartingHeads {
                tenure_weeks: 200,
                heads: 10.0,
            }],
            new_hires: vec![0.0; weeks],
            transfers: vec![0.0; weeks],
            extra_time: vec![0.0; weeks],
            ..Staff::default()
        }
    }

    /// A table by hand: 10 people of whom half leave in each week, a class of 4 in week 1 (two weeks of training, then at
    /// half), 2 who go in week 2, 1.5 of overtime in week 3.
    #[test]
    fn a_team_is_counted_by_hand() {
        let mut staff = ten(5);
        staff.new_hires[1] = 4.0;
        staff.transfers[2] = -2.0;
        staff.extra_time[3] = 1.5;
        staff.ramp_up = RampUp {
            training_weeks: 2,
            productivity: vec![0.5],
        };
        let weeks = staff.walk(&mut |heads, _| if heads >= 4.0 { 0.5 * heads } else { 0.0 });
        let rows: Vec<[f64; 6]> = weeks
            .iter()
            .map(|w| {
                [
                    w.starting,
                    w.on_payroll(),
                    w.in_training,
                    w.lost_to_ramp_up,
                    w.planned(),
                    w.ending(),
                ]
            })
            .collect();
        assert_eq!(
            rows,
            [
                // All ten work; five leave.
                [10.0, 10.0, 0.0, 0.0, 10.0, 5.0],
                // Five and a class of four in training; half of either leaves, the class too.
                [5.0, 9.0, 4.0, 0.0, 5.0, 4.5],
                // 2.5 and 2 in training; 2 of the experienced go.
                [4.5, 2.5, 2.0, 0.0, 0.5, 2.5],
                // The two are on the queue at half a head each; overtime adds 1.5.
                [2.5, 2.5, 0.0, 1.0, 3.0, 2.5],
                [2.5, 2.5, 0.0, 0.0, 2.5, 2.5],
            ]
        );
    }

    #[test]
    fn attrition_of_thirty_percent_leaves_seven_of_ten_after_a_year() {
        let mut staff = ten(53);
        staff.attrition.annual = 0.3;
        let weeks = staff.expected().unwrap();
        // 10 · 0.7^(52 / 52.1775)
        assert!(
            (weeks[52].starting - 7.008_499).abs() < 1e-5,
            "{}",
            weeks[52].starting
        );
        assert!((weeks[0].leavers - 0.068_125).abs() < 1e-5);
        assert_eq!(weeks[10].annual_attrition, 0.3);
    }

    #[test]
    fn more_may_not_go_than_there_are() {
        let mut staff = ten(3);
        staff.transfers[1] = -11.0;
        let refused = staff.expected().unwrap_err();
        assert_eq!(
            refused,
            TransferError {
                week: 1,
                asked: 11.0,
                there: 10.0
            }
        );
        staff.transfers[1] = -10.0;
        assert_eq!(staff.expected().unwrap()[2].planned(), 0.0);
    }

    proptest! {
        #[test]
        fn heads_are_neither_made_nor_lost(
            start in 0.0..500.0f64, annual in 0.0..0.95f64, hires in prop::collection::vec(0.0..20.0f64, 20),
            moves in prop::collection::vec(0.0..5.0f64, 20), training in 0..8u32,
        ) {
            let mut staff = ten(20);
            staff.starting[0].heads = start;
            staff.attrition.annual = annual;
            staff.ramp_up = RampUp { training_weeks: training, productivity: vec![0.4, 0.8] };
            staff.new_hires = hires;
            staff.transfers = moves;
            let weeks = staff.expected().unwrap();
            for pair in weeks.windows(2) {
                prop_assert!((pair[0].ending() - pair[1].starting).abs() < 1e-9);
            }
            for week in &weeks {
                prop_assert!(week.planned() <= week.on_payroll() + 1e-9);
                prop_assert!(week.leavers >= 0.0 && week.leavers <= week.on_payroll() + 1e-9);
            }
        }

        #[test]
        fn a_ramp_at_full_productivity_is_instant(
            hires in prop::collection::vec(0.0..20.0f64, 12), annual in 0.0..0.9f64, length in 0..10usize,
        ) {
            let mut staff = ten(12);
            staff.new_hires = hires;
            staff.attrition.annual = annual;
            let instant = staff.expected().unwrap();
            staff.ramp_up.productivity = vec![1.0; length];
            prop_assert_eq!(staff.expected().unwrap(), instant);
        }
    }
}
