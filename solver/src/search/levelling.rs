use super::control::Control;
use super::neighbourhood::{GAIN, Neighbourhood};
use super::roster::Roster;
use crate::master::{Duals, Supply};

/// Heads within which costs are eased at first, as a share of what is required where anything is: so many that agents are
/// moved freely.
const FIRST: f64 = 1.0;
/// As [`FIRST`], where a roster that was levelled before is levelled again.
const AGAIN: f64 = 0.25;
/// Heads within which they are eased in the end: nearly the problem's own costs.
const LAST: f64 = 0.5;
/// How costs are eased next, as a share of before.
const COOLING: f64 = 0.85;
/// How much dearer each further idle head is where heads are spread, as a share of what a missing and an idle one cost: a
/// whole line of it weighs less than any change that matters.
const SPREADING: f64 = 1e-5;
/// Steps an agent of spreading idle heads.
const SPREAD_AN_AGENT: usize = 3;
/// Steps an agent of exploring a levelled roster before it is levelled again; then twice as many, and so on.
const EXPLORED_AN_AGENT: usize = 20;
/// Sweeps over all agents before costs are eased less.
pub const SWEEPS: usize = 3;

/// The heads within which costs are eased, one after the other, and the prices they are eased about.
///
/// At the problem's own costs a head is equally idle where five are idle and where none is, and missing in full where it
/// is the first or the tenth, so re-pricing moves heaps about as it comes, and a slot stays short because those who
/// could help are held where they are needed: coordinate descent on a function with edges stalls. Under eased costs
/// ([`crate::master::Ease`]) it does not, and after each sweep the prices they are eased about follow what is missing, as
/// multipliers do, while the costs draw nearer to the problem's own.
pub struct Levelling {
    heads: f64,
    again: f64,
    prices: Duals,
    /// Prices at the first moment at which costs are as much eased as they will be again.
    kept: Option<Duals>,
}

impl Levelling {
    /// From the first, without prices.
    pub fn new(supply: &Supply, classes: usize) -> Self {
        let slots = supply.required.iter().flatten().copied();
        let required = slots.chain(supply.shifts.iter().map(|row| row.required));
        let (count, sum) = required
            .filter(|heads| *heads > 0.0)
            .fold((0_u32, 0.0), |(count, sum), heads| (count + 1, sum + heads));
        let mean = sum / f64::from(count.max(1));
        Levelling {
            heads: FIRST * mean,
            again: AGAIN * mean,
            prices: Duals::nothing(supply, classes),
            kept: None,
        }
    }

    /// The supply to improve a roster under next; none when costs have come near enough to the problem's own.
    pub fn eased(&self, supply: &Supply) -> Option<Supply> {
        (self.heads >= LAST).then(|| supply.eased(self.heads, &self.prices))
    }

    /// Takes note of the prices that a sweep under `eased` has led to, given those of heads and the agents by entry of the
    /// shift demand.
    pub fn follow(&mut self, eased: &Supply, head: Vec<Vec<f64>>, agents: &[u32]) {
        let shifts = eased.shifts.iter().zip(agents);
        self.prices.head = head;
        self.prices.shift = shifts.map(|(row, &agents)| row.price_at(agents)).collect();
    }

    /// Draws the costs nearer to the problem's own.
    pub fn cool(&mut self) {
        if self.heads <= self.again && self.kept.is_none() {
            self.kept = Some(self.prices.clone());
        }
        self.heads *= COOLING;
    }

    /// Eases costs anew, about prices as they were when they were as much eased.
    pub fn again(&mut self) {
        self.heads = self.again;
        if let Some(kept) = &self.kept {
            self.prices.clone_from(kept);
        }
    }
}

impl Neighbourhood<'_, '_, '_> {
    /// Improves a roster under eased costs, then under its own. It is kept whenever it is better.
    pub(super) fn level_out<'r>(
        &mut self,
        roster: &mut Roster<'r>,
        supply: &'r Supply,
        levelling: &mut Levelling,
        limit: usize,
        control: &mut Control<'_>,
    ) {
        let target = self.arena.problem.limits.target_gap;
        let mut lines = roster.lines.clone();
        let mut sweep = 0;
        while let Some(eased) = levelling.eased(supply) {
            let mut guided = Roster::of(self.arena, &eased, lines);
            self.sweep(&mut guided, limit, control);
            levelling.follow(&eased, guided.staffing.eased_prices(), &[]);
            lines = guided.lines;
            sweep += 1;
            let is_over = control.should_stop() || *self.steps >= limit;
            if sweep % SWEEPS == 0 || is_over {
                let found = Roster::of(self.arena, supply, lines.clone());
                keep_if_better(roster, found, control);
                levelling.cool();
            }
            let is_good = control.gap().is_some_and(|gap| gap <= target);
            if is_over || is_good {
                return;
            }
        }
        let mut found = Roster::of(self.arena, supply, lines);
        self.descend(&mut found, limit, control);
        keep_if_better(roster, found, control);
    }

    /// Spreads idle heads where that costs nothing: eased costs do not mind where they lie.
    pub(super) fn spread<'r>(
        &mut self,
        roster: &mut Roster<'r>,
        supply: &'r Supply,
        control: &mut Control<'_>,
    ) {
        let spread = supply.spread(SPREADING);
        let mut guided = Roster::of(self.arena, &spread, roster.lines.clone());
        let limit = *self.steps + SPREAD_AN_AGENT * roster.lines.len();
        self.descend(&mut guided, limit, control);
        let found = Roster::of(self.arena, supply, guided.lines);
        if found.objective() < roster.objective() + GAIN {
            *roster = found;
        }
    }

    /// Explores and levels a roster by turns, until gap, work limit or stop.
    pub(super) fn level_and_explore<'r>(
        &mut self,
        roster: &mut Roster<'r>,
        supply: &'r Supply,
        levelling: &mut Levelling,
        control: &mut Control<'_>,
    ) {
        let limits = self.arena.problem.limits;
        let mut turn = self.arena.class_of.len() * EXPLORED_AN_AGENT;
        while roster.lines.len() > 1 && *self.steps < limits.search_steps && !control.should_stop()
        {
            let before = *self.steps;
            self.explore(roster, limits.search_steps.min(before + turn), control);
            if control.gap().is_some_and(|gap| gap <= limits.target_gap) {
                return;
            }
            levelling.again();
            self.level_out(roster, supply, levelling, limits.search_steps, control);
            turn *= 2;
        }
        control.objective = Some(roster.objective());
    }
}

fn keep_if_better<'r>(roster: &mut Roster<'r>, found: Roster<'r>, control: &mut Control<'_>) {
    if found.objective() < roster.objective() {
        *roster = found;
        control.objective = Some(roster.objective());
    }
    control.report("neighbourhoods", 10.0);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::classes;
    use crate::master::Staffing;
    use crate::problem::{Agent, Day, DemandGroup, Problem, Weekday, WorkPlan};

    fn supply() -> Supply {
        let problem = Problem {
            days: vec![Day {
                first_slot: 0,
                slots: 4,
                weekday: Weekday::Monday,
                week: 0,
                clock_change: None,
                is_public_holiday: false,
            }],
            groups: vec![DemandGroup {
                id: "calls".into(),
                required: vec![0.0, 10.0, 0.0, 30.0],
                under_cost_per_slot: 5.0,
                over_cost_per_slot: 1.0,
                ..DemandGroup::default()
            }],
            agents: vec![Agent {
                groups: vec![0],
                ..Agent::default()
            }],
            plans: vec![WorkPlan::default()],
            ..Problem::default()
        };
        Supply::new(&problem, &classes(&problem))
    }

    /// Prices with so many heads in the two slots that require any.
    fn prices_with(eased: &Supply, heads: &[usize; 2]) -> Vec<Vec<f64>> {
        let mut staffing = Staffing::empty(eased);
        for (&slot, &heads) in [1, 3].iter().zip(heads) {
            for _ in 0..heads {
                staffing.add(0, &[slot]);
            }
        }
        staffing.eased_prices()
    }

    #[test]
    fn costs_are_eased_within_what_is_required_on_average_and_then_less_and_less() {
        let supply = supply();
        let mut levelling = Levelling::new(&supply, 0);
        let mut rises = Vec::new();
        while let Some(eased) = levelling.eased(&supply) {
            rises.push(eased.eases[1][0].rise);
            levelling.cool();
        }
        assert_eq!(rises[0], 6.0 / 20.0);
        assert!(rises.is_sorted());
        assert!(rises.last().is_some_and(|rise| *rise > 6.0));
    }

    #[test]
    fn a_slot_that_stays_short_becomes_dearer_sweep_by_sweep_until_a_missing_heads_own_price() {
        let supply = supply();
        let mut levelling = Levelling::new(&supply, 0);
        let mut prices = Vec::new();
        for _ in 0..8 {
            let eased = levelling.eased(&supply).expect("costs are eased still");
            levelling.follow(&eased, prices_with(&eased, &[10, 26]), &[]);
            prices.push(levelling.prices.head[0][3]);
        }
        assert!(prices.is_sorted());
        assert_eq!(prices.last(), Some(&5.0));
        assert_eq!(levelling.prices.head[0][1], 0.0);
    }

    #[test]
    fn levelled_again_prices_are_those_of_the_same_ease() {
        let supply = supply();
        let mut levelling = Levelling::new(&supply, 0);
        let mut at_that_ease = None;
        while let Some(eased) = levelling.eased(&supply) {
            levelling.follow(&eased, prices_with(&eased, &[9, 31]), &[]);
            if levelling.heads <= levelling.again && at_that_ease.is_none() {
                at_that_ease = Some(levelling.prices.clone());
            }
            levelling.cool();
        }
        assert_ne!(Some(&levelling.prices), at_that_ease.as_ref());
        levelling.again();
        assert_eq!(Some(&levelling.prices), at_that_ease.as_ref());
        assert!(levelling.eased(&supply).is_some());
    }
}
