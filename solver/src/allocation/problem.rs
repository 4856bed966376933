//! What an allocation is asked: what skill groups have left, and the campaigns that want it.

use super::contact_list::ContactList;
use super::protection::Supply;
use super::worth::{Occupancies, Worth};

/// How much a priority weighs against value: `2^(priority − 3)`, so 3 is neutral, 5 counts fourfold and 1 a quarter.
///
/// A power keeps the ratio of two neighbouring priorities the same everywhere: a minute at priority 4 is worth two
/// at priority 3, as one at 2 is worth two at 1.
///
/// ```
/// use crewcast_solver::allocation::priority_multiplier;
/// assert_eq!([1, 2, 3, 4, 5].map(priority_multiplier), [0.25, 0.5, 1.0, 2.0, 4.0]);
/// ```
pub fn priority_multiplier(priority: u8) -> f64 {
    2f64.powi(i32::from(priority) - 3)
}

/// Agents who can do the same set of queues and campaigns.
#[derive(Clone, Debug, PartialEq)]
pub struct SkillGroup {
    /// What they have left for campaigns.
    pub supply: Supply,
    /// What an hour of one of them costs; counted in budgets of money only.
    pub cost_per_hour: f64,
}

impl SkillGroup {
    /// A group whose surplus is known in agent-minutes per interval, at no cost.
    pub fn with_surplus(minutes: Vec<f64>) -> Self {
        Self {
            supply: Supply::Surplus { minutes },
            cost_per_hour: 0.0,
        }
    }
}

/// A campaign that wants agent-minutes.
#[derive(Clone, Debug, PartialEq)]
pub struct CampaignDemand {
    /// What an agent-minute brings and uses up.
    pub worth: Worth,
    /// 1 to 5, 5 highest; see [`priority_multiplier`].
    pub priority: u8,
    /// Indices of the groups whose agents can serve it.
    pub groups: Vec<usize>,
    /// Index of the list whose contacts it calls; campaigns may share one.
    pub list: usize,
    /// Intervals in which it runs; all of them when left out.
    pub running: Option<Vec<bool>>,
    /// Money that one attempt costs (the carrier's fee).
    pub cost_per_attempt: f64,
    /// Telephone lines that one agent at work on it keeps busy: 1 in preview, more in predictive dialling.
    pub lines_per_agent: f64,
    /// Lines it may have busy at once.
    pub maximum_lines: Option<f64>,
    /// Minutes it shall have at least, if at all possible.
    pub minimum_minutes: Option<f64>,
    /// Minutes it may have at most.
    pub maximum_minutes: Option<f64>,
    /// Share (0 to 1) of the whole surplus it shall have at least, if at all possible.
    pub minimum_share: Option<f64>,
    /// Share (0 to 1) of the whole surplus it may have at most.
    pub maximum_share: Option<f64>,
}

impl CampaignDemand {
    /// A campaign of neutral priority, with no other terms than these.
    pub fn new(worth: Worth, groups: Vec<usize>, list: usize) -> Self {
        Self {
            worth,
            priority: 3,
            groups,
            list,
            running: None,
            cost_per_attempt: 0.0,
            lines_per_agent: 1.0,
            maximum_lines: None,
            minimum_minutes: None,
            maximum_minutes: None,
            minimum_share: None,
            maximum_share: None,
        }
    }
}

/// What a budget is counted in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BudgetLimit {
    /// Agent-minutes.
    AgentMinutes(f64),
    /// Money: agents by [`SkillGroup::cost_per_hour`] and attempts by [`CampaignDemand::cost_per_attempt`].
    Money(f64),
}

/// What some campaigns may use up together.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// Their indices.
    pub campaigns: Vec<usize>,
    /// How much.
    pub limit: BudgetLimit,
}

/// What a campaign has had before [`Progress::from`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CampaignDone {
    /// Agent-minutes.
    pub minutes: f64,
    /// Money, as a budget of money counts it.
    pub money: f64,
}

/// Attempts made at a segment before [`Progress::from`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SegmentDone {
    /// All of them.
    pub attempts: f64,
    /// Those on the day of the first interval still to be planned.
    pub attempts_that_day: f64,
    /// Those in the hour of the first interval still to be planned.
    pub attempts_that_hour: f64,
}

/// What is done of a plan: minutes are handed out from an interval on, and limits are what is left of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// First interval still to be planned.
    pub from: usize,
    /// One entry a campaign, or none at all where nothing is done.
    pub campaigns: Vec<CampaignDone>,
    /// One entry a list and segment, or none at all where nothing is done.
    pub lists: Vec<Vec<SegmentDone>>,
}

impl Progress {
    /// What a campaign has had.
    pub fn campaign(&self, campaign: usize) -> CampaignDone {
        self.campaigns.get(campaign).copied().unwrap_or_default()
    }

    /// What was tried of a list's segment.
    pub fn segment(&self, list: usize, segment: usize) -> SegmentDone {
        let segments = self.lists.get(list);
        segments
            .and_then(|segments| segments.get(segment))
            .copied()
            .unwrap_or_default()
    }
}

/// An allocation problem over a horizon of equal intervals.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// Length of an interval; a divisor of 60. Hours are counted from interval 0.
    pub interval_minutes: u32,
    /// The day that each interval belongs to, from 0 and never falling; its length is the horizon.
    pub day_of_interval: Vec<usize>,
    /// Who could work.
    pub groups: Vec<SkillGroup>,
    /// Probability with which inbound work has the heads it needs, interval by interval; above 0 and below 1. It
    /// matters to groups whose supply is [`Supply::AtWork`].
    pub protection: f64,
    /// Who could be called.
    pub lists: Vec<ContactList>,
    /// Who wants the minutes.
    pub campaigns: Vec<CampaignDemand>,
    /// What campaigns may use up together.
    pub budgets: Vec<Budget>,
    /// Lines that all campaigns together may have busy at once, per interval.
    pub maximum_lines: Option<Vec<f64>>,
    /// Shares of time in contact by dialling mode; needed where a campaign's worth is [`Worth::PerContact`].
    pub occupancies: Option<Occupancies>,
    /// Hands out whole minutes only.
    pub whole_minutes: bool,
    /// What is done already.
    pub progress: Progress,
}

impl Problem {
    /// A problem of one day without budgets, lines or anything done, protected with probability 0.9, in fractions of
    /// minutes.
    pub fn of_one_day(
        interval_minutes: u32,
        intervals: usize,
        groups: Vec<SkillGroup>,
        lists: Vec<ContactList>,
        campaigns: Vec<CampaignDemand>,
    ) -> Self {
        Self {
            interval_minutes,
            day_of_interval: vec![0; intervals],
            groups,
            protection: 0.9,
            lists,
            campaigns,
            budgets: Vec::new(),
            maximum_lines: None,
            occupancies: None,
            whole_minutes: false,
            progress: Progress::default(),
        }
    }

    /// The same problem from an interval on, with what is done so far.
    #[must_use]
    pub fn after(&self, progress: Progress) -> Self {
        Self {
            progress,
            ..self.clone()
        }
    }

    /// How many intervals the horizon has.
    pub fn intervals(&self) -> usize {
        self.day_of_interval.len()
    }

    pub(super) fn hour_of(&self, interval: usize) -> usize {
        interval * self.interval_minutes as usize / 60
    }
}
