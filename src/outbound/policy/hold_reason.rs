//! Why a contact is not called.

use serde::Serialize;

use crate::db::Instant;
use crate::failure::Failure;

/// Why a contact may not be called now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum HoldReason {
    /// Its phone is on a do-not-call list that binds the campaign.
    DoNotCall,
    /// Its phone or person has refused the campaign's product family, or one that cools it.
    Refused,
    /// The policy asks for a consent, and none stands.
    ConsentMissing,
    /// It was tried as often as the campaign or its policy allows at all.
    AttemptsExhausted,
    /// It, its phone or its person was tried as often as the policy allows in a time.
    AttemptLimit,
    /// Its person was spoken to, and the policy leaves them alone for a time.
    ConversationCoolingOff,
    /// The last attempt is too recent for the policy.
    MinimumGap,
    /// The campaign's hours or its own are over, in the callee's time.
    OutsideCallableHours,
}

impl HoldReason {
    /// As stored and counted.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DoNotCall => "doNotCall",
            Self::Refused => "refused",
            Self::ConsentMissing => "consentMissing",
            Self::AttemptsExhausted => "attemptsExhausted",
            Self::AttemptLimit => "attemptLimit",
            Self::ConversationCoolingOff => "conversationCoolingOff",
            Self::MinimumGap => "minimumGap",
            Self::OutsideCallableHours => "outsideCallableHours",
        }
    }

    /// What a dialer that holds the contact is told.
    pub fn conflict(self, until: Option<Instant>) -> Failure {
        let detail = match (self, until) {
            (Self::DoNotCall, _) => {
                "the phone is on a do-not-call list since it was leased; do not call it".to_owned()
            }
            (Self::Refused, _) => {
                "the person refused products of this family since the lease; do not call them"
                    .to_owned()
            }
            (Self::ConsentMissing, _) => {
                "the contact policy asks for a consent and none stands; record one, or do not call".to_owned()
            }
            (Self::AttemptsExhausted, _) => {
                "the campaign or its contact policy allows no more attempts; do not call this contact again"
                    .to_owned()
            }
            (Self::AttemptLimit | Self::ConversationCoolingOff | Self::MinimumGap, until) => {
                let what = match self {
                    Self::AttemptLimit => "was tried as often as the contact policy allows",
                    Self::ConversationCoolingOff => "was spoken to lately",
                    _ => "was tried just now",
                };
                match until {
                    Some(until) => format!("the person {what}; lease again at {until}"),
                    None => format!("the person {what}; do not call this contact again"),
                }
            }
            (Self::OutsideCallableHours, Some(until)) => format!(
                "the callee may not be called now, next at {until}; lease again within the callable hours"
            ),
            (Self::OutsideCallableHours, None) => {
                "the callee may not be called in the next weeks; see the campaign's callable times and the contact's own"
                    .to_owned()
            }
        };
        Failure::conflict(self.problem_code(), detail)
    }

    const fn problem_code(self) -> &'static str {
        match self {
            Self::DoNotCall => "do-not-call",
            Self::Refused => "refused",
            Self::ConsentMissing => "consent-missing",
            Self::AttemptsExhausted => "attempts-exhausted",
            Self::AttemptLimit => "attempt-limit",
            Self::ConversationCoolingOff => "conversation-cooling-off",
            Self::MinimumGap => "minimum-gap",
            Self::OutsideCallableHours => "outside-callable-hours",
        }
    }
}
