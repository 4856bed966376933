//! The labour contract's rules, one named rule a file: where it comes from, what it means, who breaks it.
//!
//! These judge finished lines. The search never calls them: it keeps the same rules by construction, and
//! [`crate::audit`] holds the two against each other.

mod availability;
mod break_placement;
mod days_off;
mod days_per_week;
mod maximum_consecutive_days;
mod minimum_rest;
mod one_shift_a_day;
mod paid_minutes_per_week;
mod rule;
mod shift_template;
#[cfg(test)]
pub(crate) mod testing;

pub use availability::Availability;
pub use break_placement::BreakPlacement;
pub use days_off::DaysOff;
pub use days_per_week::DaysPerWeek;
pub use maximum_consecutive_days::MaximumConsecutiveDays;
pub use minimum_rest::MinimumRest;
pub use one_shift_a_day::OneShiftADay;
pub use paid_minutes_per_week::PaidMinutesPerWeek;
pub use rule::{Breach, Rule, rules_of};
pub use shift_template::ShiftConformity;

/// Name of [`Availability`].
pub const AVAILABILITY: &str = "availability";
/// Name of [`BreakPlacement`].
pub const BREAK_PLACEMENT: &str = "breakPlacement";
/// Name of [`DaysOff`].
pub const DAYS_OFF: &str = "daysOff";
/// Name of [`DaysPerWeek`].
pub const DAYS_PER_WEEK: &str = "daysPerWeek";
/// Name of [`MaximumConsecutiveDays`].
pub const MAXIMUM_CONSECUTIVE_DAYS: &str = "maximumConsecutiveDays";
/// Name of [`MinimumRest`].
pub const MINIMUM_REST: &str = "minimumRest";
/// Name of [`OneShiftADay`].
pub const ONE_SHIFT_A_DAY: &str = "oneShiftADay";
/// Name of [`PaidMinutesPerWeek`].
pub const PAID_MINUTES_PER_WEEK: &str = "paidMinutesPerWeek";
/// Name of [`ShiftConformity`].
pub const SHIFT_TEMPLATE: &str = "shiftTemplate";
/// Name of the rule of paid minutes over the period.
pub const PAID_MINUTES_IN_PERIOD: &str = "paidMinutesInPeriod";
/// Name of the rule of least shifts of a template.
pub const MINIMUM_SHIFTS: &str = "minimumShifts";
