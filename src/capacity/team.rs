//! A staffing group as the mathematics knows it.

use chrono::NaiveDate;
use crewcast_forecasts::capacity::{
    Attrition, EXPERIENCED_WEEKS, RampUp, Staff, StartingHeads, TenureBand,
};

use super::inputs::PlanInputs;
use super::metrics::CapacityPlanMetricKind as Kind;
use super::metrics::{counts, shares_from};
use super::months::{month_of, parse_month};
use super::plan::NewCapacityPlan;
use super::staffing_groups::StaffingGroup;

impl StaffingGroup {
    /// The team over the plan's weeks.
    pub(super) fn staff(&self, weeks: &[NaiveDate]) -> Staff {
        let of = |kind| counts(&self.metrics, kind, weeks);
        let told = self.starting_full_time_equivalents.iter();
        let mut starting: Vec<StartingHeads> = told
            .map(|there| StartingHeads {
                tenure_weeks: there.tenure_weeks,
                heads: there.full_time_equivalent_count,
            })
            .collect();
        let unnamed: f64 = of(Kind::StartingWeeklyFullTimeEquivalentCount).iter().sum();
        if unnamed > 0.0 {
            // Of whom nothing but their number is said.
            starting.push(StartingHeads {
                tenure_weeks: EXPERIENCED_WEEKS,
                heads: unnamed,
            });
        }
        let bands = self.attrition_by_tenure.iter().map(|band| TenureBand {
            below_weeks: band.below_tenure_weeks,
            annual: band.annual_percentage / 100.0,
        });
        Staff {
            starting,
            new_hires: of(Kind::NewHiresFullTimeEquivalentCount),
            transfers: of(Kind::TransfersFullTimeEquivalentCount),
            extra_time: of(Kind::ExtraTimeUnderTimeFullTimeEquivalentCount),
            attrition: Attrition {
                bands: bands.collect(),
                annual: self.annual_attrition_percentage / 100.0,
                from_week: shares_from(&self.metrics, Kind::AttritionPercentage, weeks),
            },
            ramp_up: self.ramp_up(),
        }
    }

    fn ramp_up(&self) -> RampUp {
        let curve = &self.ramp_up;
        let shares = |percents: &[f64]| percents.iter().map(|of| of / 100.0).collect::<Vec<f64>>();
        if curve.average_handle_time_percent.is_empty() {
            RampUp {
                training_weeks: curve.training_weeks,
                productivity: shares(&curve.productivity_percent),
            }
        } else {
            let factors = shares(&curve.average_handle_time_percent);
            RampUp::of_handle_times(curve.training_weeks, &factors)
        }
    }

    /// The share of a planning group's contacts that the team takes.
    pub(super) fn takes(&self, planning_group_id: &str) -> f64 {
        let mut allocations = self.planning_group_allocations.iter();
        let its = allocations.find(|allocation| allocation.planning_group_id == planning_group_id);
        its.map_or(0.0, |allocation| allocation.percentage / 100.0)
    }

    /// Paid time away from work, a share of each week: what is set for the team, or else the plan's of the month; `None` where
    /// each planning group's own counts.
    pub(super) fn shrinkage_by_week(&self, inputs: &PlanInputs) -> Vec<Option<f64>> {
        let set = shares_from(&self.metrics, Kind::ShrinkagePercentage, &inputs.weeks);
        let of_week = |(week, date): (usize, &NaiveDate)| {
            let last = set.iter().rev().find(|(from, _)| *from <= week);
            last.map(|(_, share)| *share)
                .or_else(|| inputs.plan.shrinkage_of(*date))
        };
        inputs.weeks.iter().enumerate().map(of_week).collect()
    }
}

impl NewCapacityPlan {
    /// Paid time away from work in the month of a day, a share, where the plan says it.
    fn shrinkage_of(&self, date: NaiveDate) -> Option<f64> {
        let shrinkage = self.shrinkage.as_ref()?;
        let mut months = shrinkage.months.iter();
        let month = months.find(|month| parse_month(&month.month) == Some(month_of(date)));
        let (planned, unplanned) = month.map_or(
            (shrinkage.planned_percent, shrinkage.unplanned_percent),
            |month| (month.planned_percent, month.unplanned_percent),
        );
        Some((planned + unplanned) / 100.0)
    }
}
