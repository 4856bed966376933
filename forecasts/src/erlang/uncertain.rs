//! Loads that are not known for certain: Poisson arrivals whose rate is itself gamma distributed.
//!
//! | symbol | meaning | unit |
//! |---|---|---|
//! | A | mean load | erlang |
//! | c | coefficient of variation of the interval's load: standard deviation / mean | |
//! | k | shape of the gamma distribution = 1 / c² | |
//! | X | load of an interval, gamma distributed with shape k and mean A | erlang |
//!
//! Two means of a figure f differ: E\[f(X)\] weighs all intervals alike, E\[X f(X)\] / A weighs them by their calls and
//! so is what callers meet, and what a report over many intervals shows. The second is the worse one: bad intervals
//! are those with more calls.
//!
//! Within an interval the load is taken as constant and the queue as steady.
//!
//! Source: G. Jongbloed & G. Koole, "Managing uncertainty in call centres using Poisson mixtures" (2001); S. Steckley,
//! S. Henderson & V. Mehrotra, "Forecast errors in service systems" (2009) for the two means.
//!
//! Integrals run over ln X, where the density is smooth for every shape, from one end where what is left is below
//! 1e-15 to the other, and are halved until two rules agree within 1e-11 (absolute up to 1, relative above).

use super::a::Queue;
use super::gamma::{above_one_less_exp, scaled_factorial, share_below};
use super::gauss_legendre::{NODES_16, integrate};
use super::service_level::ServiceLevelVariant;
use crate::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds, Servers, Share};

/// Below this a load is certain: what variation remains changes no figure by 1e-10.
const CERTAIN: f64 = 1e-8;

/// The largest coefficient of variation that is computed.
pub const MAXIMUM_VARIATION: f64 = 10.0;

/// Largest difference of two rules on a part of an integral.
const TOLERANCE: f64 = 1e-11;

/// Halvings of a part; 2⁻²⁴ of it is far below any scale of the formulas.
const HALVINGS: u32 = 24;

/// The density is left where it is e^−36 of its peak.
const LN_NEGLIGIBLE: f64 = 36.0;

/// Negative, NaN or too large.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "coefficient of variation {0} is none that is computed; give standard deviation / mean from 0 to {MAXIMUM_VARIATION}, like 0.1"
)]
pub struct NotAVariation(pub f64);

/// A load of which the mean and the spread are known.
///
/// ```
/// use crewcast_forecasts::erlang::uncertain::UncertainLoad;
/// use crewcast_forecasts::units::{Erlangs, Share};
/// let load = UncertainLoad::new(Erlangs::new(10.0)?, 0.2)?;
/// // A quarter of the peak around the mean: the 80th percentile lies about 0.84 standard deviations above it.
/// let high = load.quantile(Share::from_percent(80.0)?).erlangs();
/// assert!((11.6..11.7).contains(&high));
/// assert!((load.share_below(Erlangs::new(high)?) - 0.8).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UncertainLoad {
    mean: f64,
    /// Absent where the load is certain.
    shape: Option<f64>,
}

/// How intervals are weighed in a mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weighing {
    /// All alike.
    ByInterval,
    /// By their calls.
    ByCalls,
}

impl UncertainLoad {
    /// # Errors
    /// [`NotAVariation`] for a negative one, NaN, or above [`MAXIMUM_VARIATION`].
    pub fn new(mean: Erlangs, coefficient_of_variation: f64) -> Result<Self, NotAVariation> {
        if !(0.0..=MAXIMUM_VARIATION).contains(&coefficient_of_variation) {
            return Err(NotAVariation(coefficient_of_variation));
        }
        let certain = coefficient_of_variation < CERTAIN || mean == Erlangs::ZERO;
        Ok(Self {
            mean: mean.erlangs(),
            shape: (!certain).then(|| 1.0 / (coefficient_of_variation * coefficient_of_variation)),
        })
    }

    /// The mean load.
    #[must_use]
    pub fn mean(&self) -> Erlangs {
        Erlangs::new(self.mean).unwrap_or(Erlangs::ZERO)
    }

    /// The probability that an interval's load is at most this.
    #[must_use]
    pub fn share_below(&self, load: Erlangs) -> f64 {
        match self.shape {
            Some(shape) => share_below(shape, shape * (load.erlangs() / self.mean)),
            None if load.erlangs() >= self.mean => 1.0,
            None => 0.0,
        }
    }

    /// The load that an interval does not exceed with this probability: what to staff for, where the goals shall be
    /// met with it. For a probability of 1 a load that is exceeded with a probability below 1e-15.
    #[must_use]
    pub fn quantile(&self, probability: Share) -> Erlangs {
        let probability = probability.as_f64();
        self.least(|load| self.share_below(load) >= probability)
    }

    /// The probability that an interval meets a goal, for a goal that is met at every load below one that meets it.
    #[must_use]
    pub fn probability_of(&self, mut meets: impl FnMut(Erlangs) -> bool) -> f64 {
        if self.shape.is_none() {
            return if meets(self.mean()) { 1.0 } else { 0.0 };
        }
        let (_, most) = self.ends();
        if meets(self.at(most)) {
            return 1.0;
        }
        self.share_below(self.least(|load| !meets(load)))
    }

    /// The smallest load within the range that has the property, which every load above it has too.
    fn least(&self, mut has: impl FnMut(Erlangs) -> bool) -> Erlangs {
        let (mut below, mut above) = self.ends();
        if has(self.at(below)) {
            return self.at(below);
        }
        // 64 halvings leave no double between the ends.
        for _ in 0..64 {
            let middle = 0.5 * (below + above);
            if has(self.at(middle)) {
                above = middle;
            } else {
                below = middle;
            }
        }
        self.at(above)
    }

    /// A e^y, the load at y.
    fn at(&self, y: f64) -> Erlangs {
        Erlangs::new(self.mean * y.exp()).unwrap_or(Erlangs::ZERO)
    }

    /// Where the density of y = ln(X / A), proportional to e^(−k (e^y − 1 − y)), has vanished on either side, weighed
    /// by calls too.
    fn ends(&self) -> (f64, f64) {
        let Some(shape) = self.shape else {
            return (0.0, 0.0);
        };
        let depth = LN_NEGLIGIBLE / shape;
        // Left of 0, e^y − 1 − y is above −1 − y, and above y²/2 + y³/6 ≥ y²/3 down to −1.
        let left = if 3.0 * depth <= 1.0 {
            -(3.0 * depth).sqrt()
        } else {
            -(depth + 1.0)
        };
        // Right of 0 it is above y²/2, and weighing by calls takes y/k from it. From beyond the root of
        // e^y = 1 + depth + y (1 + 1/k) the iteration comes down to it and never passes it.
        let per_shape = 1.0 / shape;
        let mut right = per_shape + (per_shape * per_shape + 2.0 * depth).sqrt();
        for _ in 0..4 {
            right = right.min((depth + right * (1.0 + per_shape)).ln_1p());
        }
        (left, right)
    }

    /// The means of several figures, weighing intervals alike or by their calls.
    ///
    /// `bend` is a load at which the figures change their course, such as that of as many erlangs as agents; they
    /// are finite at every load.
    pub fn mean_of<const N: usize>(
        &self,
        weighing: Weighing,
        bend: Erlangs,
        mut figures: impl FnMut(Erlangs) -> [f64; N],
    ) -> [f64; N] {
        let Some(shape) = self.shape else {
            return figures(self.mean());
        };
        let height = shape / scaled_factorial(shape);
        let mut weighed = |y: f64| {
            let density = height * (-shape * above_one_less_exp(-y)).exp();
            let weight = match weighing {
                Weighing::ByInterval => density,
                Weighing::ByCalls => density * y.exp(),
            };
            figures(self.at(y)).map(|figure| figure * weight)
        };
        let (left, right) = self.ends();
        let mut joints = [
            left,
            0.5 * left,
            0.0,
            0.5 * right,
            right,
            (bend.erlangs() / self.mean).ln().clamp(left, right),
        ];
        joints.sort_by(f64::total_cmp);
        let mut total = [0.0; N];
        for pair in joints.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            if from < to {
                let whole = integrate(&NODES_16, from, to, &mut weighed);
                let part = refined(whole, from, to, HALVINGS, &mut weighed);
                add(&mut total, part);
            }
        }
        total
    }

    /// What agents give under this load, when contacts hang up (Erlang A, see [`super::a`]).
    #[must_use]
    pub fn with_impatience(
        &self,
        agents: impl Into<Servers>,
        aht: AhtSeconds,
        patience: PatienceSeconds,
        variant: ServiceLevelVariant,
        within: AnswerWithinSeconds,
    ) -> Means {
        let agents = agents.into();
        let bend = Erlangs::new(agents.count()).unwrap_or(Erlangs::ZERO);
        let figures = |load| {
            let queue = Queue::steady(load, agents, aht, patience);
            [
                queue.service_level(variant, within),
                queue.p_abandon(),
                queue.p_wait(),
                queue.mean_wait_of_all_seconds(),
            ]
        };
        let [mean_service_level, ..] = self.mean_of(Weighing::ByInterval, bend, figures);
        let [service_level, p_abandon, p_wait, mean_wait_seconds] =
            self.mean_of(Weighing::ByCalls, bend, figures);
        Means {
            service_level_at_mean_load: figures(self.mean())[0],
            mean_service_level,
            service_level,
            p_abandon,
            p_wait,
            mean_wait_seconds,
        }
    }
}

/// Means over an uncertain load; by calls unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Means {
    /// What a plan for the mean load promises.
    pub service_level_at_mean_load: f64,
    /// E\[SL\]: the mean of the intervals' service levels, all alike.
    pub mean_service_level: f64,
    /// The share of calls answered in time.
    pub service_level: f64,
    /// The share of calls that hang up.
    pub p_abandon: f64,
    /// The share of calls that find every agent busy.
    pub p_wait: f64,
    /// The mean wait of all calls, in seconds.
    pub mean_wait_seconds: f64,
}

fn add<const N: usize>(total: &mut [f64; N], part: [f64; N]) {
    for (total, part) in total.iter_mut().zip(part) {
        *total += part;
    }
}

/// Halves the range until both halves together agree with the whole.
fn refined<const N: usize>(
    whole: [f64; N],
    from: f64,
    to: f64,
    halvings: u32,
    values: &mut impl FnMut(f64) -> [f64; N],
) -> [f64; N] {
    let middle = 0.5 * (from + to);
    let left = integrate(&NODES_16, from, middle, &mut *values);
    let right = integrate(&NODES_16, middle, to, &mut *values);
    let mut both = left;
    add(&mut both, right);
    let agrees = whole
        .iter()
        .zip(&both)
        .all(|(whole, both)| (whole - both).abs() <= TOLERANCE * both.abs().max(1.0));
    if agrees || halvings == 0 {
        return both;
    }
    let mut total = refined(left, from, middle, halvings - 1, values);
    add(&mut total, refined(right, middle, to, halvings - 1, values));
    total
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::erlang::c;

    fn load(mean: f64, variation: f64) -> UncertainLoad {
        UncertainLoad::new(Erlangs::new(mean).unwrap(), variation).unwrap()
    }

    fn erlangs(erlangs: f64) -> Erlangs {
        Erlangs::new(erlangs).unwrap()
    }

    fn means(load: UncertainLoad, agents: f64, within: f64) -> Means {
        load.with_impatience(
            Servers::new(agents).unwrap(),
            AhtSeconds::new(180.0).unwrap(),
            PatienceSeconds::new(120.0).unwrap(),
            ServiceLevelVariant::OfOffered,
            AnswerWithinSeconds::new(within).unwrap(),
        )
    }

    const VARIATIONS: [f64; 12] = [
        1e-7, 1e-4, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 1.0, 1.5, 2.0, 10.0,
    ];

    #[test]
    fn the_gamma_distribution_has_its_moments() {
        for variation in VARIATIONS {
            let load = load(7.0, variation);
            let moments = |load: Erlangs| [1.0, load.erlangs(), load.erlangs().powi(2)];
            let [all, mean, _] = load.mean_of(Weighing::ByInterval, erlangs(7.0), moments);
            assert!((all - 1.0).abs() < 1e-12, "{variation}: {all}");
            assert!((mean - 7.0).abs() < 1e-11, "{variation}: {mean}");
            let [all, square, _] = load.mean_of(Weighing::ByCalls, erlangs(7.0), moments);
            assert!((all - 1.0).abs() < 1e-12, "{variation}: {all}");
            let exact = 7.0 * (1.0 + variation * variation);
            assert!(
                (square / exact - 1.0).abs() < 1e-11,
                "{variation}: {square} {exact}"
            );
        }
    }

    #[test]
    fn a_sharp_bend_anywhere_is_found() {
        for variation in VARIATIONS {
            let load = load(100.0, variation);
            for at in [0.0, 1.0, 60.0, 99.0, 100.0, 101.0, 300.0, 4000.0] {
                let step = |load: Erlangs| [if load.erlangs() < at { 1.0 } else { 0.0 }];
                let [below] = load.mean_of(Weighing::ByInterval, erlangs(at), step);
                let expected = load.share_below(erlangs(at));
                assert!(
                    (below - expected).abs() < 1e-10,
                    "{variation} {at}: {below} {expected}"
                );
            }
        }
    }

    #[test]
    fn a_transform_of_the_gamma_distribution_is_its_closed_form() {
        for variation in VARIATIONS {
            for rate in [0.01, 1.0, 30.0] {
                let exact = {
                    let square = variation * variation;
                    (-(3.0 * rate * square).ln_1p() / square).exp()
                };
                let decay = |load: Erlangs| [(-rate * load.erlangs()).exp()];
                let [got] = load(3.0, variation).mean_of(Weighing::ByInterval, erlangs(3.0), decay);
                assert!(
                    (got - exact).abs() < 1e-11,
                    "{variation} {rate}: {got} {exact}"
                );
            }
        }
    }

    #[test]
    fn a_certain_load_is_the_load() {
        let certain = means(load(10.0, 0.0), 12.0, 20.0);
        assert_eq!(certain.service_level, certain.service_level_at_mean_load);
        assert_eq!(certain.mean_service_level, certain.service_level);
        let nearly = means(load(10.0, 1e-6), 12.0, 20.0);
        assert!((nearly.service_level - certain.service_level).abs() < 1e-10);
        assert_eq!(load(10.0, 0.0).share_below(erlangs(10.0)), 1.0);
        assert_eq!(load(10.0, 0.0).share_below(erlangs(9.9)), 0.0);
        assert_eq!(load(0.0, 0.5).quantile(Share::ONE), Erlangs::ZERO);
    }

    #[test]
    fn large_centres_agree_with_a_fine_grid() {
        // 2,000 erlangs: the service level falls from 1 to 0 within 4 % of the load.
        for variation in [0.02, 0.3] {
            let load = load(2000.0, variation);
            let got = means(load, 2020.0, 20.0);
            let (mut level, mut mass) = (0.0, 0.0);
            let steps = 40_000;
            for step in 1..steps {
                // The trapezoid rule over ln load, exact for a density that vanishes at both ends.
                let y = (f64::from(step) / f64::from(steps) * 2.0 - 1.0) * variation * 11.0;
                let shape = 1.0 / (variation * variation);
                let density = (-shape * (y.exp_m1() - y)).exp();
                let queue = Queue::steady(
                    load.at(y),
                    2020,
                    AhtSeconds::new(180.0).unwrap(),
                    PatienceSeconds::new(120.0).unwrap(),
                );
                let within = AnswerWithinSeconds::new(20.0).unwrap();
                mass += density;
                level += density * queue.service_level(ServiceLevelVariant::OfOffered, within);
                if step % 20_000 == 0 {
                    assert!(density > 0.0);
                }
            }
            assert!(
                (got.mean_service_level - level / mass).abs() < 1e-9,
                "{variation}: {got:?} {}",
                level / mass
            );
        }
    }

    #[test]
    fn variations_that_are_none_are_refused() {
        for refused in [-0.1, f64::NAN, 11.0] {
            assert!(UncertainLoad::new(erlangs(1.0), refused).is_err());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn calls_meet_worse_intervals_than_the_mean_one(
            size in -3.0..4.0_f64, variation in 0.0..2.0_f64, ratio in 0.0..2.0_f64, within in 0.0..300.0_f64,
        ) {
            let mean = 10_f64.powf(size);
            let got = means(load(mean, variation), (mean * ratio).ceil(), within);
            prop_assert!(got.service_level <= got.mean_service_level + 1e-9, "{got:?}");
            for share in [got.service_level, got.mean_service_level, got.p_abandon, got.p_wait] {
                prop_assert!((-1e-9..=1.0 + 1e-9).contains(&share), "{got:?}");
            }
            prop_assert!(got.mean_wait_seconds >= 0.0);
        }

        #[test]
        fn as_many_intervals_meet_a_goal_as_lie_below_the_load_that_just_does(
            mean in 0.1..1000.0_f64, variation in 0.0..2.0_f64, ratio in 0.1..4.0_f64,
        ) {
            let load = load(mean, variation);
            let limit = mean * ratio;
            let met = load.probability_of(|load| load.erlangs() <= limit);
            prop_assert!((met - load.share_below(erlangs(limit))).abs() < 1e-12);
        }

        #[test]
        fn staffing_for_a_quantile_meets_the_goal_with_its_probability(
            mean in 0.5..500.0_f64, variation in 0.01..1.0_f64, percent in 1.0..99.0_f64,
        ) {
            let load = load(mean, variation);
            let high = load.quantile(Share::from_percent(percent).unwrap());
            prop_assert!((load.share_below(high) - percent / 100.0).abs() < 1e-9);
            let aht = AhtSeconds::new(180.0).unwrap();
            let within = AnswerWithinSeconds::new(20.0).unwrap();
            let met = |load: Erlangs, agents: f64| {
                c::Queue::steady(load, Servers::new(agents).unwrap())
                    .is_ok_and(|queue| queue.service_level(within, aht) >= 0.8)
            };
            let mut agents = high.erlangs().ceil();
            while !met(high, agents) {
                agents += 1.0;
            }
            prop_assert!(load.probability_of(|load| met(load, agents)) >= percent / 100.0 - 1e-9);
            prop_assert!(load.probability_of(|load| met(load, agents - 1.0)) <= percent / 100.0 + 1e-9);
        }
    }
}
