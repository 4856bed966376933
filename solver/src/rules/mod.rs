//! The labour contract's rules, one named rule a file: where it comes from, what it means, who breaks it.
//!
//! These judge finished lines. The search never calls them: it keeps the same rules by construction, and
//! [`crate::audit`] holds the two against each other.

mod availability;
mod binding;
mod break_placement;
mod day_windows;
mod days_off;
mod days_per_week;
mod fixed_days_off;
mod forbidden_successions;
mod locked_shifts;
mod maximum_consecutive_days;
mod maximum_consecutive_days_off;
mod maximum_consecutive_worked_weekends;
mod maximum_public_holidays_worked;
mod maximum_shifts;
mod maximum_worked_weekends;
mod minimum_consecutive_days;
mod minimum_consecutive_days_off;
mod minimum_rest;
mod minimum_shifts;
mod one_shift_a_day;
mod paid_minutes_in_period;
mod paid_minutes_per_day;
mod paid_minutes_per_week;
mod preferred_maximum_consecutive_days;
mod requests;
mod rotation;
mod rule;
mod runs;
mod shift_template;
mod split_shift;
mod start_consistency;
#[cfg(test)]
pub(crate) mod testing;
mod weekend;
mod whole_weekends;

pub use availability::Availability;
pub use binding::rules_of;
pub use break_placement::BreakPlacement;
pub use day_windows::DayWindows;
pub use days_off::DaysOff;
pub use days_per_week::DaysPerWeek;
pub use fixed_days_off::FixedDaysOff;
pub use forbidden_successions::ForbiddenSuccessions;
pub use locked_shifts::LockedShifts;
pub use maximum_consecutive_days::MaximumConsecutiveDays;
pub use maximum_consecutive_days_off::MaximumConsecutiveDaysOff;
pub use maximum_consecutive_worked_weekends::MaximumConsecutiveWorkedWeekends;
pub use maximum_public_holidays_worked::MaximumPublicHolidaysWorked;
pub use maximum_shifts::MaximumShifts;
pub use maximum_worked_weekends::MaximumWorkedWeekends;
pub use minimum_consecutive_days::MinimumConsecutiveDays;
pub use minimum_consecutive_days_off::MinimumConsecutiveDaysOff;
pub use minimum_rest::MinimumRest;
pub use minimum_shifts::MinimumShifts;
pub use one_shift_a_day::OneShiftADay;
pub use paid_minutes_in_period::PaidMinutesInPeriod;
pub use paid_minutes_per_day::PaidMinutesPerDay;
pub use paid_minutes_per_week::PaidMinutesPerWeek;
pub use preferred_maximum_consecutive_days::PreferredMaximumConsecutiveDays;
pub use requests::Requests;
pub use rotation::Rotation;
pub use rule::{Breach, Charge, Excess, GradedRule, Rule};
pub use shift_template::ShiftConformity;
pub use split_shift::SplitShifts;
pub use start_consistency::StartConsistency;
pub use whole_weekends::WholeWeekends;

/// Name of [`Availability`].
pub const AVAILABILITY: &str = "availability";
/// Name of [`BreakPlacement`].
pub const BREAK_PLACEMENT: &str = "breakPlacement";
/// Name of [`DayWindows`].
pub const DAY_WINDOWS: &str = "dayWindows";
/// Name of [`DaysOff`].
pub const DAYS_OFF: &str = "daysOff";
/// Name of [`DaysPerWeek`].
pub const DAYS_PER_WEEK: &str = "daysPerWeek";
/// Name of [`FixedDaysOff`].
pub const FIXED_DAYS_OFF: &str = "fixedDaysOff";
/// Name of [`ForbiddenSuccessions`].
pub const FORBIDDEN_SUCCESSIONS: &str = "forbiddenSuccessions";
/// Name of [`LockedShifts`].
pub const LOCKED_SHIFTS: &str = "lockedShifts";
/// Name of [`MaximumConsecutiveDays`].
pub const MAXIMUM_CONSECUTIVE_DAYS: &str = "maximumConsecutiveDays";
/// Name of [`MaximumConsecutiveDaysOff`].
pub const MAXIMUM_CONSECUTIVE_DAYS_OFF: &str = "maximumConsecutiveDaysOff";
/// Name of [`MaximumConsecutiveWorkedWeekends`].
pub const MAXIMUM_CONSECUTIVE_WORKED_WEEKENDS: &str = "maximumConsecutiveWorkedWeekends";
/// Name of [`MaximumPublicHolidaysWorked`].
pub const MAXIMUM_PUBLIC_HOLIDAYS_WORKED: &str = "maximumPublicHolidaysWorked";
/// Name of [`MaximumShifts`].
pub const MAXIMUM_SHIFTS: &str = "maximumShifts";
/// Name of [`MaximumWorkedWeekends`].
pub const MAXIMUM_WORKED_WEEKENDS: &str = "maximumWorkedWeekends";
/// Name of [`MinimumConsecutiveDays`].
pub const MINIMUM_CONSECUTIVE_DAYS: &str = "minimumConsecutiveDays";
/// Name of [`MinimumConsecutiveDaysOff`].
pub const MINIMUM_CONSECUTIVE_DAYS_OFF: &str = "minimumConsecutiveDaysOff";
/// Name of [`MinimumRest`].
pub const MINIMUM_REST: &str = "minimumRest";
/// Name of [`MinimumShifts`].
pub const MINIMUM_SHIFTS: &str = "minimumShifts";
/// Name of [`OneShiftADay`].
pub const ONE_SHIFT_A_DAY: &str = "oneShiftADay";
/// Name of [`PaidMinutesInPeriod`].
pub const PAID_MINUTES_IN_PERIOD: &str = "paidMinutesInPeriod";
/// Name of [`PaidMinutesPerDay`].
pub const PAID_MINUTES_PER_DAY: &str = "paidMinutesPerDay";
/// Name of [`PaidMinutesPerWeek`].
pub const PAID_MINUTES_PER_WEEK: &str = "paidMinutesPerWeek";
/// Name of [`PreferredMaximumConsecutiveDays`].
pub const PREFERRED_MAXIMUM_CONSECUTIVE_DAYS: &str = "preferredMaximumConsecutiveDays";
/// Name of [`Requests`].
pub const REQUESTS: &str = "requests";
/// Name of [`Rotation`].
pub const ROTATION: &str = "rotation";
/// Name of [`ShiftConformity`].
pub const SHIFT_TEMPLATE: &str = "shiftTemplate";
/// Name of [`SplitShifts`].
pub const SPLIT_SHIFT: &str = "splitShift";
/// Name of [`StartConsistency`].
pub const START_CONSISTENCY: &str = "startConsistency";
/// Name of [`WholeWeekends`].
pub const WHOLE_WEEKENDS: &str = "wholeWeekends";
