//! What weeks of a team cost.

use super::supply::SupplyWeek;

/// Prices, in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Money {
    /// A paid hour.
    pub cost_of_paid_hour: f64,
    /// An hour of overtime costs so many paid ones.
    pub overtime_multiplier: f64,
    /// A contact that is lost.
    pub cost_of_lost_contact: f64,
    /// Finding and engaging somebody.
    pub cost_of_hire: f64,
    /// A class, whatever its size.
    pub cost_of_class: f64,
    /// A week of somebody's training, beside their wage.
    pub cost_of_training_week: f64,
    /// Paid hours of a full-time equivalent's week.
    pub weekly_hours: f64,
}

/// A week's cost, or several weeks'.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct WeekCost {
    /// Paid hours of all under contract, those in training included, less time off that is given.
    pub wages: f64,
    /// Overtime.
    pub overtime: f64,
    /// Hires and classes.
    pub hiring: f64,
    /// Training, beside wages.
    pub training: f64,
    /// Lost contacts.
    pub lost_contacts: f64,
}

impl WeekCost {
    /// All of it.
    pub fn total(&self) -> f64 {
        self.wages + self.overtime + self.hiring + self.training + self.lost_contacts
    }
}

impl std::ops::AddAssign for WeekCost {
    fn add_assign(&mut self, other: Self) {
        self.wages += other.wages;
        self.overtime += other.overtime;
        self.hiring += other.hiring;
        self.training += other.training;
        self.lost_contacts += other.lost_contacts;
    }
}

impl Money {
    /// A full-time equivalent's week at the usual wage.
    pub fn wage_of_week(&self) -> f64 {
        self.weekly_hours * self.cost_of_paid_hour
    }

    /// A full-time equivalent's week of overtime.
    pub fn overtime_of_week(&self) -> f64 {
        self.wage_of_week() * self.overtime_multiplier
    }

    /// What a week costs in which so many contacts are lost.
    pub fn cost_of(&self, week: &SupplyWeek, lost_contacts: f64) -> WeekCost {
        let class = if week.new_hires > 0.0 {
            self.cost_of_class
        } else {
            0.0
        };
        WeekCost {
            wages: (week.on_payroll() + week.extra_time.min(0.0)) * self.wage_of_week(),
            overtime: week.extra_time.max(0.0) * self.overtime_of_week(),
            hiring: week.new_hires * self.cost_of_hire + class,
            training: week.in_training * self.cost_of_training_week,
            lost_contacts: lost_contacts * self.cost_of_lost_contact,
        }
    }

    /// What one hire costs who is there with these probabilities in the weeks from their first on, `training_weeks` of
    /// which they train.
    pub fn cost_of_one_hire(&self, there: &[f64], training_weeks: u32) -> f64 {
        let paid: f64 = there.iter().sum();
        let trained: f64 = there.iter().take(training_weeks as usize).sum();
        self.cost_of_hire + paid * self.wage_of_week() + trained * self.cost_of_training_week
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MONEY: Money = Money {
        cost_of_paid_hour: 20.0,
        overtime_multiplier: 1.5,
        cost_of_lost_contact: 4.0,
        cost_of_hire: 2_000.0,
        cost_of_class: 500.0,
        cost_of_training_week: 300.0,
        weekly_hours: 40.0,
    };

    #[test]
    fn a_week_is_priced_by_hand() {
        let week = SupplyWeek {
            starting: 10.0,
            new_hires: 2.0,
            transfers: -1.0,
            extra_time: 0.5,
            in_training: 2.0,
            ..SupplyWeek::default()
        };
        let cost = MONEY.cost_of(&week, 25.0);
        // 11 · 40 · 20; 0.5 · 40 · 20 · 1.5; 2 · 2,000 + 500; 2 · 300; 25 · 4.
        let parts = [
            cost.wages,
            cost.overtime,
            cost.hiring,
            cost.training,
            cost.lost_contacts,
        ];
        assert_eq!(parts, [8_800.0, 600.0, 4_500.0, 600.0, 100.0]);
        assert_eq!(cost.total(), 14_600.0);
        // Time off that is given is not paid.
        let slack = SupplyWeek {
            extra_time: -1.0,
            ..week
        };
        assert_eq!(MONEY.cost_of(&slack, 0.0).wages, 8_000.0);
    }

    #[test]
    fn a_hire_costs_what_their_weeks_cost() {
        // 2,000 + (1 + 0.9 + 0.8) · 800 + (1 + 0.9) · 300
        assert!((MONEY.cost_of_one_hire(&[1.0, 0.9, 0.8], 2) - 4_730.0).abs() < 1e-9);
    }
}
