use super::super::desk::Desk;
use super::super::roster::Roster;
use super::automaton::NOWHERE;
use super::board::Board;
use crate::lines::{Book, Counts, Meter};

/// A roster as numbers, where a few days can be changed and weighed at the cost of some look-ups.
pub struct Sheet<'b, 'd, 'p> {
    pub board: &'b Board,
    desk: &'d Desk<'p>,
    lines: Vec<Strip>,
    /// Agents by row.
    at_work: Vec<u32>,
    /// The day from which on nothing may come out otherwise, and per agent the counts that may not come nearer to a limit.
    end: usize,
    held: Vec<Option<Counts>>,
    /// What the roster costs.
    pub cost: f64,
    /// The change that is weighed, one side an agent.
    pub sides: [Side; 2],
}

/// An agent's line.
#[derive(Clone, Debug)]
struct Strip {
    class: usize,
    book: usize,
    /// Per day the position among its choices.
    places: Vec<u32>,
    /// Per day the state before it, and the state after the last.
    states: Vec<u32>,
    /// Counts of the period, and what they cost.
    totals: Counts,
    period_price: f64,
}

/// An agent's days that change, ascending, each with the position of what it is changed to.
#[derive(Clone, Debug, Default)]
pub struct Side {
    pub agent: usize,
    pub changes: Vec<(usize, u32)>,
    /// Days of which the state before changes, with the state.
    states: Vec<(usize, u32)>,
    totals: Counts,
    period_price: f64,
}

impl Side {
    /// No days of an agent.
    pub fn begin(&mut self, agent: usize) {
        self.agent = agent;
        self.changes.clear();
    }
}

impl<'b, 'd, 'p> Sheet<'b, 'd, 'p> {
    /// The roster on a board; none where a line does what the board does not know.
    pub fn new(desk: &'d Desk<'p>, board: &'b Board, roster: &Roster<'_>) -> Option<Self> {
        let lines = roster.lines.iter().zip(&desk.class_of);
        let strip = |(line, &class): (&super::super::roster::Line, &usize)| {
            let book = desk.book_of[class];
            let places = board.read(class, line)?;
            let mut states = vec![
                board
                    .automaton(book)
                    .initial(desk.personal[class].initial)?,
            ];
            for (day, &place) in places.iter().enumerate() {
                let choice = board.choices(class, day)[place as usize];
                let step = board.automaton(book).step(day, states[day], choice.bundle);
                states.push(Some(step.next).filter(|&next| next != NOWHERE)?);
            }
            let totals = line.track.counts.last()?.clone();
            let limits = &desk.limits[book];
            Some(Strip {
                period_price: desk.books[book].period_price(limits, &totals, |_| true)?,
                class,
                book,
                places,
                states,
                totals,
            })
        };
        Some(Sheet {
            lines: lines.map(strip).collect::<Option<_>>()?,
            at_work: roster.heads.shifts.clone(),
            end: usize::MAX,
            held: vec![None; roster.lines.len()],
            cost: roster.objective(),
            sides: [Side::default(), Side::default()],
            board,
            desk,
        })
    }

    /// From now on no change reaches a day from `end` on, by what it leaves to the rules there, and only agents who are `free`
    /// use up what their limits of the period leave. Sheets of different days and agents free change lines that keep the
    /// rules together.
    pub fn keep_to(&mut self, end: usize, free: impl Fn(usize) -> bool) {
        if end < self.board.days {
            self.end = end;
        }
        for (agent, held) in self.held.iter_mut().enumerate() {
            *held = (!free(agent)).then(|| self.lines[agent].totals.clone());
        }
    }

    pub fn agents(&self) -> usize {
        self.lines.len()
    }

    pub fn class(&self, agent: usize) -> usize {
        self.lines[agent].class
    }

    /// Per agent the positions of the days among their choices.
    pub fn all_places(&self) -> Vec<Vec<u32>> {
        self.lines.iter().map(|line| line.places.clone()).collect()
    }

    /// The shift of an agent on a day; 0 for a day off.
    pub fn shift(&self, agent: usize, day: usize) -> u32 {
        let line = &self.lines[agent];
        self.board.choices(line.class, day)[line.places[day] as usize].shift
    }

    /// Adds a day to a side unless it stays as it is; false where the agent may not do that.
    pub fn change_to(&mut self, side: usize, day: usize, shift: u32) -> bool {
        let agent = self.sides[side].agent;
        if self.shift(agent, day) == shift {
            return true;
        }
        match self.board.find(self.lines[agent].class, day, shift) {
            Some(place) => {
                self.sides[side].changes.push((day, place));
                true
            }
            None => false,
        }
    }

    /// Makes the change of the first `count` sides where every hard rule allows it and `accepts` what it costs.
    pub fn try_change(&mut self, count: usize, accepts: impl FnOnce(f64) -> bool) -> bool {
        let mut difference = 0.0;
        for side in 0..count {
            match self.weigh_line(side) {
                Some(own) => difference += own,
                None => return false,
            }
        }
        difference += self.move_agents(count, true);
        if !accepts(difference) {
            self.move_agents(count, false);
            return false;
        }
        self.cost += difference;
        for side in &mut self.sides[..count] {
            let line = &mut self.lines[side.agent];
            for &(day, place) in &side.changes {
                line.places[day] = place;
            }
            for &(day, state) in &side.states {
                line.states[day] = state;
            }
            std::mem::swap(&mut line.totals, &mut side.totals);
            line.period_price = side.period_price;
        }
        true
    }

    /// What the change of a side costs the agent's own line; none where a hard rule forbids it. As soon as the states agree
    /// with what they were, the days up to the next change stay as they are.
    fn weigh_line(&mut self, side: usize) -> Option<f64> {
        let side = &mut self.sides[side];
        let line = &self.lines[side.agent];
        let automaton = self.board.automaton(line.book);
        side.states.clear();
        let totals = &mut side.totals;
        copy(totals, &line.totals);
        let (mut difference, mut rank) = (0.0, 0);
        let Some(&(mut day, _)) = side.changes.first() else {
            side.period_price = line.period_price;
            return Some(0.0);
        };
        let mut state = line.states[day];
        while day < line.places.len() {
            if day == self.end && state != line.states[day] {
                return None;
            }
            let choices = self.board.choices(line.class, day);
            let before = &choices[line.places[day] as usize];
            let mut after = before;
            match side.changes.get(rank) {
                Some(&(next, place)) if next == day => {
                    after = &choices[place as usize];
                    rank += 1;
                    difference += after.cost - before.cost;
                    totals.units = totals.units + after.units - before.units;
                    totals.days =
                        totals.days + u32::from(after.option > 0) - u32::from(before.option > 0);
                    if let Some(counted) = before.counted.checked_sub(1) {
                        totals.shifts[counted as usize] -= 1;
                    }
                    if let Some(counted) = after.counted.checked_sub(1) {
                        totals.shifts[counted as usize] += 1;
                    }
                }
                next if state == line.states[day] => match next {
                    Some(&(next, _)) => {
                        day = next;
                        state = line.states[day];
                        continue;
                    }
                    None => break,
                },
                _ => {}
            }
            let new = automaton.step(day, state, after.bundle);
            if new.next == NOWHERE {
                return None;
            }
            let old = automaton.step(day, line.states[day], before.bundle);
            difference += new.price - old.price;
            totals.weekends = totals.weekends + u32::from(new.weekends) - u32::from(old.weekends);
            totals.public_holidays = totals.public_holidays + u32::from(new.public_holidays)
                - u32::from(old.public_holidays);
            state = new.next;
            day += 1;
            side.states.push((day, state));
        }
        let limits = &self.desk.limits[line.book];
        let book = &self.desk.books[line.book];
        if let Some(held) = &self.held[side.agent]
            && is_nearer_to_a_limit(book, totals, held)
        {
            return None;
        }
        side.period_price = book.period_price(limits, totals, |_| true)?;
        Some(difference + side.period_price - line.period_price)
    }

    /// Moves agents from the rows of what they do to those of what they change to, or back; the change of the demand's cost.
    fn move_agents(&mut self, count: usize, forth: bool) -> f64 {
        let mut difference = 0.0;
        for side in &self.sides[..count] {
            let line = &self.lines[side.agent];
            for &(day, place) in &side.changes {
                let choices = self.board.choices(line.class, day);
                let (mut from, mut to) = (line.places[day], place);
                if !forth {
                    std::mem::swap(&mut from, &mut to);
                }
                for &row in self.board.rows_of(&choices[from as usize]) {
                    let agents = &mut self.at_work[row as usize];
                    *agents -= 1;
                    difference += self.board.rows[row as usize].worth(*agents);
                }
                for &row in self.board.rows_of(&choices[to as usize]) {
                    let agents = &mut self.at_work[row as usize];
                    difference -= self.board.rows[row as usize].worth(*agents);
                    *agents += 1;
                }
            }
        }
        difference
    }
}

/// Whether counts use up room that a line's limits leave. Paid time has room on both sides.
fn is_nearer_to_a_limit(book: &Book, totals: &Counts, held: &Counts) -> bool {
    let mut counted = book
        .counted
        .iter()
        .zip(totals.shifts.iter().zip(&held.shifts));
    (book.meter == Meter::Period && totals.units != held.units)
        || (book.most_days.is_some() && totals.days > held.days)
        || totals.weekends > held.weekends
        || totals.public_holidays > held.public_holidays
        || counted.any(|(limit, (now, before))| now > before || (limit.least > 0 && now < before))
}

/// Copies counts without asking for memory anew.
fn copy(to: &mut Counts, from: &Counts) {
    let mut shifts = std::mem::take(&mut to.shifts);
    shifts.clone_from(&from.shifts);
    *to = Counts {
        weekends: from.weekends,
        public_holidays: from.public_holidays,
        days: from.days,
        units: from.units,
        shifts,
        week_units: from.week_units,
        price: from.price,
    };
}
