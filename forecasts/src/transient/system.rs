//! A centre at a moment: contacts with the agents on duty, and agents who finish a call before they leave.

use serde::{Deserialize, Serialize};

use super::chain::Distribution;

/// What happens to calls in progress when agents leave.
///
/// In JSON `"preempt"` or `"finishCall"`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum OnDrop {
    /// Idle agents leave first. If more must, they drop their calls, which go back to the head of the queue.
    #[default]
    Preempt,
    /// Those who leave are drawn at random from those on duty; who of them has a call finishes it first. Agents who
    /// stay go on with the queue meanwhile, so for a time more may be busy than are on duty.
    FinishCall,
}

/// Contacts and agents at a moment.
///
/// Agents who only finish a call take no part in the queue any more: each is gone at the rate of one completion,
/// whatever the others do. So it is enough to know how many of them to expect, and the queue before the others stays a
/// chain in one number.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct System {
    /// Contacts that wait or are with an agent on duty.
    pub contacts: Distribution,
    /// Agents on duty.
    pub agents: u32,
    /// Agents to expect who still finish a call.
    pub leaving: f64,
}

impl System {
    /// Before the first contact.
    pub fn empty() -> Self {
        Self {
            contacts: Distribution::empty(),
            agents: 0,
            leaving: 0.0,
        }
    }

    /// The same moment with another number of agents on duty.
    pub fn staffed(&self, agents: u32, on_drop: OnDrop) -> Self {
        if on_drop == OnDrop::Preempt || agents >= self.agents {
            return Self {
                agents,
                ..self.clone()
            };
        }
        let before = self.agents as usize;
        let staying = agents as usize;
        let contacts = self.contacts.spread(|contacts, to| {
            let busy = contacts.min(before);
            for (leaving_busy, probability) in busy_of_those_leaving(before, staying, busy) {
                to(contacts - leaving_busy, probability);
            }
        });
        let all = |contacts: usize| contacts as f64;
        let stay_with_a_call = contacts.mean(all);
        Self {
            leaving: self.leaving + (self.contacts.mean(all) - stay_with_a_call).max(0.0),
            contacts,
            agents,
        }
    }

    pub fn expected_queue(&self) -> f64 {
        let agents = self.agents as usize;
        self.contacts
            .mean(|contacts| contacts.saturating_sub(agents) as f64)
    }

    /// Agents with a call, those who only finish it included.
    pub fn expected_busy(&self) -> f64 {
        let agents = self.agents as usize;
        self.contacts.mean(|contacts| contacts.min(agents) as f64) + self.leaving
    }
}

/// How many of those who leave are busy, with its probability: drawn without putting back (hypergeometric), from
/// `before` agents of whom `busy` are busy, so many that `staying` remain.
fn busy_of_those_leaving(
    before: usize,
    staying: usize,
    busy: usize,
) -> impl Iterator<Item = (usize, f64)> {
    let leaving = before - staying;
    let fewest = busy.saturating_sub(staying);
    let most = busy.min(leaving);
    // From the mode outwards, so that nothing overflows.
    let mode = ((busy + 1) as f64 * (leaving + 1) as f64 / (before + 2) as f64) as usize;
    let mode = mode.clamp(fewest, most);
    let ratio = |drawn: usize| {
        ((busy - drawn) as f64 * (leaving - drawn) as f64)
            / ((drawn + 1) as f64 * (staying + drawn + 1 - busy) as f64)
    };
    let mut weights = vec![0.0; most - fewest + 1];
    weights[mode - fewest] = 1.0;
    for drawn in mode..most {
        weights[drawn + 1 - fewest] = weights[drawn - fewest] * ratio(drawn);
    }
    for drawn in (fewest..mode).rev() {
        weights[drawn - fewest] = weights[drawn + 1 - fewest] / ratio(drawn);
    }
    let total: f64 = weights.iter().sum();
    (fewest..).zip(weights.into_iter().map(move |weight| weight / total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_leave_hold_their_fair_share_of_the_calls() {
        for (before, staying, busy) in [
            (10, 6, 4),
            (16, 11, 16),
            (5, 0, 3),
            (7, 3, 0),
            (2000, 1400, 1700),
        ] {
            let drawn: Vec<(usize, f64)> = busy_of_those_leaving(before, staying, busy).collect();
            let sum: f64 = drawn.iter().map(|(_, probability)| probability).sum();
            let mean: f64 = drawn
                .iter()
                .map(|&(drawn, probability)| drawn as f64 * probability)
                .sum();
            assert!((sum - 1.0).abs() < 1e-12);
            let fair = busy as f64 * (before - staying) as f64 / before as f64;
            assert!(
                (mean - fair).abs() < 1e-9,
                "{before} {staying} {busy}: {mean} {fair}"
            );
        }
    }

    #[test]
    fn two_of_three_agents_leave_with_one_call_in_progress() {
        let drawn: Vec<(usize, f64)> = busy_of_those_leaving(3, 1, 1).collect();
        assert_eq!(drawn.len(), 2);
        assert!((drawn[0].1 - 1.0 / 3.0).abs() < 1e-15);
        assert!((drawn[1].1 - 2.0 / 3.0).abs() < 1e-15);
    }
}
