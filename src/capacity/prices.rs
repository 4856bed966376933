//! What a plan's hours and contacts cost: what it names, and the business unit's dated cost rates where it names nothing.

use std::collections::BTreeMap;

use crewcast_forecasts::capacity::Money;
use serde::Serialize;

use super::inputs::PlanInputs;
use super::plan::NewCapacityPlan;
use crate::cost_rates::{CostBook, CostOfContacts, PriceSource, UsedPrice, UsedPrices};
use crate::failure::Failure;

/// What an hour of overtime costs in paid ones where neither the plan nor a cost rate says it.
const USUAL_OVERTIME_MULTIPLIER: f64 = 1.5;

/// What a lost contact costs likewise: then nobody has put a price on it.
const USUAL_COST_OF_LOST_CONTACT: f64 = 0.0;

/// The prices of all weeks of a plan: those that hold on its first day.
///
/// People of a year ahead are nobody in particular, so that paid hours are priced by the business unit's rate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PlanPrices {
    pub used: UsedPrices,
    /// Lost contacts by planning group.
    lost_contacts: BTreeMap<String, UsedPrice>,
}

impl PlanPrices {
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate` where neither the plan nor a cost rate says what a paid hour costs.
    pub(super) fn of<'a>(
        plan: &NewCapacityPlan,
        rates: &CostBook,
        unit: &str,
        planning_group_ids: impl IntoIterator<Item = &'a String>,
    ) -> Result<Self, Failure> {
        let (money, date) = (&plan.money, plan.start_business_unit_date);
        let (value, source) = match money.cost_of_paid_hour {
            Some(asked) => (asked, PriceSource::Request),
            None => (rates.hour(unit, date)?, PriceSource::CostRates),
        };
        let hour = UsedPrice { value, source };
        let lost = |planning_group_id: Option<&str>| {
            let of = CostOfContacts {
                queue_id: None,
                planning_group_id,
            };
            let rate = rates.known_lost_contact(unit, of, date);
            let asked = money.cost_of_lost_contact;
            UsedPrice::or_usual(asked, rate, USUAL_COST_OF_LOST_CONTACT)
        };
        let multiplier = rates.known_overtime_multiplier(unit, date);
        let ids = planning_group_ids.into_iter();
        Ok(Self {
            used: UsedPrices {
                effective_date: date,
                currency: rates.currency().map(str::to_owned),
                cost_of_paid_hour: hour,
                overtime_multiplier: UsedPrice::or_usual(
                    money.overtime_multiplier,
                    multiplier,
                    USUAL_OVERTIME_MULTIPLIER,
                ),
                cost_of_lost_contact: lost(None),
            },
            lost_contacts: ids.map(|id| (id.clone(), lost(Some(id)))).collect(),
        })
    }

    /// What a lost contact of a planning group costs.
    pub(super) fn lost_contact(&self, planning_group_id: &str) -> UsedPrice {
        let own = self.lost_contacts.get(planning_group_id).copied();
        own.unwrap_or(self.used.cost_of_lost_contact)
    }
}

impl PlanInputs {
    /// The prices as the mathematics takes them.
    pub(super) fn money(&self) -> Money {
        let (used, money) = (&self.prices.used, &self.plan.money);
        Money {
            cost_of_paid_hour: used.cost_of_paid_hour.value,
            overtime_multiplier: used.overtime_multiplier.value,
            cost_of_lost_contact: used.cost_of_lost_contact.value,
            cost_of_hire: money.cost_of_hire,
            cost_of_class: self.plan.hiring.cost_of_class,
            cost_of_training_week: money.cost_of_training_week,
            weekly_hours: self.plan.full_time_equivalent_weekly_hours,
        }
    }
}
