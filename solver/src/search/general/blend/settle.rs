use super::blend::{Blend, Desktop, Loom, OPEN, STRANDS};
use super::strand::Strand;
use crate::lines::Duty;
use crate::random::Random;
use crate::search::control::Control;
use crate::search::general::parts::Search;
use crate::search::general::roster::{Line, Roster};

/// How a blend is rounded to whole lines.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Share of the days still open that are held in a round, at least.
    pub share: f64,
    /// Sweeps after each round.
    pub sweeps: usize,
    /// Share from which on a cell is held as soon as it is met.
    pub sure: f64,
    /// How costs are eased after each round, as a share of before, and in the end.
    pub cooling: f64,
    pub last_ease: f64,
    /// Heads by which holding may raise or lower a row in a round.
    pub row_error: f64,
}

impl Blend {
    /// Holds cells of large share, day by day and agent by agent, until all days are held.
    pub fn settle(
        &mut self,
        loom: &Loom<'_, '_>,
        pace: &Pace,
        random: &mut Random,
        desktop: &mut Desktop,
        control: &mut Control<'_>,
    ) {
        loop {
            if control.should_stop() {
                return;
            }
            let held = self.hold_largest(loom, pace);
            if held == 0 {
                return;
            }
            self.recount(loom);
            self.ease = (self.ease * pace.cooling).max(pace.last_ease);
            for _ in 0..pace.sweeps {
                self.sweep(loom, random, desktop);
            }
        }
    }

    /// Holds the cells of the largest shares; returns how many.
    fn hold_largest(&mut self, loom: &Loom<'_, '_>, pace: &Pace) -> usize {
        let mut candidates: Vec<(f64, usize, usize, usize)> = Vec::new();
        let mut shares: Vec<f64> = Vec::new();
        for &agent in &self.active {
            let (mixture, sheet) = (&self.mixtures[agent], loom.sheet(agent));
            shares.clear();
            shares.resize(sheet.cost.len(), 0.0);
            let share = 1.0 / mixture.strands.len() as f64;
            for &cell in mixture.strands.iter().flat_map(|strand| &strand.cells) {
                shares[cell] += share;
            }
            for (day, &held) in mixture.held.iter().enumerate() {
                if held != OPEN {
                    continue;
                }
                let cells = sheet.begins[day]..sheet.begins[day + 1];
                let best = cells.map(|cell| (shares[cell], cell));
                if let Some((share, cell)) = best.max_by(|a, b| a.0.total_cmp(&b.0)) {
                    candidates.push((share, agent, day, cell));
                }
            }
        }
        candidates.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.2, a.1).cmp(&(b.2, b.1))));
        let least =
            ((candidates.len() as f64 * pace.share) as usize).max(self.active.len() / 2 + 1);
        let mut error = vec![0.0_f64; self.heads.len()];
        let mut held = 0;
        for &(share, agent, day, cell) in &candidates {
            if held >= least && share < pace.sure {
                break;
            }
            let sheet = loom.sheet(agent);
            let rows = sheet.rows_of(cell);
            let raised = 1.0 - share;
            let is_full = rows.iter().any(|&row| error[row] + raised > pace.row_error);
            if (share < pace.sure && is_full) || !self.hold(agent, day, cell) {
                continue;
            }
            for &row in rows {
                error[row] += raised;
            }
            held += 1;
        }
        if held == 0 {
            for &(_, agent, day, cell) in &candidates {
                held += usize::from(self.hold(agent, day, cell));
            }
        }
        held
    }

    /// Holds a cell if enough of the agent's strands have it; those that do not go.
    fn hold(&mut self, agent: usize, day: usize, cell: usize) -> bool {
        let mixture = &mut self.mixtures[agent];
        let has_it = |strand: &&Strand| strand.cells[day] == cell;
        let kept: Vec<Strand> = mixture.strands.iter().filter(has_it).cloned().collect();
        if 10 * kept.len() < mixture.strands.len() {
            return false;
        }
        mixture.held[day] = cell;
        if kept.len() < mixture.strands.len() {
            mixture.strands = kept.iter().cycle().take(STRANDS).cloned().collect();
        }
        true
    }

    /// A strand of every agent who is not held, as days of a line.
    pub fn lines(&self, loom: &Loom<'_, '_>) -> Vec<(usize, Vec<Option<Duty>>)> {
        let of_agent = |&agent: &usize| {
            let mixture = &self.mixtures[agent];
            let sheet = loom.sheet(agent);
            let class = loom.desk.class_of[agent];
            let cells = mixture
                .strands
                .first()
                .map(|strand| strand.cells.as_slice());
            let cells = cells.unwrap_or_default().iter().enumerate();
            let duties = cells.map(|(day, &cell)| {
                let option = cell.checked_sub(sheet.begins[day] + 1)?;
                Some(loom.desk.duty_off_queue(class, day, option))
            });
            (agent, duties.collect())
        };
        self.active.iter().map(of_agent).collect()
    }
}

impl<'d> Search<'d, '_, '_> {
    /// A roster of given lines. Lines that break a limit of the period are changed in the window where that costs least;
    /// where none can be, the agent keeps the line of `before`.
    pub fn mend(
        &mut self,
        before: &Roster<'d>,
        lines: Vec<(usize, Vec<Option<Duty>>)>,
        control: &mut Control<'_>,
    ) -> Roster<'d> {
        let desk = self.desk;
        let mut roster = before.clone();
        let mut broken = Vec::new();
        for (agent, duties) in lines {
            let class = desk.class_of[agent];
            match Line::new(desk, class, duties.clone()) {
                Some(line) => roster.replace(desk, agent, line),
                None => {
                    if let Some(line) = Line::unlimited(desk, class, duties) {
                        roster.replace(desk, agent, line);
                        broken.push(agent);
                    }
                }
            }
        }
        for agent in broken {
            let class = desk.class_of[agent];
            let skill = desk.skill(class);
            let line = roster.lines[agent].clone();
            roster.heads.remove(skill, &line.piece);
            let values = roster.heads.worth(skill);
            let mut best: Option<(f64, Line)> = None;
            for window in &desk.windows {
                let found = self.best_line(&line, class, window.clone(), &values, control);
                let Some(found) = found else { continue };
                let worth = values.of(&found.piece) - found.piece.cost;
                if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                    best = Some((worth, found));
                }
            }
            let line = best.map_or_else(|| before.lines[agent].clone(), |(_, line)| line);
            roster.heads.add(skill, &line.piece);
            roster.lines[agent] = line;
        }
        roster
    }
}
