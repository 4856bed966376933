//! Capacity over months: the heads a team will have, the heads it will need, how sure both are, and what they cost.
//!
//! Need: a [`RepresentativeWeek`] gives the queueing requirement of any weekly volume ([`volume`] tells the volumes), and
//! from its agent-hours the [`full_time_equivalents`]. Supply: a [`Staff`] is walked week by week through training, ramp-up,
//! attrition and transfers. Both together: the [`spread_of_gap`], from the forecast's spread and the chance of attrition.

mod attrition;
mod cost;
mod gap;
mod ramp_up;
mod supply;
mod volume;
mod week;

pub use attrition::{Attrition, TenureBand, leave_probability};
pub use cost::{Money, WeekCost};
pub use gap::{GapOfWeek, GapSpread, RequiredCurve, error_not_exceeded, spread_of_gap};
pub use ramp_up::RampUp;
pub use supply::{EXPERIENCED_WEEKS, Staff, StartingHeads, SupplyWeek, TransferError};
pub use volume::{MonthKey, VolumeError, contacts_of_weeks, growth_factor};
pub use week::{RepresentativeWeek, WeekError, full_time_equivalents};

/// Weeks of a mean Gregorian year.
pub const WEEKS_PER_YEAR: f64 = 365.2425 / 7.0;
