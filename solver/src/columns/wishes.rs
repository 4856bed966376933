use crate::problem::{Agent, WorkPlan};
use crate::shifts::ShiftOption;

/// What an agent's wishes cost, day by day.
#[derive(Clone, Debug, PartialEq)]
pub struct WishCosts {
    /// Per day: cost of a day off.
    pub off: Vec<f64>,
    /// Per day and option: cost of working it.
    pub option: Vec<Vec<f64>>,
}

impl WishCosts {
    /// The costs of an agent's requests where these are the options of each day.
    pub fn new<'a>(
        agent: &Agent,
        plan: &WorkPlan,
        days: impl IntoIterator<Item = &'a [ShiftOption]>,
    ) -> Self {
        let days: Vec<&[ShiftOption]> = days.into_iter().collect();
        let mut costs = WishCosts {
            off: vec![0.0; days.len()],
            option: days
                .iter()
                .map(|options| vec![0.0; options.len()])
                .collect(),
        };
        for request in &agent.requests {
            let price = request.price.value();
            if !request.wish.is_granted_by(None) {
                costs.off[request.day] += price;
            }
            let options = days[request.day].iter();
            for (option, cost) in options.zip(&mut costs.option[request.day]) {
                let template = &plan.shifts[option.template].id;
                if !request.wish.is_granted_by(Some(template)) {
                    *cost += price;
                }
            }
        }
        costs
    }
}
