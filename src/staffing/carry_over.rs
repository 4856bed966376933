//! Planning groups whose intervals inherit the queue of the interval before.
//!
//! A queue is carried as long as contacts arrive: an interval without contacts is closed and ends it. Agents who leave
//! finish the call they are on.

use std::ops::Range;

use crewcast_forecasts::transient::{
    self, Day, Demand, HandleTimes, OnDrop, TransientError, evaluate,
};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval};

use super::group_requirement::Net;
use super::group_to_staff::GroupToStaff;
use super::interval_service::IntervalService;
use super::intervals_to_staff::Sent;
use crate::failure::{Failure, Fault};

/// What becomes of the calls of agents who leave.
const ON_DROP: OnDrop = OnDrop::FinishCall;

/// The field a refusal of a day points at.
pub(super) fn fault_of_day(error: &TransientError, sent: &Sent<'_>) -> Fault {
    let (pointer, code) = match error {
        TransientError::NoHandleTime { interval, .. } => {
            (sent.places(*interval).handle_time, "no-handle-time")
        }
        TransientError::TooLarge { interval, .. } => {
            (sent.places(*interval).volume, "load-too-large")
        }
        TransientError::TooManyEvents { interval, .. } => {
            (sent.places(*interval).volume, "too-many-steps")
        }
        TransientError::LengthsDiffer { .. } => ("/agents".to_owned(), "wrong-length"),
        TransientError::NotAnInterval(_) => ("/intervalLengthMinutes".to_owned(), "out-of-range"),
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

    pub(super) fn carried_over_net(&self) -> Result<Vec<Net>, Failure> {
        let detail = format!(
            "planning group {:?} cannot be staffed with carried queues; set its staffingMethod to stationary",
            self.name
        );
        Err(Failure::conflict("cannot-be-staffed", detail))
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
        let mut walked = Vec::new();
        for span in self.open_spans(first) {
            let given = agents_at_work.get(span.start - first..).unwrap_or_default();
            let span = span.start..span.end.min(span.start + given.len());
            if span.is_empty() {
                break;
            }
            let agents = whole_agents(given.get(..span.len()).unwrap_or_default());
            walked.extend(span.clone().zip(self.walk_span(&span, agents)?));
        }
        Ok(walked)
    }

    fn walk_span(
        &self,
        span: &Range<usize>,
        agents: Vec<u32>,
    ) -> Result<Vec<transient::IntervalService>, Failure> {
        let day = Day {
            demand: self.demand_of_span(span, |index| self.demand(index))?,
            agents,
            on_drop: ON_DROP,
        };
        evaluate(&day, self.goals.within).map_err(|error| self.not_followed(span, &error))
    }

    fn not_followed(&self, span: &Range<usize>, error: &TransientError) -> Failure {
        let detail = format!(
            "planning group {:?}, intervals counted from {}: {error}",
            self.name, span.start
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
