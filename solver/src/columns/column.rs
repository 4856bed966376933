use super::Course;
use crate::problem::{AgentIndex, Line, Problem, Slot};
use crate::shifts::{on_queue_slots, placed_shift};

/// A shift of a line with its breaks placed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlacedShift {
    /// The day.
    pub day: usize,
    /// Position in [`super::CourseDay::options`].
    pub option: usize,
    /// Starts of its activities, from the shift's start.
    pub starts: Vec<usize>,
}

/// A line of work for any agent of a class.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Position of the class.
    pub class: usize,
    /// Its shifts in order.
    pub shifts: Vec<PlacedShift>,
    /// Price of minima it is short of and of wishes it leaves unmet.
    pub cost: f64,
    /// Slots of the horizon in which it is on the queue, ascending.
    pub cover: Vec<Slot>,
}

impl Column {
    /// A line from its shifts.
    #[must_use]
    pub fn new(
        class: usize,
        course: &Course,
        shifts: Vec<PlacedShift>,
        cost: f64,
        horizon: usize,
    ) -> Self {
        let mut cover = Vec::new();
        for placed in &shifts {
            let option = course.days[placed.day].options[placed.option];
            let pattern = &course.patterns[option.pattern];
            cover.extend(on_queue_slots(option, pattern, &placed.starts, horizon));
        }
        cover.sort_unstable();
        Column {
            class,
            shifts,
            cost,
            cover,
        }
    }

    /// The line as an agent reads it.
    #[must_use]
    pub fn line(&self, problem: &Problem, course: &Course, agent: AgentIndex) -> Line {
        let plan = &problem.plans[course.plan];
        let shift = |placed: &PlacedShift| {
            let option = course.days[placed.day].options[placed.option];
            let pattern = &course.patterns[option.pattern];
            placed_shift(plan, pattern, placed.day, option, &placed.starts)
        };
        Line {
            agent,
            shifts: self.shifts.iter().map(shift).collect(),
        }
    }
}
