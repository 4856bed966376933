//! What cannot be staffed, and what to give instead.

use crate::erlang::service_level::ServiceLevelVariant;
use crate::erlang::uncertain::NotAVariation;
use crate::units::{AhtSeconds, ContactsPerInterval, Share, WaitSeconds};

/// Why there is no requirement. Each message names the field and the remedy.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RequirementError {
    /// Nothing to meet.
    #[error(
        "the service goal is empty; set serviceLevel, averageSpeedOfAnswer, meanWait, maximumAbandonment, maximumPWait or \
         maximumOccupancy"
    )]
    NoGoal,
    /// A service level of all contacts: some always wait longer when arrivals are random.
    #[error("serviceLevel.share is {0}, which no number of agents reaches; give a share below 1")]
    UnreachableServiceLevel(Share),
    /// A mean wait of nothing.
    #[error(
        "averageSpeedOfAnswer is {0} s, which no number of agents reaches; give seconds above 0"
    )]
    UnreachableSpeedOfAnswer(WaitSeconds),
    /// A mean wait of nothing.
    #[error("meanWait is {0} s, which no number of agents reaches; give seconds above 0")]
    UnreachableMeanWait(WaitSeconds),
    /// Nobody may ever hang up.
    #[error("maximumAbandonment is {0}, which no number of agents reaches; give a share above 0")]
    UnreachableAbandonment(Share),
    /// Nobody may ever wait.
    #[error("maximumPWait is {0}, which no number of agents reaches; give a share above 0")]
    UnreachablePWait(Share),
    /// Agents may never be busy.
    #[error(
        "maximumOccupancy is {0}, which leaves agents no time for contacts; give a share above 0"
    )]
    NoOccupancy(Share),
    /// Contacts that take no time say that the handle time is missing.
    #[error("aht is 0 s for {0} contacts; give the average handle time of these contacts")]
    NoHandleTime(ContactsPerInterval),
    /// Beyond what the formulas were checked for; mostly a unit mistaken.
    #[error(
        "volume {volume} and aht {aht} s offer {erlangs} erlangs, more than the {maximum} that can be computed; \
         check that volume counts one interval and aht is in seconds"
    )]
    LoadTooLarge {
        /// Contacts in the interval.
        volume: ContactsPerInterval,
        /// Handle time.
        aht: AhtSeconds,
        /// What they offer together.
        erlangs: f64,
        /// [`super::MAXIMUM_LOAD`].
        maximum: f64,
    },
    /// More agents than a count can hold.
    #[error(
        "{field} of {share} asks for {agents:e} agents, more than can be counted; check {field}"
    )]
    TooManyAgents {
        /// The field that inflates the number.
        field: &'static str,
        /// Its value.
        share: Share,
        /// About how many agents it asks for.
        agents: f64,
    },
    /// A spread of rates that is none.
    #[error(transparent)]
    Variation(#[from] NotAVariation),
    /// Percentiles that no distribution of contacts has.
    #[error(
        "p10 {p10}, p50 {p50} and p90 {p90} are no percentiles of contacts; give finite numbers of at least 0 that \
         rise, with p50 above 0 where p90 is"
    )]
    NotQuantiles {
        /// The 10th percentile.
        p10: f64,
        /// The median.
        p50: f64,
        /// The 90th percentile.
        p90: f64,
    },
    /// A variant whose day figure may improve as contacts are added.
    #[error(
        "a day's service level cannot be {0:?}, which leaves contacts out and may improve on a busier day; give \
         ofOffered or shortAbandonsAsMet"
    )]
    NoVariantOfADay(ServiceLevelVariant),
    /// Series of different lengths.
    #[error("{what} has {given} values for {intervals} intervals; give one an interval")]
    WrongLength {
        /// Which series.
        what: &'static str,
        /// How many values it has.
        given: usize,
        /// How many intervals there are.
        intervals: usize,
    },
    /// Nobody is ever at work.
    #[error("shrinkage is {0}, so nobody is ever at work; give a share below 1")]
    AllShrinkage(Share),
}
