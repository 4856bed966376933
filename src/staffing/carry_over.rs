//! Planning groups whose intervals inherit the queue of the interval before.
//!
//! A queue is carried as long as contacts arrive: an interval without contacts is closed and ends it. Agents who leave
//! finish the call they are on.

use std::ops::Range;

use crewcast_forecasts::requirement::{GoalName, gross};
use crewcast_forecasts::transient::{
    self, CarryOverError, Day, Demand, HandleTimes, OnDrop, RequiredDay, TransientError, evaluate,
    require_day,
};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval};

use super::derivation::CarriedOver;
use super::group_requirement::Net;
use super::group_to_staff::GroupToStaff;
use super::interval_service::IntervalService;
use super::intervals_to_staff::Sent;
use super::refusals::{Places, fault_of};
use crate::failure::{Failure, Fault};

/// What becomes of the calls of agents who leave.
const ON_DROP: OnDrop = OnDrop::FinishCall;

/// The most work, in the units of [`work_of`], that one day or forecast may ask of the chain: about ten seconds.
pub(super) const WORK_AT_MOST: f64 = 3e6;

/// How much work the chain has with each interval: it moves contact by contact, through as many states as the number
/// of contacts in the system spreads over, which is about the square root of the load.
pub(super) fn work_of(demand: &Demand) -> Vec<f64> {
    let handle_time = |index: usize| match &demand.aht {
        HandleTimes::Same(aht) => aht.seconds(),
        HandleTimes::PerInterval(each) => each.get(index).map_or(0.0, |aht| aht.seconds()),
    };
    let contacts = demand.contacts_per_interval.iter().enumerate();
    contacts
        .map(|(index, contacts)| {
            let contacts = contacts.contacts();
            let load = contacts * handle_time(index) / demand.interval_seconds;
            contacts * (1.0 + load).sqrt()
        })
        .collect()
}

/// The field a refusal of a day points at.
pub(super) fn fault_of_day(error: &CarryOverError, sent: &Sent<'_>) -> Fault {
    let (pointer, code) = match error {
        CarryOverError::Day(TransientError::NoHandleTime { interval, .. }) => {
            (sent.places(*interval).handle_time, "no-handle-time")
        }
        CarryOverError::Day(TransientError::TooLarge { interval, .. }) => {
            (sent.places(*interval).volume, "load-too-large")
        }
        CarryOverError::Day(TransientError::TooManyEvents { interval, .. }) => {
            (sent.places(*interval).volume, "too-large-to-follow")
        }
        CarryOverError::Day(TransientError::LengthsDiffer { .. }) => {
            ("/agents".to_owned(), "wrong-length")
        }
        CarryOverError::Day(TransientError::NotAnInterval(_)) => {
            ("/intervalLengthMinutes".to_owned(), "out-of-range")
        }
        CarryOverError::OutOfReach { interval, .. } => {
            (sent.places(*interval).volume, "unreachable-goal")
        }
        CarryOverError::Requirement(error) => return fault_of(error, &Places::of_intervals()),
    };
    Fault::new(pointer, code, error.to_string())
}

impl GroupToStaff {
    /// Runs of intervals with contacts, from `first` on.
    fn open_spans(&self, first: usize) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for (index, offered) in self.offered().iter().enumerate().skip(first) {
            if *offered <= 0.0 {
                continue;
            }
            match spans.last_mut() {
                Some(span) if span.end == index => span.end += 1,
                _ => spans.push(index..index + 1),
            }
        }
        spans
    }

    fn demand_of_span(
        &self,
        span: &Range<usize>,
        volume: impl Fn(usize) -> Result<(ContactsPerInterval, AhtSeconds), Failure>,
    ) -> Result<Demand, Failure> {
        let mut contacts_per_interval = Vec::with_capacity(span.len());
        let mut handle_times = Vec::with_capacity(span.len());
        for index in span.clone() {
            let (contacts, aht) = volume(index)?;
            contacts_per_interval.push(contacts);
            handle_times.push(aht);
        }
        Ok(Demand {
            interval_seconds: f64::from(self.interval.seconds()),
            contacts_per_interval,
            aht: HandleTimes::PerInterval(handle_times),
            patience: self.goals.patience,
        })
    }

    /// Agents of these intervals, each meeting its goals with what it inherits, for the volume that is staffed for: the
    /// queue is followed from the first interval of every open span that reaches into them. The binding goal is that of
    /// the interval by itself.
    pub(super) fn carried_over_net(&self, intervals: Range<usize>) -> Result<Vec<Net>, Failure> {
        let nobody = Net {
            agents: 0,
            binding: GoalName::NoContacts,
        };
        let mut net = vec![nobody; intervals.len()];
        self.require_followable()?;
        for span in self.open_spans(0) {
            if span.end <= intervals.start || span.start >= intervals.end {
                continue;
            }
            let required = self.require_span(&span)?;
            for (index, agents) in span.clone().zip(required.agents) {
                let place = index.checked_sub(intervals.start);
                let Some(place) = place.and_then(|place| net.get_mut(place)) else {
                    continue;
                };
                let (volume, aht) = self.demand_to_staff(index)?;
                let binding = self.needed(index, volume, aht)?.binding;
                *place = Net { agents, binding };
            }
        }
        Ok(net)
    }

    /// What would take minutes is refused before it is begun.
    fn require_followable(&self) -> Result<(), Failure> {
        let whole = self.demand_of_span(&(0..self.intervals()), |index| self.demand(index))?;
        let work: f64 = work_of(&whole).iter().sum();
        if work <= WORK_AT_MOST {
            return Ok(());
        }
        let detail = format!(
            "planning group {:?} has too many contacts to follow its queue one by one; set its staffingMethod to \
             stationary, which errs little for so large a load",
            self.name
        );
        Err(Failure::conflict("cannot-be-staffed", detail))
    }

    fn require_span(&self, span: &Range<usize>) -> Result<RequiredDay, Failure> {
        let demand = self.demand_of_span(span, |index| self.demand_to_staff(index))?;
        require_day(&demand, &self.goals.goal, ON_DROP)
            .map_err(|error| self.not_followed(span, &error))
    }

    /// What the inherited queue makes of an interval; none of a closed one.
    pub(super) fn derive_carried_over(&self, index: usize) -> Result<Option<CarriedOver>, Failure> {
        let spans = self.open_spans(0);
        let Some(span) = spans.into_iter().find(|span| span.contains(&index)) else {
            return Ok(None);
        };
        let at = index - span.start;
        let required = self.require_span(&span)?;
        let variant = self.goals.goal.service_level.map(|goal| goal.variant);
        let of = |services: &[transient::IntervalService]| {
            services
                .get(at)
                .map(|walked| IntervalService::walked(walked, variant))
        };
        let agents_net = required.agents.get(at).copied().unwrap_or(0);
        let agents_gross =
            gross(agents_net, self.goals.shrinkage).map_err(|error| self.refused(index, &error))?;
        let before = at
            .checked_sub(1)
            .and_then(|before| required.services.get(before));
        let with_one_fewer = match agents_net.checked_sub(1) {
            None => None,
            Some(fewer) => {
                let mut agents = required.agents.clone();
                if let Some(place) = agents.get_mut(at) {
                    *place = fewer;
                }
                let demand = self.demand_of_span(&span, |index| self.demand_to_staff(index))?;
                of(&self.walk_span(&span, demand, agents)?)
            }
        };
        Ok(of(&required.services).map(|achieved| CarriedOver {
            agents_net,
            agents_gross,
            queue_at_start: before.map_or(0.0, |before| before.queue_at_end),
            busy_at_start: before.map_or(0.0, |before| before.busy_at_end),
            achieved,
            with_one_fewer,
        }))
    }

    /// Service by the chain of the intervals from `first` on.
    pub(super) fn carried_over_service(
        &self,
        first: usize,
        agents_at_work: &[f64],
    ) -> Result<Vec<IntervalService>, Failure> {
        let reached = self.intervals().saturating_sub(first);
        let mut service = vec![IntervalService::IDLE; agents_at_work.len().min(reached)];
        for (index, walked) in self.walk(first, agents_at_work)? {
            if let Some(place) = index.checked_sub(first).and_then(|at| service.get_mut(at)) {
                *place = IntervalService::walked(&walked, Some(self.goals.variant));
            }
        }
        Ok(service)
    }

    /// The chain's own figures of every open interval from `first` on that has agents.
    fn walk(
        &self,
        first: usize,
        agents_at_work: &[f64],
    ) -> Result<Vec<(usize, transient::IntervalService)>, Failure> {
        self.require_followable()?;
        let mut walked = Vec::new();
        for span in self.open_spans(first) {
            let given = agents_at_work.get(span.start - first..).unwrap_or_default();
            let span = span.start..span.end.min(span.start + given.len());
            if span.is_empty() {
                break;
            }
            let agents = whole_agents(given.get(..span.len()).unwrap_or_default());
            let demand = self.demand_of_span(&span, |index| self.demand(index))?;
            walked.extend(span.clone().zip(self.walk_span(&span, demand, agents)?));
        }
        Ok(walked)
    }

    fn walk_span(
        &self,
        span: &Range<usize>,
        demand: Demand,
        agents: Vec<u32>,
    ) -> Result<Vec<transient::IntervalService>, Failure> {
        let day = Day {
            demand,
            agents,
            on_drop: ON_DROP,
        };
        evaluate(&day, self.goals.within).map_err(|error| self.not_followed(span, &error))
    }

    fn not_followed(&self, span: &Range<usize>, error: &impl ToString) -> Failure {
        let detail = format!(
            "planning group {:?}, intervals counted from {}: {}",
            self.name,
            span.start,
            error.to_string()
        );
        Failure::conflict("cannot-be-staffed", detail)
    }
}

/// Whole agents for the chain: a fraction is carried to the next interval until it makes a whole one, so that no
/// agent-minute is lost over a few intervals. Where nobody is at work the fraction ends.
fn whole_agents(at_work: &[f64]) -> Vec<u32> {
    let mut carried = 0.0;
    at_work
        .iter()
        .map(|agents| {
            if *agents <= 0.0 {
                carried = 0.0;
                return 0;
            }
            // A sum of tenths may end just below a whole number.
            let sum = agents + carried;
            let whole = (sum + 1e-9).floor();
            carried = (sum - whole).max(0.0);
            whole as u32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_of_agents_are_carried_until_they_make_a_whole_one() {
        assert_eq!(whole_agents(&[10.5; 4]), [10, 11, 10, 11]);
        assert_eq!(whole_agents(&[0.7; 10]).iter().sum::<u32>(), 7);
        assert_eq!(whole_agents(&[0.9, 0.0, 0.9, 3.0]), [0, 0, 0, 3]);
        assert_eq!(whole_agents(&[14.0, 13.0]), [14, 13]);
    }
}
