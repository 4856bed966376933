//! The states of a campaign and what moves it from one to another.

use serde::{Deserialize, Serialize};

use super::coded::coded;
use crate::db::Instant;

coded! {
    /// Whether a campaign hands out contacts.
    pub enum CampaignStatus {
        /// It does.
        On = "on",
        /// It does not any more; calls that run come to their end.
        Stopping = "stopping",
        /// It does not; leases already out can no longer be started.
        Off = "off",
        /// Nothing is left to do, or its goal is reached.
        Complete = "complete",
        /// Something it needs is missing or cannot be used: see `errors`.
        Invalid = "invalid",
    }
}

/// What may be done to a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::outbound) enum Command {
    /// Hand out contacts.
    Start,
    /// Hand out none.
    Stop,
    /// Hand out none, and let nothing but a person start it again.
    Pause,
    /// Its work is done.
    Complete,
    /// Its running calls have come to their end.
    Drain,
    /// It cannot work as it is.
    Invalidate,
    /// Contacts were put back.
    Recycle,
}

impl Command {
    /// What it is called where it is refused.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Start => "started",
            Self::Stop => "stopped",
            Self::Pause => "paused",
            Self::Complete => "completed",
            Self::Drain => "drained",
            Self::Invalidate => "invalidated",
            Self::Recycle => "recycled",
        }
    }
}

/// The status after a command, while calls run or not; `None` where the command cannot be given.
pub(in crate::outbound) const fn status_after(
    status: CampaignStatus,
    command: Command,
    calls_run: bool,
) -> Option<CampaignStatus> {
    use CampaignStatus::{Complete, Invalid, Off, On, Stopping};
    let stopped = if calls_run { Stopping } else { Off };
    match (command, status) {
        (Command::Start, _) => Some(On),
        (Command::Stop | Command::Pause, On | Stopping) | (Command::Drain, Stopping) => {
            Some(stopped)
        }
        (Command::Stop, Off | Complete | Invalid) => Some(status),
        (Command::Pause, Off) | (Command::Recycle, Complete) => Some(Off),
        (Command::Complete, On) => Some(Complete),
        (Command::Invalidate, _) => Some(Invalid),
        (Command::Recycle, _) => Some(status),
        (Command::Pause, Complete | Invalid)
        | (Command::Complete, Stopping | Off | Complete | Invalid)
        | (Command::Drain, On | Off | Complete | Invalid) => None,
    }
}

coded! {
    /// Why a campaign has its status.
    pub enum ReasonCode {
        /// A person started or stopped it.
        ByHand = "by-hand",
        /// A person paused it: schedules, sequences and rules leave it alone until a person starts it.
        Paused = "paused",
        /// Its schedule.
        Schedule = "schedule",
        /// A sequence.
        Sequence = "sequence",
        /// A campaign rule.
        Rule = "rule",
        /// A budget is used up.
        BudgetReached = "budget-reached",
        /// A budget of the day is used up; it goes on with the next local day.
        BudgetOfDayReached = "budget-of-day-reached",
        /// A goal is reached.
        GoalReached = "goal-reached",
        /// No contact is left to be tried.
        NothingLeft = "nothing-left",
        /// Something it needs is missing or cannot be used.
        Invalid = "invalid",
        /// Contacts were put back.
        Recycled = "recycled",
        /// Its agent-minutes went back to the queues.
        Throttled = "throttled",
    }
}

/// Why a campaign has its status, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StatusReason {
    /// Of what kind.
    pub code: ReasonCode,
    /// In words.
    pub detail: String,
    /// When the status was changed.
    pub since: Instant,
}

/// Something that keeps a campaign from working.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignError {
    /// Stable code.
    pub code: String,
    /// JSON pointer into the campaign.
    pub pointer: String,
    /// What is wrong and what to do.
    pub detail: String,
}

#[cfg(test)]
mod tests {
    use super::CampaignStatus::{Complete, Invalid, Off, On, Stopping};
    use super::*;

    const STATES: [CampaignStatus; 5] = [On, Stopping, Off, Complete, Invalid];

    #[test]
    fn every_command_leads_every_state_where_the_table_says() {
        // One column a state, in the order of STATES; first while no call runs, then while calls run.
        type Row = (
            Command,
            [Option<CampaignStatus>; 5],
            [Option<CampaignStatus>; 5],
        );
        let table: [Row; 7] = [
            (Command::Start, [Some(On); 5], [Some(On); 5]),
            (
                Command::Stop,
                [
                    Some(Off),
                    Some(Off),
                    Some(Off),
                    Some(Complete),
                    Some(Invalid),
                ],
                [
                    Some(Stopping),
                    Some(Stopping),
                    Some(Off),
                    Some(Complete),
                    Some(Invalid),
                ],
            ),
            (
                Command::Pause,
                [Some(Off), Some(Off), Some(Off), None, None],
                [Some(Stopping), Some(Stopping), Some(Off), None, None],
            ),
            (
                Command::Complete,
                [Some(Complete), None, None, None, None],
                [Some(Complete), None, None, None, None],
            ),
            (
                Command::Drain,
                [None, Some(Off), None, None, None],
                [None, Some(Stopping), None, None, None],
            ),
            (Command::Invalidate, [Some(Invalid); 5], [Some(Invalid); 5]),
            (
                Command::Recycle,
                [
                    Some(On),
                    Some(Stopping),
                    Some(Off),
                    Some(Off),
                    Some(Invalid),
                ],
                [
                    Some(On),
                    Some(Stopping),
                    Some(Off),
                    Some(Off),
                    Some(Invalid),
                ],
            ),
        ];
        for (command, quiet, busy) in table {
            for (calls_run, expected) in [(false, quiet), (true, busy)] {
                let led = STATES.map(|status| status_after(status, command, calls_run));
                assert_eq!(led, expected, "{command:?}, calls run: {calls_run}");
            }
        }
    }

    #[test]
    fn a_kept_code_reads_as_the_status_it_was_written_for_and_no_other_text_does() {
        for status in STATES {
            assert_eq!(
                CampaignStatus::of_code("campaign", "c", status.code()).ok(),
                Some(status)
            );
        }
        assert!(CampaignStatus::of_code("campaign", "c", "paused").is_err());
    }
}
