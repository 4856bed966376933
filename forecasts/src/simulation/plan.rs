//! A centre as flat tables, made once and shared by all replications.
//!
//! Agents with equal skills form a class, whatever their hours: idle agents are kept by class, so that finding one is
//! a look at a few bits and not a walk over agents. A queue that offers callbacks gets a second queue behind the
//! given ones, where accepted callbacks wait like deferred work.

use std::collections::BTreeMap;
use std::ops::Range;

use super::SimulationError;
use super::check::{check, check_classes};
use super::draws::Sampler;
use super::model::{
    AgentChoice, AgentGroup, Arrivals, AtStretchEnd, Centre, Channel, ChatSpread, ContactChoice,
    Routing, SimulatedQueue, Skill,
};
use super::tally::AgentTally;

/// What kind of work a queue holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Voice,
    Chat,
    Deferred,
    Callback,
    Outbound,
}

impl Kind {
    #[inline]
    pub(super) const fn is_live(self) -> bool {
        matches!(self, Self::Voice | Self::Chat)
    }
}

#[derive(Clone, Debug)]
pub(super) struct RedialPlan {
    pub(super) after_abandoning: f64,
    pub(super) after_blocking: f64,
    pub(super) delay_mean: f64,
    pub(super) delay: Sampler,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct CallbackPlan {
    pub(super) threshold: f64,
    pub(super) acceptance: f64,
    pub(super) promised: f64,
    /// Where accepted ones wait.
    pub(super) queue: usize,
}

#[derive(Clone, Debug)]
pub(super) struct QueuePlan {
    pub(super) kind: Kind,
    /// First cell of its row in the tally; a callback queue counts with the queue that made the promise.
    pub(super) tally_row: usize,
    /// Mean handle time by interval.
    pub(super) handle_means: Vec<f64>,
    pub(super) handle: Sampler,
    pub(super) patience: Option<(f64, Sampler)>,
    pub(super) answer_within: f64,
    pub(super) waiting_places: u32,
    pub(super) redial: Option<RedialPlan>,
    pub(super) callback: Option<CallbackPlan>,
    /// Due (deferred) or promised (callback) so long after arrival.
    pub(super) due_seconds: f64,
    /// Begun only while more capable agents are idle.
    pub(super) kept_free: u32,
    /// Whether hanging up must happen at its very moment, since something depends on it: the length of the queue or a
    /// redial. Else it is noticed when the contact comes first in line, which costs no event.
    pub(super) hangs_up_on_time: bool,
    /// Its tiers of classes, asked one after the other, in [`Plan::tiers`].
    pub(super) tiers: Range<usize>,
    /// 1 ÷ slow-down with m + 1 chats.
    pub(super) chat_speeds: Vec<f64>,
}

#[derive(Clone, Debug)]
pub(super) struct ClassPlan {
    /// Live queues it takes; and those of them that are chats.
    pub(super) live: Bits,
    pub(super) chats: Bits,
    /// Deferred and callback queues it takes; and the callback queues among them.
    pub(super) deferred: Bits,
    pub(super) callbacks: Bits,
    /// Outbound queues it takes, by rank.
    pub(super) outbound: Vec<usize>,
    pub(super) concurrent_chats: u32,
    /// First of its lists of agents, by number of chats.
    pub(super) first_list: usize,
    /// By queue: which is taken first; equal ranks by waiting time.
    pub(super) ranks: Vec<u32>,
    /// By queue: handle times of these agents ÷ the queue's.
    pub(super) factors: Vec<f64>,
    /// Queues it takes that keep agents free, whose idle agents are counted.
    pub(super) reserving: Vec<usize>,
    /// Queues it takes that offer callbacks, whose agents at work are counted.
    pub(super) offering: Vec<usize>,
}

/// A change known beforehand. In the order in which changes of one moment happen: relief comes before others leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    IntervalEnds,
    ComesOn(u32),
    GoesOff(u32),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct AgentPlan {
    pub(super) class: u32,
    pub(super) group: u32,
    pub(super) at_stretch_end: AtStretchEnd,
    /// First of its chats in the engine's table.
    pub(super) first_chat: u32,
}

#[derive(Debug)]
pub(super) struct Plan {
    pub(super) interval_seconds: f64,
    pub(super) intervals: usize,
    pub(super) days: Vec<Range<usize>>,
    /// Queues of the centre; callback queues come after them.
    pub(super) given_queues: usize,
    pub(super) queues: Vec<QueuePlan>,
    pub(super) arrivals: Vec<Arrivals>,
    pub(super) classes: Vec<ClassPlan>,
    pub(super) class_of_group: Vec<usize>,
    pub(super) agents: Vec<AgentPlan>,
    pub(super) chat_places: usize,
    pub(super) lists: usize,
    /// Sorted; the last is the end of the horizon.
    pub(super) changes: Vec<(f64, Change)>,
    /// Agent-seconds on queue by group and interval, without overtime.
    pub(super) staffed: Vec<AgentTally>,
    pub(super) groups: usize,
    pub(super) queue_words: usize,
    pub(super) class_words: usize,
    /// Classes of all tiers.
    pub(super) tiers: Vec<Bits>,
    pub(super) most_chats: usize,
    /// The first class in order wins, instead of the longest idle.
    pub(super) first_class_wins: bool,
    pub(super) evens_out: bool,
    pub(super) trunks: u32,
    /// Simple enough to be played without events.
    pub(super) is_plain: bool,
}

/// A set of queues or classes: the words of a long row of bits that are not 0, ascending.
pub(super) type Bits = Vec<(usize, u64)>;

fn set_bit(bits: &mut Bits, bit: usize) {
    let (word, mask) = (bit / 64, 1 << (bit % 64));
    match bits.binary_search_by_key(&word, |entry| entry.0) {
        Ok(at) => bits[at].1 |= mask,
        Err(at) => bits.insert(at, (word, mask)),
    }
}

/// What makes agents of two groups alike to routing.
type ClassKey = (Vec<(usize, u32, u64)>, u32, usize);

impl Plan {
    pub(super) fn new(centre: &Centre) -> Result<Self, SimulationError> {
        check(centre)?;
        let given_queues = centre.queues.len();
        let most_chats = centre
            .agent_groups
            .iter()
            .map(|group| group.concurrent_chats as usize)
            .max()
            .unwrap_or(1);
        let mut queues = Vec::with_capacity(given_queues);
        for (queue, simulated) in centre.queues.iter().enumerate() {
            let has_trunks = centre.trunks.is_some();
            queues.push(queue_plan(
                queue,
                simulated,
                centre.intervals,
                has_trunks,
                most_chats,
            )?);
        }
        let mut parents = Vec::new();
        for queue in 0..given_queues {
            if let Some(offer) = &centre.queues[queue].callback {
                let behind = queues.len();
                let shadow = QueuePlan {
                    kind: Kind::Callback,
                    due_seconds: offer.promised_within_seconds,
                    kept_free: offer.kept_free,
                    patience: None,
                    redial: None,
                    callback: None,
                    ..queues[queue].clone()
                };
                queues[queue].callback = Some(CallbackPlan {
                    threshold: offer.when_expected_wait_exceeds_seconds,
                    acceptance: offer.acceptance,
                    promised: offer.promised_within_seconds,
                    queue: behind,
                });
                queues.push(shadow);
                parents.push(queue);
            }
        }

        let mut class_of_key: BTreeMap<ClassKey, usize> = BTreeMap::new();
        let mut class_groups: Vec<&AgentGroup> = Vec::new();
        let mut class_of_group = Vec::with_capacity(centre.agent_groups.len());
        for (number, group) in centre.agent_groups.iter().enumerate() {
            let class = *class_of_key
                .entry(class_key(group, number, centre.routing))
                .or_insert(class_groups.len());
            if class == class_groups.len() {
                class_groups.push(group);
            }
            class_of_group.push(class);
        }
        check_classes(class_groups.len(), queues.len())?;
        let queue_words = queues.len().div_ceil(64).max(1);
        let mut lists = 0;
        let mut classes = Vec::with_capacity(class_groups.len());
        for group in &class_groups {
            let skills = with_callbacks(group, &parents, given_queues);
            classes.push(class_plan(group, &skills, centre, &queues, lists));
            lists += group.concurrent_chats as usize + 1;
        }
        let class_words = classes.len().div_ceil(64).max(1);
        let mut tiers = Vec::new();
        for (queue, plan) in queues.iter_mut().enumerate() {
            let skilled: Vec<(usize, u32)> = class_groups
                .iter()
                .enumerate()
                .filter_map(|(class, group)| {
                    with_callbacks(group, &parents, given_queues)
                        .iter()
                        .find(|skill| skill.queue == queue)
                        .map(|skill| (class, skill.preference))
                })
                .collect();
            plan.tiers = add_tiers(&mut tiers, &skilled, centre.routing.agent);
        }

        let mut plan = Self {
            interval_seconds: centre.interval_seconds,
            intervals: centre.intervals,
            days: centre.days(),
            given_queues,
            arrivals: centre
                .queues
                .iter()
                .map(|queue| queue.arrivals.clone())
                .collect(),
            classes,
            class_of_group,
            agents: Vec::new(),
            chat_places: 0,
            lists,
            changes: Vec::new(),
            staffed: vec![AgentTally::default(); centre.agent_groups.len() * centre.intervals],
            groups: centre.agent_groups.len(),
            queue_words,
            class_words,
            tiers,
            most_chats,
            first_class_wins: centre.routing.agent == AgentChoice::GroupOrder,
            evens_out: centre.routing.chats == ChatSpread::EvenOut,
            trunks: centre.trunks.unwrap_or(u32::MAX),
            is_plain: false,
            queues,
        };
        plan.add_agents(&centre.agent_groups);
        plan.is_plain = plan.is_plain();
        Ok(plan)
    }

    /// One voice queue, one group on queue from the start to the end, nothing that depends on the length of the queue.
    fn is_plain(&self) -> bool {
        let starts_at_once = |change: &(f64, Change)| match change.1 {
            Change::IntervalEnds => true,
            Change::ComesOn(_) => change.0 == 0.0,
            Change::GoesOff(_) => false,
        };
        let comings = self.changes.len() - self.intervals;
        matches!(self.queues.as_slice(), [queue] if queue.kind == Kind::Voice && !queue.hangs_up_on_time)
            && self.groups == 1
            && self.classes.iter().all(|class| class.live[..] == [(0, 1)])
            && comings == self.agents.len()
            && self.changes.iter().all(starts_at_once)
    }

    fn add_agents(&mut self, groups: &[AgentGroup]) {
        let horizon = self.interval_seconds * self.intervals as f64;
        for interval in 1..=self.intervals {
            let end = self.interval_seconds * interval as f64;
            self.changes.push((end, Change::IntervalEnds));
        }
        for (number, group) in groups.iter().enumerate() {
            let stretches = joined_stretches(group, horizon);
            for &(start, end) in &stretches {
                self.add_staffed(number, f64::from(group.agents), start, end);
            }
            for _ in 0..group.agents {
                let agent = self.agents.len() as u32;
                self.agents.push(AgentPlan {
                    class: self.class_of_group[number] as u32,
                    group: number as u32,
                    at_stretch_end: group.at_stretch_end,
                    first_chat: self.chat_places as u32,
                });
                let class = &self.classes[self.class_of_group[number]];
                if !class.chats.is_empty() {
                    self.chat_places += group.concurrent_chats as usize;
                }
                for &(start, end) in &stretches {
                    self.changes.push((start, Change::ComesOn(agent)));
                    if end < horizon {
                        self.changes.push((end, Change::GoesOff(agent)));
                    }
                }
            }
        }
        self.changes
            .sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }

    fn add_staffed(&mut self, group: usize, agents: f64, start: f64, end: f64) {
        let row = group * self.intervals;
        for interval in 0..self.intervals {
            let from = (self.interval_seconds * interval as f64).max(start);
            let to = (self.interval_seconds * (interval + 1) as f64).min(end);
            if to > from {
                self.staffed[row + interval].staffed_seconds += agents * (to - from);
            }
        }
    }
}

/// Stretches within the horizon, those that touch made one.
fn joined_stretches(group: &AgentGroup, horizon: f64) -> Vec<(f64, f64)> {
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for stretch in &group.on_queue {
        let (start, end) = (stretch.start_seconds, stretch.end_seconds.min(horizon));
        match joined.last_mut() {
            _ if start >= end => {}
            Some(last) if last.1 == start => last.1 = end,
            _ => joined.push((start, end)),
        }
    }
    joined
}

fn class_key(group: &AgentGroup, number: usize, routing: Routing) -> ClassKey {
    let mut skills: Vec<(usize, u32, u64)> = group
        .skills
        .iter()
        .map(|skill| {
            (
                skill.queue,
                skill.preference,
                skill.handle_time_factor.to_bits(),
            )
        })
        .collect();
    skills.sort_unstable();
    // Where the order of groups decides, each is a class of its own.
    let order = if routing.agent == AgentChoice::GroupOrder {
        number
    } else {
        0
    };
    (skills, group.concurrent_chats, order)
}

/// Whoever takes a queue makes its callbacks.
fn with_callbacks(group: &AgentGroup, parents: &[usize], given_queues: usize) -> Vec<Skill> {
    let mut skills = group.skills.clone();
    for (behind, parent) in parents.iter().enumerate() {
        if let Some(skill) = group.skills.iter().find(|skill| skill.queue == *parent) {
            skills.push(Skill {
                queue: given_queues + behind,
                ..*skill
            });
        }
    }
    skills
}

fn sampler(
    queue: usize,
    what: &'static str,
    shape: &super::Shape,
) -> Result<Sampler, SimulationError> {
    Sampler::new(shape).ok_or(SimulationError::NoSamples { queue, what })
}

fn queue_plan(
    queue: usize,
    simulated: &SimulatedQueue,
    intervals: usize,
    has_trunks: bool,
    most_chats: usize,
) -> Result<QueuePlan, SimulationError> {
    let (kind, due_seconds, kept_free, slow_down) = match simulated.channel {
        Channel::Voice => (Kind::Voice, 0.0, 0, 1.0),
        Channel::Chat {
            slow_down_per_extra_chat,
        } => (Kind::Chat, 0.0, 0, slow_down_per_extra_chat),
        Channel::Deferred {
            due_seconds,
            kept_free,
        } => (Kind::Deferred, due_seconds, kept_free, 1.0),
        Channel::Outbound { kept_free } => (Kind::Outbound, 0.0, kept_free, 1.0),
    };
    let means = &simulated.handle_time.mean_seconds_per_interval;
    let handle_means = if means.len() == 1 {
        vec![means[0]; intervals]
    } else {
        means.clone()
    };
    let patience = match &simulated.patience {
        Some(patience) => Some((
            patience.mean_seconds,
            sampler(queue, "patience", &patience.shape)?,
        )),
        None => None,
    };
    let redial = match &simulated.redial {
        Some(redial) => Some(RedialPlan {
            after_abandoning: redial.after_abandoning,
            after_blocking: redial.after_blocking,
            delay_mean: redial.delay.mean_seconds,
            delay: sampler(queue, "redial delay", &redial.delay.shape)?,
        }),
        None => None,
    };
    Ok(QueuePlan {
        kind,
        tally_row: queue * intervals,
        handle_means,
        handle: sampler(queue, "handle time", &simulated.handle_time.shape)?,
        hangs_up_on_time: has_trunks
            || redial.is_some()
            || simulated.waiting_places.is_some()
            || simulated.callback.is_some(),
        patience,
        answer_within: simulated.answer_within.seconds(),
        waiting_places: simulated.waiting_places.unwrap_or(u32::MAX),
        redial,
        callback: None,
        due_seconds,
        kept_free,
        tiers: 0..0,
        chat_speeds: (0..most_chats)
            .map(|extra| slow_down.powi(-(extra as i32)))
            .collect(),
    })
}

fn class_plan(
    group: &AgentGroup,
    skills: &[Skill],
    centre: &Centre,
    queues: &[QueuePlan],
    first_list: usize,
) -> ClassPlan {
    let mut plan = ClassPlan {
        live: Bits::new(),
        chats: Bits::new(),
        deferred: Bits::new(),
        callbacks: Bits::new(),
        outbound: Vec::new(),
        concurrent_chats: group.concurrent_chats,
        first_list,
        ranks: vec![0; queues.len()],
        factors: vec![1.0; queues.len()],
        reserving: Vec::new(),
        offering: Vec::new(),
    };
    let priority = |queue: usize| {
        let cell = queues[queue].tally_row / centre.intervals;
        centre.queues[cell].priority
    };
    let key = |skill: &Skill| match centre.routing.contact {
        ContactChoice::QueuePriority => (priority(skill.queue), 0),
        ContactChoice::AgentPreference => (skill.preference, priority(skill.queue)),
        ContactChoice::LongestWaiting => (0, 0),
    };
    let mut keys: Vec<(u32, u32)> = skills.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    for skill in skills {
        let queue = skill.queue;
        plan.factors[queue] = skill.handle_time_factor;
        plan.ranks[queue] = keys.partition_point(|other| *other < key(skill)) as u32;
        match queues[queue].kind {
            Kind::Voice => set_bit(&mut plan.live, queue),
            Kind::Chat => {
                set_bit(&mut plan.live, queue);
                set_bit(&mut plan.chats, queue);
            }
            Kind::Deferred => set_bit(&mut plan.deferred, queue),
            Kind::Callback => {
                set_bit(&mut plan.deferred, queue);
                set_bit(&mut plan.callbacks, queue);
            }
            Kind::Outbound => plan.outbound.push(queue),
        }
        if queues[queue].kept_free > 0 {
            plan.reserving.push(queue);
        }
        if queues[queue].callback.is_some() {
            plan.offering.push(queue);
        }
    }
    let ranks = &plan.ranks;
    plan.outbound.sort_by_key(|queue| (ranks[*queue], *queue));
    plan
}

fn add_tiers(tiers: &mut Vec<Bits>, skilled: &[(usize, u32)], choice: AgentChoice) -> Range<usize> {
    let by_preference = choice == AgentChoice::LongestIdleOfMostPreferred;
    let level_of = |preference: u32| if by_preference { preference } else { 0 };
    let mut levels: BTreeMap<u32, Bits> = BTreeMap::new();
    for (class, preference) in skilled {
        set_bit(levels.entry(level_of(*preference)).or_default(), *class);
    }
    let first = tiers.len();
    tiers.extend(levels.into_values());
    first..tiers.len()
}
