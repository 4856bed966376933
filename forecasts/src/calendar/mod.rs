//! What is known ahead about days: public holidays, make-up workdays, closures, events.
//!
//! Dated data, never rules of thumb: a make-up workday is decreed anew each year, a holiday moves with the moon.
//! [`Calendar`] holds the dates; an operator uploads them as a file ([`Calendar::from_csv`]), [`tables`] has those of
//! some countries, [`moving`] computes feasts for all the others.

mod day;
mod file;
mod marks;
#[cfg(test)]
mod marks_tests;
pub mod moving;
pub mod tables;

pub use day::{Calendar, SpecialDay, SpecialDayKind};
pub use file::{CalendarFileError, FaultyCell};
pub use marks::{DayMark, DayMarks, EVENT_DAYS, EventMark};
