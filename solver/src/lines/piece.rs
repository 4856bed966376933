use super::Book;
use super::counted_breaks::CountedBreaks;
use super::rows::Rows;
use crate::problem::{AgentIndex, Line, Problem, Slot};
use crate::shifts::{on_queue_slots, placed_shift};

/// A shift of a line with its breaks placed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// Position in the day's options.
    pub option: usize,
    /// Starts of its activities, from the shift's start.
    pub starts: Vec<usize>,
}

/// A line of work, or the part of one within a window of days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Piece {
    /// First day.
    pub first: usize,
    /// Per day the shift, none for a day off.
    pub duties: Vec<Option<Duty>>,
    /// Wishes not granted in the window and soft rules broken in the window or by what it does to the days after.
    pub cost: f64,
    /// Slots of the horizon on the queue, ascending.
    pub cover: Vec<Slot>,
    /// Rows of shifts it counts in, ascending.
    pub shifts: Vec<usize>,
    /// Limits on breaks and the slots it takes up of them, ascending.
    pub breaks: Vec<(usize, Slot)>,
}

impl Piece {
    /// A piece from its duties; `rows` are those of the class.
    pub fn new(
        book: &Book,
        first: usize,
        duties: Vec<Option<Duty>>,
        cost: f64,
        horizon: usize,
        on_queue: bool,
        rows: &Rows,
    ) -> Self {
        let (mut cover, mut shifts) = (Vec::new(), Vec::new());
        for (offset, duty) in duties.iter().enumerate() {
            let day = first + offset;
            let Some(duty) = duty else {
                shifts.extend_from_slice(rows.off(day));
                continue;
            };
            let option = book.days[day].options[duty.option];
            shifts.extend_from_slice(rows.worked(option.template, day));
            if !on_queue {
                continue;
            }
            let pattern = &book.patterns[option.pattern];
            cover.extend(on_queue_slots(option, pattern, &duty.starts, horizon));
        }
        cover.sort_unstable();
        shifts.sort_unstable();
        Piece {
            first,
            duties,
            cost,
            cover,
            shifts,
            breaks: Vec::new(),
        }
    }

    /// The piece with the breaks that count towards limits.
    pub fn counting(mut self, book: &Book, counted: &CountedBreaks, horizon: usize) -> Self {
        self.breaks = counted.taken(book, self.first, &self.duties, horizon);
        self
    }

    /// The line as an agent reads it.
    pub fn line(&self, problem: &Problem, book: &Book, agent: AgentIndex) -> Line {
        let plan = &problem.plans[book.plan];
        let shift = |(offset, duty): (usize, &Option<Duty>)| {
            let duty = duty.as_ref()?;
            let day = self.first + offset;
            let option = book.days[day].options[duty.option];
            let pattern = &book.patterns[option.pattern];
            Some(placed_shift(plan, pattern, day, option, &duty.starts))
        };
        Line {
            agent,
            shifts: self.duties.iter().enumerate().filter_map(shift).collect(),
        }
    }
}
