//! A roster levelled under eased costs before the programs begin.

use std::ops::Range;

use super::lanes::{LANES, Lanes};
use super::parts::Search;
use super::roster::Roster;
use super::run::STEP;
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::levelling::{Levelling, SWEEPS};

impl<'d> Lanes<'d, '_> {
    /// Improves a roster under eased costs. It is kept whenever it is better at its own. Returns the steps it took.
    ///
    /// # Errors
    /// None of its own: those of [`Lanes::round`].
    pub fn level_out(
        &mut self,
        roster: &mut Roster<'d>,
        limit: usize,
        control: &mut Control<'_>,
    ) -> Result<usize, SolveError> {
        let desk = self.desk;
        let mut levelling = Levelling::new(&desk.supply, desk.classes.len());
        let mut lines = roster.lines.clone();
        let (mut spent, mut sweep) = (0, 0);
        while let Some(eased) = levelling.eased(&desk.supply) {
            let mut guided = Roster::of(desk, &eased, lines);
            // Windows overlap by half: the lanes first share out every second one, then those between.
            for first in 0..desk.windows.len().min(2) {
                spent += self.round(&mut guided, control, |lane, search, roster, control| {
                    let apart = desk.windows.iter().skip(first).step_by(2);
                    let own = apart.skip(lane).step_by(LANES);
                    Ok(search.sweep(roster, own, control))
                })?;
            }
            let prices = guided.heads.staffing().eased_prices();
            levelling.follow(&eased, prices, &guided.heads.shifts);
            lines = guided.lines;
            sweep += 1;
            let is_over = control.should_stop() || spent >= limit;
            if sweep % SWEEPS == 0 || is_over {
                let found = Roster::of(desk, &desk.supply, lines.clone());
                if found.objective() < roster.objective() {
                    *roster = found;
                    control.objective = Some(roster.objective());
                }
                control.report("columns", 3.0);
                levelling.cool();
            }
            if is_over {
                break;
            }
        }
        Ok(spent)
    }
}

impl Search<'_, '_, '_> {
    /// Re-prices every agent alone in each of the windows. Returns the steps it took.
    pub fn sweep<'w>(
        &mut self,
        roster: &mut Roster<'_>,
        windows: impl Iterator<Item = &'w Range<usize>>,
        control: &mut Control<'_>,
    ) -> usize {
        let mut order: Vec<usize> = (0..roster.lines.len()).collect();
        for window in windows {
            self.random.shuffle(&mut order);
            for &agent in &order {
                if control.should_stop() {
                    break;
                }
                self.reprice(roster, agent, window.clone(), control);
            }
        }
        std::mem::take(&mut self.pricer.work) / STEP
    }
}
