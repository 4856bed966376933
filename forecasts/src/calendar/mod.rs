//! What is known ahead about days: public holidays, make-up workdays, closures, events.
//!
//! Dated data, never rules of thumb: a make-up workday is decreed anew each year, a holiday moves with the moon.

mod day;
mod marks;

pub use day::{Calendar, SpecialDay, SpecialDayKind};
pub use marks::{DayMark, DayMarks, EVENT_DAYS, EventMark};
