//! A schedule from a file in the layout in which schedules are exported.

mod activities;
mod draft;
#[cfg(test)]
mod fuzz;
mod lines;
mod rows;

pub use draft::{ImportSchedule, ImportedSchedule, import_schedule};
pub use lines::{RejectedScheduleCell, ScheduleLines};
