//! What the seats can call.

use super::SlicingError;
use crate::units::AhtSeconds;

/// Seats, their hours, and what an attempt takes of them.
///
/// An attempt takes `1 / unanswered_attempts_per_seat_hour` hours of a seat and, when it is answered, the handle time too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SeatTime {
    /// Agents who call.
    pub seats: u32,
    /// Hours each of them calls.
    pub hours: f64,
    /// Talk, hold and wrap-up of an answered attempt.
    pub handle_time: AhtSeconds,
    /// Attempts that one seat would make in an hour if nobody ever answered.
    pub unanswered_attempts_per_seat_hour: f64,
}

impl SeatTime {
    /// Seat hours there are.
    #[must_use]
    pub fn seat_hours(&self) -> f64 {
        f64::from(self.seats) * self.hours
    }

    /// Seat hours that an attempt takes in the mean.
    ///
    /// ```
    /// use crewcast_forecasts::slicing::SeatTime;
    /// use crewcast_forecasts::units::AhtSeconds;
    /// let time = SeatTime {
    ///     seats: 10,
    ///     hours: 8.0,
    ///     handle_time: AhtSeconds::new(180.0)?,
    ///     unanswered_attempts_per_seat_hour: 60.0,
    /// };
    /// // One minute of dialling, and three minutes of talk for every fifth.
    /// assert!((time.seat_hours_of_attempt(0.2) - 1.6 / 60.0).abs() < 1e-12);
    /// # Ok::<(), crewcast_forecasts::units::UnitError>(())
    /// ```
    #[must_use]
    pub fn seat_hours_of_attempt(&self, answer_rate: f64) -> f64 {
        1.0 / self.unanswered_attempts_per_seat_hour
            + answer_rate * self.handle_time.seconds() / 3600.0
    }

    pub(super) fn check(&self) -> Result<(), SlicingError> {
        let checks = [
            ("seats", f64::from(self.seats), self.seats > 0, "1 or more"),
            (
                "hours",
                self.hours,
                self.hours.is_finite() && self.hours > 0.0,
                "a number of hours above 0",
            ),
            (
                "unanswered_attempts_per_seat_hour",
                self.unanswered_attempts_per_seat_hour,
                (0.1..=100_000.0).contains(&self.unanswered_attempts_per_seat_hour),
                "0.1 to 100,000",
            ),
        ];
        for (field, value, is_in_range, range) in checks {
            if !is_in_range {
                return Err(SlicingError::OutOfRange {
                    field,
                    value,
                    range,
                });
            }
        }
        Ok(())
    }
}
