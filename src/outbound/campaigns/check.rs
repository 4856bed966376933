//! What a campaign must be to be kept, and what it needs to work.

use std::collections::BTreeSet;

use super::campaign::NewCampaign;
use super::kind::CampaignKind;
use super::settings::CampaignSettings;
use super::status::CampaignError;
use crate::db::Conn;
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::contacts::filters::{askable_columns, stored_filter};
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::policy::callable_time_sets::callable_times;
use crate::outbound::policy::contact_policies::find_contact_policy;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts::ContactListRow;
use crate::outbound::store::dnc;
use crate::tenancy::Scope;

/// Notes everything that a campaign cannot be.
///
/// # Errors
/// [`Failure::Invalid`] per fault.
pub(super) fn check(conn: &mut Conn<'_>, scope: &Scope, new: &NewCampaign) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    faults.require_name(&new.product_family, "/productFamily");
    let mut within = |value: Option<i32>, least: i32, most: i32, pointer: &str| {
        let holds = value.is_none_or(|value| (least..=most).contains(&value));
        faults.require(
            holds,
            pointer,
            "out-of-range",
            format!("use {least} to {most}"),
        );
    };
    within(new.priority, 1, 5, "/priority");
    within(
        new.max_attempts_per_contact,
        1,
        50,
        "/maxAttemptsPerContact",
    );
    within(
        new.minutes_between_attempts,
        0,
        43_200,
        "/minutesBetweenAttempts",
    );
    within(
        new.agent_callback_minutes,
        0,
        10_080,
        "/agentCallbackMinutes",
    );
    faults.require(
        new.exploration_share
            .is_none_or(|share| (0.0..=1.0).contains(&share)),
        "/explorationShare",
        "out-of-range",
        "use 0 to 1",
    );
    new.allocation_terms.check(&mut faults);
    let settings = new.settings();
    settings.check(new.kind, new.dialing_mode, &mut faults);
    faults.require(
        new.kind != CampaignKind::MultiStep || new.max_attempts_per_contact.is_none(),
        "/maxAttemptsPerContact",
        "other-kind",
        "each step says its own maxAttempts; leave it out",
    );
    match stored_list(conn, scope, &new.contact_list_id) {
        Ok(list) => {
            for error in contact_errors(conn, scope, &list, &settings)? {
                faults.require(false, error.pointer, &error.code, error.detail);
            }
        }
        Err(Failure::NotFound { .. }) => faults.require(
            false,
            "/contactListId",
            "not-found",
            "name an existing contact list",
        ),
        Err(other) => return Err(other),
    }
    let set = crate::outbound::policy::callable_time_sets::find_callable_time_set(
        conn,
        scope,
        &new.callable_time_set_id,
    );
    if let Err(Failure::NotFound { .. }) = set {
        faults.require(
            false,
            "/callableTimeSetId",
            "not-found",
            "name an existing callable time set",
        );
    }
    if let Some(policy) = &new.contact_policy_id
        && let Err(Failure::NotFound { .. }) = find_contact_policy(conn, scope, policy)
    {
        faults.require(
            false,
            "/contactPolicyId",
            "not-found",
            "name an existing contact policy, or leave it out for the tenant's default",
        );
    }
    for (i, list) in new.dnc_list_ids.iter().enumerate() {
        let known = dnc::list(conn, scope.tenant(), list)?.is_some();
        let pointer = format!("/dncListIds/{i}");
        faults.require(
            known,
            pointer,
            "not-found",
            "name an existing do-not-call list",
        );
    }
    faults.into_result()
}

/// What keeps a kept campaign from working now.
///
/// # Errors
/// Only the database's.
pub(super) fn campaign_errors(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: &CampaignRow,
) -> Result<Vec<CampaignError>, Failure> {
    let list = stored_list(conn, scope, &row.contact_list_id)?;
    let mut errors = contact_errors(conn, scope, &list, &CampaignSettings::of(row)?)?;
    let times = callable_times(conn, scope, &row.callable_time_set_id)?;
    let mut zones: BTreeSet<String> = documents::read("contact list", &list.id, &list.time_zones)?;
    zones.insert(String::new());
    let mut ever_opens = false;
    for zone in &zones {
        let zone = zone_of(zone, &list)?;
        ever_opens = ever_opens || times.opens_at(zone, scope.now).is_some();
    }
    if !ever_opens {
        errors.push(CampaignError {
            code: "never-callable".to_owned(),
            pointer: "/callableTimeSetId".to_owned(),
            detail: "no contact may be called within the next 40 days; widen the callable times"
                .to_owned(),
        });
    }
    Ok(errors)
}

/// Filters that cannot be asked, and sorts by what the list does not have.
fn contact_errors(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list: &ContactListRow,
    settings: &CampaignSettings,
) -> Result<Vec<CampaignError>, Failure> {
    let mut errors = Vec::new();
    for (i, id) in settings.contact_list_filter_ids.iter().enumerate() {
        let (code, detail) = match stored_filter(conn, scope, list, id) {
            Ok(_) => continue,
            Err(Failure::NotFound { .. }) => (
                "not-found",
                "name an existing contact list filter, or leave it out".to_owned(),
            ),
            Err(Failure::Invalid(faults)) => (
                "filter-unusable",
                format!(
                    "the filter cannot be asked of this list: {}",
                    faults.first().map_or("", |fault| fault.detail.as_str())
                ),
            ),
            Err(other) => return Err(other),
        };
        errors.push(CampaignError {
            code: code.to_owned(),
            pointer: format!("/contactListFilterIds/{i}"),
            detail,
        });
    }
    let columns = askable_columns(list)?;
    for (i, sort) in settings.contact_sorts.iter().enumerate() {
        if !columns.contains(&sort.field_name) {
            errors.push(CampaignError {
                code: "unknown-column".to_owned(),
                pointer: format!("/contactSorts/{i}/fieldName"),
                detail: format!("the list has: {}", columns.join(", ")),
            });
        }
    }
    Ok(errors)
}
