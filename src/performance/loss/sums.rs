//! The sums of a loss statement: one side's heads against one requirement.

use serde::Serialize;

use super::overtime::Overtime;

/// What one side loses. Each figure's formula stands beside the statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Loss {
    /// Agents staffed, on the roster; a mean over the intervals compared.
    pub staffed_heads: f64,
    /// Their time.
    pub staffed_hours: f64,
    /// Time beyond the requirement.
    pub over_hours: f64,
    /// Its price.
    pub over_cost: f64,
    /// Time missing to the requirement.
    pub under_hours: f64,
    /// Contacts expected to be lost beyond those lost with the agents required.
    pub lost_contacts: f64,
    /// Their price.
    pub lost_contact_cost: f64,
    /// Overtime within the time compared; null where no agents are named, as in a requirement, and for single planning
    /// groups.
    pub overtime_hours: Option<f64>,
    /// What it costs beyond the same hours without it.
    pub overtime_premium_cost: Option<f64>,
    /// Everything above in money.
    pub total_cost: f64,
}

/// One side's interval of a planning group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct StaffedInterval {
    pub hours: f64,
    /// Agents required on the roster.
    pub required: f64,
    /// Agents staffed on the roster.
    pub staffed: f64,
    pub lost_contacts: f64,
    pub cost_per_hour: f64,
    pub cost_per_lost_contact: f64,
}

impl Loss {
    /// Adds an interval.
    pub(super) fn add(&mut self, interval: &StaffedInterval) {
        let over = (interval.staffed - interval.required).max(0.0) * interval.hours;
        let under = (interval.required - interval.staffed).max(0.0) * interval.hours;
        self.staffed_hours += interval.staffed * interval.hours;
        self.over_hours += over;
        self.over_cost += over * interval.cost_per_hour;
        self.under_hours += under;
        self.lost_contacts += interval.lost_contacts;
        self.lost_contact_cost += interval.lost_contacts * interval.cost_per_lost_contact;
    }

    /// Adds another's sums.
    pub(super) fn add_loss(&mut self, other: &Self) {
        self.staffed_hours += other.staffed_hours;
        self.over_hours += other.over_hours;
        self.over_cost += other.over_cost;
        self.under_hours += other.under_hours;
        self.lost_contacts += other.lost_contacts;
        self.lost_contact_cost += other.lost_contact_cost;
    }

    /// With its overtime.
    #[must_use]
    pub(super) fn with_overtime(mut self, overtime: Overtime) -> Self {
        self.overtime_hours = Some(overtime.hours);
        self.overtime_premium_cost = Some(overtime.premium_cost);
        self
    }

    /// With the mean and the total that follow from the sums.
    #[must_use]
    pub(super) fn finish(mut self, compared_hours: f64) -> Self {
        if compared_hours > 0.0 {
            self.staffed_heads = self.staffed_hours / compared_hours;
        }
        self.total_cost =
            self.over_cost + self.lost_contact_cost + self.overtime_premium_cost.unwrap_or(0.0);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_and_under_of_different_intervals_do_not_cancel() {
        let of = |required: f64, staffed: f64, lost_contacts: f64| StaffedInterval {
            hours: 0.5,
            required,
            staffed,
            lost_contacts,
            cost_per_hour: 30.0,
            cost_per_lost_contact: 8.0,
        };
        let mut loss = Loss {
            overtime_premium_cost: Some(12.0),
            ..Loss::default()
        };
        loss.add(&of(10.0, 12.0, 0.0));
        loss.add(&of(10.0, 7.0, 2.5));
        let loss = loss.finish(1.0);
        // 2 heads × 0.5 h over, 3 heads × 0.5 h under; 19 heads × 0.5 h in an hour.
        assert_eq!((loss.over_hours, loss.under_hours), (1.0, 1.5));
        assert_eq!((loss.staffed_hours, loss.staffed_heads), (9.5, 9.5));
        // 1 h × 30 + 2.5 contacts × 8 + 12
        assert_eq!((loss.over_cost, loss.lost_contact_cost), (30.0, 20.0));
        assert_eq!(loss.total_cost, 62.0);
    }
}
