//! One interval of a day, from the contacts it starts with to those it leaves.

use serde::{Deserialize, Serialize};

use super::chain::{Distribution, Occupation, Rates};
use super::demand::IntervalRates;
use super::system::{OnDrop, System};
use super::wait::{ByPosition, InTheEnd, in_the_end, positions_in_reach, within};
use crate::erlang::service_level::{ServiceLevelVariant, WithinTime};
use crate::units::AnswerWithinSeconds;

/// Steps of the uniformised chain in one interval beyond which a day is refused. Minutes of computing come first.
pub const MAXIMUM_EVENTS: f64 = 1e9;

/// Nodes and weights of Gauss and Legendre's rule with 6 points on 0..1; the other half mirrors this one.
const HALF_OF_GAUSS_LEGENDRE: [(f64, f64); 3] = [
    (0.033_765_242_898_423_99, 0.085_662_246_189_585_18),
    (0.169_395_306_766_867_73, 0.180_380_786_524_069_3),
    (0.380_690_406_958_401_56, 0.233_956_967_286_345_52),
];

/// What an interval gives.
///
/// Figures of two kinds. *In the interval*: what happens between its start and its end, whoever it happens to; exact.
/// *Of its contacts*: what becomes of the contacts offered in it, wherever that happens.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IntervalService {
    /// Contacts offered.
    pub offered: f64,
    /// Agents on duty.
    pub agents: u32,
    /// Time share in which every agent on duty is busy: the share of contacts that wait at all. Exact.
    pub p_wait: f64,
    /// Contacts waiting, on average over the interval. Exact; times the interval it is the time spent waiting.
    pub mean_queue_length: f64,
    /// Busy agents, on average over the interval, those included who only finish a call. Exact.
    pub mean_busy_agents: f64,
    /// Share of their time that agents on duty are busy; absent where nobody is on duty. Exact.
    pub occupancy: Option<f64>,
    /// Contacts that hang up in the interval. Exact.
    pub expected_abandons: f64,
    /// Contacts whose handling ends in the interval. Exact.
    pub expected_completions: f64,
    /// Contacts waiting when the interval ends. Exact.
    pub queue_at_end: f64,
    /// Busy agents when the interval ends, those included who only finish a call. Exact.
    pub busy_at_end: f64,
    /// What becomes of its contacts within the answer time, as shares. Exact for contacts whose answer time ends within
    /// the interval; for the others, where agents or handle times change, integrated numerically (6 points a part) over the
    /// exact fates through the changes. A contact that was answered and then dropped counts as answered.
    pub within: WithinTime,
    /// Share of its contacts that are answered sooner or later. Exact if they are before agents or rates change;
    /// otherwise what would come if they stayed.
    pub answered_in_the_end: f64,
    /// Mean wait of its contacts that are answered, in seconds, under the same reservation; absent where nobody is.
    pub average_speed_of_answer_seconds: Option<f64>,
    /// Mean wait of all its contacts, hung up or not, in seconds, under the same reservation; absent where it has no
    /// end: nobody on duty and endless patience.
    pub mean_wait_seconds: Option<f64>,
    /// Bound of the error, rounding apart, of `p_wait`, the means of queue and busy agents, and those at the end.
    pub error_bound: f64,
}

impl IntervalService {
    /// Share of contacts answered in time by one of the four definitions; absent without contacts.
    #[must_use]
    pub fn service_level(&self, variant: ServiceLevelVariant) -> Option<f64> {
        (self.offered > 0.0).then(|| self.within.service_level(variant, self.answered_in_the_end))
    }

    /// Contacts that hang up in the interval over those offered in it; absent without contacts, and above 1 where an
    /// inherited queue melts away.
    #[must_use]
    pub fn abandonment(&self) -> Option<f64> {
        (self.offered > 0.0).then(|| self.expected_abandons / self.offered)
    }

    /// Contacts in the system when the interval ends.
    #[must_use]
    pub fn contacts_at_end(&self) -> f64 {
        self.queue_at_end + self.busy_at_end
    }
}

/// A stretch of constant rates and agents.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Stretch {
    pub seconds: f64,
    pub rates: Rates,
}

impl Stretch {
    pub fn new(seconds: f64, rates: &IntervalRates, agents: u32) -> Self {
        Self {
            seconds,
            rates: Rates {
                arrivals: rates.arrivals,
                service: rates.service,
                hang_up: rates.hang_up,
                agents,
            },
        }
    }

    /// Runs the stretch from `start`, which has its agents, with what comes `later` in view.
    ///
    /// # Errors
    /// The number of steps, where that is above [`MAXIMUM_EVENTS`].
    pub fn run(
        &self,
        start: System,
        later: &[Self],
        on_drop: OnDrop,
        answer: AnswerWithinSeconds,
    ) -> Result<(System, IntervalService), f64> {
        let rates = &self.rates;
        let mut contacts = start.contacts;
        let mut time = Occupation::default();
        let in_view = self.seconds_in_view(later, answer);
        contacts.advance(rates, self.seconds - in_view, MAXIMUM_EVENTS, &mut time)?;
        let mut known = self.fates(&time, answer);
        if in_view > 0.0 {
            let panels = self.panels(in_view, later, answer);
            let width = in_view / f64::from(panels);
            let mut passed = 0.0;
            for panel in 0..panels {
                for (node, weight) in gauss_legendre() {
                    let seconds = (f64::from(panel) + node) * width;
                    contacts.advance(rates, seconds - passed, MAXIMUM_EVENTS, &mut time)?;
                    passed = seconds;
                    let fates = self.fates_through_changes(
                        &contacts,
                        in_view - seconds,
                        later,
                        on_drop,
                        answer,
                    );
                    known.served += weight * width * fates.served;
                    known.abandoned += weight * width * fates.abandoned;
                }
            }
            contacts.advance(rates, in_view - passed, MAXIMUM_EVENTS, &mut time)?;
        }
        // Agents who only finish a call go at the pace of their completions.
        let gone = -(-rates.service * self.seconds).exp_m1();
        let finishing_seconds = if rates.service > 0.0 {
            start.leaving * gone / rates.service
        } else {
            start.leaving * self.seconds
        };
        let end = System {
            contacts,
            agents: rates.agents,
            leaving: start.leaving * (1.0 - gone),
        };
        let service = self.service(&time, finishing_seconds, known, &end);
        Ok((end, service))
    }

    /// Parts into which the time in view of a change is cut for the quadrature.
    ///
    /// Whether a contact is answered in time turns from likely to unlikely while as many contacts join the queue as the
    /// departures in the answer time spread, √N; with six nodes a part may be four times as long as that takes.
    fn panels(&self, in_view: f64, later: &[Self], answer: AnswerWithinSeconds) -> u32 {
        const MOST: f64 = 64.0;
        let mut ahead = 0.0;
        // The slowest stretch in view at which anything departs gives the least spread.
        let mut departures = f64::INFINITY;
        for stretch in std::iter::once(self).chain(later) {
            if ahead > answer.seconds() {
                break;
            }
            let rate = stretch.rates.service * stretch.rates.agents as f64;
            if rate > 0.0 {
                departures = departures.min(rate * stretch.seconds.min(answer.seconds()));
            }
            ahead += stretch.seconds;
        }
        let spread = departures.clamp(1.0, 1e12).sqrt();
        let turnover = self.rates.arrivals
            + self.rates.service * self.rates.agents as f64
            + self.rates.hang_up;
        // At most MOST, so it fits.
        (in_view * turnover / (4.0 * spread))
            .ceil()
            .clamp(1.0, MOST) as u32
    }

    /// How much of the end of the stretch is within the answer time of a change.
    fn seconds_in_view(&self, later: &[Self], answer: AnswerWithinSeconds) -> f64 {
        let mut ahead = 0.0;
        for next in later {
            if ahead >= answer.seconds() {
                break;
            }
            let differs =
                next.rates.agents != self.rates.agents || next.rates.service != self.rates.service;
            if differs {
                return (answer.seconds() - ahead).min(self.seconds);
            }
            ahead += next.seconds;
        }
        0.0
    }

    /// Seconds' worth of contacts answered and hung up within the answer time, agents staying as they are.
    fn fates(&self, time: &Occupation, answer: AnswerWithinSeconds) -> WithinTime {
        let agents = self.rates.agents as usize;
        let positions = (time.highest() + 1).saturating_sub(agents);
        let fates = within(&self.rates, answer.seconds(), positions);
        WithinTime {
            served: time.integral(|contacts| match contacts.checked_sub(agents) {
                None => 1.0,
                Some(ahead) => fates.answered(ahead),
            }),
            abandoned: self.abandoned(&fates, |value| time.integral(value)),
        }
    }

    /// The same for contacts that arrive `left` seconds before the end of the stretch, with the changes that come.
    fn fates_through_changes(
        &self,
        contacts: &Distribution,
        left: f64,
        later: &[Self],
        on_drop: OnDrop,
        answer: AnswerWithinSeconds,
    ) -> WithinTime {
        let agents = self.rates.agents as usize;
        let positions = (contacts.highest() + 1).saturating_sub(agents);
        let positions = self.positions_in_reach(positions, later, answer);
        let fates = if left >= answer.seconds() {
            within(&self.rates, answer.seconds(), positions)
        } else {
            let at_end = self.fates_at_end(answer.seconds() - left, later, on_drop, positions);
            at_end.earlier(&self.rates, left)
        };
        WithinTime {
            served: contacts.mean(|contacts| match contacts.checked_sub(agents) {
                None => 1.0,
                Some(ahead) => fates.answered(ahead),
            }),
            abandoned: self.abandoned(&fates, |value| contacts.mean(value)),
        }
    }

    /// Fates of contacts that wait when the stretch ends and have `seconds` of their answer time left.
    fn fates_at_end(
        &self,
        seconds: f64,
        later: &[Self],
        on_drop: OnDrop,
        positions: usize,
    ) -> ByPosition {
        let Some((next, after)) = later.split_first() else {
            // The day's last agents stay until everybody is served.
            return within(&self.rates, seconds, positions).padded(positions);
        };
        let joined = i64::from(next.rates.agents) - i64::from(self.rates.agents);
        let moved_up = match on_drop {
            OnDrop::Preempt => joined,
            // Those who leave take nobody from the queue, and nobody is put before it.
            OnDrop::FinishCall => joined.max(0),
        };
        let put_before = usize::try_from(-moved_up).unwrap_or(0);
        let positions_after = positions + put_before;
        let fates = if seconds <= next.seconds {
            within(&next.rates, seconds, positions_after)
        } else {
            next.fates_at_end(seconds - next.seconds, after, on_drop, positions_after)
                .earlier(&next.rates, next.seconds)
        };
        fates.before_a_change(moved_up, positions)
    }

    /// Positions from which somebody may be answered in time under the fastest of the rates in view.
    fn positions_in_reach(
        &self,
        positions: usize,
        later: &[Self],
        answer: AnswerWithinSeconds,
    ) -> usize {
        let (mut fastest, mut most) = (self.rates.service, self.rates.agents);
        let (mut agents, mut joined, mut ahead) = (self.rates.agents, 0, 0.0);
        for next in later {
            if ahead > answer.seconds() {
                break;
            }
            fastest = fastest.max(next.rates.service);
            most = most.max(next.rates.agents);
            joined += next.rates.agents.saturating_sub(agents) as usize;
            agents = next.rates.agents;
            ahead += next.seconds;
        }
        let handled = fastest * f64::from(most);
        positions_in_reach(
            handled,
            self.rates.hang_up,
            joined,
            answer.seconds(),
            positions,
        )
    }

    fn abandoned(
        &self,
        fates: &ByPosition,
        weighted: impl Fn(&dyn Fn(usize) -> f64) -> f64,
    ) -> f64 {
        if self.rates.hang_up == 0.0 {
            return 0.0;
        }
        let agents = self.rates.agents as usize;
        weighted(&|contacts| match contacts.checked_sub(agents) {
            None => 0.0,
            Some(ahead) => fates.abandoned(ahead),
        })
    }

    fn service(
        &self,
        time: &Occupation,
        finishing_seconds: f64,
        within: WithinTime,
        end: &System,
    ) -> IntervalService {
        let agents = self.rates.agents as usize;
        let all_busy = time.integral(|contacts| f64::from(u8::from(contacts >= agents)));
        let waiting = time.integral(|contacts| contacts.saturating_sub(agents) as f64);
        let on_duty_busy = time.integral(|contacts| contacts.min(agents) as f64);
        let busy = on_duty_busy + finishing_seconds;

        let at_once = time.integral(|contacts| f64::from(u8::from(contacts < agents)));
        let fates = in_the_end(&self.rates, (time.highest() + 1).saturating_sub(agents));
        let of_waiting = |figure: fn(&InTheEnd) -> f64| {
            time.integral(|contacts| {
                contacts
                    .checked_sub(agents)
                    .map_or(0.0, |ahead| figure(&fates[ahead]))
            })
        };
        let answered = at_once + of_waiting(|fate| fate.answered);
        let waits_end = self.rates.hang_up > 0.0 || self.rates.agents > 0;
        IntervalService {
            offered: self.rates.arrivals * self.seconds,
            agents: self.rates.agents,
            p_wait: (all_busy / self.seconds).min(1.0),
            mean_queue_length: waiting / self.seconds,
            mean_busy_agents: busy / self.seconds,
            occupancy: (agents > 0)
                .then(|| (on_duty_busy / (self.seconds * agents as f64)).min(1.0)),
            expected_abandons: self.rates.hang_up * waiting,
            expected_completions: self.rates.service * busy,
            queue_at_end: end.expected_queue(),
            busy_at_end: end.expected_busy(),
            within: WithinTime {
                served: (within.served / self.seconds).min(1.0),
                abandoned: (within.abandoned / self.seconds).min(1.0),
            },
            answered_in_the_end: (answered / self.seconds).clamp(0.0, 1.0),
            average_speed_of_answer_seconds: (answered > 0.0)
                .then(|| of_waiting(|fate| fate.wait_if_answered) / answered),
            mean_wait_seconds: waits_end.then(|| of_waiting(|fate| fate.wait) / self.seconds),
            error_bound: end.contacts.error(),
        }
    }
}

/// Nodes in rising order with their weights.
fn gauss_legendre() -> impl Iterator<Item = (f64, f64)> {
    let mirrored = HALF_OF_GAUSS_LEGENDRE
        .into_iter()
        .rev()
        .map(|(node, weight)| (1.0 - node, weight));
    HALF_OF_GAUSS_LEGENDRE.into_iter().chain(mirrored)
}
