use super::blend::{Blend, Desktop, Loom};
use super::settle::Pace;
use crate::random::Random;
use crate::search::SolveError;
use crate::search::control::Control;
use crate::search::general::lanes::Lanes;
use crate::search::general::roster::Roster;
use crate::search::general::run::{STEP, rounded_up};

/// Sweeps between two looks at what the blend is worth.
const LOOK: usize = 20;
/// Sweeps before the first roster is made of a blend, and the most there are.
const FIRST_SWEEPS: usize = 200;
const MOST_SWEEPS: usize = 1_600;
/// Share of the cost by which it and the bound may differ when a blend is good enough.
const CLOSE: f64 = 1e-3;

/// Units that an agent counts beyond hard limits of the period, on average, when a blend is good enough.
const NEARLY_WITHIN: f64 = 0.05;

/// How a blend is rounded.
const PACE: Pace = Pace {
    share: 0.04,
    sweeps: 4,
    sure: 0.995,
    cooling: 0.9,
    last_ease: 0.5,
    row_error: 0.6,
};

impl<'d> Lanes<'d, '_> {
    /// Blends the whole problem, as far as it can be blended, and keeps the best roster made of the blend if it is better.
    /// Returns the steps it took; none where nothing can be blended.
    ///
    /// # Errors
    /// None of its own: those of [`Lanes::round`].
    pub fn blend_out(
        &mut self,
        roster: &mut Roster<'d>,
        limit: usize,
        control: &mut Control<'_>,
    ) -> Result<Option<usize>, SolveError> {
        let desk = self.desk;
        let Some(loom) = Loom::new(desk) else {
            return Ok(None);
        };
        let team = desk.class_of.len();
        let Some(mut blend) = Blend::of(&loom, roster, team as f64) else {
            return Ok(None);
        };
        let mut random = Random::new(desk.problem.seed);
        let mut desktop = Desktop::default();
        let (mut spent, mut sweeps, mut next) = (0, 0, FIRST_SWEEPS);
        loop {
            let mut is_close = false;
            while sweeps < next && !is_close && spent < limit && !control.should_stop() {
                blend.sweep(&loom, &mut random, &mut desktop);
                sweeps += 1;
                if sweeps % LOOK == 0 {
                    let worth = blend.worth(&loom, &mut desktop);
                    control.bound = control.bound.max(rounded_up(worth.bound, desk.grain));
                    control.report("columns", 3.0);
                    // A blend that breaks limits may cost less than the bound.
                    is_close = worth.beyond <= NEARLY_WITHIN
                        && (worth.cost - worth.bound).abs() <= CLOSE * worth.cost.abs();
                }
                spent += std::mem::take(&mut desktop.work) / STEP;
            }
            spent += self.round(roster, control, |_, search, roster, control| {
                let (mut own, mut desktop) = (blend.clone(), Desktop::default());
                own.settle(&loom, &PACE, search.random, &mut desktop, control);
                search.pricer.work = 0;
                let mut found = search.mend(roster, own.lines(&loom), control);
                let work = search.pricer.work;
                let swept = search.sweep(&mut found, desk.windows.iter(), control);
                if found.objective() < roster.objective() {
                    *roster = found;
                }
                Ok(1 + (desktop.work + work) / STEP + swept)
            })?;
            control.objective = Some(roster.objective());
            control.report("columns", 3.0);
            let is_over = spent >= limit || control.should_stop();
            if is_over || is_close || sweeps >= MOST_SWEEPS {
                return Ok(Some(spent));
            }
            next = 2 * sweeps;
        }
    }
}
