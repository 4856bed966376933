//! What a contact policy says: the terms its rules read.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::callable_dates::DaySlot;
use super::callable_times::minute_of;
use crate::failure::Faults;

/// Whose attempts are counted, or whose last attempt is looked at.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum CountedBy {
    /// Those to this number.
    Number,
    /// Those to this contact.
    Contact,
    /// Those to this person on any number; where the person is not known, those to this number.
    Person,
}

/// Which campaigns' entries are looked at.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Within {
    /// All of the tenant's.
    #[default]
    Tenant,
    /// Those of the same product family.
    ProductFamily,
    /// The campaign's own.
    Campaign,
}

/// When attempts are forgotten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ResetPeriod {
    /// Never.
    #[default]
    Never,
    /// At local midnight, when so many local days have begun since: 1 to 30, today's being the first.
    Days(u32),
}

impl TryFrom<String> for ResetPeriod {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let days = text
            .strip_prefix("DAYS_")
            .and_then(|days| days.parse().ok());
        match (text.as_str(), days) {
            ("NEVER", _) => Ok(Self::Never),
            ("TODAY", _) => Ok(Self::Days(1)),
            (_, Some(days @ 2..=30)) => Ok(Self::Days(days)),
            _ => Err(format!(
                "{text:?} is no reset period; use NEVER, TODAY or DAYS_2 to DAYS_30"
            )),
        }
    }
}

impl From<ResetPeriod> for String {
    fn from(period: ResetPeriod) -> Self {
        match period {
            ResetPeriod::Never => "NEVER".to_owned(),
            ResetPeriod::Days(1) => "TODAY".to_owned(),
            ResetPeriod::Days(days) => format!("DAYS_{days}"),
        }
    }
}

/// What follows on an attempt that ended in some way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RecallEntry {
    /// How many more attempts may follow on attempts of a campaign that ended so.
    pub nbr_attempts: u32,
    /// The least time to the next attempt, from the start of the one that ended so.
    pub minutes_between_attempts: i64,
}

/// Attempts to a contact and to a number, until they are reset.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AttemptLimits {
    /// Most attempts to one contact.
    pub max_attempts_per_contact: Option<usize>,
    /// Most attempts to one number, by all campaigns.
    pub max_attempts_per_number: Option<usize>,
    /// `NEVER`, `TODAY`, `DAYS_2` … `DAYS_30`.
    #[schema(value_type = String)]
    pub reset_period: ResetPeriod,
    /// IANA zone in whose days it resets; UTC when left out.
    pub time_zone_id: Option<String>,
    /// By wrap-up code.
    pub recall_entries: BTreeMap<String, RecallEntry>,
}

impl AttemptLimits {
    /// The zone in whose days attempts are reset.
    pub fn zone(&self) -> Tz {
        let zone = self.time_zone_id.as_deref().map(str::parse);
        zone.and_then(Result::ok).unwrap_or(Tz::UTC)
    }
}

/// So many attempts in any stretch of time that is so long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RollingLimit {
    /// Whose attempts are counted.
    pub counted_by: CountedBy,
    /// Which campaigns' attempts are counted.
    #[serde(default)]
    pub within: Within,
    /// Most attempts.
    pub count: usize,
    /// Length in days of 24 hours; this or `perHours`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_days: Option<i64>,
    /// Length in hours; this or `perDays`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_hours: Option<i64>,
    /// The law or agreement it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

impl RollingLimit {
    /// The length of the stretch.
    pub fn minutes(&self) -> i64 {
        60 * (24 * self.per_days.unwrap_or(0) + self.per_hours.unwrap_or(0))
    }
}

/// The least time from one attempt to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MinimumGap {
    /// Whose last attempt counts.
    pub counted_by: CountedBy,
    /// Its length.
    pub minutes: i64,
    /// The law or agreement it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// A pause after any conversation with the person, or on the number. A call that the callee was promised is made
/// nevertheless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ConversationCoolingOff {
    /// Which campaigns' conversations count.
    #[serde(default)]
    pub within: Within,
    /// Its length, in days of 24 hours.
    pub days: i64,
    /// The law or agreement it follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

/// What follows on a refusal of products of a family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RefusalRule {
    /// The family that was refused; `*` for every family without a rule of its own.
    pub product_family: String,
    /// How long the family is not offered again, in days of 24 hours; for ever when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cooling_off_days: Option<i64>,
    /// Other families and how many days they are not offered either.
    #[serde(default)]
    pub cools_families: BTreeMap<String, i64>,
}

/// What holds for people of a customer tier in place of the policy's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TierTerms {
    /// In place of the policy's.
    pub rolling_limits: Option<Vec<RollingLimit>>,
    /// In place of the policy's.
    pub minimum_gaps: Option<Vec<MinimumGap>>,
}

/// The terms of a contact policy. What is left out does not bind. A refusal of the campaign's own family binds in any
/// case, and so does every do-not-call list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PolicyTerms {
    /// Attempts until they are reset, and recalls by outcome.
    pub attempt_limits: AttemptLimits,
    /// Attempts in rolling windows.
    pub rolling_limits: Vec<RollingLimit>,
    /// Least times between attempts.
    pub minimum_gaps: Vec<MinimumGap>,
    /// Pauses after conversations.
    pub conversation_cooling_offs: Vec<ConversationCoolingOff>,
    /// What follows on refusals.
    pub refusals: Vec<RefusalRule>,
    /// Whether nobody is called without a consent on record, for voice and the campaign's family, that stands.
    pub consent_required: bool,
    /// Hours of every day, in the callee's time, beyond which nobody is called whatever the campaign's hours are.
    pub callable_hours: Option<DaySlot>,
    /// Whether a callee must be callable also in every zone that the number may ring in.
    pub number_zones: bool,
    /// What holds for people of a customer tier, who have one by an override.
    pub customer_tiers: BTreeMap<String, TierTerms>,
    /// The laws or agreements that terms follow, by the term's field; entries of lists name their own.
    pub sources: BTreeMap<String, String>,
}

/// In place of a family's name: every family without a rule of its own.
const ANY_OTHER_FAMILY: &str = "*";

/// Beyond ten years a length is a mistake.
const MOST_DAYS: i64 = 3_660;
/// Entries of one kind.
const MOST_ENTRIES: usize = 50;

impl PolicyTerms {
    /// Notes what cannot be, at `/terms/…`.
    pub fn check(&self, faults: &mut Faults) {
        let limits = &self.attempt_limits;
        for (most, field) in [
            (limits.max_attempts_per_contact, "maxAttemptsPerContact"),
            (limits.max_attempts_per_number, "maxAttemptsPerNumber"),
        ] {
            let pointer = format!("/terms/attemptLimits/{field}");
            let holds = most.is_none_or(|most| (1..=1_000).contains(&most));
            faults.require(
                holds,
                pointer,
                "out-of-range",
                "use 1 to 1000, or leave it out",
            );
        }
        let zone = limits.time_zone_id.as_deref();
        faults.require(
            zone.is_none_or(|zone| zone.parse::<Tz>().is_ok()),
            "/terms/attemptLimits/timeZoneId",
            "unknown-time-zone",
            "use an IANA name such as Asia/Shanghai",
        );
        for (code, entry) in &limits.recall_entries {
            let holds = entry.nbr_attempts <= 1_000
                && (0..=MOST_DAYS * 1_440).contains(&entry.minutes_between_attempts);
            let pointer = format!("/terms/attemptLimits/recallEntries/{code}");
            faults.require(
                holds,
                pointer,
                "out-of-range",
                "use at most 1000 attempts and ten years",
            );
        }
        check_limits(&self.rolling_limits, "/terms/rollingLimits", faults);
        check_gaps(&self.minimum_gaps, "/terms/minimumGaps", faults);
        for (i, pause) in self.conversation_cooling_offs.iter().enumerate() {
            let pointer = format!("/terms/conversationCoolingOffs/{i}/days");
            require_days(pause.days, pointer, faults);
        }
        let mut seen = std::collections::BTreeSet::new();
        for (i, rule) in self.refusals.iter().enumerate() {
            let at = format!("/terms/refusals/{i}");
            faults.require_name(&rule.product_family, format!("{at}/productFamily"));
            faults.require(
                seen.insert(rule.product_family.as_str()),
                format!("{at}/productFamily"),
                "duplicate",
                "give each family one rule",
            );
            if let Some(days) = rule.cooling_off_days {
                require_days(days, format!("{at}/coolingOffDays"), faults);
            }
            for (family, days) in &rule.cools_families {
                require_days(*days, format!("{at}/coolsFamilies/{family}"), faults);
            }
        }
        if let Some(hours) = &self.callable_hours {
            let (start, stop) = (minute_of(&hours.start_time), minute_of(&hours.stop_time));
            faults.require(
                start.is_some_and(|start| stop.is_some_and(|stop| start < stop)),
                "/terms/callableHours",
                "invalid-time",
                "write startTime and a later stopTime as HH:MM, at most 24:00",
            );
        }
        for (tier, terms) in &self.customer_tiers {
            let at = format!("/terms/customerTiers/{tier}");
            if let Some(limits) = &terms.rolling_limits {
                check_limits(limits, &format!("{at}/rollingLimits"), faults);
            }
            if let Some(gaps) = &terms.minimum_gaps {
                check_gaps(gaps, &format!("{at}/minimumGaps"), faults);
            }
        }
        let lengths = [
            (self.rolling_limits.len(), "/terms/rollingLimits"),
            (self.minimum_gaps.len(), "/terms/minimumGaps"),
            (
                self.conversation_cooling_offs.len(),
                "/terms/conversationCoolingOffs",
            ),
            (self.refusals.len(), "/terms/refusals"),
            (self.customer_tiers.len(), "/terms/customerTiers"),
            (
                limits.recall_entries.len(),
                "/terms/attemptLimits/recallEntries",
            ),
            (self.sources.len(), "/terms/sources"),
        ];
        for (length, pointer) in lengths {
            let detail = format!("give at most {MOST_ENTRIES}");
            faults.require(length <= MOST_ENTRIES, pointer, "too-many", detail);
        }
    }

    /// Whether a refusal of this family stands until something changes.
    pub fn refuses_for_ever(&self, family: &str) -> bool {
        self.refusal_rule(family)
            .is_none_or(|(_, rule)| rule.cooling_off_days.is_none())
    }

    /// The rule on refusals of a family, its own before that of every other, with its place.
    pub fn refusal_rule(&self, family: &str) -> Option<(usize, &RefusalRule)> {
        let named = |name: &str| {
            let mut rules = self.refusals.iter().enumerate();
            rules.find(|(_, rule)| rule.product_family == name)
        };
        named(family).or_else(|| named(ANY_OTHER_FAMILY))
    }

    /// How many minutes back attempts and conversations are looked at; `None` for all of them.
    pub fn reach_minutes(&self) -> Option<i64> {
        let limits = &self.attempt_limits;
        let counts =
            limits.max_attempts_per_contact.is_some() || limits.max_attempts_per_number.is_some();
        let reset = match limits.reset_period {
            ResetPeriod::Never if counts => return None,
            ResetPeriod::Never => 0,
            ResetPeriod::Days(days) if counts => (i64::from(days) + 1) * 1_440,
            ResetPeriod::Days(_) => 0,
        };
        // Recalls count all of a campaign's attempts that ended so.
        if !limits.recall_entries.is_empty() {
            return None;
        }
        let tiers = || self.customer_tiers.values();
        let rolling = tiers()
            .filter_map(|tier| tier.rolling_limits.as_ref())
            .flatten();
        let gaps = tiers()
            .filter_map(|tier| tier.minimum_gaps.as_ref())
            .flatten();
        let lengths = self
            .rolling_limits
            .iter()
            .chain(rolling)
            .map(RollingLimit::minutes);
        let gaps = self.minimum_gaps.iter().chain(gaps).map(|gap| gap.minutes);
        let pauses = self.conversation_cooling_offs.iter();
        let pauses = pauses.map(|pause| pause.days * 1_440);
        Some(lengths.chain(gaps).chain(pauses).fold(reset, i64::max))
    }
}

fn check_limits(limits: &[RollingLimit], at: &str, faults: &mut Faults) {
    for (i, limit) in limits.iter().enumerate() {
        faults.require(
            (1..=1_000).contains(&limit.count),
            format!("{at}/{i}/count"),
            "out-of-range",
            "use 1 to 1000",
        );
        let one = limit.per_days.is_some() != limit.per_hours.is_some();
        let short = limit
            .per_days
            .is_none_or(|days| (1..=MOST_DAYS).contains(&days))
            && limit
                .per_hours
                .is_none_or(|hours| (1..=MOST_DAYS * 24).contains(&hours));
        faults.require(
            one && short,
            format!("{at}/{i}/perDays"),
            "out-of-range",
            "give perDays or perHours, one of them, from 1 on and at most ten years",
        );
    }
}

fn check_gaps(gaps: &[MinimumGap], at: &str, faults: &mut Faults) {
    for (i, gap) in gaps.iter().enumerate() {
        faults.require(
            (1..=MOST_DAYS * 1_440).contains(&gap.minutes),
            format!("{at}/{i}/minutes"),
            "out-of-range",
            "use 1 minute to ten years",
        );
    }
}

fn require_days(days: i64, pointer: String, faults: &mut Faults) {
    let holds = (1..=MOST_DAYS).contains(&days);
    faults.require(
        holds,
        pointer,
        "out-of-range",
        format!("use 1 to {MOST_DAYS} days"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_period_is_never_today_or_two_to_thirty_days() {
        let read = |text: &str| ResetPeriod::try_from(text.to_owned());
        assert_eq!(read("NEVER"), Ok(ResetPeriod::Never));
        assert_eq!(read("TODAY"), Ok(ResetPeriod::Days(1)));
        assert_eq!(read("DAYS_30"), Ok(ResetPeriod::Days(30)));
        for wrong in ["DAYS_1", "DAYS_31", "never", "WEEKLY"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_fault_of_the_terms_is_named_with_its_place() {
        let terms: PolicyTerms = serde_json::from_value(serde_json::json!({
            "attemptLimits": { "maxAttemptsPerNumber": 0, "timeZoneId": "Asia/Peking" },
            "rollingLimits": [{ "countedBy": "person", "count": 7, "perDays": 7, "perHours": 1 }],
            "minimumGaps": [{ "countedBy": "number", "minutes": 0 }],
            "conversationCoolingOffs": [{ "days": -1 }],
            "refusals": [{ "productFamily": "loans" }, { "productFamily": "loans", "coolingOffDays": 0 }],
            "callableHours": { "startTime": "21:00", "stopTime": "08:00" },
            "customerTiers": { "gold": { "minimumGaps": [{ "countedBy": "person", "minutes": 0 }] } }
        }))
        .unwrap();
        let mut faults = Faults::default();
        terms.check(&mut faults);
        let failure = faults.into_result().unwrap_err();
        let pointers: Vec<_> = failure
            .faults()
            .iter()
            .map(|fault| fault.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/terms/attemptLimits/maxAttemptsPerNumber",
                "/terms/attemptLimits/timeZoneId",
                "/terms/rollingLimits/0/perDays",
                "/terms/minimumGaps/0/minutes",
                "/terms/conversationCoolingOffs/0/days",
                "/terms/refusals/1/productFamily",
                "/terms/refusals/1/coolingOffDays",
                "/terms/callableHours",
                "/terms/customerTiers/gold/minimumGaps/0/minutes"
            ]
        );
    }

    #[test]
    fn the_ledger_is_read_back_as_far_as_the_longest_window_and_wholly_where_nothing_resets() {
        let terms =
            |json: serde_json::Value| -> PolicyTerms { serde_json::from_value(json).unwrap() };
        assert_eq!(PolicyTerms::default().reach_minutes(), Some(0));
        let week = terms(serde_json::json!({
            "rollingLimits": [{ "countedBy": "person", "count": 7, "perDays": 7 }],
            "minimumGaps": [{ "countedBy": "person", "minutes": 60 }]
        }));
        assert_eq!(week.reach_minutes(), Some(7 * 1_440));
        let never = terms(serde_json::json!({ "attemptLimits": { "maxAttemptsPerContact": 3 } }));
        assert_eq!(never.reach_minutes(), None);
    }
}
