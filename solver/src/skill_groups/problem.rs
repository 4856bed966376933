//! What is asked: queues with work, the groups that may serve them, the goals, and what is known beforehand.

use super::error::SkillGroupsError;

/// A goal is met by a share of at most this: the scale on which cuts are drawn ends at 1.
pub(super) const HIGHEST_SHARE: f64 = 0.9999;

/// Agents of the same skills.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillGroup {
    /// Indices of the queues they serve, from 0; at least one.
    pub queues: Vec<usize>,
    /// What an agent costs, in any currency; above 0.
    pub cost_per_agent: f64,
    /// At least so many agents.
    pub minimum: u32,
    /// At most so many agents; none for no limit.
    pub maximum: Option<u32>,
}

/// At least this share of a queue's contacts must be served well (in time, without hanging up …).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The queue's index.
    pub queue: usize,
    /// Above 0 and at most 0.9999.
    pub share: f64,
}

/// How sure a [`Floor`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// Holds of every staffing that meets the goals: it may raise the lower bound.
    Proven,
    /// Likely: where the search starts.
    Estimate,
}

/// At least so many agents who serve at least one of the queues.
#[derive(Clone, Debug, PartialEq)]
pub struct Floor {
    /// The queues' indices; at least one.
    pub queues: Vec<usize>,
    /// Agents.
    pub agents: u32,
    /// How sure it is.
    pub standing: Standing,
}

/// A staffing problem.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Erlangs of each queue that must be served if its goals are met: its offered load less what may hang up.
    pub work_erlangs: Vec<f64>,
    /// Who may serve them.
    pub groups: Vec<SkillGroup>,
    /// What must be met; a queue may have several or none.
    pub goals: Vec<Goal>,
    /// What is known beforehand.
    pub floors: Vec<Floor>,
}

impl Problem {
    /// What a staffing costs.
    #[must_use]
    pub fn cost(&self, agents: &[u32]) -> f64 {
        let each = self.groups.iter().zip(agents);
        each.map(|(group, &count)| group.cost_per_agent * f64::from(count))
            .sum()
    }

    /// Whether a group serves any of the queues.
    pub(super) fn serves_any(&self, group: usize, queues: &[usize]) -> bool {
        self.groups[group]
            .queues
            .iter()
            .any(|queue| queues.contains(queue))
    }

    /// Agents of a staffing who serve any of the queues.
    pub(super) fn able(&self, agents: &[u32], queues: &[usize]) -> u32 {
        let each = agents.iter().enumerate();
        each.filter(|&(group, _)| self.serves_any(group, queues))
            .map(|(_, &count)| count)
            .sum()
    }

    /// Whether a group may have so many agents.
    pub(super) fn allows(&self, group: usize, agents: u32) -> bool {
        let limits = &self.groups[group];
        agents >= limits.minimum && limits.maximum.is_none_or(|maximum| agents <= maximum)
    }

    /// Groups that bear on a queue: those that serve it, and those that share a queue with one of these and so can
    /// relieve it.
    pub(super) fn groups_near(&self, queue: usize) -> Vec<usize> {
        let direct: Vec<usize> = (0..self.groups.len())
            .filter(|&group| self.serves_any(group, &[queue]))
            .collect();
        let within_reach: Vec<usize> = direct
            .iter()
            .flat_map(|&group| self.groups[group].queues.iter().copied())
            .collect();
        (0..self.groups.len())
            .filter(|&group| self.serves_any(group, &within_reach))
            .collect()
    }

    /// Floors that follow from the work alone, for every set of queues: its agents work at most all of their time.
    /// By the theorem of maximum flow and minimum cut they say all that the transport program says of whole agents.
    /// Empty beyond eight queues, where the sets are too many.
    pub(super) fn floors_of_work(&self) -> Vec<Floor> {
        let queues = self.work_erlangs.len();
        if queues > 8 {
            return Vec::new();
        }
        (1..1_u32 << queues)
            .map(|set| {
                let queues: Vec<usize> =
                    (0..queues).filter(|queue| set >> queue & 1 == 1).collect();
                let work: f64 = queues.iter().map(|&queue| self.work_erlangs[queue]).sum();
                // A millionth of an agent is rounding, not work.
                let agents = (work - 1e-6).ceil().max(0.0);
                Floor {
                    queues,
                    agents: whole(agents),
                    standing: Standing::Proven,
                }
            })
            .filter(|floor| floor.agents > 0)
            .collect()
    }

    /// # Errors
    /// The first thing that cannot be, with its place and value.
    pub fn check(&self) -> Result<(), SkillGroupsError> {
        for (queue, &work) in self.work_erlangs.iter().enumerate() {
            let what = || format!("work of queue {queue}");
            in_range(what, work, 0.0, 1e6, "give erlangs from 0 to 1,000,000")?;
        }
        for (index, group) in self.groups.iter().enumerate() {
            self.known(|| format!("group {index}"), &group.queues)?;
            let what = || format!("cost per agent of group {index}");
            let remedy = "give an amount from 0.000001 to 1,000,000";
            in_range(what, group.cost_per_agent, 1e-6, 1e6, remedy)?;
            if let Some(maximum) = group.maximum
                && group.minimum > maximum
            {
                return Err(SkillGroupsError::MinimumAboveMaximum {
                    group: index,
                    minimum: group.minimum,
                    maximum,
                });
            }
        }
        for (index, goal) in self.goals.iter().enumerate() {
            self.known(|| format!("goal {index}"), &[goal.queue])?;
            let what = || format!("share of goal {index}");
            let remedy = "give a share above 0 and at most 0.9999";
            in_range(what, goal.share, 1e-9, HIGHEST_SHARE, remedy)?;
        }
        for (index, floor) in self.floors.iter().enumerate() {
            self.known(|| format!("floor {index}"), &floor.queues)?;
        }
        self.somebody_serves()?;
        self.maxima_suffice()
    }

    fn known(&self, what: impl Fn() -> String, queues: &[usize]) -> Result<(), SkillGroupsError> {
        if queues.is_empty() {
            return Err(SkillGroupsError::NoQueue { what: what() });
        }
        let count = self.work_erlangs.len();
        match queues.iter().find(|&&queue| queue >= count) {
            Some(&queue) => Err(SkillGroupsError::NoSuchQueue {
                what: what(),
                queue,
                queues: count,
            }),
            None => Ok(()),
        }
    }

    fn somebody_serves(&self) -> Result<(), SkillGroupsError> {
        let with_work =
            (0..self.work_erlangs.len()).filter(|&queue| self.work_erlangs[queue] > 0.0);
        for queue in with_work.chain(self.goals.iter().map(|goal| goal.queue)) {
            if !(0..self.groups.len()).any(|group| self.serves_any(group, &[queue])) {
                return Err(SkillGroupsError::NobodyServes { queue });
            }
        }
        Ok(())
    }

    fn maxima_suffice(&self) -> Result<(), SkillGroupsError> {
        let proven = self
            .floors
            .iter()
            .filter(|f| f.standing == Standing::Proven);
        for floor in proven.chain(&self.floors_of_work()) {
            let maxima: Option<Vec<u32>> = (0..self.groups.len())
                .filter(|&group| self.serves_any(group, &floor.queues))
                .map(|group| self.groups[group].maximum)
                .collect();
            let most = maxima.map(|maxima| maxima.into_iter().fold(0, u32::saturating_add));
            if let Some(most) = most.filter(|&most| most < floor.agents) {
                return Err(SkillGroupsError::MaximaTooLow {
                    queues: floor.queues.clone(),
                    needed: floor.agents,
                    most,
                });
            }
        }
        Ok(())
    }
}

/// A count of agents from a number the callers keep within 0 to 2³².
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float cast saturates, and the numbers are counts of agents"
)]
pub(super) fn whole(count: f64) -> u32 {
    count.round() as u32
}

fn in_range(
    what: impl Fn() -> String,
    value: f64,
    least: f64,
    most: f64,
    remedy: &'static str,
) -> Result<(), SkillGroupsError> {
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(SkillGroupsError::OutOfRange {
            what: what(),
            value,
            remedy,
        })
    }
}
