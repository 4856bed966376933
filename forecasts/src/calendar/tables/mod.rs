//! Calendars that come with the product, each with its source and the years it covers.
//!
//! Days of one name are pooled across years, so a holiday has one name in every year: the plain name on its own days,
//! "… (observed)", "… (substitute day)" and "… make-up workday" on the days that hang on it.

mod country;
mod israel;
mod mainland_china;
mod rules;
mod united_kingdom;
mod united_states;

pub use country::{Country, NoTable, source, table, years};
