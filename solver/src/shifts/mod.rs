//! Shift and break patterns on the slot grid: which shifts a plan allows on a day, and where their breaks cost least.

mod breaks;
mod options;
mod pattern;
mod placed;

pub use breaks::BreakPlacer;
pub use options::{ShiftOption, options_on};
pub use pattern::{ActivityWindow, Pattern};
pub(crate) use placed::{StaffedShift, on_queue_slots, placed_shift};
