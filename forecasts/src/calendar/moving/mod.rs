//! Holidays that move: the day of a feast in each Gregorian year, by the calendar it is kept by.
//!
//! Each file answers for one calendar and nothing more; which of these days are days of rest is a country's decision
//! and stands in [`super::tables`]. Dates an operator has uploaded go before every date computed here.

mod day_number;
pub mod easter;
pub mod hebrew;
pub mod islamic;
pub mod lunar_new_year;
