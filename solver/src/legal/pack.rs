use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar, for comparison only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CalendarDate {
    /// Year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31.
    pub day: u8,
}

impl CalendarDate {
    /// The date.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Self {
        CalendarDate { year, month, day }
    }
}

/// Work so short that a provision does not bind: no day above one limit and the week not above the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShortWork {
    /// Most minutes of any day.
    pub day_minutes: u32,
    /// Most minutes of the week.
    pub week_minutes: u32,
}

/// What a provision asks for. Times in minutes; weeks are those of the problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// Working time of a day, beyond which it is overtime.
    OrdinaryDay {
        /// Most minutes.
        most_minutes: u32,
    },
    /// Working time of a week, beyond which it is overtime.
    OrdinaryWeek {
        /// Most minutes.
        most_minutes: u32,
    },
    /// Overtime where it is agreed to.
    Overtime {
        /// Most minutes a day.
        day_minutes: u32,
        /// Most minutes a day for special reasons.
        special_day_minutes: u32,
        /// Most minutes a calendar month.
        month_minutes: u32,
    },
    /// Uninterrupted rest in every 24 hours.
    DailyRest {
        /// Least minutes.
        least_minutes: u32,
    },
    /// Uninterrupted rest in every week, beside the daily rest it adjoins.
    WeeklyRest {
        /// Least minutes within the week.
        least_minutes: u32,
        /// Daily rest that comes on top.
        daily_minutes: u32,
    },
    /// A day of every week without work.
    DayOffEachWeek {
        /// Weeks it does not bind in.
        unless: Option<ShortWork>,
    },
    /// Working time of a week on average.
    AverageWeek {
        /// Most minutes.
        most_minutes: u32,
        /// Weeks of the reference period.
        reference_weeks: usize,
    },
    /// A break in working days longer than this.
    BreakBeyond {
        /// Minutes of work.
        worked_minutes: u32,
    },
    /// An unpaid meal that begins before so much work is done.
    MealPeriod {
        /// First or second meal: 1 or 2.
        which: usize,
        /// Minutes of work after which it is due.
        worked_minutes: u32,
        /// Least length.
        least_minutes: u32,
        /// Minutes of work up to which it may be waived by agreement.
        waivable_minutes: u32,
    },
    /// Paid rest for every so many minutes of work or major fraction of them.
    RestPeriods {
        /// Length of a rest.
        least_minutes: u32,
        /// Minutes of work for one.
        per_minutes: u32,
        /// Shorter working days need none.
        from_minutes: u32,
    },
}

/// An article of law, as far as it bears on who works when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provision {
    /// Law and article.
    pub citation: &'static str,
    /// First day in force.
    pub valid_from: CalendarDate,
    /// Last day in force; none while it is.
    pub valid_until: Option<CalendarDate>,
    /// What it asks for.
    pub requirement: Requirement,
}

/// The provisions of one jurisdiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LegalPack {
    /// Stable name.
    pub id: &'static str,
    /// Where it holds.
    pub jurisdiction: &'static str,
    /// The provisions, old ones included.
    pub provisions: &'static [Provision],
}

impl LegalPack {
    /// The provisions in force on a day.
    pub fn in_force(&self, on: CalendarDate) -> impl Iterator<Item = &'static Provision> + use<> {
        self.provisions.iter().filter(move |provision| {
            provision.valid_from <= on && provision.valid_until.is_none_or(|last| on <= last)
        })
    }
}
