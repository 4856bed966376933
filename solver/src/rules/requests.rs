use super::{Breach, Charge, REQUESTS, Rule};
use crate::problem::{Line, Request};

/// Wishes for days and shifts, each with its own price when it is not granted.
///
/// Source: `requests` of an agent; Burke & Curtois 2014, "shift on requests" and "shift off requests".
pub struct Requests<'a> {
    /// The wishes.
    pub requests: &'a [Request],
}

impl Rule for Requests<'_> {
    fn name(&self) -> &'static str {
        REQUESTS
    }

    fn breaches(&self, _line: &Line) -> Vec<Breach> {
        Vec::new()
    }

    fn charges(&self, line: &Line) -> Vec<Charge> {
        let template_on = |day| {
            let shift = line.shifts.iter().find(|shift| shift.day == day);
            shift.map(|shift| shift.template.as_str())
        };
        self.requests
            .iter()
            .filter(|request| !request.wish.is_granted_by(template_on(request.day)))
            .map(|request| Charge {
                agent: line.agent,
                rule: REQUESTS.to_owned(),
                day: request.day,
                units: 1,
                cost: request.price.value(),
                detail: match template_on(request.day) {
                    Some(template) => format!("{:?} not granted: {template:?}", request.wish),
                    None => format!("{:?} not granted: no shift", request.wish),
                },
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Price, Wish};
    use crate::rules::testing::ordinary_week;

    #[test]
    fn every_wish_that_is_not_granted_costs_its_own_price() {
        let day = || "day".to_owned();
        let cost = |day, wish| {
            let requests = [Request {
                day,
                wish,
                price: Price::from(3),
            }];
            let rule = Requests {
                requests: &requests,
            };
            rule.charges(&ordinary_week())
                .iter()
                .map(|charge| charge.cost)
                .sum::<f64>()
        };
        let worked = [
            Wish::Shift(day()),
            Wish::NoShift(day()),
            Wish::Work,
            Wish::DayOff,
        ];
        assert_eq!(
            worked.clone().map(|wish| cost(0, wish)),
            [0.0, 3.0, 0.0, 3.0]
        );
        assert_eq!(worked.map(|wish| cost(6, wish)), [3.0, 0.0, 3.0, 0.0]);
        assert_eq!(cost(0, Wish::NoShift("night".into())), 0.0);
        assert_eq!(cost(0, Wish::Shift("night".into())), 3.0);
    }
}
