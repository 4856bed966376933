use super::board::Board;

/// The highest temperature, as a share of the dearest price of the demand: one in thirty changes that leave another agent
/// missing is accepted then.
const HOT: f64 = 0.3;
/// The lowest, as a share of the least price of anything: next to no dearer roster is accepted any more.
const COLD: f64 = 0.15;

/// How a search cools: from a temperature that the problem's own prices give to one that they give.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cooling {
    hot: f64,
    cold: f64,
}

impl Cooling {
    /// The temperatures of a problem; none where nothing has a price.
    pub fn new(board: &Board, classes: usize) -> Option<Self> {
        let rows = board.rows.iter();
        let of_rows = rows.flat_map(|row| [row.under_cost, row.over_cost]);
        let of_wishes = (0..classes).flat_map(|class| board.all_choices(class));
        let of_wishes = of_wishes.map(|choice| choice.cost);
        let is_price = |price: &f64| *price > 0.0;
        let dearest = of_rows.clone().chain(of_wishes.clone()).fold(0.0, f64::max);
        let all = of_rows.chain(of_wishes).filter(is_price);
        let least = all.fold(f64::INFINITY, f64::min);
        (dearest > 0.0).then(|| Cooling {
            hot: HOT * dearest,
            cold: COLD * least,
        })
    }

    /// The temperature when a share of the search is done. It falls by equal factors in equal times, since prices differ by
    /// factors; `heat` says how high it begins, between the lowest temperature (0) and the highest (1).
    pub fn temperature(&self, heat: f64, done: f64) -> f64 {
        let factor = (self.hot / self.cold).max(1.0);
        self.cold * factor.powf(heat * (1.0 - done))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COOLING: Cooling = Cooling {
        hot: 30.0,
        cold: 0.3,
    };

    #[test]
    fn a_hot_search_cools_from_the_highest_temperature_to_the_lowest_by_equal_factors() {
        let at = |done| COOLING.temperature(1.0, done);
        assert!((at(0.0) - 30.0).abs() < 1e-9);
        assert!((at(0.5) - 3.0).abs() < 1e-9);
        assert!((at(1.0) - 0.3).abs() < 1e-9);
    }

    #[test]
    fn a_warm_search_begins_lower_and_ends_as_low() {
        assert!((COOLING.temperature(0.5, 0.0) - 3.0).abs() < 1e-9);
        assert!((COOLING.temperature(0.5, 1.0) - 0.3).abs() < 1e-9);
    }
}
