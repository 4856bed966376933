//! What is simulated: queues, agents and the rules that bring them together.
//!
//! Times are seconds from the start of the horizon; queues, groups and intervals are counted from 0.

use serde::{Deserialize, Serialize};

use super::{Distribution, Shape};
use crate::requirement::ServiceGoal;
use crate::spread::PathSpread;
use crate::units::AnswerWithinSeconds;

/// A contact centre over a horizon of equal intervals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Centre {
    /// Length of an interval in seconds, above 0. Arrival rates and mean handle times change at its bounds.
    pub interval_seconds: f64,
    /// Number of intervals.
    pub intervals: usize,
    /// The interval at which each day after the first starts, ascending; empty where the horizon is one day. Random
    /// factors of a day are drawn anew there, and results are summed up by day.
    #[serde(default)]
    pub later_days_start_at: Vec<usize>,
    /// Where contacts arrive.
    pub queues: Vec<SimulatedQueue>,
    /// Who serves them.
    pub agent_groups: Vec<AgentGroup>,
    /// Who gets whom.
    #[serde(default)]
    pub routing: Routing,
    /// Live contacts (voice and chat, waiting or in service) the centre holds at once; one more is turned away
    /// (busy tone). `None` has no limit.
    #[serde(default)]
    pub trunks: Option<u32>,
}

impl Centre {
    /// A centre of one day without queues and agents yet.
    #[must_use]
    pub fn new(interval_seconds: f64, intervals: usize) -> Self {
        Self {
            interval_seconds,
            intervals,
            later_days_start_at: Vec::new(),
            queues: Vec::new(),
            agent_groups: Vec::new(),
            routing: Routing::default(),
            trunks: None,
        }
    }

    /// Length of the horizon in seconds.
    #[must_use]
    pub fn horizon_seconds(&self) -> f64 {
        self.interval_seconds * self.intervals as f64
    }

    /// The intervals of each day.
    #[must_use]
    pub fn days(&self) -> Vec<std::ops::Range<usize>> {
        let starts = std::iter::once(0).chain(self.later_days_start_at.iter().copied());
        let ends = self
            .later_days_start_at
            .iter()
            .copied()
            .chain(std::iter::once(self.intervals));
        starts.zip(ends).map(|(start, end)| start..end).collect()
    }
}

/// A queue: its contacts, and what is promised to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SimulatedQueue {
    /// What arrives. Of an [`Channel::Outbound`] queue nothing arrives: it is never empty.
    pub arrivals: Arrivals,
    /// How long a contact keeps an agent busy.
    pub handle_time: HandleTime,
    /// How long a waiting contact stays; `None` waits for ever. Deferred and outbound work has none.
    #[serde(default)]
    pub patience: Option<Distribution>,
    /// The answer time counted by [`super::QueueTally::served_within`] and `abandoned_within`.
    pub answer_within: AnswerWithinSeconds,
    /// What must be met, by interval and by day; its answer time must be `answer_within`.
    #[serde(default)]
    pub goal: Option<ServiceGoal>,
    /// Urgency towards other queues: 0 goes first.
    #[serde(default)]
    pub priority: u32,
    /// How contacts are worked on.
    #[serde(default)]
    pub channel: Channel,
    /// Contacts that may wait at once; one more is turned away. `None` has no limit.
    #[serde(default)]
    pub waiting_places: Option<u32>,
    /// What those do who hung up or were turned away; `None` gives up.
    #[serde(default)]
    pub redial: Option<Redial>,
    /// A callback offered to those who would wait long; `None` offers none.
    #[serde(default)]
    pub callback: Option<CallbackOffer>,
}

impl SimulatedQueue {
    /// A voice queue of steady Poisson arrivals and exponential handle times whose contacts wait for ever.
    #[must_use]
    pub fn voice(
        contacts_per_interval: Vec<f64>,
        aht_seconds: f64,
        answer_within: AnswerWithinSeconds,
    ) -> Self {
        Self {
            arrivals: Arrivals::poisson(contacts_per_interval),
            handle_time: HandleTime::steady(Distribution::exponential(aht_seconds)),
            patience: None,
            answer_within,
            goal: None,
            priority: 0,
            channel: Channel::Voice,
            waiting_places: None,
            redial: None,
            callback: None,
        }
    }
}

/// Poisson arrivals whose rate is constant within an interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Arrivals {
    /// Contacts expected in each interval of the horizon: the mean, or the median under
    /// [`RateVariation::Quantiles`].
    pub contacts_per_interval: Vec<f64>,
    /// How sure that is.
    #[serde(default)]
    pub variation: RateVariation,
}

impl Arrivals {
    /// Arrivals at a known rate.
    #[must_use]
    pub const fn poisson(contacts_per_interval: Vec<f64>) -> Self {
        Self {
            contacts_per_interval,
            variation: RateVariation::None,
        }
    }
}

/// What is not known of a rate beforehand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum RateVariation {
    /// The rate is known.
    #[default]
    None,
    /// The rate is multiplied by gamma factors of mean 1: one for a whole day, one for each interval (Jongbloed &
    /// Koole 2001; Avramidis, Deslauriers & L'Ecuyer 2004).
    Gamma {
        /// Coefficient of variation of the day's factor; 0 has none.
        of_the_day: f64,
        /// Coefficient of variation of each interval's own factor; 0 has none.
        of_the_interval: f64,
    },
    /// A forecast's own spread: in each interval a two-piece normal through P10, the median
    /// (`contacts_per_interval`) and P90, cut at 0.
    Quantiles {
        /// Contacts in each interval that are exceeded with 90 %.
        p10: Vec<f64>,
        /// Contacts in each interval that are exceeded with 10 %.
        p90: Vec<f64>,
        /// Correlation of the intervals of one day, 0 to 1: 1 says that a busy day is busy all day.
        correlation: f64,
    },
    /// A forecast's own sample paths, around means: whole days, hours and single intervals vary as its errors did.
    SamplePaths(PathSpread),
}

/// Handle times: a mean that may change over the day, and a shape.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HandleTime {
    /// Mean in seconds of contacts that arrive in each interval (one value: the same all day), above 0.
    pub mean_seconds_per_interval: Vec<f64>,
    /// Spread around it.
    pub shape: Shape,
}

impl HandleTime {
    /// The same handle times all day.
    #[must_use]
    pub fn steady(distribution: Distribution) -> Self {
        Self {
            mean_seconds_per_interval: vec![distribution.mean_seconds],
            shape: distribution.shape,
        }
    }
}

/// How contacts of a queue are worked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Channel {
    /// One at a time; live.
    #[default]
    Voice,
    /// Several at a time, up to the agent's [`AgentGroup::concurrent_chats`]; live.
    Chat {
        /// With m chats at once a chat takes its handle time × this^(m − 1); at least 1.
        slow_down_per_extra_chat: f64,
    },
    /// Email, back office: taken when no live contact waits, earliest due first, never interrupted for a live one.
    Deferred {
        /// Due this long after arrival.
        due_seconds: f64,
        /// Begun only while more agents than this, of those with the skill, are idle.
        kept_free: u32,
    },
    /// Calls out, of which there is no end, begun while more agents than `kept_free`, of those with the skill, are
    /// idle.
    Outbound {
        /// Agents kept free for inbound contacts.
        kept_free: u32,
    },
}

/// Coming back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Redial {
    /// Probability that one who hung up tries again.
    pub after_abandoning: f64,
    /// Probability that one who was turned away tries again.
    pub after_blocking: f64,
    /// Time until then.
    pub delay: Distribution,
}

/// A callback instead of a long wait. Accepted ones wait as deferred work; past the promised time they are live
/// contacts of their queue again, waiting since they called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallbackOffer {
    /// Offered when (contacts waiting + 1) × mean handle time ÷ agents at work with the skill exceeds this.
    pub when_expected_wait_exceeds_seconds: f64,
    /// Probability that the offer is taken.
    pub acceptance: f64,
    /// The call back is promised within this.
    pub promised_within_seconds: f64,
    /// Made before the promised time only while more agents than this, of those with the skill, are idle.
    pub kept_free: u32,
}

/// Agents who are alike: same skills, same hours. A named agent is a group of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AgentGroup {
    /// How many.
    pub agents: u32,
    /// What they can take; a queue at most once.
    pub skills: Vec<Skill>,
    /// When they are on queue, ascending and apart; breaks are the gaps.
    pub on_queue: Vec<Stretch>,
    /// Chats each handles at once; at least 1.
    #[serde(default = "one_chat")]
    pub concurrent_chats: u32,
    /// What happens to a contact in service when a stretch ends.
    #[serde(default)]
    pub at_stretch_end: AtStretchEnd,
}

impl AgentGroup {
    /// Agents on queue from 0 to `horizon_seconds`.
    #[must_use]
    pub fn all_day(agents: u32, skills: Vec<Skill>, horizon_seconds: f64) -> Self {
        Self {
            agents,
            skills,
            on_queue: vec![Stretch {
                start_seconds: 0.0,
                end_seconds: horizon_seconds,
            }],
            concurrent_chats: 1,
            at_stretch_end: AtStretchEnd::FinishContact,
        }
    }
}

/// A queue an agent can take.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Skill {
    /// Index into [`Centre::queues`].
    pub queue: usize,
    /// How well it suits: 0 is the agent's first skill, 1 the second, …
    #[serde(default)]
    pub preference: u32,
    /// Handle times of this agent ÷ those of the queue, above 0.
    #[serde(default = "own_pace")]
    pub handle_time_factor: f64,
}

impl Skill {
    /// A first skill at the queue's own pace.
    #[must_use]
    pub const fn of(queue: usize) -> Self {
        Self {
            queue,
            preference: 0,
            handle_time_factor: 1.0,
        }
    }
}

const fn one_chat() -> u32 {
    1
}

const fn own_pace() -> f64 {
    1.0
}

/// A stretch of time on queue, `[start, end)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stretch {
    /// From, in seconds.
    pub start_seconds: f64,
    /// Until, in seconds.
    pub end_seconds: f64,
}

/// What happens to a contact in service when its agent goes off queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AtStretchEnd {
    /// The agent finishes it first, on overtime.
    #[default]
    FinishContact,
    /// It goes back to the head of its queue with what is left of its handle time and new patience.
    Preempt,
}

/// Who gets whom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Routing {
    /// The agent for an arriving contact.
    pub agent: AgentChoice,
    /// The contact for a freed agent.
    pub contact: ContactChoice,
    /// Whether chats stay where they began.
    pub chats: ChatSpread,
}

/// Which idle agent an arriving contact gets. A chat goes to those with the fewest chats first, then by this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AgentChoice {
    /// Of the agents whose [`Skill::preference`] for the queue is lowest, the longest idle.
    #[default]
    LongestIdleOfMostPreferred,
    /// The longest idle of all with the skill.
    LongestIdle,
    /// The first group in [`Centre::agent_groups`] that has an idle one.
    GroupOrder,
}

/// Which live contact a freed agent takes. Deferred work comes after all live contacts, outbound last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContactChoice {
    /// Of the most urgent queue ([`SimulatedQueue::priority`]); among equals the longest waiting.
    #[default]
    QueuePriority,
    /// Of the agent's most preferred skill; then the more urgent queue, then the longest waiting.
    AgentPreference,
    /// The longest waiting of all the agent can take.
    LongestWaiting,
}

/// Whether chats move between agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChatSpread {
    /// A chat stays with its agent.
    #[default]
    Stay,
    /// When a chat ends and a like agent (same skills) has two chats more, one of theirs moves over: chats are
    /// always evenly spread, as closed formulas assume.
    EvenOut,
}
