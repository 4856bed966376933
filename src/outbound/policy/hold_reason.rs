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
    /// Its phone or person has refused the campaign's product family.
    Refused,
    /// It was tried as often as the campaign allows.
    AttemptsExhausted,
    /// The campaign's hours or its own are over, in the callee's time.
    OutsideCallableHours,
}

impl HoldReason {
    /// As stored and counted.
    pub const fn code(self) -> &'static str {
        match self {
            Self::DoNotCall => "doNotCall",
            Self::Refused => "refused",
            Self::AttemptsExhausted => "attemptsExhausted",
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
            (Self::AttemptsExhausted, _) => {
                "the campaign allows fewer attempts since the lease; do not call this contact again"
                    .to_owned()
            }
            (Self::OutsideCallableHours, Some(until)) => format!(
                "the callee may not be called now, next at {until}; lease again within the callable hours"
            ),
            (Self::OutsideCallableHours, None) => {
                "the callee may not be called at any hour; see the campaign's callable times and the contact's own"
                    .to_owned()
            }
        };
        Failure::conflict(self.problem_code(), detail)
    }

    const fn problem_code(self) -> &'static str {
        match self {
            Self::DoNotCall => "do-not-call",
            Self::Refused => "refused",
            Self::AttemptsExhausted => "attempts-exhausted",
            Self::OutsideCallableHours => "outside-callable-hours",
        }
    }
}
