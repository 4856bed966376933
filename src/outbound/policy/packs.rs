//! Policy packs: what laws and regulators ask of outbound calls, as dated data with its sources. A policy may begin with
//! one; from then on its terms are its own. A pack is no legal advice, and says where it is stricter than its source.

use chrono::NaiveDate;
use serde::Serialize;

use super::callable_dates::DaySlot;
use super::pack_data::PACKS;
use super::terms::{ConversationCoolingOff, CountedBy, PolicyTerms, RollingLimit, Within};

/// What a provision asks for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", tag = "type")]
pub enum PackRequirement {
    /// Calls only in these hours of every day, in the callee's time.
    #[serde(rename_all = "camelCase")]
    CallableHours {
        /// `HH:MM`.
        #[schema(value_type = String)]
        start_time: &'static str,
        /// `HH:MM`.
        #[schema(value_type = String)]
        stop_time: &'static str,
    },
    /// The callee's time is told by where the callee is, and so by every zone the number may ring in as well.
    CalleesTime,
    /// So many attempts to a person in so many days, within a product family.
    #[serde(rename_all = "camelCase")]
    AttemptsPerPerson {
        /// Most attempts.
        count: usize,
        /// In any stretch of so many days.
        per_days: i64,
    },
    /// No call for so many days after a conversation, within a product family.
    AfterConversation {
        /// Days.
        days: i64,
    },
    /// No call without consent.
    Consent,
    /// Abandoned calls in percent of those that a person answered. Not a term of a policy: a matter of pacing.
    #[serde(rename_all = "camelCase")]
    AbandonedCalls {
        /// Most percent; `None` where no level is safe.
        most_percent: Option<f64>,
        /// Measured over so many days of a campaign.
        over_days: Option<i64>,
        /// An answered call is abandoned when no agent speaks within so many seconds.
        agent_within_seconds: Option<i64>,
    },
    /// How long a call must ring before it is given up. Not a term of a policy: a matter of the dialer.
    RingAtLeast {
        /// Seconds.
        seconds: i64,
    },
}

/// One requirement with its source.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackProvision {
    /// Where it stands.
    #[schema(value_type = String)]
    pub citation: &'static str,
    /// Whether it is law or a regulator's rule; else guidance or practice.
    pub binding: bool,
    /// The first day it holds on.
    pub valid_from: NaiveDate,
    /// The first day it no longer holds on.
    pub valid_until: Option<NaiveDate>,
    /// What it asks for.
    pub requirement: PackRequirement,
}

/// What a jurisdiction asks of outbound calls.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyPack {
    /// Its id.
    #[schema(value_type = String)]
    pub id: &'static str,
    /// Where it holds, and for which calls.
    #[schema(value_type = String)]
    pub jurisdiction: &'static str,
    /// What it leaves out, and where it is stricter than its sources.
    #[schema(value_type = String)]
    pub note: &'static str,
    /// What it asks for.
    #[schema(value_type = Vec<PackProvision>)]
    pub provisions: &'static [PackProvision],
}

/// A pack as it holds on a day.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PolicyPackOnDay {
    /// The pack.
    #[serde(flatten)]
    pub pack: PolicyPack,
    /// The terms that a policy made of it today begins with.
    pub terms: PolicyTerms,
}

impl PolicyPack {
    /// The terms of the provisions that hold on a day.
    pub fn terms_on(&self, day: NaiveDate) -> PolicyTerms {
        let mut terms = PolicyTerms::default();
        let holding = self.provisions.iter().filter(|provision| {
            provision.valid_from <= day && provision.valid_until.is_none_or(|end| day < end)
        });
        for provision in holding {
            let source = provision.citation.to_owned();
            match provision.requirement {
                PackRequirement::CallableHours {
                    start_time,
                    stop_time,
                } => {
                    terms.callable_hours = Some(DaySlot {
                        start_time: start_time.to_owned(),
                        stop_time: stop_time.to_owned(),
                    });
                    terms.sources.insert("callableHours".to_owned(), source);
                }
                PackRequirement::CalleesTime => {
                    terms.number_zones = true;
                    terms.sources.insert("numberZones".to_owned(), source);
                }
                PackRequirement::AttemptsPerPerson { count, per_days } => {
                    terms.rolling_limits.push(RollingLimit {
                        counted_by: CountedBy::Person,
                        within: Within::ProductFamily,
                        count,
                        per_days: Some(per_days),
                        per_hours: None,
                        source: Some(source),
                    });
                }
                PackRequirement::AfterConversation { days } => {
                    terms
                        .conversation_cooling_offs
                        .push(ConversationCoolingOff {
                            within: Within::ProductFamily,
                            days,
                            source: Some(source),
                        });
                }
                PackRequirement::Consent => {
                    terms.consent_required = true;
                    terms.sources.insert("consentRequired".to_owned(), source);
                }
                PackRequirement::AbandonedCalls { .. } | PackRequirement::RingAtLeast { .. } => {}
            }
        }
        terms
    }
}

/// The pack of an id.
pub(in crate::outbound) fn pack(id: &str) -> Option<&'static PolicyPack> {
    PACKS.iter().find(|pack| pack.id == id)
}

/// All packs as they hold on a day.
pub fn policy_packs(day: NaiveDate) -> Vec<PolicyPackOnDay> {
    let on_day = |pack: &PolicyPack| PolicyPackOnDay {
        pack: *pack,
        terms: pack.terms_on(day),
    };
    PACKS.iter().map(on_day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Faults;

    fn on(id: &str, day: &str) -> PolicyTerms {
        pack(id).unwrap().terms_on(day.parse().unwrap())
    }

    #[test]
    fn debt_collection_in_the_united_states_has_seven_calls_in_seven_days_since_regulation_f() {
        let since = on("us-debt-collection", "2021-11-30");
        let limit = &since.rolling_limits[0];
        assert_eq!((limit.count, limit.minutes()), (7, 7 * 1_440));
        assert_eq!(since.conversation_cooling_offs[0].days, 7);
        assert!(limit.source.as_deref().unwrap().contains("1006.14(b)(2)"));
        assert!(
            on("us-debt-collection", "2021-11-29")
                .rolling_limits
                .is_empty()
        );
    }

    #[test]
    fn no_level_of_abandoned_calls_is_safe_in_the_united_kingdom_since_march_2017() {
        let pack = pack("uk").unwrap();
        let levels = |day: &str| -> Vec<Option<f64>> {
            let day: NaiveDate = day.parse().unwrap();
            let holding = pack.provisions.iter().filter(|provision| {
                provision.valid_from <= day && provision.valid_until.is_none_or(|end| day < end)
            });
            let levels = holding.filter_map(|provision| match provision.requirement {
                PackRequirement::AbandonedCalls { most_percent, .. } => Some(most_percent),
                _ => None,
            });
            levels.collect()
        };
        assert_eq!(levels("2017-02-28"), [Some(3.0)]);
        assert_eq!(levels("2017-03-01"), [None]);
    }

    #[test]
    fn every_pack_makes_terms_that_can_be_kept_and_names_a_source_for_each() {
        for pack in policy_packs("2026-12-01".parse().unwrap()) {
            let mut faults = Faults::default();
            pack.terms.check(&mut faults);
            faults.into_result().unwrap();
            let hours = pack.terms.callable_hours.is_some();
            assert_eq!(
                hours,
                pack.terms.sources.contains_key("callableHours"),
                "{}",
                pack.pack.id
            );
            let mut provisions = pack.pack.provisions.iter();
            assert!(provisions.all(|provision| !provision.citation.is_empty()));
        }
    }
}
