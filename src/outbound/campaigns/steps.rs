//! Steps (waves) that the contacts of a campaign move through.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::kind::Channel;
use super::wrap_up::WrapUpFlag;
use crate::failure::Faults;

/// The most steps of a campaign.
const MOST_STEPS: usize = 10;

/// The longest delay before a step: 90 days.
const MOST_DELAY_MINUTES: i64 = 129_600;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CampaignStep {
    /// For people to read; unique in the campaign.
    pub name: String,
    /// By which channel the contact is reached; `voice` when left out.
    #[serde(default)]
    pub channel: Channel,
    /// From the end of the step before, 0 to 129,600 (90 days); none for the first.
    #[serde(default)]
    pub delay_minutes: i64,
    /// Tries after which the step ends, 1 to 50; 1 when left out.
    #[serde(default = "one")]
    pub max_attempts: i32,
    /// Whom of the step before it takes; none for the first.
    #[serde(default)]
    pub when: StepCondition,
}

const fn one() -> i32 {
    1
}

/// Whom a step takes, by how the step before ended for them. Whoever refused, asked not to be called or must not be tried
/// again is taken by none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StepCondition {
    /// Those whose last outcome has one of these flags.
    #[serde(default)]
    pub flags: BTreeSet<WrapUpFlag>,
    /// Those who were not reached: no outcome says that somebody spoke. With neither, all without a final outcome.
    #[serde(default)]
    pub no_answer: bool,
    /// Only contacts that came onto the list at most so many days ago.
    pub contact_age_days_at_most: Option<i64>,
}

/// How a step ended for a contact.
#[derive(Clone, Copy, Debug)]
pub(in crate::outbound) struct StepEnd<'a> {
    /// What its last outcome means; nothing where no outcome was recorded.
    pub flags: &'a BTreeSet<WrapUpFlag>,
    /// Whole days since the contact came onto the list.
    pub age_days: i64,
}

/// The first later step that takes the contact.
pub(in crate::outbound) fn next_step<'a>(
    steps: &'a [CampaignStep],
    current: usize,
    end: StepEnd<'_>,
) -> Option<(usize, &'a CampaignStep)> {
    let mut later = steps.iter().enumerate().skip(current.saturating_add(1));
    later.find(|(_, step)| takes(step, end))
}

fn takes(step: &CampaignStep, end: StepEnd<'_>) -> bool {
    let has = |flag| end.flags.contains(&flag);
    let is_barred = has(WrapUpFlag::Refusal)
        || has(WrapUpFlag::DoNotCall)
        || has(WrapUpFlag::ContactUncallable)
        || (has(WrapUpFlag::NumberUncallable) && step.channel.needs_number());
    let when = &step.when;
    let is_too_old = when
        .contact_age_days_at_most
        .is_some_and(|most| end.age_days > most);
    if is_barred || is_too_old {
        return false;
    }
    let was_reached = end.flags.iter().any(|flag| flag.is_conversation());
    let is_open = !end.flags.iter().any(|flag| flag.finishes());
    let asks_nothing = when.flags.is_empty() && !when.no_answer;
    (asks_nothing && is_open)
        || when.flags.iter().any(|flag| has(*flag))
        || (when.no_answer && !was_reached)
}

/// Notes what steps cannot be, at `/steps/…`.
pub(super) fn check_steps(steps: &[CampaignStep], faults: &mut Faults) {
    faults.require(
        (2..=MOST_STEPS).contains(&steps.len()),
        "/steps",
        "out-of-range",
        format!("send 2 to {MOST_STEPS} steps"),
    );
    let mut names = BTreeSet::new();
    for (i, step) in steps.iter().enumerate() {
        let at = format!("/steps/{i}");
        faults.require_name(&step.name, format!("{at}/name"));
        faults.require(
            names.insert(&step.name),
            format!("{at}/name"),
            "taken",
            "another step has this name; choose another",
        );
        faults.require(
            (0..=MOST_DELAY_MINUTES).contains(&step.delay_minutes),
            format!("{at}/delayMinutes"),
            "out-of-range",
            format!("use 0 to {MOST_DELAY_MINUTES}"),
        );
        faults.require(
            (1..=50).contains(&step.max_attempts),
            format!("{at}/maxAttempts"),
            "out-of-range",
            "use 1 to 50",
        );
        let age = step.when.contact_age_days_at_most;
        faults.require(
            age.is_none_or(|days| (0..=3_660).contains(&days)),
            format!("{at}/when/contactAgeDaysAtMost"),
            "out-of-range",
            "use 0 to 3660",
        );
        if i == 0 {
            faults.require(
                step.when == StepCondition::default() && step.delay_minutes == 0,
                at,
                "first-step",
                "nothing comes before the first step; leave when and delayMinutes out",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(json: &str) -> Vec<CampaignStep> {
        serde_json::from_str(json).unwrap()
    }

    fn goes_to(steps: &[CampaignStep], flags: &[WrapUpFlag], age_days: i64) -> Option<usize> {
        let flags: BTreeSet<WrapUpFlag> = flags.iter().copied().collect();
        let end = StepEnd {
            flags: &flags,
            age_days,
        };
        next_step(steps, 0, end).map(|(place, _)| place)
    }

    #[test]
    fn a_step_takes_by_flag_by_no_answer_and_by_age_and_others_are_passed_over() {
        let steps = steps(
            r#"[{"name": "call"},
                {"name": "offer", "channel": "email", "when": {"flags": ["businessNeutral"], "contactAgeDaysAtMost": 30}},
                {"name": "text", "channel": "sms", "when": {"noAnswer": true}}]"#,
        );
        let neutral = [WrapUpFlag::RightPartyContact, WrapUpFlag::BusinessNeutral];
        assert_eq!(goes_to(&steps, &neutral, 30), Some(1));
        assert_eq!(
            goes_to(&steps, &neutral, 31),
            None,
            "spoken to, and too old for the offer"
        );
        assert_eq!(goes_to(&steps, &[], 400), Some(2));
        assert_eq!(goes_to(&steps, &[WrapUpFlag::BusinessSuccess], 1), None);
    }

    #[test]
    fn whoever_refused_or_has_no_number_is_taken_by_no_step_that_would_need_it() {
        let steps = steps(
            r#"[{"name": "call"},
                {"name": "text", "channel": "sms", "when": {"flags": ["refusal", "numberUncallable"]}},
                {"name": "mail", "channel": "email", "when": {"flags": ["refusal", "numberUncallable"]}}]"#,
        );
        assert_eq!(goes_to(&steps, &[WrapUpFlag::Refusal], 0), None);
        assert_eq!(goes_to(&steps, &[WrapUpFlag::NumberUncallable], 0), Some(2));
    }

    #[test]
    fn a_step_without_a_condition_takes_all_who_have_no_final_outcome() {
        let steps = steps(r#"[{"name": "call"}, {"name": "again", "delayMinutes": 60}]"#);
        assert_eq!(goes_to(&steps, &[WrapUpFlag::BusinessNeutral], 0), Some(1));
        assert_eq!(goes_to(&steps, &[], 0), Some(1));
        assert_eq!(goes_to(&steps, &[WrapUpFlag::BusinessSuccess], 0), None);
    }
}
