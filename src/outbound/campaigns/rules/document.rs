//! What a rule says.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::failure::Faults;
use crate::outbound::campaigns::coded::coded;
use crate::outbound::campaigns::kind::DialingMode;
use crate::outbound::campaigns::settings::{is_calls_per_agent, is_line_count, is_share};
use crate::outbound::campaigns::status::CampaignStatus;
use crate::outbound::policy::callable_times::minute_of;

coded! {
    /// What a condition asks of a campaign.
    pub enum CampaignRuleConditionType {
        /// Percent of its contacts that are finished or tried as often as allowed.
        Progress = "campaignProgress",
        /// Agents who asked for contacts in the last 15 minutes.
        Agents = "campaignAgents",
        /// Contacts tried at least once.
        RecordsAttempted = "campaignRecordsAttempted",
        /// Percent of the local day's attempts in which somebody was spoken with.
        ContactRate = "campaignContactRate",
        /// Attempts with the flag `businessSuccess`, in all.
        BusinessSuccess = "campaignBusinessSuccess",
        /// Attempts with the flag `businessFailure`, in all.
        BusinessFailure = "campaignBusinessFailure",
        /// Attempts with the flag `businessNeutral`, in all.
        BusinessNeutral = "campaignBusinessNeutral",
        /// Attempts with the flag `rightPartyContact`, in all.
        RightPartyContacts = "campaignRightPartyContacts",
        /// Recorded attempts, in all.
        ValidAttempts = "campaignValidAttempts",
        /// Percent of the local day's answered calls that were abandoned.
        AbandonRate = "campaignAbandonRate",
        /// Minutes since it was started; nothing while it is not on.
        RunTime = "campaignRunTime",
        /// Its status.
        Status = "campaignStatus",
        /// The time on the wall clock of the rule's zone.
        TimeOfDay = "timeOfDay",
    }
}

coded! {
    /// How a value is held against a condition's.
    pub enum RuleOperator {
        /// Equal.
        Equals = "equals",
        /// Above.
        GreaterThan = "greaterThan",
        /// At least.
        GreaterThanEquals = "greaterThanEquals",
        /// Below.
        LessThan = "lessThan",
        /// At most.
        LessThanEquals = "lessThanEquals",
    }
}

coded! {
    /// What is done.
    pub enum CampaignRuleActionType {
        /// Campaigns are started.
        TurnOnCampaign = "turnOnCampaign",
        /// Campaigns are stopped.
        TurnOffCampaign = "turnOffCampaign",
        /// Campaigns are paused: only a person starts them again.
        PauseCampaign = "pauseCampaign",
        /// Contacts are put back and campaigns started.
        RecycleCampaign = "recycleCampaign",
        /// `value` 1 to 5.
        SetPriority = "setCampaignPriority",
        /// `value` 1 to 100: the relative weight of line balancing.
        SetWeight = "setCampaignWeight",
        /// `value` 0 to 100,000.
        SetNumberOfLines = "setCampaignNumberOfLines",
        /// `value` 1 to 15.
        SetMaxCallsPerAgent = "setCampaignMaxCallsPerAgent",
        /// `value` 0 to 1.
        SetAbandonRate = "setCampaignAbandonRate",
        /// `dialingMode`.
        SetDialingMode = "setCampaignDialingMode",
        /// Sequences are started.
        TurnOnSequence = "turnOnSequence",
        /// Sequences are stopped.
        TurnOffSequence = "turnOffSequence",
    }
}

coded! {
    /// How often a rule fires for a campaign.
    #[derive(Default)]
    pub enum RuleFrequency {
        /// Each time its conditions come to hold.
        #[default]
        OnEachTrigger = "onEachTrigger",
        /// The same, at most once a local day.
        OncePerDay = "oncePerDay",
        /// Once for ever.
        Once = "once",
    }
}

/// Whom a rule watches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CampaignRuleEntities {
    /// Campaigns, each for itself.
    pub campaign_ids: BTreeSet<String>,
    /// Sequences: the campaign each is at.
    pub sequence_ids: BTreeSet<String>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CampaignRuleCondition {
    /// What it asks.
    pub condition_type: CampaignRuleConditionType,
    /// How; all but `campaignStatus` and `timeOfDay` need it.
    pub operator: Option<RuleOperator>,
    /// Against what; all but `campaignStatus` and `timeOfDay` need it.
    pub value: Option<f64>,
    /// `campaignStatus`: which.
    pub status: Option<CampaignStatus>,
    /// `timeOfDay`: from `HH:MM` on.
    pub start_time: Option<String>,
    /// `timeOfDay`: before `HH:MM`, at most `24:00`.
    pub stop_time: Option<String>,
    /// `timeOfDay`: 1 = Monday to 7 = Sunday; every day when left out.
    #[serde(default)]
    pub days_of_week: BTreeSet<u32>,
}

/// One action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CampaignRuleAction {
    /// What is done.
    pub action_type: CampaignRuleActionType,
    /// The new value of a number.
    pub value: Option<f64>,
    /// The new mode.
    pub dialing_mode: Option<DialingMode>,
    /// `recycleCampaign`: whom; those whose tries are used up when left out.
    #[serde(default)]
    pub wrap_up_codes: BTreeSet<String>,
    /// Whether it is done to the campaign whose conditions hold.
    #[serde(default)]
    pub use_triggering_entity: bool,
    /// To which campaigns it is done besides.
    #[serde(default)]
    pub campaign_ids: BTreeSet<String>,
    /// To which sequences.
    #[serde(default)]
    pub sequence_ids: BTreeSet<String>,
}

/// How often.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CampaignRuleExecutionSettings {
    /// `onEachTrigger` when left out.
    pub frequency: RuleFrequency,
}

impl CampaignRuleCondition {
    pub(super) fn check(&self, at: &str, faults: &mut Faults) {
        match self.condition_type {
            CampaignRuleConditionType::Status => {
                let detail = "campaignStatus needs status";
                faults.require(
                    self.status.is_some(),
                    format!("{at}/status"),
                    "missing",
                    detail,
                );
            }
            CampaignRuleConditionType::TimeOfDay => {
                let minute = |text: &Option<String>| text.as_deref().and_then(minute_of);
                let (start, stop) = (minute(&self.start_time), minute(&self.stop_time));
                faults.require(
                    start.is_some(),
                    format!("{at}/startTime"),
                    "malformed",
                    "write it as 09:00",
                );
                faults.require(
                    stop.is_some() && start < stop,
                    format!("{at}/stopTime"),
                    "malformed",
                    "write it as 12:00, after startTime and at most 24:00",
                );
                faults.require(
                    self.days_of_week.iter().all(|day| (1..=7).contains(day)),
                    format!("{at}/daysOfWeek"),
                    "out-of-range",
                    "use 1 (Monday) to 7 (Sunday)",
                );
            }
            _ => {
                faults.require(
                    self.operator.is_some(),
                    format!("{at}/operator"),
                    "missing",
                    "this condition needs an operator",
                );
                faults.require(
                    self.value.is_some_and(f64::is_finite),
                    format!("{at}/value"),
                    "missing",
                    "this condition needs a number",
                );
            }
        }
    }
}

impl CampaignRuleAction {
    pub(super) fn check(&self, at: &str, faults: &mut Faults) {
        use CampaignRuleActionType as Type;
        let whole = |least: f64, most: f64| {
            self.value
                .is_some_and(|value| value.fract() == 0.0 && (least..=most).contains(&value))
        };
        let (holds, field, remedy) = match self.action_type {
            Type::SetPriority => (whole(1.0, 5.0), "value", "use 1 to 5"),
            Type::SetWeight => (whole(1.0, 100.0), "value", "use 1 to 100"),
            Type::SetNumberOfLines => (
                self.whole_value().is_some_and(is_line_count),
                "value",
                "use 0 to 100000",
            ),
            Type::SetMaxCallsPerAgent => (
                self.value.is_some_and(is_calls_per_agent),
                "value",
                "use 1 to 15",
            ),
            Type::SetAbandonRate => (self.value.is_some_and(is_share), "value", "use 0 to 1"),
            Type::SetDialingMode => (
                self.dialing_mode.is_some(),
                "dialingMode",
                "name a dialing mode",
            ),
            _ => (true, "", ""),
        };
        faults.require(holds, format!("{at}/{field}"), "out-of-range", remedy);
        let is_of_sequences = matches!(
            self.action_type,
            Type::TurnOnSequence | Type::TurnOffSequence
        );
        let has_target = if is_of_sequences {
            !self.sequence_ids.is_empty()
        } else {
            self.use_triggering_entity || !self.campaign_ids.is_empty()
        };
        faults.require(
            has_target,
            at,
            "no-target",
            if is_of_sequences {
                "name sequenceIds"
            } else {
                "name campaignIds, or send useTriggeringEntity as true"
            },
        );
    }

    /// The value as a whole number, where it is one of 32 bits.
    pub(super) fn whole_value(&self) -> Option<i32> {
        let value = self.value.filter(|value| value.fract() == 0.0)?;
        let fits = (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&value);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it is whole and lies within the range"
        )]
        fits.then_some(value as i32)
    }
}
