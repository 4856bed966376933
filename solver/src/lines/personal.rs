use super::counted_breaks::CountedBreaks;
use super::days::{class_of, rank};
use super::state::Edge;
use super::{Book, Duty, Kept};
use crate::columns::{AgentClass, WishCosts};
use crate::problem::Problem;

/// What a class may work of its plan's book, and what its wishes cost.
#[derive(Clone, Debug)]
pub struct Personal {
    /// Per day: cost of a day off; infinite where a shift is locked.
    pub off_cost: Vec<f64>,
    /// Per day and option: cost of unmet wishes; infinite where the agent cannot work it.
    pub option_cost: Vec<Vec<f64>>,
    /// The state before the first day.
    pub initial: Edge,
    /// Which of its activities limits on breaks count.
    pub breaks: CountedBreaks,
    /// Per day the shift whose breaks are to stay where they are; empty where a roster is made from nothing.
    pub kept: Vec<Option<Kept>>,
}

impl Personal {
    /// The personal side of a class.
    pub fn new(problem: &Problem, class: &AgentClass, book: &Book) -> Self {
        let plan = &problem.plans[class.plan];
        let options = || book.days.iter().map(|day| day.options.as_slice());
        let Some(who) = class.agents.first().map(|&agent| &problem.agents[agent]) else {
            return Personal {
                off_cost: vec![0.0; problem.days.len()],
                option_cost: options().map(|options| vec![0.0; options.len()]).collect(),
                initial: Edge::default(),
                breaks: CountedBreaks::default(),
                kept: Vec::new(),
            };
        };
        let wishes = WishCosts::new(who, plan, options());
        let (mut off_cost, mut option_cost) = (wishes.off, wishes.option);
        for (day, costs) in book.days.iter().zip(&mut option_cost) {
            for (option, cost) in day.options.iter().zip(costs) {
                let away = |range: &crate::problem::SlotRange| {
                    range.start < option.end() && option.start < range.end
                };
                if who.unavailable.iter().any(away) {
                    *cost = f64::INFINITY;
                }
            }
        }
        for (day, date) in problem.days.iter().enumerate() {
            let Some(week) = plan.rotation_week(date.week, class.rotation_offset) else {
                break;
            };
            let options = book.days[day].options.iter();
            for (option, cost) in options.zip(&mut option_cost[day]) {
                if !week.allows(date.weekday, &plan.shifts[option.template].id) {
                    *cost = f64::INFINITY;
                }
            }
        }
        for &day in &who.days_off {
            option_cost[day].fill(f64::INFINITY);
        }
        for locked in &who.locked {
            off_cost[locked.day] = f64::INFINITY;
            let options = book.days[locked.day].options.iter();
            for (option, cost) in options.zip(&mut option_cost[locked.day]) {
                let is_it = plan.shifts[option.template].id == locked.template
                    && option.start == locked.start_slot
                    && option.end() == locked.end_slot;
                if !is_it {
                    *cost = f64::INFINITY;
                }
            }
        }
        let ready_slot = ready_at_first(problem, class);
        let ready = book
            .days
            .first()
            .map_or(0, |day| class_of(&day.thresholds, ready_slot));
        let succession = class
            .before
            .last_template
            .as_ref()
            .and_then(|id| plan.shifts.iter().position(|shift| shift.id == *id));
        let succession = succession.map_or(0, |template| book.successions[template]);
        Personal {
            initial: book.initial(&class.before, rank(ready), succession),
            breaks: CountedBreaks::new(problem, class, book),
            off_cost,
            option_cost,
            kept: Vec::new(),
        }
    }

    /// The shift to keep on a day, when it is this option.
    pub fn kept(&self, day: usize, option: usize) -> Option<&Kept> {
        let kept = self.kept.get(day)?.as_ref()?;
        (kept.duty.option == option).then_some(kept)
    }

    /// What a day costs by itself: wishes, and breaks moved.
    pub fn cost(&self, day: usize, duty: Option<&Duty>) -> f64 {
        let Some(duty) = duty else {
            return self.off_cost[day];
        };
        let moved = self
            .kept(day, duty.option)
            .filter(|kept| kept.duty != *duty);
        self.option_cost[day][duty.option] + moved.map_or(0.0, |kept| kept.move_price)
    }
}

/// Slot up to which rest from before the horizon forbids starts.
pub fn ready_at_first(problem: &Problem, class: &AgentClass) -> usize {
    let rest = problem.plans[class.plan].minimum_time_between_shifts_minutes;
    class
        .before
        .minutes_since_last_shift
        .map_or(0, |minutes| problem.slots_up(rest.saturating_sub(minutes)))
}
