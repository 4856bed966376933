use serde::{Deserialize, Serialize};

use super::ledger::Ledger;
use crate::problem::{NotAPrice, Price, Problem};

/// How much more the wishes of some agents weigh than those of others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Standing {
    /// What a year of service adds to the weight of 1.
    pub per_year_of_service: f64,
    /// Years beyond which nothing is added.
    pub most_years: f64,
    /// What each wish granted less than to the best-served agent adds.
    pub per_wish_missed: f64,
    /// Greatest weight.
    pub most: f64,
}

impl Default for Standing {
    /// All wishes weigh the same.
    fn default() -> Self {
        Standing {
            per_year_of_service: 0.0,
            most_years: 0.0,
            per_wish_missed: 0.0,
            most: 1.0,
        }
    }
}

/// A weight that is none.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum StandingError {
    /// A factor out of range.
    #[error("standing.{field} is {value}; give a finite number, {least} or above")]
    Factor {
        /// The field.
        field: &'static str,
        /// The value.
        value: f64,
        /// Least allowed.
        least: f64,
    },
    /// A price beyond all numbers.
    #[error("{0}; it was multiplied by its weight: lower standing.most or the prices of wishes")]
    Price(#[from] NotAPrice),
    /// Years of service that are no number of years.
    #[error("years of service of {agent} are {years}; give a finite number, 0 or above")]
    Years {
        /// The agent's identifier.
        agent: String,
        /// The years.
        years: f64,
    },
}

/// Multiplies the price of every wish by its agent's weight: 1, and more for years of service and for wishes missed in
/// the months before, up to the greatest. Call it before [`super::price_burdens`], whose wishes are not the agents' own.
///
/// # Errors
/// [`StandingError`] names the field or agent.
pub fn weigh_wishes(
    standing: &Standing,
    ledger: &Ledger,
    years_of_service: impl Fn(&str) -> f64,
    problem: &mut Problem,
) -> Result<(), StandingError> {
    for (field, value, least) in [
        ("perYearOfService", standing.per_year_of_service, 0.0),
        ("mostYears", standing.most_years, 0.0),
        ("perWishMissed", standing.per_wish_missed, 0.0),
        ("most", standing.most, 1.0),
    ] {
        if !value.is_finite() || value < least {
            return Err(StandingError::Factor {
                field,
                value,
                least,
            });
        }
    }
    let granted = ledger.granted_surplus();
    let of = |id: &str| granted.get(id).copied().unwrap_or(0.0);
    let best = problem
        .agents
        .iter()
        .map(|agent| of(&agent.id))
        .fold(f64::NEG_INFINITY, f64::max);
    let mut weights = Vec::with_capacity(problem.agents.len());
    for agent in &problem.agents {
        let years = years_of_service(&agent.id);
        if !years.is_finite() || years < 0.0 {
            return Err(StandingError::Years {
                agent: agent.id.clone(),
                years,
            });
        }
        let service = standing.per_year_of_service * years.min(standing.most_years);
        let missed = standing.per_wish_missed * (best - of(&agent.id));
        weights.push((1.0 + service + missed).min(standing.most));
    }
    for (agent, weight) in problem.agents.iter_mut().zip(weights) {
        for request in &mut agent.requests {
            request.price = Price::new(request.price.value() * weight)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fairness::Carried;
    use crate::problem::{Agent, Request, Wish};
    use crate::rules::testing::week;

    fn two_who_wish() -> Problem {
        let mut problem = week();
        let agent = |id: &str| Agent {
            id: id.into(),
            requests: vec![Request {
                day: 0,
                wish: Wish::DayOff,
                price: Price::from(10),
            }],
            ..Agent::default()
        };
        problem.agents = ["Ana", "Bo"].map(agent).to_vec();
        problem
    }

    fn prices(standing: &Standing, ledger: &Ledger, years: fn(&str) -> f64) -> Vec<f64> {
        let mut problem = two_who_wish();
        weigh_wishes(standing, ledger, years, &mut problem).expect("weighed");
        let first = |agent: &Agent| agent.requests[0].price.value();
        problem.agents.iter().map(first).collect()
    }

    #[test]
    fn years_of_service_weigh_up_to_the_most() {
        let standing = Standing {
            per_year_of_service: 0.1,
            most_years: 10.0,
            most: 1.5,
            ..Standing::default()
        };
        let years = |id: &str| if id == "Ana" { 3.0 } else { 30.0 };
        assert_eq!(prices(&standing, &Ledger::default(), years), [13.0, 15.0]);
        assert_eq!(
            prices(&Standing::default(), &Ledger::default(), years),
            [10.0, 10.0]
        );
    }

    #[test]
    fn whoever_missed_wishes_weighs_more() {
        let carried = |granted| Carried {
            wishes: 4,
            granted,
            ..Carried::default()
        };
        let ledger = Ledger {
            agents: [
                ("Ana".to_owned(), carried(4)),
                ("Bo".to_owned(), carried(0)),
            ]
            .into(),
        };
        let standing = Standing {
            per_wish_missed: 0.25,
            most: 3.0,
            ..Standing::default()
        };
        assert_eq!(prices(&standing, &ledger, |_| 0.0), [10.0, 20.0]);
    }

    #[test]
    fn a_weight_below_one_and_years_below_none_are_refused() {
        let mut problem = two_who_wish();
        let standing = Standing {
            most: 0.5,
            ..Standing::default()
        };
        let error = weigh_wishes(&standing, &Ledger::default(), |_| 0.0, &mut problem);
        assert!(error.is_err_and(|error| error.to_string().contains("standing.most")));
        let error = weigh_wishes(
            &Standing::default(),
            &Ledger::default(),
            |_| -1.0,
            &mut problem,
        );
        assert!(error.is_err_and(|error| error.to_string().contains("Ana")));
        assert_eq!(problem, two_who_wish());
    }
}
