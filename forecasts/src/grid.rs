//! The interval grid.
