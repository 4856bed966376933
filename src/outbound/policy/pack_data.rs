//! The provisions of the policy packs, each with its source and dates.

use chrono::NaiveDate;

use super::packs::{PackProvision, PackRequirement, PolicyPack};

/// A day of this table, each of which is one.
const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MAX,
    }
}

const fn law(
    citation: &'static str,
    valid_from: NaiveDate,
    requirement: PackRequirement,
) -> PackProvision {
    PackProvision {
        citation,
        binding: true,
        valid_from,
        valid_until: None,
        requirement,
    }
}

const fn practice(
    citation: &'static str,
    valid_from: NaiveDate,
    requirement: PackRequirement,
) -> PackProvision {
    PackProvision {
        binding: false,
        ..law(citation, valid_from, requirement)
    }
}

const US_HOURS: PackRequirement = PackRequirement::CallableHours {
    start_time: "08:00",
    stop_time: "21:00",
};

const US_MARKETING: PolicyPack = PolicyPack {
    id: "us-telemarketing",
    jurisdiction: "United States: telemarketing calls (TCPA rules and Telemarketing Sales Rule)",
    note: "Federal rules only: states have narrower hours and days. The national do-not-call registry is a do-not-call \
           list to be loaded; consent for calls by automatic dialers or artificial voices is not part of it.",
    provisions: &[
        law("47 CFR 64.1200(c)(1)", day(1992, 12, 20), US_HOURS),
        law(
            "47 CFR 64.1200(c)(1): local time at the called party's location",
            day(1992, 12, 20),
            PackRequirement::CalleesTime,
        ),
        law(
            "16 CFR 310.4(b)(4)(i) and (iii), per campaign over 30 days",
            day(2008, 10, 1),
            PackRequirement::AbandonedCalls {
                most_percent: Some(3.0),
                over_days: Some(30),
                agent_within_seconds: Some(2),
            },
        ),
        law(
            "16 CFR 310.4(b)(4)(ii): 15 seconds or four rings",
            day(2003, 10, 1),
            PackRequirement::RingAtLeast { seconds: 15 },
        ),
    ],
};

const US_DEBT: PolicyPack = PolicyPack {
    id: "us-debt-collection",
    jurisdiction: "United States: debt collection calls (Regulation F)",
    note: "The rule counts calls about one debt, and calendar days. Here attempts to a person within the campaign's product \
           family count, in stretches of 168 hours: stricter where a person owes several debts of a family or a day is not \
           over. A call the callee asked for is made within the seven days after a conversation.",
    provisions: &[
        law("12 CFR 1006.6(b)(1)(i)", day(2021, 11, 30), US_HOURS),
        law(
            "12 CFR 1006.6(b)(1)(i): local time at the consumer's location",
            day(2021, 11, 30),
            PackRequirement::CalleesTime,
        ),
        law(
            "12 CFR 1006.14(b)(2)(i)(A)",
            day(2021, 11, 30),
            PackRequirement::AttemptsPerPerson {
                count: 7,
                per_days: 7,
            },
        ),
        law(
            "12 CFR 1006.14(b)(2)(i)(B)",
            day(2021, 11, 30),
            PackRequirement::AfterConversation { days: 7 },
        ),
    ],
};

const UK: PolicyPack = PolicyPack {
    id: "uk",
    jurisdiction: "United Kingdom",
    note: "No statute names hours: 08:00 to 21:00 are practice. The registers of the Telephone Preference Service (S.I. \
           2003/2426, regulation 21) are do-not-call lists to be loaded.",
    provisions: &[
        practice(
            "Practice of the industry; no statute names hours",
            day(2003, 12, 11),
            PackRequirement::CallableHours {
                start_time: "08:00",
                stop_time: "21:00",
            },
        ),
        PackProvision {
            citation: "Ofcom, Revised statement of policy on the persistent misuse of an electronic communications network or \
                       service, 2010: 3 % of live calls over 24 hours",
            binding: true,
            valid_from: day(2011, 2, 1),
            valid_until: Some(day(2017, 3, 1)),
            requirement: PackRequirement::AbandonedCalls {
                most_percent: Some(3.0),
                over_days: Some(1),
                agent_within_seconds: Some(2),
            },
        },
        law(
            "Communications Act 2003, sections 128 to 130; Ofcom, Persistent misuse: a statement of general policy, \
             from 1 March 2017: no level is safe",
            day(2017, 3, 1),
            PackRequirement::AbandonedCalls {
                most_percent: None,
                over_days: None,
                agent_within_seconds: None,
            },
        ),
    ],
};

const CHINA_NOTE: &str = "No statute names hours: operators use 08:00 to 21:00 or 09:00 to 21:00. A draft of 2020 (Ministry of \
     Industry and Information Technology, Measures on short messages and voice calls, article 16) asks for consent to \
     commercial calls in so many words; it is not law.";

const CHINA_CONSENT: PackProvision = law(
    "Civil Code, article 1033(1): no calls that disturb a person's peace without their express consent",
    day(2021, 1, 1),
    PackRequirement::Consent,
);

const CHINA_EIGHT: PolicyPack = PolicyPack {
    id: "china-08-21",
    jurisdiction: "Mainland China, 08:00 to 21:00",
    note: CHINA_NOTE,
    provisions: &[
        CHINA_CONSENT,
        practice(
            "Practice of operators; no statute names hours",
            day(2021, 1, 1),
            PackRequirement::CallableHours {
                start_time: "08:00",
                stop_time: "21:00",
            },
        ),
    ],
};

const CHINA_NINE: PolicyPack = PolicyPack {
    id: "china-09-21",
    jurisdiction: "Mainland China, 09:00 to 21:00",
    note: CHINA_NOTE,
    provisions: &[
        CHINA_CONSENT,
        practice(
            "Practice of operators; no statute names hours",
            day(2021, 1, 1),
            PackRequirement::CallableHours {
                start_time: "09:00",
                stop_time: "21:00",
            },
        ),
    ],
};

/// All packs.
pub(super) const PACKS: &[PolicyPack] = &[US_MARKETING, US_DEBT, UK, CHINA_EIGHT, CHINA_NINE];
