use super::Ease;
use crate::problem::DayIndex;

/// An entry of the shift demand, or a row of a wish for a colleague.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShiftRow {
    /// The day.
    pub day: DayIndex,
    /// Agents required.
    pub required: f64,
    /// Cost of one missing.
    pub under_cost: f64,
    /// Cost of one too many.
    pub over_cost: f64,
    /// How these costs are eased, if they are.
    pub ease: Option<Ease>,
}

impl ShiftRow {
    /// Cost with `agents` on the shift.
    #[must_use]
    pub fn cost(&self, agents: u32) -> f64 {
        let missing = self.required - f64::from(agents);
        let Some(ease) = self.ease else {
            return self.of(missing);
        };
        let wanted = ease.wanted(missing);
        let settled = self.settled(wanted, ease.rise);
        self.of(settled) + ease.square(wanted - settled)
    }

    /// What one more agent saves; negative where it would be one too many.
    #[must_use]
    pub fn worth(&self, agents: u32) -> f64 {
        self.cost(agents) - self.cost(agents + 1)
    }

    /// The row with costs eased about `price`, from end to end within so many agents.
    #[must_use]
    pub fn eased(&self, agents: f64, price: f64) -> Self {
        let rise = Ease::rise_over(self.under_cost + self.over_cost, agents);
        ShiftRow {
            ease: Some(Ease { rise, price }),
            ..*self
        }
    }

    /// The price that the row has come to with `agents` on the shift; 0 where it is not eased.
    #[must_use]
    pub fn price_at(&self, agents: u32) -> f64 {
        self.ease.map_or(0.0, |ease| {
            let wanted = ease.wanted(self.required - f64::from(agents));
            ease.rise * (wanted - self.settled(wanted, ease.rise))
        })
    }

    fn of(&self, missing: f64) -> f64 {
        missing.max(0.0) * self.under_cost + (-missing).max(0.0) * self.over_cost
    }

    /// Agents missing (below 0 too many) at which one costs as much as `rise` for each that is left to `wanted`.
    fn settled(&self, wanted: f64, rise: f64) -> f64 {
        if wanted > 0.0 {
            (wanted - self.under_cost / rise).max(0.0)
        } else {
            (wanted + self.over_cost / rise).min(0.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: ShiftRow = ShiftRow {
        day: 0,
        required: 2.0,
        under_cost: 100.0,
        over_cost: 1.0,
        ease: None,
    };

    #[test]
    fn an_agent_more_is_worth_what_the_cost_falls_by() {
        assert_eq!(
            [0, 1, 2, 3].map(|agents| ROW.worth(agents)),
            [100.0, 100.0, -1.0, -1.0]
        );
    }

    #[test]
    fn eased_the_second_agent_is_worth_less_than_the_first() {
        let row = ROW.eased(2.0, 0.0);
        let worth = [0, 1, 2, 3].map(|agents| row.worth(agents));
        assert!(
            worth.is_sorted_by(|a, b| a > b || (*a - *b).abs() < 1e-9),
            "{worth:?}"
        );
        assert!(
            worth[0] > worth[1] && worth[0] <= 100.0 && worth[3] >= -1.0,
            "{worth:?}"
        );
    }

    #[test]
    fn a_price_stays_where_just_enough_agents_are_and_moves_where_not() {
        let row = ROW.eased(2.0, 40.0);
        assert_eq!(row.price_at(2), 40.0);
        assert!(row.price_at(1) > 40.0 && row.price_at(3) < 40.0);
        assert!((row.price_at(0) - 100.0).abs() < 1e-9);
        assert!((row.price_at(9) + 1.0).abs() < 1e-9);
    }
}
