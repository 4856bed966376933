//! Uploaded history.

use serde::Serialize;
use utoipa::PartialSchema;

use super::Payload;
use crate::events::hearers::STAFF;
use crate::events::topic::Topic;

/// A file of history was taken in, refused, or taken back.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImportChanged<'a> {
    /// The business unit.
    pub business_unit_id: &'a str,
    /// The import.
    pub import_id: &'a str,
    /// How it stands, as in the import.
    pub status: &'a str,
    /// Intervals it left in the history.
    pub intervals_stored: u64,
}

impl Payload for ImportChanged<'_> {
    const TOPIC: &'static Topic = &Topic {
        name: "business-units.{businessUnitId}.historical-data.imports",
        name_of_agent: None,
        description: "Imports of historical data: done, refused, undone.",
        event_types: &["import.changed"],
        roles: STAFF,
        schema: ImportChanged::schema,
    };

    fn event_type(&self) -> &'static str {
        "import.changed"
    }

    fn subject_id(&self) -> &str {
        self.business_unit_id
    }
}
