//! What a scenario's hours and contacts cost: what the request names, and the business unit's dated cost rates where it names
//! nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::request::ScenarioMoney;
use super::result::ScenarioCost;
use crate::cost_rates::{
    CostBook, CostOfAgent, CostOfContacts, PriceSource, UsedPrice, UsedPrices,
};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::schedules::Shift;
use crate::tenancy::Scope;

/// What an hour of overtime costs in paid ones where neither the request nor a cost rate says it.
const USUAL_OVERTIME_MULTIPLIER: f64 = 1.5;

/// What a lost contact costs likewise: then nobody has put a price on it.
const USUAL_COST_OF_LOST_CONTACT: f64 = 0.0;

/// The prices of a business unit's scenario.
#[derive(Clone, Debug)]
pub(super) struct Prices {
    asked: ScenarioMoney,
    /// Empty where the request names every price.
    rates: CostBook,
    unit: String,
    /// The first day of the weeks.
    first: NaiveDate,
}

/// Shifts with what they are priced by.
pub(super) struct PricedShifts<'a> {
    pub grid: &'a WeekGrid,
    pub shifts: &'a [Shift],
    /// Work plans of those who might work, by agent.
    pub work_plans: BTreeMap<&'a str, &'a str>,
}

/// An agent's week.
#[derive(Clone, Copy, Debug, Default)]
struct AgentWeek {
    hours: f64,
    /// Its hours at their prices.
    wages: f64,
}

impl Prices {
    /// Reads the prices of weeks from `first` on.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate` where neither the request nor a cost rate says what a paid hour costs on the first
    /// day.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        unit: &str,
        (asked, first): (ScenarioMoney, NaiveDate),
    ) -> Result<Self, Failure> {
        let names_all = asked.cost_of_paid_hour.is_some()
            && asked.overtime_multiplier.is_some()
            && asked.cost_of_lost_contact.is_some();
        let prices = Self {
            asked,
            rates: if names_all {
                CostBook::default()
            } else {
                CostBook::read(conn, scope, unit)?
            },
            unit: unit.to_owned(),
            first,
        };
        if asked.cost_of_paid_hour.is_none() {
            prices.rates.hour(unit, first)?;
        }
        Ok(prices)
    }

    /// The prices as the request has them and all cost rates that may be used: what the figures follow from.
    pub(super) fn hashed(&self) -> impl serde::Serialize {
        let rates: Vec<_> = self.rates.rates().collect();
        (&self.asked, rates)
    }

    /// What a plan costs that loses so many contacts by planning group, and the prices it was reckoned with.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`.
    pub(super) fn cost(
        &self,
        plan: &PricedShifts<'_>,
        lost_contacts: &[(&str, f64)],
    ) -> Result<(ScenarioCost, UsedPrices), Failure> {
        let (mut wages, mut overtime) = (0.0, 0.0);
        let (mut hours, mut overtime_wages) = (0.0, 0.0);
        for ((agent, _), week) in self.weeks(plan)? {
            let after = self.asked.overtime_after_weekly_hours;
            let beyond = after.map_or(0.0, |after| (week.hours - after).max(0.0));
            let share = if week.hours > 0.0 {
                beyond / week.hours
            } else {
                0.0
            };
            let multiplier = self.multiplier_of(Some(plan.agent(agent))).value;
            wages += week.wages * (1.0 - share);
            overtime += week.wages * share * multiplier;
            hours += week.hours;
            overtime_wages += week.wages * share;
        }
        let (mut lost, mut lost_cost) = (0.0, 0.0);
        let mut price_of_lost = self.lost_contact_of(None);
        for (group, contacts) in lost_contacts {
            let price = self.lost_contact_of(Some(group));
            lost += contacts;
            lost_cost += contacts * price.value;
            if price.source == PriceSource::CostRates {
                price_of_lost.source = price.source;
            }
        }
        let cost = ScenarioCost {
            wages,
            overtime,
            lost_contacts: lost_cost,
            total: wages + overtime + lost_cost,
        };
        // A mean of what was reckoned with; without anything to reckon, what holds for the business unit.
        let mean = |price: UsedPrice, (cost, count): (f64, f64)| UsedPrice {
            value: match price.source {
                PriceSource::CostRates if count > 0.0 => cost / count,
                _ => price.value,
            },
            ..price
        };
        let used = UsedPrices {
            effective_date: self.first,
            currency: self.rates.currency().map(str::to_owned),
            cost_of_paid_hour: mean(
                self.hour_of(None, self.first)?,
                (wages + overtime_wages, hours),
            ),
            overtime_multiplier: mean(self.multiplier_of(None), (overtime, overtime_wages)),
            cost_of_lost_contact: mean(price_of_lost, (lost_cost, lost)),
        };
        Ok((cost, used))
    }

    /// Hours and wages by agent and week. A shift is of the week in which it starts, and costs what holds on the day it starts.
    fn weeks<'a>(
        &self,
        plan: &PricedShifts<'a>,
    ) -> Result<BTreeMap<(&'a str, usize), AgentWeek>, Failure> {
        let mut weeks: BTreeMap<(&str, usize), AgentWeek> = BTreeMap::new();
        for shift in plan.shifts {
            let agent = shift.agent_id.as_str();
            let day = day_of(plan.grid, shift);
            let date = plan.grid.days().get(day).map_or(self.first, |day| day.date);
            let price = self.hour_of(Some(plan.agent(agent)), date)?.value;
            let hours = f64::from(shift.paid_minutes()) / 60.0;
            let week = weeks.entry((agent, day / 7)).or_default();
            week.hours += hours;
            week.wages += hours * price;
        }
        Ok(weeks)
    }

    fn hour_of(
        &self,
        agent: Option<CostOfAgent<'_>>,
        date: NaiveDate,
    ) -> Result<UsedPrice, Failure> {
        let (value, source) = match (self.asked.cost_of_paid_hour, agent) {
            (Some(asked), _) => (asked, PriceSource::Request),
            (None, Some(agent)) => {
                let rate = self.rates.hour_of(&self.unit, agent, date)?;
                (rate, PriceSource::CostRates)
            }
            (None, None) => (self.rates.hour(&self.unit, date)?, PriceSource::CostRates),
        };
        Ok(UsedPrice { value, source })
    }

    fn multiplier_of(&self, agent: Option<CostOfAgent<'_>>) -> UsedPrice {
        let rate = match agent {
            Some(agent) => self
                .rates
                .known_overtime_multiplier_of(&self.unit, agent, self.first),
            None => self.rates.known_overtime_multiplier(&self.unit, self.first),
        };
        let asked = self.asked.overtime_multiplier;
        UsedPrice::or_usual(asked, rate, USUAL_OVERTIME_MULTIPLIER)
    }

    fn lost_contact_of(&self, planning_group_id: Option<&str>) -> UsedPrice {
        let of = CostOfContacts {
            queue_id: None,
            planning_group_id,
        };
        let rate = self.rates.known_lost_contact(&self.unit, of, self.first);
        UsedPrice::or_usual(
            self.asked.cost_of_lost_contact,
            rate,
            USUAL_COST_OF_LOST_CONTACT,
        )
    }
}

/// Position of the day on which a shift starts.
pub(super) fn day_of(grid: &WeekGrid, shift: &Shift) -> usize {
    let interval = grid.interval_at(shift.start_at).unwrap_or(0);
    let later = grid
        .days()
        .partition_point(|day| day.first_interval <= interval);
    later.saturating_sub(1)
}

impl<'a> PricedShifts<'a> {
    /// An agent as cost rates know them; one who is added has no rate of their own, but their work plan's.
    fn agent(&self, id: &'a str) -> CostOfAgent<'a> {
        CostOfAgent {
            id,
            name: id,
            work_plan_id: self.work_plans.get(id).copied(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cost_rates::{CostRate, CostSubject, NewCostRate};
    use crate::db::Instant;
    use crate::scenarios::testing::{grid, shift};

    fn rate(subject_type: CostSubject, id: Option<&str>, from: &str, cost: f64) -> CostRate {
        let now = Instant::from_epoch_millis(0);
        let contacts = subject_type == CostSubject::PlanningGroup;
        CostRate {
            id: String::new(),
            business_unit_id: "unit".to_owned(),
            rate: NewCostRate {
                subject_type,
                subject_id: id.map(str::to_owned),
                effective_date: from.parse().unwrap(),
                currency: "EUR".to_owned(),
                cost_per_paid_hour: (!contacts).then_some(cost),
                overtime_multiplier: (subject_type == CostSubject::BusinessUnit).then_some(2.0),
                cost_per_lost_contact: contacts.then_some(cost),
            },
            version: 1,
            created_by: String::new(),
            created_at: now,
            modified_by: String::new(),
            modified_at: now,
        }
    }

    fn prices(money: serde_json::Value, rates: Vec<CostRate>) -> Prices {
        Prices {
            asked: serde_json::from_value(money).unwrap(),
            rates: CostBook::new(rates),
            unit: "unit".to_owned(),
            first: "2026-03-23".parse().unwrap(),
        }
    }

    /// Ana: thirty hours of the first week. Bo: ten of the second.
    fn shifts() -> [Shift; 4] {
        [
            shift("ana", 8),
            shift("ana", 32),
            shift("ana", 166),
            shift("bo", 175),
        ]
    }

    #[test]
    fn prices_that_are_named_hold_for_everybody_whatever_the_rates_say() {
        let money = json!({ "costOfPaidHour": 20, "overtimeMultiplier": 1.5, "overtimeAfterWeeklyHours": 24,
            "costOfLostContact": 3 });
        let prices = prices(
            money,
            vec![rate(CostSubject::Agent, Some("ana"), "2026-01-01", 99.0)],
        );
        let (grid, shifts) = (grid(), shifts());
        let plan = PricedShifts {
            grid: &grid,
            shifts: &shifts,
            work_plans: BTreeMap::new(),
        };
        let (cost, used) = prices.cost(&plan, &[("cards", 7.0)]).unwrap();
        // 34 · 20, 6 · 20 · 1.5, 7 · 3.
        let told = [cost.wages, cost.overtime, cost.lost_contacts, cost.total];
        for (told, wanted) in told.iter().zip([680.0, 180.0, 21.0, 881.0]) {
            assert!((told - wanted).abs() < 1e-9, "{cost:?}");
        }
        assert_eq!(used.cost_of_paid_hour.source, PriceSource::Request);
        assert_eq!(used.cost_of_paid_hour.value, 20.0);
    }

    #[test]
    fn cost_rates_price_each_agent_by_the_day_and_each_planning_groups_contacts() {
        let prices = prices(
            json!({ "overtimeAfterWeeklyHours": 24 }),
            vec![
                rate(CostSubject::BusinessUnit, None, "2026-01-01", 20.0),
                rate(CostSubject::WorkPlan, Some("part-time"), "2026-01-01", 30.0),
                // The first week's last shift begins on the Sunday before.
                rate(CostSubject::WorkPlan, Some("part-time"), "2026-03-30", 40.0),
                rate(CostSubject::PlanningGroup, Some("cards"), "2026-01-01", 5.0),
            ],
        );
        let (grid, shifts) = (grid(), shifts());
        let plan = PricedShifts {
            grid: &grid,
            shifts: &shifts,
            work_plans: BTreeMap::from([("bo", "part-time")]),
        };
        let (cost, used) = prices
            .cost(&plan, &[("cards", 7.0), ("loans", 93.0)])
            .unwrap();
        // Ana: 24 · 20, and 6 · 20 · 2; Bo: 10 · 40; 7 · 5, nobody prices the other contacts.
        let told = [cost.wages, cost.overtime, cost.lost_contacts];
        for (told, wanted) in told.iter().zip([880.0, 240.0, 35.0]) {
            assert!((told - wanted).abs() < 1e-9, "{cost:?}");
        }
        assert_eq!(used.currency.as_deref(), Some("EUR"));
        // Forty hours at 1,000.
        let hour = used.cost_of_paid_hour;
        assert_eq!((hour.value, hour.source), (25.0, PriceSource::CostRates));
        assert_eq!(used.overtime_multiplier.value, 2.0);
        let lost = used.cost_of_lost_contact;
        assert_eq!((lost.value, lost.source), (0.35, PriceSource::CostRates));
    }

    #[test]
    fn an_hour_that_nobody_prices_is_refused() {
        let prices = prices(json!({}), Vec::new());
        let (grid, shifts) = (grid(), shifts());
        let plan = PricedShifts {
            grid: &grid,
            shifts: &shifts,
            work_plans: BTreeMap::new(),
        };
        let refused = prices.cost(&plan, &[]).unwrap_err();
        assert_eq!(refused.code(), "no-cost-rate");
    }
}
