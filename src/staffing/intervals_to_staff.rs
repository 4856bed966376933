//! Many intervals that share goals, patience and shrinkage, read with a fault at every figure that cannot be.

use crewcast_forecasts::requirement::{Patience, ServiceGoal};
use crewcast_forecasts::units::{AhtSeconds, ContactsPerInterval, IntervalMinutes, Share};

use super::goals_to_meet::{GoalsToMeet, noted, patience, percent};
use super::one_or_each::OneOrEach;
use super::refusals::Places;
use crate::failure::{Failure, Fault, Faults};

/// Faults of single intervals that are listed before the rest is only counted: a file in the wrong unit has as many
/// as it has rows.
const FAULTS_LISTED: usize = 100;

/// The intervals as they were sent.
pub(super) struct Sent<'a> {
    pub interval_length_minutes: u32,
    pub volumes: &'a [f64],
    pub handle_times: &'a OneOrEach,
    pub average_patience_seconds: Option<f64>,
    pub shrinkage_percent: f64,
    pub goals: &'a GoalsToMeet,
    /// The most intervals that are taken.
    pub at_most: usize,
}

/// The intervals in the units of the mathematics.
pub(super) struct Intervals {
    pub interval: IntervalMinutes,
    pub demand: Vec<(ContactsPerInterval, AhtSeconds)>,
    pub patience: Patience,
    pub shrinkage: Share,
    pub goal: ServiceGoal,
}

impl Sent<'_> {
    /// Reads every figure.
    ///
    /// # Errors
    /// [`Failure::Invalid`] with a fault for every value that is no such quantity; those of single intervals name the
    /// index, and from the hundredth on are counted.
    pub(super) fn read(&self) -> Result<Intervals, Failure> {
        let mut faults = Faults::default();
        let interval = IntervalMinutes::new(self.interval_length_minutes);
        let interval = noted(&mut faults, "/intervalLengthMinutes", interval);
        let patience = patience(&mut faults, self.average_patience_seconds);
        let shrinkage = percent(&mut faults, "/shrinkagePercent", self.shrinkage_percent);
        let goal = self
            .goals
            .read(self.average_patience_seconds.is_some(), &mut faults);
        let (count, listed) = (self.volumes.len(), self.handle_times.listed());
        faults.require(
            (1..=self.at_most).contains(&count),
            "/volumes",
            "wrong-length",
            format!(
                "{count} volumes; give 1 to {} at once, and more in several calls",
                self.at_most
            ),
        );
        faults.require(
            listed.is_none_or(|listed| listed == count),
            "/averageHandleTimeSeconds",
            "wrong-length",
            format!(
                "{} handle times for {count} volumes; give one each, or one number for all",
                listed.unwrap_or_default()
            ),
        );
        if count > self.at_most || listed.is_some_and(|listed| listed != count) {
            faults.into_result()?;
            return Err(Failure::Internal("a wrong length left no fault".to_owned()));
        }
        let demand = self.demand(&mut faults);
        faults.into_result()?;
        let (Some(interval), Some(patience), Some(shrinkage)) = (interval, patience, shrinkage)
        else {
            return Err(Failure::Internal(
                "a refused quantity left no fault".to_owned(),
            ));
        };
        Ok(Intervals {
            interval,
            demand,
            patience,
            shrinkage,
            goal,
        })
    }

    fn demand(&self, faults: &mut Faults) -> Vec<(ContactsPerInterval, AhtSeconds)> {
        let mut demand = Vec::with_capacity(self.volumes.len());
        let mut counted = CountedFaults::default();
        if let OneOrEach::One(seconds) = self.handle_times
            && let Err(error) = AhtSeconds::new(*seconds)
        {
            faults.push(Fault::new(
                "/averageHandleTimeSeconds",
                "out-of-range",
                error.to_string(),
            ));
            return demand;
        }
        for (index, volume) in self.volumes.iter().enumerate() {
            let volume = ContactsPerInterval::new(*volume).map_err(|error| {
                counted.note(faults, || {
                    Fault::new(
                        format!("/volumes/{index}"),
                        "out-of-range",
                        error.to_string(),
                    )
                });
            });
            let handle_time = self.handle_times.at(index).unwrap_or(f64::NAN);
            let handle_time = AhtSeconds::new(handle_time).map_err(|error| {
                let pointer = self.places(index).handle_time;
                counted.note(faults, || {
                    Fault::new(pointer, "out-of-range", error.to_string())
                });
            });
            if let (Ok(volume), Ok(handle_time)) = (volume, handle_time) {
                demand.push((volume, handle_time));
            }
        }
        counted.close(faults);
        demand
    }

    /// Where an interval's demand stands in the body.
    pub(super) fn places(&self, index: usize) -> Places {
        Places {
            volume: format!("/volumes/{index}"),
            handle_time: self.handle_times.pointer("averageHandleTimeSeconds", index),
        }
    }
}

/// Lists the first faults of single intervals and counts the others.
#[derive(Default)]
pub(super) struct CountedFaults(usize);

impl CountedFaults {
    pub(super) fn note(&mut self, faults: &mut Faults, fault: impl FnOnce() -> Fault) {
        self.0 += 1;
        if self.0 <= FAULTS_LISTED {
            faults.push(fault());
        }
    }

    pub(super) fn close(&self, faults: &mut Faults) {
        if let Some(more) = self.0.checked_sub(FAULTS_LISTED).filter(|more| *more > 0) {
            faults.push(Fault::new(
                "/volumes",
                "more-faults",
                format!(
                    "{more} more faults of single intervals; mend those listed and send it again"
                ),
            ));
        }
    }
}
