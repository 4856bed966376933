//! Lines of work as columns: classes of interchangeable agents, the course of decisions a line is a path through, and
//! exact pricing of the best line for given slot values.

mod class;
mod column;
mod course;
mod enumeration;
mod pricing;
mod wishes;

pub use class::{AgentClass, classes};
pub use column::{Column, PlacedShift};
pub use course::{Course, CourseDay, Minima};
pub use enumeration::lines_within;
pub use pricing::{Priced, Pricer};
pub use wishes::WishCosts;
