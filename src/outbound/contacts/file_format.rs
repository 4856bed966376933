//! Whose columns a file of contacts has.

use serde::{Deserialize, Serialize};

/// Whose columns a file of contacts has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum ContactFileFormat {
    /// Crewcast's own.
    #[default]
    Crewcast,
    /// Leads as VICIdial names them: `phone_code` and `phone_number`, `vendor_lead_code`, `first_name` and `last_name`. Its other
    /// fields come into columns of the list that are called so.
    Vicidial,
}

impl ContactFileFormat {
    /// The header that stands for a column where no other is named.
    pub(super) fn header_of(self, column: &'static str) -> &'static str {
        if self == Self::Crewcast {
            return column;
        }
        match column {
            "phone" => "phone_number",
            "phoneCode" => "phone_code",
            "externalId" => "vendor_lead_code",
            "name" => "first_name",
            "familyName" => "last_name",
            other => other,
        }
    }
}
