/// What is wrong with a problem: the field, its value and the remedy.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ProblemError {
    /// `slotMinutes` does not divide an hour.
    #[error("slotMinutes is {0}, which does not divide an hour; use 5, 10, 15, 30 or 60")]
    SlotLength(u32),
    /// No days.
    #[error("days is empty; give one day at least")]
    NoDays,
    /// Days must follow one another from slot 0.
    #[error(
        "days[{day}].firstSlot is {found}, the day before ends at slot {expected}; list the days in order without holes"
    )]
    DayOrder {
        /// Position of the day.
        day: usize,
        /// Where it should start.
        expected: usize,
        /// Where it starts.
        found: usize,
    },
    /// The number of slots contradicts the clock.
    #[error(
        "days[{day}].slots is {found}, its clock gives {expected}; set clockChange on days of 23 or 25 hours"
    )]
    DayLength {
        /// Position of the day.
        day: usize,
        /// Slots by its clock.
        expected: i64,
        /// Slots given.
        found: usize,
    },
    /// Weeks must not go back.
    #[error("days[{day}].week is {week}, less than the day before; number the weeks upwards")]
    WeekOrder {
        /// Position of the day.
        day: usize,
        /// Its week.
        week: usize,
    },
    /// Demand does not have one value a slot.
    #[error(
        "groups[{group}].required has {found} values for {expected} slots; give one value a slot"
    )]
    DemandLength {
        /// The group's identifier.
        group: String,
        /// Slots in the horizon.
        expected: usize,
        /// Values given.
        found: usize,
    },
    /// A requirement or cost that is no number or negative.
    #[error("groups[{group}].{field} is {value}; give a finite number, 0 or above")]
    DemandValue {
        /// The group's identifier.
        group: String,
        /// The field.
        field: &'static str,
        /// The value.
        value: f64,
    },
    /// An index that points past its list.
    #[error(
        "agents[{agent}].{field} is {index}, the list has {length}; refer to an entry that exists"
    )]
    UnknownIndex {
        /// The agent's identifier.
        agent: String,
        /// The field.
        field: &'static str,
        /// The index.
        index: usize,
        /// Length of the list.
        length: usize,
    },
    /// A time off that ends before it starts.
    #[error("agents[{agent}].unavailable has slots {start}..{end}; end a range after its start")]
    UnavailableRange {
        /// The agent's identifier.
        agent: String,
        /// First slot.
        start: usize,
        /// End.
        end: usize,
    },
    /// Two agents with one identifier would make messages ambiguous.
    #[error("agents has {0:?} twice; list every agent once")]
    DuplicateAgent(String),
    /// More days off than days.
    #[error(
        "plans[{plan}].minimumDaysOff is {days_off}, the horizon has {days} days; lower it or plan more days"
    )]
    DaysOff {
        /// The plan's identifier.
        plan: String,
        /// Days off asked for.
        days_off: u32,
        /// Days of the horizon.
        days: usize,
    },
    /// Two shifts of a plan with one identifier.
    #[error("plans[{plan}].shifts has {shift:?} twice; name every shift of a plan differently")]
    DuplicateShift {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
    },
    /// A minimum above its maximum.
    #[error(
        "plans[{plan}].{field}: minimum {minimum} is above maximum {maximum}; swap or widen them"
    )]
    MinimumAboveMaximum {
        /// The plan's identifier.
        plan: String,
        /// The field.
        field: String,
        /// Minimum.
        minimum: u32,
        /// Maximum.
        maximum: u32,
    },
    /// A time off the grid.
    #[error(
        "plans[{plan}].shifts[{shift}].{field} is {minutes} minutes, no multiple of the {slot_minutes}-minute slot; \
         plan on a finer slot and repeat each interval's requirement, or change the time"
    )]
    OffGrid {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
        /// The field.
        field: String,
        /// The minutes given.
        minutes: u32,
        /// The slot.
        slot_minutes: u32,
    },
    /// A start past the end of its day, or an empty shift.
    #[error(
        "plans[{plan}].shifts[{shift}].{field} is {minutes} minutes; keep it between {lowest} and {highest}"
    )]
    OutOfRange {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
        /// The field.
        field: String,
        /// The minutes given.
        minutes: u32,
        /// Least.
        lowest: u32,
        /// Most.
        highest: u32,
    },
    /// A rule or agent speaks of a shift that the plan does not have.
    #[error(
        "{field} names the shift {template:?}, which plan {plan:?} does not have; use the id of one of its shifts"
    )]
    UnknownTemplate {
        /// Where it is named.
        field: String,
        /// The name.
        template: String,
        /// The plan's identifier.
        plan: String,
    },
    /// A day past the horizon.
    #[error("{field} is day {day}, the horizon has {days} days; count days from 0")]
    UnknownDay {
        /// Where it is named.
        field: String,
        /// The day.
        day: usize,
        /// Days of the horizon.
        days: usize,
    },
    /// Something that may be said once only.
    #[error("{field} has {what} twice; keep one of them")]
    Twice {
        /// The list.
        field: String,
        /// What is repeated.
        what: String,
    },
    /// A limit that nothing can keep or that says nothing.
    #[error("{field} is {value}; give {lowest} to {highest}, or leave it out")]
    LimitOutOfRange {
        /// The field.
        field: String,
        /// The value.
        value: u32,
        /// Least.
        lowest: u32,
        /// Most.
        highest: u32,
    },
    /// A colleague who is not there.
    #[error(
        "agents[{agent}].colleagues has {colleague:?}; name another agent of the problem by its id"
    )]
    Colleague {
        /// Who has the wish.
        agent: String,
        /// The colleague's identifier.
        colleague: String,
    },
    /// A limit on breaks that means nothing.
    #[error("breakLimits[{limit}].{why}")]
    BreakLimit {
        /// The limit's identifier.
        limit: String,
        /// The field, its value and the remedy.
        why: String,
    },
    /// A gap that makes no split shift.
    #[error("plans[{plan}].shifts[{shift}] {why}")]
    Split {
        /// The plan's identifier.
        plan: String,
        /// The shift's identifier.
        shift: String,
        /// What is wrong, and the remedy.
        why: &'static str,
    },
    /// Costs must not fall as more heads are missing or idle.
    #[error(
        "groups[{group}].{field} must not fall: heads above 0 and above those before, costs at least those before, all finite; order the steps"
    )]
    CostSteps {
        /// The group's identifier.
        group: String,
        /// The field.
        field: &'static str,
    },
    /// A cost of a shift demand that is no number or negative.
    #[error("shiftDemand[{entry}].{field} is {value}; give a finite number, 0 or above")]
    ShiftDemandValue {
        /// Position of the entry.
        entry: usize,
        /// The field.
        field: &'static str,
        /// The value.
        value: f64,
    },
    /// Demand for a shift that no plan has.
    #[error(
        "shiftDemand[{entry}].template is {template:?}, which no plan has; use the id of a plan's shift"
    )]
    ShiftDemandTemplate {
        /// Position of the entry.
        entry: usize,
        /// The template.
        template: String,
    },
    /// A locked shift that the plan or the agent's days off do not allow.
    #[error(
        "agents[{agent}].locked has {template:?} on day {day} in slots {start}..{end}, which {why}; correct or remove it"
    )]
    Locked {
        /// The agent's identifier.
        agent: String,
        /// The day.
        day: usize,
        /// The template.
        template: String,
        /// First slot.
        start: usize,
        /// End.
        end: usize,
        /// What is wrong.
        why: &'static str,
    },
    /// History that contradicts itself.
    #[error(
        "agents[{agent}].before has both consecutiveDays and consecutiveDaysOff; the day before the horizon was one or the other: set one to 0"
    )]
    HistoryContradicts {
        /// The agent's identifier.
        agent: String,
    },
    /// A shift on the day before the horizon, and no working day there.
    #[error(
        "agents[{agent}].before.{field} tells of a shift on the day before the horizon, but consecutiveDays is 0; set it to 1 or more, or leave {field} out"
    )]
    HistoryWithoutItsDay {
        /// The agent's identifier.
        agent: String,
        /// The field.
        field: &'static str,
    },
}
