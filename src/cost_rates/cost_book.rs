//! What holds on a day: the nearest subject's rate, the last that began.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::cost_rate::{CostRate, CostSubject, NewCostRate, cost_rates_of};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::Agent;
use crate::tenancy::Scope;

/// The cost rates of one business unit, by subject and day.
#[derive(Clone, Debug, Default)]
pub struct CostBook {
    /// In order of their days; by the subject's id.
    by_subject: BTreeMap<CostSubject, BTreeMap<String, Vec<NewCostRate>>>,
    currencies: BTreeSet<String>,
}

/// An agent as cost rates know them.
#[derive(Clone, Copy, Debug)]
pub struct CostOfAgent<'a> {
    /// Who.
    pub id: &'a str,
    /// Their name, for people to read.
    pub name: &'a str,
    /// Their work plan.
    pub work_plan_id: Option<&'a str>,
}

impl<'a> From<&'a Agent> for CostOfAgent<'a> {
    fn from(agent: &'a Agent) -> Self {
        Self {
            id: &agent.id,
            name: &agent.name,
            work_plan_id: agent.work_plan_id.as_deref(),
        }
    }
}

/// Whose contacts are lost.
#[derive(Clone, Copy, Debug)]
pub struct CostOfContacts<'a> {
    /// Where they came.
    pub queue_id: Option<&'a str>,
    /// What that is planned with.
    pub planning_group_id: Option<&'a str>,
}

impl CostBook {
    /// The rates of a business unit.
    ///
    /// # Errors
    /// Only the database's.
    pub fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        business_unit_id: &str,
    ) -> Result<Self, Failure> {
        Ok(Self::new(cost_rates_of(conn, scope, business_unit_id)?))
    }

    /// All rates, by subject and in the order of their days.
    pub fn rates(&self) -> impl Iterator<Item = &NewCostRate> {
        self.by_subject
            .values()
            .flat_map(BTreeMap::values)
            .flatten()
    }

    /// The currency of the rates, which is one; `None` without any.
    pub fn currency(&self) -> Option<&str> {
        self.currencies.first().map(String::as_str)
    }

    /// The rates, in any order.
    pub fn new(rates: impl IntoIterator<Item = CostRate>) -> Self {
        let mut book = Self::default();
        for CostRate {
            business_unit_id,
            rate,
            ..
        } in rates
        {
            let id = rate.subject_id.clone();
            let id = id
                .filter(|_| rate.subject_type != CostSubject::BusinessUnit)
                .unwrap_or(business_unit_id);
            book.currencies.insert(rate.currency.clone());
            let subjects = book.by_subject.entry(rate.subject_type).or_default();
            subjects.entry(id).or_default().push(rate);
        }
        for rates in book.by_subject.values_mut().flat_map(BTreeMap::values_mut) {
            rates.sort_by_key(|rate| rate.effective_date);
        }
        book
    }

    /// The currencies of its rates, in the letters of ISO 4217.
    pub fn currencies(&self) -> &BTreeSet<String> {
        &self.currencies
    }

    fn of(
        &self,
        subject: CostSubject,
        id: Option<&str>,
        date: NaiveDate,
        value: fn(&NewCostRate) -> Option<f64>,
    ) -> Option<f64> {
        let rates = self.by_subject.get(&subject)?.get(id?)?;
        let begun = rates
            .iter()
            .rev()
            .filter(|rate| rate.effective_date <= date);
        // A later rate that says nothing of this cost leaves the earlier one in force.
        begun.into_iter().find_map(value)
    }

    /// What a paid hour of nobody in particular costs.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`.
    pub fn hour(&self, unit: &str, date: NaiveDate) -> Result<f64, Failure> {
        self.known_hour(unit, date)
            .ok_or_else(|| missing("costPerPaidHour", "the business unit", date))
    }

    /// The same where a rate holds.
    pub fn known_hour(&self, unit: &str, date: NaiveDate) -> Option<f64> {
        let value = |rate: &NewCostRate| rate.cost_per_paid_hour;
        self.of(CostSubject::BusinessUnit, Some(unit), date, value)
    }

    /// How many paid hours an hour of overtime of nobody in particular costs, where a rate holds.
    pub fn known_overtime_multiplier(&self, unit: &str, date: NaiveDate) -> Option<f64> {
        let value = |rate: &NewCostRate| rate.overtime_multiplier;
        self.of(CostSubject::BusinessUnit, Some(unit), date, value)
    }

    /// What a paid hour of an agent costs: theirs, else their work plan's, else the business unit's.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`.
    pub fn hour_of(
        &self,
        unit: &str,
        agent: CostOfAgent<'_>,
        date: NaiveDate,
    ) -> Result<f64, Failure> {
        self.of_agent(unit, agent, date, |rate| rate.cost_per_paid_hour)
            .ok_or_else(|| missing("costPerPaidHour", &format!("agent {:?}", agent.name), date))
    }

    /// How many paid hours an hour of an agent's overtime costs, likewise.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`.
    pub fn overtime_multiplier_of(
        &self,
        unit: &str,
        agent: CostOfAgent<'_>,
        date: NaiveDate,
    ) -> Result<f64, Failure> {
        let who = || format!("agent {:?}", agent.name);
        self.known_overtime_multiplier_of(unit, agent, date)
            .ok_or_else(|| missing("overtimeMultiplier", &who(), date))
    }

    /// The same where a rate holds.
    pub fn known_overtime_multiplier_of(
        &self,
        unit: &str,
        agent: CostOfAgent<'_>,
        date: NaiveDate,
    ) -> Option<f64> {
        self.of_agent(unit, agent, date, |rate| rate.overtime_multiplier)
    }

    fn of_agent(
        &self,
        unit: &str,
        agent: CostOfAgent<'_>,
        date: NaiveDate,
        value: fn(&NewCostRate) -> Option<f64>,
    ) -> Option<f64> {
        self.of(CostSubject::Agent, Some(agent.id), date, value)
            .or_else(|| self.of(CostSubject::WorkPlan, agent.work_plan_id, date, value))
            .or_else(|| self.of(CostSubject::BusinessUnit, Some(unit), date, value))
    }

    /// What a lost contact costs: by its queue, else its planning group, else the business unit.
    ///
    /// # Errors
    /// [`Failure::Conflict`] `no-cost-rate`.
    pub fn lost_contact(
        &self,
        unit: &str,
        of: CostOfContacts<'_>,
        date: NaiveDate,
    ) -> Result<f64, Failure> {
        self.known_lost_contact(unit, of, date)
            .ok_or_else(|| missing("costPerLostContact", "its contacts", date))
    }

    /// The same where a rate holds.
    pub fn known_lost_contact(
        &self,
        unit: &str,
        of: CostOfContacts<'_>,
        date: NaiveDate,
    ) -> Option<f64> {
        let value = |rate: &NewCostRate| rate.cost_per_lost_contact;
        self.of(CostSubject::Queue, of.queue_id, date, value)
            .or_else(|| {
                self.of(
                    CostSubject::PlanningGroup,
                    of.planning_group_id,
                    date,
                    value,
                )
            })
            .or_else(|| self.of(CostSubject::BusinessUnit, Some(unit), date, value))
    }
}

fn missing(what: &str, whose: &str, date: NaiveDate) -> Failure {
    let detail = format!(
        "no {what} of {whose} holds on {date}; add a cost rate of the business unit with an effectiveDate on or before \
         that day, or name the price where the request takes one"
    );
    Failure::conflict("no-cost-rate", detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn rate(
        subject_type: CostSubject,
        id: Option<&str>,
        from: &str,
        hour: Option<f64>,
        lost: Option<f64>,
    ) -> CostRate {
        let now = Instant::from_epoch_millis(0);
        CostRate {
            id: String::new(),
            business_unit_id: "unit".to_owned(),
            rate: NewCostRate {
                subject_type,
                subject_id: id.map(str::to_owned),
                effective_date: date(from),
                currency: "EUR".to_owned(),
                cost_per_paid_hour: hour,
                overtime_multiplier: None,
                cost_per_lost_contact: lost,
            },
            version: 1,
            created_by: String::new(),
            created_at: now,
            modified_by: String::new(),
            modified_at: now,
        }
    }

    const ADA: CostOfAgent<'_> = CostOfAgent {
        id: "ada",
        name: "Ada",
        work_plan_id: Some("full-time"),
    };

    #[test]
    fn the_nearest_subject_and_the_last_day_that_began_decide() {
        use CostSubject::{Agent, BusinessUnit, WorkPlan};
        let book = CostBook::new([
            rate(Agent, Some("ada"), "2026-06-01", Some(40.0), None),
            rate(BusinessUnit, None, "2026-01-01", Some(20.0), None),
            rate(BusinessUnit, None, "2026-03-01", Some(22.0), None),
            rate(WorkPlan, Some("full-time"), "2026-04-01", Some(30.0), None),
        ]);
        let hour = |day: &str| book.hour_of("unit", ADA, date(day)).unwrap();
        assert_eq!(hour("2026-02-28"), 20.0);
        assert_eq!(hour("2026-03-01"), 22.0);
        assert_eq!(hour("2026-04-01"), 30.0);
        assert_eq!(hour("2026-12-31"), 40.0);
        assert_eq!(book.hour("unit", date("2026-12-31")).unwrap(), 22.0);
    }

    #[test]
    fn a_day_without_a_rate_is_refused_with_the_remedy() {
        let book = CostBook::new([rate(
            CostSubject::BusinessUnit,
            None,
            "2026-01-01",
            Some(20.0),
            None,
        )]);
        let refused = book.hour("unit", date("2025-12-31")).unwrap_err();
        assert_eq!(refused.code(), "no-cost-rate");
        assert!(
            refused
                .to_string()
                .contains("costPerPaidHour of the business unit holds on 2025-12-31")
        );
        let refused = book.overtime_multiplier_of("unit", ADA, date("2026-01-01"));
        assert_eq!(refused.unwrap_err().code(), "no-cost-rate");
    }

    #[test]
    fn a_later_rate_that_is_silent_leaves_the_earlier_one_in_force() {
        use CostSubject::{BusinessUnit, PlanningGroup};
        let book = CostBook::new([
            rate(BusinessUnit, None, "2026-01-01", Some(20.0), Some(5.0)),
            rate(BusinessUnit, None, "2026-02-01", Some(21.0), None),
            rate(PlanningGroup, Some("sales"), "2026-02-01", None, Some(9.0)),
        ]);
        let lost = |group: &str| {
            let of = CostOfContacts {
                queue_id: Some("q"),
                planning_group_id: Some(group),
            };
            book.lost_contact("unit", of, date("2026-02-02")).unwrap()
        };
        assert_eq!((lost("sales"), lost("service")), (9.0, 5.0));
    }
}
