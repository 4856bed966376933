//! Rules as a resource.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::document::{
    CampaignRuleAction, CampaignRuleCondition, CampaignRuleEntities, CampaignRuleExecutionSettings,
};
use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::campaigns::campaign::is_campaign;
use crate::outbound::campaigns::sequences::find_campaign_sequence;
use crate::outbound::store::campaign_plans::RuleRow;
use crate::outbound::zones::require_zone;
use crate::records;
use crate::tenancy::{Scope, new_id};

const WHAT: &str = "campaign rule";

/// Entities, conditions or actions of a rule.
const MOST: usize = 50;

const fn yes() -> bool {
    true
}

/// A rule to be made, or what one is to become.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCampaignRule {
    /// Unique in the tenant.
    pub name: String,
    /// Whether it is looked at; true when left out.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Whether one condition is enough; all must hold when left out.
    #[serde(default)]
    pub match_any_conditions: bool,
    /// IANA name of the zone of its times of day and days; UTC when left out.
    #[serde(default = "utc")]
    pub time_zone: String,
    /// Whom it watches.
    pub campaign_rule_entities: CampaignRuleEntities,
    /// 1 to 50 conditions.
    pub campaign_rule_conditions: Vec<CampaignRuleCondition>,
    /// 1 to 50 actions, taken in their order.
    pub campaign_rule_actions: Vec<CampaignRuleAction>,
    /// How often it fires.
    #[serde(default)]
    pub execution_settings: CampaignRuleExecutionSettings,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignRule {
    /// Its id.
    pub id: String,
    /// What was set.
    #[serde(flatten)]
    pub rule: NewCampaignRule,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// Makes a rule; it is looked at with the next evaluation.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_campaign_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewCampaignRule,
) -> Result<CampaignRule, Failure> {
    new.check(conn, scope)?;
    let row = RuleRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        name: new.name.clone(),
        enabled: new.enabled,
        document: documents::write(new)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    RuleRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, WHAT))?;
    told(row)
}

/// One rule.
///
/// # Errors
/// `not-found`.
pub fn find_campaign_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignRule, Failure> {
    told(records::find(conn, scope, WHAT, None, id)?)
}

/// A page of rules, the oldest first.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_campaign_rules(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<CampaignRule>, Failure> {
    records::page(conn, scope, None, page, told)
}

/// Puts a rule in the place of one that is still at `version`.
///
/// # Errors
/// `not-found`; [`Failure::Stale`]; [`Failure::Invalid`] per fault; `already-exists`.
pub fn update_campaign_rule(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: &NewCampaignRule,
) -> Result<CampaignRule, Failure> {
    let current: RuleRow = records::find(conn, scope, WHAT, None, id)?;
    records::expect_version(&current, version)?;
    new.check(conn, scope)?;
    let row = RuleRow {
        name: new.name.clone(),
        enabled: new.enabled,
        document: documents::write(new)?,
        version: version + 1,
        modified_at: scope.now,
        ..current
    };
    records::replace(conn, scope, WHAT, &row, version)?;
    told(row)
}

/// Deletes a rule; its firings stay.
///
/// # Errors
/// `not-found`.
pub fn delete_campaign_rule(conn: &mut Conn<'_>, scope: &Scope, id: &str) -> Result<(), Failure> {
    records::delete::<RuleRow>(conn, scope, WHAT, None, id)
}

/// What a kept rule says.
///
/// # Errors
/// [`crate::db::DbError::Corrupt`].
pub(super) fn rule_of(row: &RuleRow) -> Result<NewCampaignRule, Failure> {
    Ok(documents::read(WHAT, &row.id, &row.document)?)
}

fn told(row: RuleRow) -> Result<CampaignRule, Failure> {
    Ok(CampaignRule {
        rule: rule_of(&row)?,
        id: row.id,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}

impl NewCampaignRule {
    fn check(&self, conn: &mut Conn<'_>, scope: &Scope) -> Result<(), Failure> {
        let mut faults = Faults::default();
        faults.require_name(&self.name, "/name");
        require_zone(&self.time_zone, "/timeZone", &mut faults);
        let entities = &self.campaign_rule_entities;
        let counts = [
            (
                entities.campaign_ids.len() + entities.sequence_ids.len(),
                "/campaignRuleEntities",
            ),
            (
                self.campaign_rule_conditions.len(),
                "/campaignRuleConditions",
            ),
            (self.campaign_rule_actions.len(), "/campaignRuleActions"),
        ];
        for (count, at) in counts {
            let remedy = format!("send 1 to {MOST}");
            faults.require((1..=MOST).contains(&count), at, "out-of-range", remedy);
        }
        check_campaigns(
            conn,
            scope,
            &entities.campaign_ids,
            "/campaignRuleEntities",
            &mut faults,
        )?;
        check_sequences(
            conn,
            scope,
            &entities.sequence_ids,
            "/campaignRuleEntities",
            &mut faults,
        )?;
        for (i, condition) in self.campaign_rule_conditions.iter().enumerate() {
            condition.check(&format!("/campaignRuleConditions/{i}"), &mut faults);
        }
        for (i, action) in self.campaign_rule_actions.iter().enumerate() {
            let at = format!("/campaignRuleActions/{i}");
            action.check(&at, &mut faults);
            check_campaigns(conn, scope, &action.campaign_ids, &at, &mut faults)?;
            check_sequences(conn, scope, &action.sequence_ids, &at, &mut faults)?;
        }
        faults.into_result()
    }
}

fn check_campaigns(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ids: &BTreeSet<String>,
    at: &str,
    faults: &mut Faults,
) -> Result<(), Failure> {
    for (i, id) in ids.iter().enumerate() {
        let is_there = is_campaign(conn, scope, id)?;
        let pointer = format!("{at}/campaignIds/{i}");
        faults.require(is_there, pointer, "not-found", "name an existing campaign");
    }
    Ok(())
}

fn check_sequences(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ids: &BTreeSet<String>,
    at: &str,
    faults: &mut Faults,
) -> Result<(), Failure> {
    for (i, id) in ids.iter().enumerate() {
        match find_campaign_sequence(conn, scope, id) {
            Ok(_) => {}
            Err(Failure::NotFound { .. }) => faults.require(
                false,
                format!("{at}/sequenceIds/{i}"),
                "not-found",
                "name an existing sequence",
            ),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}
