//! What arrives through a day, and the rates it makes.

use serde::{Deserialize, Serialize};

use super::error::TransientError;
use crate::requirement::Patience;
use crate::units::{AhtSeconds, ContactsPerInterval};

/// Contacts of one interval, and erlangs at a moment, beyond which a day is refused: the chain moves contact by
/// contact, and a million of them in one interval are mostly a unit mistaken.
pub const MAXIMUM_CONTACTS: f64 = 1e6;

const LONGEST_INTERVAL_SECONDS: f64 = 86_400.0;

/// Average handle times of a day: one for all intervals, or one each.
///
/// In JSON a number or a list of numbers. An interval without contacts may have a handle time of 0: contacts left over
/// from the interval before are then handled at the pace of that one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HandleTimes {
    /// The same through the day.
    Same(AhtSeconds),
    /// One an interval.
    PerInterval(Vec<AhtSeconds>),
}

/// What arrives through a day of intervals of the same length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Demand {
    /// Length of each interval, in seconds; above 0 and at most a day.
    pub interval_seconds: f64,
    /// Contacts expected in each interval; they arrive at random and evenly within it.
    pub contacts_per_interval: Vec<ContactsPerInterval>,
    /// How long handling takes on average (exponential times).
    pub aht: HandleTimes,
    /// How long contacts wait before they hang up (exponential times).
    pub patience: Patience,
}

/// The constant rates of one interval, per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct IntervalRates {
    /// λ: contacts that arrive.
    pub arrivals: f64,
    /// μ: contacts a busy agent finishes; 0 only where nothing has arrived yet.
    pub service: f64,
    /// θ: contacts that hang up of each that waits; 0 where patience is endless.
    pub hang_up: f64,
}

impl IntervalRates {
    /// λ / μ.
    pub fn offered_load(&self) -> f64 {
        if self.arrivals == 0.0 {
            0.0
        } else {
            self.arrivals / self.service
        }
    }

    /// 1 / μ in seconds; 0 where nothing has arrived yet.
    pub fn aht_seconds(&self) -> f64 {
        if self.service == 0.0 {
            0.0
        } else {
            1.0 / self.service
        }
    }
}

impl Demand {
    /// Number of intervals.
    #[must_use]
    pub fn intervals(&self) -> usize {
        self.contacts_per_interval.len()
    }

    /// Checks the day and works out its rates.
    pub(super) fn rates(&self) -> Result<Vec<IntervalRates>, TransientError> {
        let length = self.interval_seconds;
        if !(length > 0.0 && length <= LONGEST_INTERVAL_SECONDS) {
            return Err(TransientError::NotAnInterval(length));
        }
        let intervals = self.intervals();
        let handle_times = match &self.aht {
            HandleTimes::Same(aht) => vec![*aht; intervals],
            HandleTimes::PerInterval(list) if list.len() == intervals => list.clone(),
            HandleTimes::PerInterval(list) => {
                return Err(TransientError::LengthsDiffer {
                    field: "averageHandleTimeSeconds",
                    given: list.len(),
                    intervals,
                });
            }
        };
        let hang_up = self
            .patience
            .mean()
            .map_or(0.0, |patience| 1.0 / patience.seconds());
        let mut service = 0.0;
        self.contacts_per_interval
            .iter()
            .zip(handle_times)
            .enumerate()
            .map(|(interval, (&contacts, aht))| {
                if aht > AhtSeconds::ZERO {
                    service = 1.0 / aht.seconds();
                } else if contacts > ContactsPerInterval::ZERO {
                    return Err(TransientError::NoHandleTime { interval, contacts });
                }
                let rates = IntervalRates {
                    arrivals: contacts.contacts() / length,
                    service,
                    hang_up,
                };
                let erlangs = rates.offered_load();
                if contacts.contacts() > MAXIMUM_CONTACTS || erlangs > MAXIMUM_CONTACTS {
                    return Err(TransientError::TooLarge {
                        interval,
                        contacts,
                        erlangs,
                        maximum: MAXIMUM_CONTACTS,
                    });
                }
                Ok(rates)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demand(contacts: &[f64], aht: HandleTimes) -> Demand {
        Demand {
            interval_seconds: 900.0,
            contacts_per_interval: contacts
                .iter()
                .map(|&contacts| ContactsPerInterval::new(contacts).unwrap())
                .collect(),
            aht,
            patience: Patience::Endless,
        }
    }

    fn aht(seconds: f64) -> AhtSeconds {
        AhtSeconds::new(seconds).unwrap()
    }

    #[test]
    fn contacts_left_over_are_handled_at_the_pace_of_the_interval_they_came_in() {
        let times = HandleTimes::PerInterval(vec![aht(200.0), aht(0.0), aht(100.0)]);
        let rates = demand(&[9.0, 0.0, 18.0], times).rates().unwrap();
        assert_eq!(rates[1].service, 1.0 / 200.0);
        assert_eq!(rates[1].offered_load(), 0.0);
        assert_eq!(rates[2].offered_load(), 2.0);
    }

    #[test]
    fn contacts_without_handle_time_are_refused_by_interval() {
        let refusal = demand(&[0.0, 3.0], HandleTimes::Same(aht(0.0)))
            .rates()
            .unwrap_err();
        assert_eq!(
            refusal.to_string(),
            "aht is 0 s for the 3 contacts of interval 1; give the average handle time of these contacts"
        );
    }

    #[test]
    fn lists_of_another_length_and_intervals_of_no_length_are_refused() {
        let times = HandleTimes::PerInterval(vec![aht(200.0)]);
        assert_eq!(
            demand(&[1.0, 2.0], times).rates(),
            Err(TransientError::LengthsDiffer {
                field: "averageHandleTimeSeconds",
                given: 1,
                intervals: 2
            })
        );
        for length in [0.0, -900.0, f64::NAN, f64::INFINITY, 86_401.0] {
            let mut day = demand(&[1.0], HandleTimes::Same(aht(100.0)));
            day.interval_seconds = length;
            assert!(day.rates().is_err(), "{length}");
        }
        let monstrous = demand(&[2e6], HandleTimes::Same(aht(1.0)));
        assert!(matches!(
            monstrous.rates(),
            Err(TransientError::TooLarge { interval: 0, .. })
        ));
    }

    #[test]
    fn handle_times_are_a_number_or_a_list_in_json() {
        let list = HandleTimes::PerInterval(vec![aht(200.0), aht(100.0)]);
        for (times, json) in [
            (HandleTimes::Same(aht(180.0)), "180.0"),
            (list, "[200.0,100.0]"),
        ] {
            assert_eq!(serde_json::to_string(&times).unwrap(), json);
            assert_eq!(serde_json::from_str::<HandleTimes>(json).unwrap(), times);
        }
    }
}
