//! What a wrap-up code means for the contact.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A consequence of a wrap-up code.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum WrapUpFlag {
    /// The person wanted was reached.
    RightPartyContact,
    /// What the campaign is for was reached; the contact is finished.
    BusinessSuccess,
    /// It was not, and will not be; the contact is finished.
    BusinessFailure,
    /// Undecided; the contact is tried again.
    BusinessNeutral,
    /// This contact is not to be tried again.
    ContactUncallable,
    /// This number does not reach anybody; the contact, having one number, is finished.
    NumberUncallable,
    /// A person answered, whoever it was; the contact is tried again unless another flag says otherwise.
    LiveAnswer,
    /// A person answered and no agent was there in time; the contact is tried again.
    Abandoned,
    /// The person does not want products of this family: blocked for it in every campaign, by phone and by person.
    Refusal,
    /// The person does not want to be called at all: the phone goes onto the tenant's do-not-call list.
    DoNotCall,
}

impl WrapUpFlag {
    /// Whether the contact is done with in this campaign.
    pub const fn finishes(self) -> bool {
        !matches!(
            self,
            Self::RightPartyContact | Self::BusinessNeutral | Self::LiveAnswer | Self::Abandoned
        )
    }

    /// Whether it says that an agent spoke with somebody.
    pub const fn is_conversation(self) -> bool {
        matches!(
            self,
            Self::RightPartyContact
                | Self::BusinessSuccess
                | Self::BusinessFailure
                | Self::BusinessNeutral
                | Self::Refusal
                | Self::DoNotCall
                | Self::LiveAnswer
        )
    }

    /// Whether a person answered: the wanted one, another, or one who heard no agent.
    pub const fn is_live_answer(self) -> bool {
        match self {
            Self::RightPartyContact
            | Self::BusinessSuccess
            | Self::BusinessFailure
            | Self::LiveAnswer
            | Self::Abandoned
            | Self::Refusal
            | Self::DoNotCall => true,
            Self::BusinessNeutral | Self::ContactUncallable | Self::NumberUncallable => false,
        }
    }
}

/// Which flags a wrap-up code has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WrapUpCodeMapping {
    /// Flags of codes that `mapping` does not name; none means: try again.
    #[serde(default)]
    pub default_set: BTreeSet<WrapUpFlag>,
    /// Flags by code.
    #[serde(default)]
    pub mapping: BTreeMap<String, BTreeSet<WrapUpFlag>>,
}

impl WrapUpCodeMapping {
    /// The flags of a code.
    pub fn flags_of(&self, code: &str) -> &BTreeSet<WrapUpFlag> {
        self.mapping.get(code).unwrap_or(&self.default_set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_without_a_mapping_has_the_default_flags() {
        let mapping: WrapUpCodeMapping = serde_json::from_str(
            r#"{"defaultSet": ["businessNeutral"], "mapping": {"no": ["refusal", "rightPartyContact"]}}"#,
        )
        .unwrap();
        assert!(mapping.flags_of("no").iter().any(|flag| flag.finishes()));
        assert!(!mapping.flags_of("busy").iter().any(|flag| flag.finishes()));
    }

    #[test]
    fn a_call_that_a_person_answered_and_no_agent_took_is_tried_again() {
        assert!(!WrapUpFlag::Abandoned.finishes());
        assert!(WrapUpFlag::Abandoned.is_live_answer());
        assert!(!WrapUpFlag::BusinessNeutral.is_live_answer());
    }
}
