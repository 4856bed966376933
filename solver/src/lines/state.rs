/// What the days to come need to know of the day before: every rule but the counts over the period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Edge {
    /// Days worked in a row (positive), days off in a row (negative), capped where more make no difference; 0 when
    /// nothing is known of the day before the horizon.
    pub run: i32,
    /// The run touches the horizon's start with unknown length: no minimum binds it.
    pub open: bool,
    /// Readiness class: starts of this class and later respect rest.
    pub ready: u32,
    /// What may follow the shift of the day before; 0 when everything may.
    pub succession: u32,
    /// Local start of the shift of the day before, where start consistency counts.
    pub start_minutes: u32,
    /// Weekends worked in a row, where that counts.
    pub weekends_in_row: u32,
    /// Days worked in the week, where that counts.
    pub week_days: u32,
    /// Paid units of the week, where that counts and is no axis of the tables.
    pub week_paid: u32,
}

impl Edge {
    /// Whether the day before was worked.
    pub fn worked(&self) -> bool {
        self.run > 0
    }
}

/// What is counted over the period, from the window's first day on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Weekends worked.
    pub weekends: u32,
    /// Public holidays worked, where they are limited.
    pub public_holidays: u32,
    /// Days worked.
    pub days: u32,
    /// Shifts by counted template, those that are watched.
    pub shifts: Vec<u32>,
}

/// A node of the graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct State {
    pub edge: Edge,
    pub tally: Tally,
}
