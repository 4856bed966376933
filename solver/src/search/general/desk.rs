use std::collections::BTreeMap;
use std::ops::Range;

use crate::columns::{AgentClass, Minima, classes};
use crate::lines::{
    Around, Book, Counts, Duty, Edge, Order, PeriodLimits, Personal, Pricer, Rows, Shared, Values,
    ready_at_first, step,
};
use crate::master::Supply;
use crate::problem::{Problem, ShiftDemand, colleague_pairs};
use crate::search::SolveError;
use crate::shifts::BreakPlacer;

/// A problem under general rules made ready.
pub struct Desk<'a> {
    pub problem: &'a Problem,
    pub classes: Vec<AgentClass>,
    pub class_of: Vec<usize>,
    pub books: Vec<Book>,
    /// Per class its book.
    pub book_of: Vec<usize>,
    pub limits: Vec<PeriodLimits>,
    pub personal: Vec<Personal>,
    /// Per book and day: states that a window starting there may begin with.
    pub entries: Vec<Vec<Vec<Edge>>>,
    /// Per book the rows of shifts that its classes count in, and per class those of an agent with colleagues.
    rows: Vec<Rows>,
    own_rows: Vec<Option<Rows>>,
    pub supply: Supply,
    /// Slots that a shift of somebody with a skill can reach.
    pub reached: Vec<bool>,
    /// Windows of about four weeks over the horizon, half overlapping.
    pub windows: Vec<Range<usize>>,
    /// Least difference of two objectives: 1 when all costs are whole numbers, 0 when nothing is known.
    pub grain: f64,
}

/// What classes that share a book agree in: plan, paid absence, and which minima are relaxed.
type Terms = (usize, Vec<u32>, bool, bool);

impl<'a> Desk<'a> {
    pub fn new(problem: &'a Problem) -> Self {
        Self::with_classes(problem, classes(problem))
    }

    /// With every agent a class of its own, so that what a given line is to change costs may differ.
    pub fn one_class_an_agent(problem: &'a Problem) -> Self {
        let alone = |class: AgentClass| -> Vec<AgentClass> {
            let agents = class.agents.iter();
            agents
                .map(|&agent| AgentClass {
                    agents: vec![agent],
                    ..class.clone()
                })
                .collect()
        };
        Self::with_classes(
            problem,
            classes(problem).into_iter().flat_map(alone).collect(),
        )
    }

    fn with_classes(problem: &'a Problem, classes: Vec<AgentClass>) -> Self {
        let mut class_of = vec![0; problem.agents.len()];
        for (index, class) in classes.iter().enumerate() {
            for &agent in &class.agents {
                class_of[agent] = index;
            }
        }
        let pairs = colleague_pairs(problem);
        let own_rows = |class: &AgentClass| {
            class
                .alone
                .map(|agent| Rows::of_agent(problem, agent, &pairs))
        };
        let mut desk = Desk {
            supply: Supply::new(problem, &classes),
            books: Vec::new(),
            book_of: vec![0; classes.len()],
            limits: Vec::new(),
            personal: Vec::new(),
            entries: Vec::new(),
            rows: Vec::new(),
            own_rows: classes.iter().map(own_rows).collect(),
            reached: vec![false; problem.horizon_slots()],
            windows: windows(problem.days.len()),
            grain: grain(problem),
            class_of,
            problem,
            classes,
        };
        desk.make_books(&vec![Minima::default(); desk.classes.len()]);
        desk
    }

    /// Books, one for all classes of a plan, absence and relaxation, and all that hangs on them.
    pub fn make_books(&mut self, minima: &[Minima]) {
        let problem = self.problem;
        let mut shared: BTreeMap<Terms, (Vec<usize>, Shared)> = BTreeMap::new();
        for (index, class) in self.classes.iter().enumerate() {
            let relaxed = minima[index];
            let key = (
                class.plan,
                class.paid_absence_minutes.clone(),
                relaxed.paid_relaxed,
                relaxed.days_relaxed,
            );
            let (members, common) = shared.entry(key).or_default();
            members.push(index);
            common.ready_at_first = common.ready_at_first.max(ready_at_first(problem, class));
            let run = i32::try_from(class.before.consecutive_days).unwrap_or(i32::MAX);
            common.most_in_row_before = common.most_in_row_before.max(run);
        }
        self.books.clear();
        self.limits.clear();
        self.entries.clear();
        self.rows.clear();
        let mut personal: Vec<Option<Personal>> = vec![None; self.classes.len()];
        for (members, common) in shared.into_values() {
            let Some(&first) = members.first() else {
                continue;
            };
            let book = Book::new(problem, &self.classes[first], common, minima[first]);
            for &class in &members {
                self.book_of[class] = self.books.len();
                personal[class] = Some(Personal::new(problem, &self.classes[class], &book));
            }
            let initial = members.iter().filter_map(|&class| personal[class].as_ref());
            self.entries
                .push(entries(&book, initial.map(|who| who.initial).collect()));
            self.rows.push(Rows::of_plan(problem, book.plan));
            self.limits.push(PeriodLimits::of(&book));
            if members
                .iter()
                .any(|&class| !self.classes[class].groups.is_empty())
            {
                let slots = self.reached.len();
                for option in book.days.iter().flat_map(|day| &day.options) {
                    let end = option.end().min(slots);
                    self.reached[option.start.min(end)..end].fill(true);
                }
            }
            self.books.push(book);
        }
        self.personal = personal.into_iter().flatten().collect();
    }

    pub fn days(&self) -> usize {
        self.problem.days.len()
    }

    pub fn book(&self, class: usize) -> &Book {
        &self.books[self.book_of[class]]
    }

    /// The rows of shifts that a class counts in.
    pub fn rows(&self, class: usize) -> &Rows {
        self.own_rows[class]
            .as_ref()
            .unwrap_or_else(|| &self.rows[self.book_of[class]])
    }

    pub fn skill(&self, class: usize) -> usize {
        self.supply.skill_of_class[class]
    }

    /// Whether an agent's plan and availability allow the shift that a demand is for.
    pub fn can_work(&self, agent: usize, demand: &ShiftDemand) -> bool {
        let class = self.class_of[agent];
        let book = self.book(class);
        let plan = &self.problem.plans[book.plan];
        let options = book.days[demand.day].options.iter();
        let mut costs = options.zip(&self.personal[class].option_cost[demand.day]);
        costs.any(|(option, cost)| {
            cost.is_finite() && plan.shifts[option.template].id == demand.template
        })
    }

    /// An order for a line of a class in a window from `first` on.
    pub fn order<'s>(&'s self, class: usize, first: usize, around: Around<'s>) -> Order<'s> {
        let number = self.book_of[class];
        Order {
            book: &self.books[number],
            book_number: number,
            class,
            personal: &self.personal[class],
            entries: &self.entries[number][first],
            rows: self.rows(class),
            on_queue: !self.classes[class].groups.is_empty(),
            horizon: self.reached.len(),
            around,
            limits: &self.limits[number],
        }
    }

    /// A shift with its activities where they come first, for who serves no queue.
    pub fn duty_off_queue(&self, class: usize, day: usize, option: usize) -> Duty {
        let book = self.book(class);
        let chosen = book.days[day].options[option];
        let pattern = &book.patterns[chosen.pattern];
        let mut placer = BreakPlacer::default();
        let nothing = vec![0.0; chosen.end() + 1];
        let placed = placer.least_loss(pattern, chosen.start, chosen.slots, &nothing);
        let starts = placed.map_or_else(Vec::new, |_| placer.starts(pattern));
        Duty { option, starts }
    }

    /// Values of nothing: what any line is worth when only its own cost counts.
    pub fn no_values(&self) -> Values {
        Values {
            slots: vec![0.0; self.reached.len()],
            shifts: vec![0.0; self.supply.shifts.len()],
            breaks: vec![vec![0.0; self.reached.len()]; self.supply.break_limits],
        }
    }

    /// Relaxes minima of classes that were found no line, as few as leave one.
    ///
    /// # Errors
    /// [`SolveError::NoLine`] names an agent that has none even then.
    pub fn relax_impossible(
        &mut self,
        pricer: &mut Pricer,
        without: Vec<usize>,
        has_line: impl Fn(&Self, &mut Pricer, usize) -> bool,
    ) -> Result<(), SolveError> {
        let mut minima = vec![Minima::default(); self.classes.len()];
        let attempts = [(true, false), (false, true), (true, true)];
        let mut open = without;
        for (paid_relaxed, days_relaxed) in attempts {
            if open.is_empty() {
                return Ok(());
            }
            for &class in &open {
                minima[class] = Minima {
                    paid_relaxed,
                    days_relaxed,
                };
            }
            self.make_books(&minima);
            *pricer = Pricer::default();
            open.retain(|&class| !has_line(self, pricer, class));
        }
        if open.is_empty() {
            Ok(())
        } else {
            Err(self.no_line(&open))
        }
    }

    /// The error about the first of the classes that have no line.
    pub fn no_line(&self, without: &[usize]) -> SolveError {
        let agent = without
            .first()
            .and_then(|&class| self.classes[class].agents.first());
        SolveError::NoLine {
            agent: agent.map_or_else(String::new, |&agent| self.problem.agents[agent].id.clone()),
        }
    }
}

/// Edges reachable before every day, whatever was counted.
fn entries(book: &Book, initial: Vec<Edge>) -> Vec<Vec<Edge>> {
    let mut all = Vec::with_capacity(book.days.len() + 1);
    let mut here: Vec<Edge> = Vec::new();
    for edge in initial {
        if !here.contains(&edge) {
            here.push(edge);
        }
    }
    for day in 0..book.days.len() {
        let mut seen = std::collections::HashSet::new();
        let mut next = Vec::new();
        for edge in &here {
            let state = crate::lines::State {
                edge: *edge,
                ..crate::lines::State::default()
            };
            let off = book.rest(day, &state);
            let work = book.days[day]
                .bundles
                .iter()
                .filter_map(|bundle| book.work(day, &state, bundle, &[]));
            for (after, _) in off.into_iter().chain(work) {
                if seen.insert(after.edge) {
                    next.push(after.edge);
                }
            }
        }
        all.push(std::mem::replace(&mut here, next));
    }
    all.push(here);
    all
}

fn windows(days: usize) -> Vec<Range<usize>> {
    let length = if days <= 35 { days } else { 28 };
    let mut list = Vec::new();
    let mut first = 0;
    while first + length < days {
        list.push(first..first + length);
        first += 14;
    }
    list.push(days - length..days);
    list
}

/// 1 when every cost is a whole number and no head is split, so that objectives are whole too.
fn grain(problem: &Problem) -> f64 {
    use crate::problem::{Limit, Strictness};
    let whole = |value: f64| value.fract() == 0.0;
    let limit = |limit: &Option<Limit>| match limit.map(|limit| limit.strictness) {
        Some(Strictness::Soft(price)) => whole(price.value()),
        _ => true,
    };
    let groups = problem.groups.iter().all(|group| {
        group.required.iter().copied().all(whole)
            && whole(group.under_cost_per_slot)
            && whole(group.over_cost_per_slot)
            && group
                .under_steps
                .iter()
                .chain(&group.over_steps)
                .all(|step| whole(step.beyond_heads) && whole(step.cost_per_slot))
    });
    let shifts = problem.shift_demand.iter();
    let mut shifts = shifts.flat_map(|demand| [demand.under_cost, demand.over_cost]);
    let mut limits = problem.break_limits.iter();
    let mut colleagues = problem.agents.iter().flat_map(|agent| &agent.colleagues);
    let mut wishes = problem.agents.iter().flat_map(|agent| &agent.requests);
    let mut rules = problem.plans.iter().map(|plan| &plan.rules);
    let all = groups
        && shifts.all(whole)
        && limits.all(|limit| whole(limit.over_cost_per_slot))
        // A day apart costs two halves of the price.
        && colleagues.all(|wish| whole(wish.price.value()))
        && wishes.all(|request| whole(request.price.value()))
        && rules.all(|rules| {
            [
                &rules.minimum_consecutive_days,
                &rules.preferred_maximum_consecutive_days,
                &rules.minimum_consecutive_days_off,
                &rules.maximum_consecutive_days_off,
                &rules.maximum_worked_weekends,
                &rules.maximum_public_holidays_worked,
                &rules.maximum_consecutive_worked_weekends,
                &rules.start_consistency_minutes,
            ]
            .into_iter()
            .all(limit)
                && match rules.whole_weekends {
                    Some(Strictness::Soft(price)) => whole(price.value()),
                    _ => true,
                }
        })
        && whole(problem.relaxation_price_per_slot());
    if all { 1.0 } else { 0.0 }
}

/// The state and counts after the days of a piece.
pub fn advance(
    book: &Book,
    first: usize,
    duties: &[Option<crate::lines::Duty>],
    mut edge: Edge,
    counts: &mut Counts,
) -> Option<Edge> {
    for (offset, duty) in duties.iter().enumerate() {
        edge = step(book, first + offset, edge, duty.as_ref(), counts)?.0;
    }
    Some(edge)
}
