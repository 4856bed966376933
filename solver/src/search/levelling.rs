use super::control::Control;
use super::neighbourhood::Neighbourhood;
use super::roster::Roster;
use crate::master::{Levelling, Supply};

/// The costs that a roster is improved under one after the other: at first so smooth that agents are moved freely, in the
/// end nearly the problem's own.
const COURSE: [(f64, u32, usize); 8] = [
    (0.1, 6, 7),
    (0.08, 5, 1),
    (0.07, 4, 1),
    (0.06, 4, 1),
    (0.05, 3, 1),
    (0.04, 3, 1),
    (0.03, 2, 2),
    (0.02, 1, 2),
];
/// Steps of the work limit an agent, for the costs of one moment.
const STEPS_AN_AGENT: usize = 5;

impl Neighbourhood<'_, '_, '_> {
    /// Improves a roster under costs that have no edge at the requirement, then under its own.
    ///
    /// At the problem's own costs a head is equally idle where five are idle and where none is, and missing in full where it
    /// is the first or the tenth, so re-pricing moves heaps about as it comes, and a slot stays short because those who
    /// could help are held where they are needed: coordinate descent on a function with edges stalls. Under smooth costs it
    /// does not. Their optimum leaves heads missing where they are scarce, for the first ones cost little; so the
    /// requirement is raised there by what is missing, again and again, as multipliers are (Hestenes 1969, Powell 1969),
    /// while the costs draw nearer to the problem's own. The roster is kept whenever it is better at those.
    pub fn level_out<'r>(
        &mut self,
        roster: &mut Roster<'r>,
        supply: &'r Supply,
        limit: usize,
        control: &mut Control<'_>,
    ) {
        let mut lines = roster.lines.clone();
        let mut raised = supply.nothing_raised();
        let each = STEPS_AN_AGENT * lines.len();
        for (rise, easing, times) in COURSE {
            for _ in 0..times {
                let levelling = Levelling { rise, easing };
                let whole = |heads: &Vec<f64>| {
                    let most = f64::from(easing);
                    heads.iter().map(|heads| heads.min(most).round()).collect()
                };
                let whole: Vec<Vec<f64>> = raised.iter().map(whole).collect();
                let guide = supply.levelled(levelling, &whole);
                let mut guided = Roster::of(self.arena, &guide, lines);
                let until = (*self.steps + each).min(limit);
                self.descend(&mut guided, until, control);
                for (group, staffed) in guided.staffing.staffed().iter().enumerate() {
                    for (slot, staffed) in staffed.iter().enumerate() {
                        let missing = supply.required[slot][group] - staffed;
                        let heads = &mut raised[slot][group];
                        *heads = (*heads + missing).clamp(0.0, f64::from(easing));
                    }
                }
                let found = Roster::of(self.arena, supply, guided.lines.clone());
                keep_if_better(roster, found, control);
                lines = guided.lines;
            }
        }
        let mut found = Roster::of(self.arena, supply, lines);
        self.descend(&mut found, limit, control);
        keep_if_better(roster, found, control);
    }
}

fn keep_if_better<'r>(roster: &mut Roster<'r>, found: Roster<'r>, control: &mut Control<'_>) {
    if found.objective() < roster.objective() {
        *roster = found;
        control.objective = Some(roster.objective());
    }
    control.report("neighbourhoods", 10.0);
}
