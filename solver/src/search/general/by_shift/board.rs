use std::collections::BTreeMap;

use super::super::desk::Desk;
use super::super::roster::Line;
use super::automaton::Automaton;
use crate::lines::Duty;
use crate::shifts::BreakPlacer;

/// Steps of all automata beyond which they are not made: rules that count many things have more states than is worth it.
const MOST_STEPS: usize = 4_000_000;

/// What an agent of a class may do on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    /// Position among the day's options from 1; 0 for a day off.
    pub option: u32,
    /// The automaton's choice.
    pub bundle: u32,
    /// The shift, by a number that all agents share; 0 for a day off.
    pub shift: u32,
    /// Paid units.
    pub units: u32,
    /// Position among the counted templates from 1; 0 for the others.
    pub counted: u32,
    /// What it costs by itself: wishes not granted.
    pub cost: f64,
    first_row: u32,
    last_row: u32,
}

/// What it costs to have so many agents on a shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub required: u32,
    pub under_cost: f64,
    pub over_cost: f64,
}

impl Row {
    /// What one more agent saves.
    pub fn worth(&self, agents: u32) -> f64 {
        if agents < self.required {
            self.under_cost
        } else {
            -self.over_cost
        }
    }
}

/// A problem laid out for annealing: the rules as automata, the choices of every agent and day, the rows they count in.
#[derive(Debug)]
pub struct Board {
    /// By book.
    automata: Vec<Automaton>,
    /// By class.
    choices: Vec<Choices>,
    /// Rows of the choices, one after the other.
    rows_of: Vec<u32>,
    /// Rows of the shift demand and of wishes for colleagues.
    pub rows: Vec<Row>,
    pub days: usize,
}

/// The choices of a class, day by day.
#[derive(Debug)]
struct Choices {
    begins: Vec<usize>,
    list: Vec<Choice>,
}

/// A template's position in its plan is no name that plans share; identifier, start and length are.
type Shift<'a> = (&'a str, usize, usize, usize);

impl Board {
    /// The board of a problem; none where demand is by slot too, so that a change costs more than a look at a table, or
    /// where the rules have too many states.
    pub fn new(desk: &Desk<'_>) -> Option<Self> {
        let problem = desk.problem;
        let is_by_shift = problem.groups.is_empty() && problem.break_limits.is_empty();
        if !is_by_shift || problem.agents.is_empty() {
            return None;
        }
        let rows = desk.supply.shifts.iter().map(|row| {
            let required = u32::try_from(row.required.round() as i64).ok()?;
            (row.ease.is_none() && f64::from(required) == row.required).then_some(Row {
                required,
                under_cost: row.under_cost,
                over_cost: row.over_cost,
            })
        });
        let rows: Vec<Row> = rows.collect::<Option<_>>()?;
        let each = MOST_STEPS / desk.books.len().max(1);
        let automata = (0..desk.books.len()).map(|number| {
            let of_book = (0..desk.classes.len()).filter(|&class| desk.book_of[class] == number);
            let initial = of_book.map(|class| desk.personal[class].initial);
            Automaton::new(&desk.books[number], initial, each)
        });
        let mut board = Board {
            automata: automata.collect::<Option<_>>()?,
            choices: Vec::with_capacity(desk.classes.len()),
            rows_of: Vec::new(),
            rows,
            days: desk.days(),
        };
        let mut shifts: BTreeMap<Shift<'_>, u32> = BTreeMap::new();
        for class in 0..desk.classes.len() {
            let mut of_class = Choices {
                begins: vec![0],
                list: Vec::new(),
            };
            for day in 0..board.days {
                board.lay_out(desk, class, day, &mut shifts, &mut of_class.list);
                of_class.begins.push(of_class.list.len());
            }
            board.choices.push(of_class);
        }
        Some(board)
    }

    /// Adds the choices of a class on a day.
    fn lay_out<'p>(
        &mut self,
        desk: &Desk<'p>,
        class: usize,
        day: usize,
        shifts: &mut BTreeMap<Shift<'p>, u32>,
        list: &mut Vec<Choice>,
    ) {
        let (book, personal, rows) = (desk.book(class), &desk.personal[class], desk.rows(class));
        let plan = &desk.problem.plans[book.plan];
        let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let mut row_range = |rows: &[usize]| {
            let first = small(self.rows_of.len());
            self.rows_of.extend(rows.iter().map(|&row| small(row)));
            (first, small(self.rows_of.len()))
        };
        if personal.off_cost[day].is_finite() {
            let (first_row, last_row) = row_range(rows.off(day));
            list.push(Choice {
                option: 0,
                bundle: 0,
                shift: 0,
                units: 0,
                counted: 0,
                cost: personal.off_cost[day],
                first_row,
                last_row,
            });
        }
        let today = &book.days[day];
        for (place, option) in today.options.iter().enumerate() {
            // Breaks that stay where they are cost nothing, others are placed at will.
            let cost = personal.option_cost[day][place];
            if !cost.is_finite() {
                continue;
            }
            let bundle = today.bundle_of[place];
            let (units, counted) = {
                let bundle = &today.bundles[bundle as usize];
                (bundle.units, bundle.counted)
            };
            let id = plan.shifts[option.template].id.as_str();
            let first_slot = desk.problem.days[day].first_slot;
            let name = (
                id,
                option.start.saturating_sub(first_slot),
                option.slots,
                option.paid_slots,
            );
            let next = small(shifts.len() + 1);
            let (first_row, last_row) = row_range(rows.worked(option.template, day));
            list.push(Choice {
                option: small(place + 1),
                bundle: bundle + 1,
                shift: *shifts.entry(name).or_insert(next),
                units,
                counted,
                cost,
                first_row,
                last_row,
            });
        }
    }

    pub fn automaton(&self, book: usize) -> &Automaton {
        &self.automata[book]
    }

    /// The choices of a class on a day; there is one at least, or the class would have no line.
    pub fn choices(&self, class: usize, day: usize) -> &[Choice] {
        let of_class = &self.choices[class];
        &of_class.list[of_class.begins[day]..of_class.begins[day + 1]]
    }

    /// The choices of a class on all days.
    pub fn all_choices(&self, class: usize) -> &[Choice] {
        &self.choices[class].list
    }

    /// The rows that a choice counts in.
    pub fn rows_of(&self, choice: &Choice) -> &[u32] {
        &self.rows_of[choice.first_row as usize..choice.last_row as usize]
    }

    /// The position of a shift among the choices of a class on a day.
    pub fn find(&self, class: usize, day: usize, shift: u32) -> Option<u32> {
        let mut choices = self.choices(class, day).iter();
        let place = choices.position(|choice| choice.shift == shift)?;
        u32::try_from(place).ok()
    }

    /// The positions of a line's days among their choices; none where the line does what the class may not.
    pub fn read(&self, class: usize, line: &Line) -> Option<Vec<u32>> {
        let place = |(day, duty): (usize, &Option<Duty>)| {
            let option = match duty {
                None => 0,
                Some(duty) => u32::try_from(duty.option + 1).ok()?,
            };
            let mut choices = self.choices(class, day).iter();
            let place = choices.position(|choice| choice.option == option)?;
            u32::try_from(place).ok()
        };
        line.piece.duties.iter().enumerate().map(place).collect()
    }

    /// The days of a line whose days do what stands at these positions; a shift that the line has already keeps its breaks.
    pub fn write(
        &self,
        desk: &Desk<'_>,
        class: usize,
        line: &Line,
        places: &[u32],
    ) -> Option<Vec<Option<Duty>>> {
        let (book, personal) = (desk.book(class), &desk.personal[class]);
        let mut placer = BreakPlacer::default();
        let mut duty_of = |(day, &place): (usize, &u32)| -> Option<Option<Duty>> {
            let choice = self.choices(class, day)[place as usize];
            let Some(option) = (choice.option as usize).checked_sub(1) else {
                return Some(None);
            };
            let had = line.piece.duties[day].as_ref();
            let kept = personal.kept(day, option).map(|kept| &kept.duty);
            if let Some(duty) = kept.or(had.filter(|duty| duty.option == option)) {
                return Some(Some(duty.clone()));
            }
            let shift = book.days[day].options[option];
            let pattern = &book.patterns[shift.pattern];
            placer.least(pattern, shift.start, shift.slots, |before, _, _, _| before)?;
            Some(Some(Duty {
                option,
                starts: placer.starts(pattern),
            }))
        };
        places.iter().enumerate().map(&mut duty_of).collect()
    }
}
