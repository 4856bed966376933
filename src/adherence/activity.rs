//! What an agent is to do or does, and the one table from reported states to it.

use serde::Serialize;

use crate::organisation::ActivityCategory;

/// A kind of activity, scheduled or seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
pub enum Activity {
    /// Taking contacts, or ready to.
    OnQueueWork,
    /// A break.
    Break,
    /// A meal.
    Meal,
    /// A meeting.
    Meeting,
    /// Work that takes no contacts.
    OffQueueWork,
    /// Leave.
    TimeOff,
    /// Training.
    Training,
    /// Signed in but not working, or scheduled as not available.
    Unavailable,
    /// Nothing scheduled; signed off.
    Unscheduled,
    /// Nothing is known: no state was reported in the last 24 hours, or one that has no meaning here.
    Unknown,
}

impl Activity {
    /// Whether somebody who does this is at work. Only time scheduled for such an activity can be adhered to.
    pub const fn is_at_work(self) -> bool {
        match self {
            Self::OnQueueWork
            | Self::Break
            | Self::Meal
            | Self::Meeting
            | Self::OffQueueWork
            | Self::Training => true,
            Self::TimeOff | Self::Unavailable | Self::Unscheduled | Self::Unknown => false,
        }
    }

    /// What a reported state means.
    ///
    /// | presence | routing status | activity |
    /// |---|---|---|
    /// | `ON_QUEUE` | `NOT_RESPONDING` | Unavailable: a contact was offered and not taken |
    /// | `ON_QUEUE` | `OFF_QUEUE` | OffQueueWork |
    /// | `ON_QUEUE` | any other, none | OnQueueWork |
    /// | `AVAILABLE`, `BUSY` | – | OffQueueWork |
    /// | `BREAK` / `MEAL` / `MEETING` / `TRAINING` | – | the same |
    /// | `AWAY`, `IDLE`, `PAUSED` | – | Unavailable |
    /// | `OUT_OF_OFFICE` | – | TimeOff |
    /// | `OFFLINE` | – | Unscheduled |
    /// | any other | – | Unknown |
    ///
    /// Case does not matter, and `On Queue` or `on-queue` is `ON_QUEUE`. The routing status counts while the presence is
    /// `ON_QUEUE` only, as at Genesys Cloud ("Historical adherence overview": an interaction that outlives a change of
    /// presence earns no conformance).
    pub fn of_state(system_presence: &str, routing_status: Option<&str>) -> Self {
        let routing_status = routing_status.map(normalised);
        match normalised(system_presence).as_str() {
            "ON_QUEUE" => match routing_status.as_deref() {
                Some("NOT_RESPONDING") => Self::Unavailable,
                Some("OFF_QUEUE") => Self::OffQueueWork,
                _ => Self::OnQueueWork,
            },
            "AVAILABLE" | "BUSY" => Self::OffQueueWork,
            "BREAK" => Self::Break,
            "MEAL" => Self::Meal,
            "MEETING" => Self::Meeting,
            "TRAINING" => Self::Training,
            "AWAY" | "IDLE" | "PAUSED" => Self::Unavailable,
            "OUT_OF_OFFICE" => Self::TimeOff,
            "OFFLINE" => Self::Unscheduled,
            _ => Self::Unknown,
        }
    }
}

impl From<ActivityCategory> for Activity {
    fn from(category: ActivityCategory) -> Self {
        match category {
            ActivityCategory::OnQueueWork => Self::OnQueueWork,
            ActivityCategory::Break => Self::Break,
            ActivityCategory::Meal => Self::Meal,
            ActivityCategory::Meeting => Self::Meeting,
            ActivityCategory::OffQueueWork => Self::OffQueueWork,
            ActivityCategory::TimeOff => Self::TimeOff,
            ActivityCategory::Training => Self::Training,
            ActivityCategory::Unavailable => Self::Unavailable,
            ActivityCategory::Unscheduled => Self::Unscheduled,
        }
    }
}

pub(super) fn normalised(state: &str) -> String {
    state
        .trim()
        .chars()
        .map(|c| match c {
            ' ' | '-' => '_',
            other => other.to_ascii_uppercase(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_contact_takes_an_agent_off_the_queue() {
        assert_eq!(
            Activity::of_state("ON_QUEUE", Some("NOT_RESPONDING")),
            Activity::Unavailable
        );
        for taking in [
            None,
            Some("IDLE"),
            Some("INTERACTING"),
            Some("COMMUNICATING"),
        ] {
            assert_eq!(
                Activity::of_state("On Queue", taking),
                Activity::OnQueueWork
            );
        }
    }

    #[test]
    fn a_contact_that_outlives_the_change_to_break_is_no_work_on_queue() {
        assert_eq!(
            Activity::of_state("BREAK", Some("INTERACTING")),
            Activity::Break
        );
    }

    #[test]
    fn a_presence_nobody_knows_is_unknown_and_not_idle() {
        assert_eq!(Activity::of_state("GARDENING", None), Activity::Unknown);
    }
}
