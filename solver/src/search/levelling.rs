use super::control::Control;
use super::neighbourhood::Neighbourhood;
use super::roster::Roster;
use crate::master::Supply;

/// How much dearer each further idle head of a slot is made, as a share of what a missing and an idle one cost together:
/// first so much that spreading them counts as much as how many there are, then so little that it only decides between
/// equals.
pub const RISES: [f64; 2] = [0.25, 0.02];
/// Steps of the work limit an agent, for each rise.
const STEPS_AN_AGENT: usize = 60;

impl Neighbourhood<'_, '_, '_> {
    /// Improves a roster under costs by which idle heads are better spread than heaped.
    ///
    /// At the problem's own costs a head is equally idle where five are idle and where none is, so re-pricing moves heaps
    /// about as it comes, and a slot stays short because those who could help are held where they are needed. With rising
    /// costs every idle head is a reserve at the right place: agents can be moved one by one to where one is missing. The
    /// roster is kept whenever it is better at the problem's own costs.
    pub fn level_out<'r>(
        &mut self,
        roster: &mut Roster<'r>,
        supply: &'r Supply,
        limit: usize,
        control: &mut Control<'_>,
    ) {
        let mut lines = roster.lines.clone();
        let each = (STEPS_AN_AGENT * lines.len()).min(limit.saturating_sub(*self.steps) / 3);
        for rise in RISES {
            let guide = supply.levelled(rise);
            let mut guided = Roster::of(self.arena, &guide, lines);
            let until = *self.steps + each;
            self.descend(&mut guided, until, control);
            self.wander(&mut guided, until, control);
            let mut found = Roster::of(self.arena, supply, guided.lines.clone());
            self.descend(&mut found, limit, control);
            if found.objective() < roster.objective() {
                *roster = found;
                control.objective = Some(roster.objective());
            }
            control.report("neighbourhoods", 10.0);
            lines = guided.lines;
        }
    }
}
