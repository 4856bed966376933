//! What may be set of a campaign besides what every campaign has: kept as one document.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::budgets::{CampaignBudgets, CampaignGoals};
use super::coded::coded;
use super::kind::{CampaignKind, Channel, DialingMode};
use super::recurrence::CampaignRecurrence;
use super::steps::{CampaignStep, check_steps};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::store::campaigns::CampaignRow;

coded! {
    /// Which way contacts are sorted.
    #[derive(Default)]
    pub enum SortDirection {
        /// The least first.
        #[default]
        Ascending = "ASC",
        /// The greatest first.
        Descending = "DESC",
    }
}

/// By what contacts come that have not been tried yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactSort {
    /// A column of the list, or a field of the contact (`name`, `externalId`, `segment`, …).
    pub field_name: String,
    /// `ASC` when left out.
    #[serde(default)]
    pub direction: SortDirection,
    /// Whether values are numbers; what is none comes last.
    #[serde(default)]
    pub numeric: bool,
}

/// What an event-triggered campaign takes of events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EventRules {
    /// The deadline of an event that names none, in minutes after it: 1 to 43,200.
    pub default_deadline_minutes: i64,
    /// By which channels events may ask; `voice` alone when left out.
    #[serde(default = "voice")]
    pub channels: BTreeSet<Channel>,
}

fn voice() -> BTreeSet<Channel> {
    BTreeSet::from([Channel::Voice])
}

/// How lines are shared with other campaigns.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DynamicLineBalancingSettings {
    /// Whether lines are shared.
    pub enabled: bool,
    /// 1 to 100: its share beside the weights of the others.
    pub relative_weight: Option<i32>,
}

/// What may be set of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CampaignSettings {
    /// Preview: how long a contact is shown before its lease ends.
    pub preview_time_out_seconds: Option<i64>,
    /// Whether it stays on when no contact is left.
    pub always_running: bool,
    /// Calls started for each free agent at most.
    pub max_calls_per_agent: Option<f64>,
    /// Lines it may use.
    pub outbound_line_count: Option<i32>,
    /// Share (0 to 1) of answered calls that may be abandoned.
    pub abandon_rate: Option<f64>,
    /// Filters of its list that a contact must meet, all of them.
    pub contact_list_filter_ids: Vec<String>,
    /// By what contacts come that have not been tried yet, the first key first.
    pub contact_sorts: Vec<ContactSort>,
    /// The steps contacts move through.
    pub steps: Vec<CampaignStep>,
    /// When it is filled again.
    pub recurrence: Option<CampaignRecurrence>,
    /// What it takes of events.
    pub event_rules: Option<EventRules>,
    /// How lines are shared with other campaigns.
    pub dynamic_line_balancing_settings: DynamicLineBalancingSettings,
    /// What it may spend.
    pub budgets: CampaignBudgets,
    /// What it is to reach.
    pub goals: CampaignGoals,
}

impl CampaignSettings {
    /// Those of a kept campaign.
    pub(in crate::outbound) fn of(row: &CampaignRow) -> Result<Self, Failure> {
        Ok(documents::read("campaign", &row.id, &row.settings)?)
    }

    /// The channel of a contact that comes into the pool.
    pub(in crate::outbound) fn first_channel(&self) -> Channel {
        self.steps
            .first()
            .map_or(Channel::Voice, |step| step.channel)
    }

    pub(super) fn check(&self, kind: CampaignKind, mode: DialingMode, faults: &mut Faults) {
        self.check_dialing(mode, faults);
        faults.require(
            self.contact_list_filter_ids.len() <= 10,
            "/contactListFilterIds",
            "too-many",
            "name at most 10 filters",
        );
        faults.require(
            self.contact_sorts.len() <= 4,
            "/contactSorts",
            "too-many",
            "send at most 4 sorts",
        );
        let weight = self.dynamic_line_balancing_settings.relative_weight;
        faults.require(
            weight.is_none_or(|weight| (1..=100).contains(&weight)),
            "/dynamicLineBalancingSettings/relativeWeight",
            "out-of-range",
            "use 1 to 100",
        );
        let mut only = |is_sent: bool, of: CampaignKind, pointer: &str| {
            faults.require(
                is_sent == (kind == of),
                pointer,
                if is_sent { "other-kind" } else { "missing" },
                format!("goes with kind {} and with no other", of.code()),
            );
        };
        only(!self.steps.is_empty(), CampaignKind::MultiStep, "/steps");
        only(
            self.recurrence.is_some(),
            CampaignKind::Recurring,
            "/recurrence",
        );
        only(
            self.event_rules.is_some(),
            CampaignKind::EventTriggered,
            "/eventRules",
        );
        if !self.steps.is_empty() {
            check_steps(&self.steps, faults);
        }
        if let Some(recurrence) = &self.recurrence {
            recurrence.check(faults);
        }
        if let Some(rules) = &self.event_rules {
            faults.require(
                (1..=43_200).contains(&rules.default_deadline_minutes),
                "/eventRules/defaultDeadlineMinutes",
                "out-of-range",
                "use 1 to 43200",
            );
            faults.require(
                !rules.channels.is_empty(),
                "/eventRules/channels",
                "missing",
                "name at least one channel",
            );
        }
        self.budgets.check(faults);
        self.goals.check(faults);
    }

    fn check_dialing(&self, mode: DialingMode, faults: &mut Faults) {
        let time_out = self.preview_time_out_seconds;
        faults.require(
            time_out.is_none_or(|seconds| (1..=3_600).contains(&seconds)),
            "/previewTimeOutSeconds",
            "out-of-range",
            "use 1 to 3600",
        );
        faults.require(
            mode != DialingMode::Preview || time_out.is_some(),
            "/previewTimeOutSeconds",
            "missing",
            "preview needs it: how long an agent may look at a contact before the call",
        );
        faults.require(
            self.max_calls_per_agent.is_none_or(is_calls_per_agent),
            "/maxCallsPerAgent",
            "out-of-range",
            "use 1 to 15",
        );
        faults.require(
            self.outbound_line_count.is_none_or(is_line_count),
            "/outboundLineCount",
            "out-of-range",
            "use 0 to 100000",
        );
        faults.require(
            self.abandon_rate.is_none_or(is_share),
            "/abandonRate",
            "out-of-range",
            "use 0 to 1",
        );
    }
}

pub(super) fn is_calls_per_agent(calls: f64) -> bool {
    (1.0..=15.0).contains(&calls)
}

pub(super) fn is_line_count(lines: i32) -> bool {
    (0..=100_000).contains(&lines)
}

pub(super) fn is_share(share: f64) -> bool {
    (0.0..=1.0).contains(&share)
}
