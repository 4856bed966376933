//! The best pacing of a small floor whose rates are known and stay: a bound to hold dialers against.
//!
//! A Markov decision process in slots. Its state is the idle agents and how many lines are of each age; exponential calls
//! need no ages, and a line rung beyond the last answer is as good as over. Relative value iteration finds the lines to
//! start in every state that make connected calls − λ × abandoned calls the most in the long run (Puterman, "Markov
//! Decision Processes", 1994, chapter 8); with each λ it is the busiest dialer of those that abandon no more than it does.
//!
//! | approximated | how |
//! |---|---|
//! | moments | lines start, and are told apart, in whole slots; the floor asks it once a slot |
//! | grace | answers of a slot wait for agents who free in it, and one of them a little longer |
//! | lines | at most so many ring at once |
//!
//! The value iteration only makes the policy. What it reaches is simulated on the same floor as everybody's.

use std::rc::Rc;

use crewcast_forecasts::pacing::dialers::Dialer;
use crewcast_forecasts::pacing::floor::Floor;
use crewcast_forecasts::pacing::{Observation, PacingError, PacingState};

/// Slots from a line's start to its last answer.
const SLOTS: usize = 6;

/// Ages at which a line is seen again: one slot to all but the last.
const AGES: usize = SLOTS - 1;

/// Probabilities below this are left out.
const NEGLIGIBLE: f64 = 1e-9;

/// The gain is known when no state's differs more, in connected calls a slot.
const PRECISION: f64 = 2e-5;

const MOST_SWEEPS: usize = 400;

type Lines = [u8; AGES];

/// All ways in which up to `most` lines are of these ages, numbered in lexicographic order.
#[derive(Debug)]
struct Numbering {
    most: usize,
    all: Vec<Lines>,
    /// States skipped by a count at an age, with so many lines left for it and later ages.
    skipped: Vec<usize>,
}

impl Numbering {
    fn new(most: usize) -> Self {
        // Ways to have up to `left` lines of `ages` ages.
        let mut ways = vec![vec![1_usize; most + 1]];
        for ages in 1..=AGES {
            let next = (0..=most)
                .map(|left| (0..=left).map(|line| ways[ages - 1][left - line]).sum())
                .collect();
            ways.push(next);
        }
        let mut skipped = Vec::with_capacity(AGES * (most + 1) * (most + 1));
        for age in 0..AGES {
            for left in 0..=most {
                let mut sum = 0;
                for count in 0..=most {
                    skipped.push(sum);
                    if count <= left {
                        sum += ways[AGES - age - 1][left - count];
                    }
                }
            }
        }
        let mut all = Vec::with_capacity(ways[AGES][most]);
        list(0, most, &mut [0; AGES], &mut all);
        Self { most, all, skipped }
    }

    fn skipped(&self, age: usize, left: usize, count: usize) -> usize {
        let side = self.most + 1;
        self.skipped[(age * side + left) * side + count]
    }

    /// None of more lines than there may be.
    fn number(&self, lines: &Lines) -> Option<usize> {
        let (mut left, mut number) = (self.most, 0);
        for (age, count) in lines.iter().enumerate() {
            let count = usize::from(*count);
            number += self.skipped(age, left, count.min(left));
            left = left.checked_sub(count)?;
        }
        Some(number)
    }
}

fn list(age: usize, left: usize, lines: &mut Lines, all: &mut Vec<Lines>) {
    if age == AGES {
        all.push(*lines);
        return;
    }
    for count in 0..=left {
        lines[age] = count as u8;
        list(age + 1, left - count, lines, all);
    }
    lines[age] = 0;
}

/// Probabilities of 0, 1, … of so many independent events.
fn binomial(of: usize, probability: f64) -> Vec<f64> {
    let mut mass = vec![1.0];
    for _ in 0..of {
        let mut next = vec![0.0; mass.len() + 1];
        for (count, here) in mass.iter().enumerate() {
            next[count] += here * (1.0 - probability);
            next[count + 1] += here * probability;
        }
        mass = next;
    }
    mass
}

/// The process of one floor.
pub struct Process {
    agents: usize,
    slot_seconds: f64,
    numbering: Rc<Numbering>,
    /// By slot of its ringing and by lines: probabilities of so many answers.
    answers: Vec<Vec<Vec<f64>>>,
    /// By busy agents: probabilities that so many free within a slot.
    frees: Vec<Vec<f64>>,
    /// Probability that an agent frees for a call that found nobody, in the grace that reaches into the next slot.
    saved: f64,
    /// By lines' number and idle agents.
    values: Vec<f64>,
}

/// What is looked up while the answers of a slot are gone through.
struct After<'a> {
    process: &'a Process,
    lines: &'a Lines,
    /// By lines' number, answers and idle agents.
    worth: &'a [f64],
}

impl Process {
    /// Of a floor with exponential calls and no wrap-up, with at most so many lines at once.
    pub fn new(floor: &Floor, most_lines: usize) -> Self {
        let agents = floor.agents as usize;
        let (from, to) = floor.answered_after_seconds;
        let slot_seconds = to / SLOTS as f64;
        let mut still_rings = 1.0;
        let answers = (0..SLOTS)
            .map(|slot| {
                let (start, end) = (slot as f64 * slot_seconds, (slot + 1) as f64 * slot_seconds);
                let answered = floor.live_answer * (end - start.max(from)).max(0.0) / (to - from);
                let hazard = answered / still_rings;
                still_rings -= answered;
                (0..=most_lines).map(|of| binomial(of, hazard)).collect()
            })
            .collect();
        let rate = 1.0 / floor.talk.mean_seconds;
        let grace = floor.connect_within_seconds;
        // An answer comes at an even moment of its slot: mean of what its grace is longer than the slot's rest.
        let beyond =
            grace.min(slot_seconds) * (grace - grace.min(slot_seconds) / 2.0) / slot_seconds;
        let numbering = Numbering::new(most_lines);
        Self {
            agents,
            slot_seconds,
            answers,
            frees: (0..=agents)
                .map(|busy| binomial(busy, -(-slot_seconds * rate).exp_m1()))
                .collect(),
            saved: -(-f64::from(floor.agents) * beyond * rate).exp_m1(),
            values: vec![0.0; numbering.all.len() * (agents + 1)],
            numbering: Rc::new(numbering),
        }
    }

    /// The policy that is best where an abandoned call costs so many connected ones. Begins where the last price ended.
    pub fn best(&mut self, price: f64) -> Policy {
        let mut starts = Vec::new();
        for _ in 0..MOST_SWEEPS {
            let (policy, spread) = self.sweep(price);
            starts = policy;
            if spread < PRECISION {
                break;
            }
        }
        Policy {
            slot_seconds: self.slot_seconds,
            idle_states: self.agents + 1,
            numbering: Rc::clone(&self.numbering),
            starts: starts.into(),
        }
    }

    /// What a slot is worth by the lines after it, its answers and the agents idle before it.
    fn worth(&self, price: f64) -> Vec<f64> {
        let idle_states = self.agents + 1;
        let answer_states = self.numbering.most + 1;
        let mut worth = Vec::with_capacity(self.values.len() * answer_states);
        for values in self.values.chunks(idle_states) {
            for answers in 0..answer_states {
                for idle in 0..idle_states {
                    let mut sum = answers as f64;
                    for (freed, probability) in self.frees[self.agents - idle].iter().enumerate() {
                        if *probability < NEGLIGIBLE {
                            break;
                        }
                        let over = answers.saturating_sub(idle + freed) as f64;
                        let abandoned = over - self.saved * over.min(1.0);
                        let left = (idle + freed).saturating_sub(answers);
                        sum += probability * (values[left] - (1.0 + price) * abandoned);
                    }
                    worth.push(sum);
                }
            }
        }
        worth
    }

    /// One step of the value iteration: what to start in each state, and by how much the states' gains differ.
    fn sweep(&mut self, price: f64) -> (Vec<u8>, f64) {
        let worth = self.worth(price);
        let idle_states = self.agents + 1;
        let mut values = vec![f64::NEG_INFINITY; self.values.len()];
        let mut starts = vec![0_u8; values.len()];
        let mut of_idle = vec![0.0; idle_states];
        for (number, lines) in self.numbering.all.iter().enumerate() {
            let ringing: usize = lines.iter().map(|count| usize::from(*count)).sum();
            let after = After {
                process: self,
                lines,
                worth: &worth,
            };
            for start in 0..=self.numbering.most - ringing {
                of_idle.fill(0.0);
                let left = self.numbering.most - start;
                let first = self.numbering.skipped(0, self.numbering.most, start);
                after.add(1, 1.0, 0, left, first, &mut of_idle);
                let states = number * idle_states..(number + 1) * idle_states;
                let best = values[states.clone()].iter_mut().zip(&mut starts[states]);
                for ((value, lines_to_start), here) in best.zip(&of_idle) {
                    if *here > *value + NEGLIGIBLE {
                        (*value, *lines_to_start) = (*here, start as u8);
                    }
                }
            }
        }
        let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
        let base = values[0];
        for (before, value) in self.values.iter_mut().zip(&values) {
            least = least.min(value - *before);
            most = most.max(value - *before);
            *before = value - base;
        }
        (starts, most - least)
    }
}

impl After<'_> {
    /// Adds what the slot is worth, by idle agents: lines of one age after the other are answered or grow older.
    /// `slot` is the one the age rings through, `left` and `number` are those of the lines that ring on so far.
    fn add(
        &self,
        slot: usize,
        probability: f64,
        answers: usize,
        left: usize,
        number: usize,
        sums: &mut [f64],
    ) {
        let lines = usize::from(self.lines[slot - 1]);
        for (answered, of_these) in self.process.answers[slot][lines].iter().enumerate() {
            let probability = probability * of_these;
            if probability < NEGLIGIBLE {
                continue;
            }
            let answers = answers + answered;
            if slot == SLOTS - 1 {
                let answer_states = self.process.numbering.most + 1;
                let place = (number * answer_states + answers) * sums.len();
                for (sum, worth) in sums.iter_mut().zip(&self.worth[place..]) {
                    *sum += probability * worth;
                }
            } else {
                let rings_on = lines - answered;
                let number = number + self.process.numbering.skipped(slot, left, rings_on);
                self.add(
                    slot + 1,
                    probability,
                    answers,
                    left - rings_on,
                    number,
                    sums,
                );
            }
        }
    }
}

/// What to start in each state. The floor must ask it once a slot.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Seconds between two of its decisions.
    pub slot_seconds: f64,
    idle_states: usize,
    numbering: Rc<Numbering>,
    starts: Rc<[u8]>,
}

impl Dialer for Policy {
    fn observe(&mut self, _now_seconds: f64, _: Observation) -> Result<(), PacingError> {
        Ok(())
    }

    fn lines(&mut self, _now_seconds: f64, state: &PacingState) -> Result<u32, PacingError> {
        if state.waiting > 0 {
            return Ok(0);
        }
        let mut lines = [0; AGES];
        for rung in &state.ringing_seconds {
            let age = (rung / self.slot_seconds).round() as usize;
            if (1..=AGES).contains(&age) {
                lines[age - 1] += 1;
            }
        }
        Ok(self.numbering.number(&lines).map_or(0, |number| {
            u32::from(self.starts[number * self.idle_states + state.idle as usize])
        }))
    }
}
