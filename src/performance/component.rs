//! The additive quantities everything is made of: sums over time and over every dimension of their source.

use serde::Serialize;

use super::dimension::Dimension;

/// Where quantities come from. Each source knows some dimensions and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum Source {
    /// The imported history of queues, an interval counting where it starts.
    Contacts,
    /// Published schedules against the forecast each was made for, and against the history of the same intervals.
    Staffing,
    /// Published shifts and reported agent states.
    Agents,
    /// Recorded outcomes of outbound attempts, at the instant they were recorded.
    Campaigns,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 4] = [
        Self::Contacts,
        Self::Staffing,
        Self::Agents,
        Self::Campaigns,
    ];

    /// What its quantities can be asked by, besides time.
    pub const fn dimensions(self) -> &'static [Dimension] {
        use Dimension::{
            AgentId, BusinessUnitId, CampaignId, ManagementUnitId, PlanningGroupId, QueueId,
            Region, TeamId,
        };
        match self {
            Self::Contacts => &[Region, BusinessUnitId, PlanningGroupId, QueueId],
            Self::Staffing => &[Region, BusinessUnitId, PlanningGroupId],
            Self::Agents => &[Region, BusinessUnitId, ManagementUnitId, TeamId, AgentId],
            Self::Campaigns => &[CampaignId],
        }
    }
}

macro_rules! components {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $source:ident, $money:literal;)*) => {
        /// An additive quantity; times are seconds, money is in the currency of the cost rates.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Component {
            $($(#[$doc])* $variant,)*
        }

        impl Component {
            /// Every quantity.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As definitions name it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// Where it comes from.
            pub const fn source(self) -> Source {
                match self { $(Self::$variant => Source::$source,)* }
            }

            /// Whether it is money, so that cost rates are needed for it.
            pub const fn is_money(self) -> bool {
                match self { $(Self::$variant => $money,)* }
            }
        }
    };
}

components! {
    /// Contacts that arrived.
    Offered = "offered", Contacts, false;
    /// Contacts answered, in intervals where that is known.
    Handled = "handled", Contacts, false;
    /// Contacts that hung up, in intervals where that is known.
    Abandoned = "abandoned", Contacts, false;
    /// Contacts that arrived in intervals where it is known how many hung up.
    OfferedWhereAbandonedIsKnown = "offeredWhereAbandonedIsKnown", Contacts, false;
    /// Contacts answered within the limit of their import.
    AnsweredWithin = "answeredWithin", Contacts, false;
    /// Contacts that arrived in intervals where it is known how many were answered in time.
    OfferedWhereAnsweredWithinIsKnown = "offeredWhereAnsweredWithinIsKnown", Contacts, false;
    /// Handle time of contacts whose handle time is known.
    HandleSeconds = "handleSeconds", Contacts, false;
    /// Contacts whose handle time is known.
    TimedContacts = "timedContacts", Contacts, false;
    /// What answered contacts waited, in intervals where that is known.
    AnsweredWaitSeconds = "answeredWaitSeconds", Contacts, false;
    /// Contacts answered in intervals where it is known how long they waited.
    HandledWhereWaitIsKnown = "handledWhereWaitIsKnown", Contacts, false;
    /// Contacts that hung up × what a lost contact costs.
    AbandonedCost = "abandonedCost", Contacts, true;

    /// Agents required on the roster × time.
    RequiredHeadSeconds = "requiredHeadSeconds", Staffing, false;
    /// Agents the roster puts on queue for the planning group × time.
    ScheduledHeadSeconds = "scheduledHeadSeconds", Staffing, false;
    /// Agents beyond the requirement × time.
    OverHeadSeconds = "overHeadSeconds", Staffing, false;
    /// Agents missing to the requirement × time.
    UnderHeadSeconds = "underHeadSeconds", Staffing, false;
    /// Time beyond the requirement × what a paid hour costs.
    OverCost = "overCost", Staffing, true;
    /// Contacts expected to be lost with the agents scheduled, beyond those lost with the agents required.
    ExpectedLostContacts = "expectedLostContacts", Staffing, false;
    /// Those × what a lost contact costs.
    UnderCost = "underCost", Staffing, true;
    /// Contacts forecast.
    ForecastOffered = "forecastOffered", Staffing, false;
    /// Contacts that arrived in intervals that were forecast.
    ActualOffered = "actualOffered", Staffing, false;
    /// Forecast less actual, in intervals that have both.
    ForecastError = "forecastError", Staffing, false;
    /// The same without its sign, interval by interval.
    AbsoluteForecastError = "absoluteForecastError", Staffing, false;
    /// Most contacts the agents scheduled serve within all goals.
    OptimalCapacity = "optimalCapacity", Staffing, false;
    /// Most contacts the agents scheduled handle at all.
    MaximalCapacity = "maximalCapacity", Staffing, false;

    /// On queue and handling a contact.
    InteractingOnQueueSeconds = "interactingOnQueueSeconds", Agents, false;
    /// On queue.
    OnQueueSeconds = "onQueueSeconds", Agents, false;
    /// Handling a contact.
    InteractingSeconds = "interactingSeconds", Agents, false;
    /// At work in any activity.
    AtWorkSeconds = "atWorkSeconds", Agents, false;
    /// Scheduled on queue, up to now.
    ScheduledOnQueueSeconds = "scheduledOnQueueSeconds", Agents, false;
    /// In adherence, as the definition counts it.
    AdherentSeconds = "adherentSeconds", Agents, false;
    /// That could be adhered to, as the definition counts it.
    AdherenceScheduleSeconds = "adherenceScheduleSeconds", Agents, false;
    /// Worked, as the definition counts it.
    ConformanceActualSeconds = "conformanceActualSeconds", Agents, false;
    /// Planned, as the definition counts it.
    ConformanceScheduleSeconds = "conformanceScheduleSeconds", Agents, false;
    /// Paid in published shifts.
    PaidSeconds = "paidSeconds", Agents, false;
    /// Paid in published shifts, up to now.
    PaidSecondsUpToNow = "paidSecondsUpToNow", Agents, false;
    /// Paid for activities that count toward shrinkage and are planned.
    PlannedShrinkageSeconds = "plannedShrinkageSeconds", Agents, false;
    /// Paid for activities that count toward unplanned shrinkage, and due on queue but spent elsewhere; up to now.
    UnplannedShrinkageSeconds = "unplannedShrinkageSeconds", Agents, false;
    /// Paid beyond the work plan's most in a week.
    OvertimeSeconds = "overtimeSeconds", Agents, false;
    /// Paid time × what an hour costs, overtime at its multiple.
    PaidCost = "paidCost", Agents, true;
    /// Overtime × what an hour costs × the overtime's multiple.
    OvertimeCost = "overtimeCost", Agents, true;
    /// Overtime × what an hour costs × what the overtime's multiple is beyond one.
    OvertimePremiumCost = "overtimePremiumCost", Agents, true;

    /// Outcomes recorded.
    Attempts = "attempts", Campaigns, false;
    /// Of those, in which the person wanted was reached.
    RightPartyContacts = "rightPartyContacts", Campaigns, false;
    /// Of those, in which what the campaign is for was reached.
    BusinessSuccesses = "businessSuccesses", Campaigns, false;
    /// Of those, in which it was not and will not be.
    BusinessFailures = "businessFailures", Campaigns, false;
    /// Handle time of attempts whose handle time is known.
    AttemptHandleSeconds = "attemptHandleSeconds", Campaigns, false;
    /// Attempts whose handle time is known.
    TimedAttempts = "timedAttempts", Campaigns, false;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_quantity_has_a_name_of_its_own_and_its_place_in_the_list() {
        let names: BTreeSet<_> = Component::ALL.iter().map(|one| one.name()).collect();
        assert_eq!(names.len(), Component::ALL.len());
        for (index, component) in Component::ALL.iter().enumerate() {
            assert_eq!(*component as usize, index);
        }
    }
}
