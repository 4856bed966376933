//! What rules did, and what they had seen.

use serde::{Deserialize, Serialize};

use super::conditions::SeenCondition;
use super::document::CampaignRuleActionType;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::campaigns::coded::coded;
use crate::outbound::store::campaign_plans as store;
use crate::tenancy::Scope;

coded! {
    /// What came of an action.
    pub enum ActionOutcome {
        /// Something changed.
        Done = "done",
        /// It was so already, or a person has paused the campaign.
        Unchanged = "unchanged",
        /// It could not be done: see the detail.
        Refused = "refused",
    }
}

/// An action taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TakenAction {
    /// What was done.
    pub action_type: CampaignRuleActionType,
    /// To which campaign or sequence.
    pub target: String,
    /// What came of it.
    pub outcome: ActionOutcome,
    /// In words.
    pub detail: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FiringDocument {
    pub conditions: Vec<SeenCondition>,
    pub actions: Vec<TakenAction>,
}

/// A rule fired for a campaign.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignRuleFiring {
    /// Its id.
    pub id: String,
    /// The rule.
    pub campaign_rule_id: String,
    /// The campaign whose conditions came to hold.
    pub campaign_id: String,
    /// When.
    pub fired_date: Instant,
    /// Its conditions and what they saw.
    pub conditions: Vec<SeenCondition>,
    /// What was done.
    pub actions: Vec<TakenAction>,
}

/// A page of a rule's firings, the oldest first; also of one that was deleted.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_campaign_rule_firings(
    conn: &mut Conn<'_>,
    scope: &Scope,
    rule_id: &str,
    page: &PageParams,
) -> Result<Page<CampaignRuleFiring>, Failure> {
    let (size, after) = page.bounds()?;
    let rows = store::firings_after(conn, (scope.tenant(), rule_id), &after, size + 1)?;
    let mut firings = Vec::with_capacity(rows.len());
    for row in rows {
        let document: FiringDocument =
            documents::read("campaign rule firing", &row.id, &row.document)?;
        firings.push(CampaignRuleFiring {
            id: row.id,
            campaign_rule_id: row.campaign_rule_id,
            campaign_id: row.campaign_id,
            fired_date: row.fired_at,
            conditions: document.conditions,
            actions: document.actions,
        });
    }
    Ok(Page::of(firings, size, |firing| &firing.id))
}
