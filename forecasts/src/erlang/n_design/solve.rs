//! The balance equations: Gauss-Seidel, sped up by aggregation along every coordinate.

use super::chain::{Space, State};
use super::model::{Design, DesignError, QueueFigures, Steady, WhichType};

/// Relative accuracy of every figure that is aimed at; the change of a sweep is turned into an error by its pace.
const ACCURACY: f64 = 1e-12;
/// While the queues are still being lengthened less will do.
const COARSE_ACCURACY: f64 = 1e-7;
/// What may lie beyond the longest queue, as a share of the mean queue.
const BEYOND: f64 = 1e-13;
const FIRST_CUT: u32 = 20;
const MOST_SWEEPS: usize = 20_000;

/// The steady state of a design.
///
/// ```
/// use crewcast_forecasts::erlang::n_design::{ContactType, Design, Priority, WhichType, steady};
/// use crewcast_forecasts::units::{AhtSeconds, AnswerWithinSeconds, Erlangs, PatienceSeconds};
/// let contacts = |erlangs| -> Result<ContactType, crewcast_forecasts::units::UnitError> {
///     Ok(ContactType {
///         offered_load: Erlangs::new(erlangs)?,
///         aht: AhtSeconds::new(180.0)?,
///         patience: PatienceSeconds::new(120.0)?,
///     })
/// };
/// let design = Design {
///     first: contacts(10.0)?,
///     second: contacts(6.0)?,
///     specialists: 6,
///     flexible: 11,
///     priority: Priority::FirstType,
/// };
/// let steady_state = steady(&design)?;
/// // Everyone who gets in either is served or hangs up.
/// let served = 6.0 * steady_state.specialists_occupancy + steady_state.flexible_on_first;
/// assert!((served - 10.0 * (1.0 - steady_state.first.p_abandon)).abs() < 1e-9);
/// let within = steady_state.served_within(WhichType::First, AnswerWithinSeconds::new(20.0)?);
/// assert!(within > 1.0 - steady_state.first.p_wait && within < 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`DesignError`]: a handle time of 0, or a case too large for an exact solution.
pub fn steady(design: &Design) -> Result<Steady, DesignError> {
    let longest_ever = [design.first, design.second].map(|kind| {
        // Without any service a queue is Poisson with this mean, so it is never longer, in distribution, than that.
        let mean = kind.offered_load.erlangs() * kind.patience.seconds()
            / kind.aht.seconds().max(f64::MIN_POSITIVE);
        (mean + 12.0 * mean.sqrt() + 40.0).min(1e9).ceil() as u32
    });
    let mut cuts = longest_ever.map(|longest| longest.min(FIRST_CUT));
    let mut solution: Option<(Space, Vec<f64>)> = None;
    loop {
        let space = Space::new(design, cuts[0], cuts[1])?;
        let equations = Equations::new(space);
        let mut probabilities = match &solution {
            Some((shorter, probabilities)) => {
                carried_over(shorter, probabilities, &space, &equations)
            }
            None => vec![1.0 / space.len() as f64; space.len()],
        };
        equations.settle(&mut probabilities, COARSE_ACCURACY)?;
        let too_short = equations.cuts_that_matter(&probabilities);
        let mut longer = cuts;
        for (cut, (too_short, longest)) in longer
            .iter_mut()
            .zip(too_short.into_iter().zip(longest_ever))
        {
            if too_short {
                *cut = (*cut + *cut / 2).min(longest);
            }
        }
        if longer == cuts {
            equations.settle(&mut probabilities, ACCURACY)?;
            return Ok(equations.figures(probabilities));
        }
        cuts = longer;
        solution = Some((space, probabilities));
    }
}

/// A first guess for longer queues: what was found for shorter ones.
fn carried_over(
    shorter: &Space,
    probabilities: &[f64],
    space: &Space,
    equations: &Equations,
) -> Vec<f64> {
    equations
        .states
        .iter()
        .map(|state| {
            let known = State {
                first_waiting: state.first_waiting.min(shorter.longest_first),
                second_waiting: state.second_waiting.min(shorter.longest_second),
                ..*state
            };
            let beyond = (state.first_waiting - known.first_waiting)
                + (state.second_waiting - known.second_waiting);
            debug_assert!(space.number_of(state) < space.len());
            probabilities[shorter.number_of(&known)] * 0.5_f64.powi(beyond.min(1000) as i32)
        })
        .collect()
}

/// πⱼ · (all rates out of j) = Σᵢ πᵢ · (rate from i to j), stored by the state that is entered.
struct Equations {
    space: Space,
    states: Vec<State>,
    /// Where the entries of each state begin.
    begin: Vec<usize>,
    from: Vec<u32>,
    rate: Vec<f64>,
    mean_stay: Vec<f64>,
    aggregations: Vec<Aggregation>,
}

/// States lumped by a number that moves by one at most: the lumped chain is a birth-death chain.
struct Aggregation {
    lump: Vec<u32>,
    lumps: usize,
    up: Vec<f64>,
    down: Vec<f64>,
}

impl Equations {
    fn new(space: Space) -> Self {
        let states = space.states();
        let mut begin = vec![0_usize; states.len() + 1];
        let mut mean_stay = vec![0.0; states.len()];
        for (number, state) in states.iter().enumerate() {
            let mut all = 0.0;
            space.moves(state, |next, rate| {
                all += rate;
                begin[space.number_of(&next) + 1] += 1;
            });
            mean_stay[number] = 1.0 / all;
        }
        for number in 0..states.len() {
            begin[number + 1] += begin[number];
        }
        let entries = begin[states.len()];
        let (mut from, mut rates) = (vec![0_u32; entries], vec![0.0; entries]);
        let mut next_entry = begin.clone();
        for (number, state) in states.iter().enumerate() {
            space.moves(state, |next, rate| {
                let entry = &mut next_entry[space.number_of(&next)];
                from[*entry] = number as u32;
                rates[*entry] = rate;
                *entry += 1;
            });
        }
        let coordinates: [fn(&State) -> u32; 5] = [
            |state| {
                state.specialists_busy
                    + state.flexible_on_first
                    + state.flexible_on_second
                    + state.first_waiting
                    + state.second_waiting
            },
            |state| state.flexible_on_first,
            |state| state.specialists_busy + state.first_waiting,
            |state| state.flexible_on_second + state.second_waiting,
            |state| state.second_waiting,
        ];
        let aggregations = coordinates
            .into_iter()
            .map(|coordinate| Aggregation::new(&space, &states, coordinate))
            .collect();
        Self {
            space,
            states,
            begin,
            from,
            rate: rates,
            mean_stay,
            aggregations,
        }
    }

    /// Iterates until no figure is further than `accuracy`, relatively, from where it is heading.
    fn settle(&self, probabilities: &mut [f64], accuracy: f64) -> Result<(), DesignError> {
        let mut before = self.tracked(probabilities);
        let mut last_change = f64::INFINITY;
        let mut still = 0;
        for sweep in 0..MOST_SWEEPS {
            for aggregation in &self.aggregations {
                aggregation.rescale(probabilities);
            }
            for number in 0..self.states.len() {
                self.relax(number, probabilities);
            }
            for number in (0..self.states.len()).rev() {
                self.relax(number, probabilities);
            }
            let total: f64 = probabilities.iter().sum();
            probabilities
                .iter_mut()
                .for_each(|probability| *probability /= total);
            let after = self.tracked(probabilities);
            let change = before
                .iter()
                .zip(&after)
                .map(|(before, after)| {
                    if before == after {
                        0.0
                    } else {
                        ((after - before) / after).abs()
                    }
                })
                .fold(0.0, f64::max);
            let pace = (change / last_change).clamp(0.1, 0.9999);
            // Rounding keeps figures moving by some 1e-15, whatever their pace was.
            still = if change * pace / (1.0 - pace) < accuracy || change < 4e-15 {
                still + 1
            } else {
                0
            };
            if still == 3 {
                return Ok(());
            }
            if sweep + 1 == MOST_SWEEPS {
                return Err(DesignError::NotSettled {
                    sweeps: MOST_SWEEPS,
                    change,
                });
            }
            last_change = change;
            before = after;
        }
        Ok(())
    }

    fn relax(&self, number: usize, probabilities: &mut [f64]) {
        let entries = self.begin[number]..self.begin[number + 1];
        let inflow: f64 = self.from[entries.clone()]
            .iter()
            .zip(&self.rate[entries])
            .map(|(from, rate)| probabilities[*from as usize] * rate)
            .sum();
        probabilities[number] = inflow * self.mean_stay[number];
    }

    /// Both P(wait), both mean queues, everyone busy: what must stand still.
    fn tracked(&self, probabilities: &[f64]) -> [f64; 7] {
        let mut sums = [0.0; 7];
        for (state, probability) in self.states.iter().zip(probabilities) {
            if self.space.first_would_wait(state) {
                sums[0] += probability;
            }
            if !self.space.flexible_is_free(state) {
                sums[1] += probability;
            }
            sums[2] += probability * f64::from(state.first_waiting);
            sums[3] += probability * f64::from(state.second_waiting);
            sums[4] += probability * f64::from(state.specialists_busy);
            sums[5] += probability * f64::from(state.flexible_on_first);
            sums[6] += probability * f64::from(state.flexible_on_second);
        }
        sums
    }

    /// Per queue: does the mass at its cut weigh too much?
    fn cuts_that_matter(&self, probabilities: &[f64]) -> [bool; 2] {
        let mut at_the_cut = [0.0; 2];
        let cuts = [self.space.longest_first, self.space.longest_second];
        for (state, probability) in self.states.iter().zip(probabilities) {
            let waiting = [state.first_waiting, state.second_waiting];
            for (mass, (waiting, cut)) in at_the_cut.iter_mut().zip(waiting.into_iter().zip(cuts)) {
                if waiting == cut {
                    *mass += probability * f64::from(cut);
                }
            }
        }
        let tracked = self.tracked(probabilities);
        [
            at_the_cut[0] > BEYOND * tracked[2],
            at_the_cut[1] > BEYOND * tracked[3],
        ]
    }

    fn figures(self, probabilities: Vec<f64>) -> Steady {
        let [
            first_waits,
            second_waits,
            first_queue,
            second_queue,
            specialists_busy,
            flexible_on_first,
            flexible_on_second,
        ] = self.tracked(&probabilities);
        let queue = |which, p_wait, mean_queue_length: f64| {
            let arrival_rate = self.space.arrival_rate(which);
            let mean_wait = if arrival_rate > 0.0 {
                mean_queue_length / arrival_rate
            } else {
                0.0
            };
            QueueFigures {
                p_wait,
                p_abandon: mean_wait * self.space.abandonment_rate(which),
                mean_wait_of_all_seconds: mean_wait,
                mean_queue_length,
            }
        };
        let per_agent = |busy: f64, agents: u32| {
            if agents == 0 {
                0.0
            } else {
                busy / f64::from(agents)
            }
        };
        Steady {
            first: queue(WhichType::First, first_waits, first_queue),
            second: queue(WhichType::Second, second_waits, second_queue),
            specialists_occupancy: per_agent(specialists_busy, self.space.specialists),
            flexible_occupancy: per_agent(
                flexible_on_first + flexible_on_second,
                self.space.flexible,
            ),
            flexible_on_first,
            flexible_on_second,
            space: self.space,
            probabilities,
        }
    }
}

impl Aggregation {
    fn new(space: &Space, states: &[State], coordinate: fn(&State) -> u32) -> Self {
        let lump: Vec<u32> = states.iter().map(coordinate).collect();
        let lumps = lump.iter().max().map_or(0, |last| *last as usize + 1);
        let (mut up, mut down) = (vec![0.0; states.len()], vec![0.0; states.len()]);
        for (number, state) in states.iter().enumerate() {
            space.moves(state, |next, rate| {
                match coordinate(&next).cmp(&lump[number]) {
                    std::cmp::Ordering::Greater => up[number] += rate,
                    std::cmp::Ordering::Less => down[number] += rate,
                    std::cmp::Ordering::Equal => {}
                }
            });
        }
        Self {
            lump,
            lumps,
            up,
            down,
        }
    }

    /// Gives every lump the probability it has in the lumped chain; inside a lump proportions stay.
    fn rescale(&self, probabilities: &mut [f64]) {
        let (mut up, mut down) = (vec![0.0; self.lumps], vec![0.0; self.lumps]);
        for (number, probability) in probabilities.iter().enumerate() {
            let lump = self.lump[number] as usize;
            up[lump] += probability * self.up[number];
            down[lump] += probability * self.down[number];
        }
        // In logarithms: a poor first guess is corrected by factors that no double holds.
        let mut factors = vec![0.0; self.lumps];
        for lump in 1..self.lumps {
            let balanced = up[lump - 1] > 0.0 && down[lump] > 0.0;
            factors[lump] = factors[lump - 1]
                + if balanced {
                    (up[lump - 1] / down[lump]).ln()
                } else {
                    0.0
                };
        }
        let largest = factors.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        factors
            .iter_mut()
            .for_each(|factor| *factor = (*factor - largest).exp());
        for (number, probability) in probabilities.iter_mut().enumerate() {
            *probability *= factors[self.lump[number] as usize];
        }
    }
}
