//! When something was known.

/// A moment: whole days gone by, and known columns of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// Whole days of the matrix that have passed.
    pub days: usize,
    /// Columns known of the next day, 0 in the morning.
    pub columns: usize,
}
