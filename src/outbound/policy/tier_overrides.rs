//! Customer tiers: somebody gives a person another tier for a time, and says why. A tier bears on the attempts and gaps
//! that a policy's table gives it; on do-not-call, refusals, consent and hours it never does.

use serde::{Deserialize, Serialize};

use super::ledger::{EntryKind, require_person};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::store::contact_policies::{self as store, TierOverrideRow};
use crate::outbound::store::ledger::{self, LedgerRow};
use crate::outbound::store::{campaigns, contacts, pool};
use crate::tenancy::{Scope, new_id};

/// The tier that somebody gave a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ServiceTierOverride {
    /// The person.
    pub person_id: String,
    /// The tier, as policies' tables name it; one that a policy does not name changes nothing there.
    pub tier: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub made_by: String,
    /// When.
    pub made_at: Instant,
    /// Until when.
    pub expires_at: Instant,
}

/// A tier to be given.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewServiceTierOverride {
    /// The tier, as policies' tables name it.
    pub tier: String,
    /// Why.
    pub reason: String,
    /// Until when, at most 366 days from now.
    pub expires_at: Instant,
}

const KIND: &str = "service tier override";
const MOST_MINUTES: i64 = 366 * 1_440;

/// Gives a person a tier in the place of the one they had.
///
/// # Errors
/// `not-found`; [`Failure::Invalid`] per fault.
pub fn put_service_tier_override(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
    new: &NewServiceTierOverride,
) -> Result<ServiceTierOverride, Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.tier, "/tier");
    faults.require_name(&new.reason, "/reason");
    faults.require(
        new.expires_at > scope.now && new.expires_at <= scope.now.plus_minutes(MOST_MINUTES),
        "/expiresAt",
        "out-of-range",
        "use a time to come, at most 366 days from now",
    );
    faults.into_result()?;
    require_person(conn, scope, person_id)?;
    let row = TierOverrideRow {
        tenant_id: scope.tenant().to_owned(),
        person_id: person_id.to_owned(),
        tier: new.tier.clone(),
        reason: new.reason.clone(),
        made_by: scope.actor.subject.clone(),
        made_at: scope.now,
        expires_at: new.expires_at,
    };
    store::put_tier(conn, &row)?;
    let note = format!("{}: {}", row.tier, row.reason);
    tell(conn, scope, person_id, note, Some(row.expires_at))?;
    Ok(of_row(row))
}

/// The tier that somebody gave a person, while it stands.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn tier_of_person(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
) -> Result<Option<ServiceTierOverride>, Failure> {
    let rows = store::tiers_of(conn, scope.tenant(), &[person_id], scope.now)?;
    Ok(rows.into_iter().next().map(of_row))
}

/// Takes a person's tier.
///
/// # Errors
/// `not-found`.
pub fn delete_service_tier_override(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
) -> Result<(), Failure> {
    if !store::delete_tier(conn, scope.tenant(), person_id)? {
        return Err(Failure::not_found(KIND, person_id));
    }
    tell(conn, scope, person_id, "ended".to_owned(), None)
}

/// A page of overrides, in order of their persons, also those that have ended.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_service_tier_overrides(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<ServiceTierOverride>, Failure> {
    let (size, after) = page.bounds()?;
    let rows = store::tiers_after(conn, scope.tenant(), &after, size + 1)?;
    let overrides = rows.into_iter().map(of_row).collect();
    Ok(Page::of(overrides, size, |one: &ServiceTierOverride| {
        &one.person_id
    }))
}

/// Writes it into the ledger and lets the person's contacts be judged anew.
fn tell(
    conn: &mut Conn<'_>,
    scope: &Scope,
    person_id: &str,
    note: String,
    expires_at: Option<Instant>,
) -> Result<(), Failure> {
    let entry = LedgerRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        phone: String::new(),
        person_id: person_id.to_owned(),
        contact_id: String::new(),
        at: scope.now,
        kind: EntryKind::Override.code().to_owned(),
        campaign_id: String::new(),
        product_family: String::new(),
        channel: String::new(),
        lease_id: String::new(),
        wrap_up_code: String::new(),
        note,
        made_by: scope.actor.subject.clone(),
        expires_at,
    };
    ledger::insert(conn, &[entry])?;
    let phones = contacts::phones_of_person(conn, scope.tenant(), person_id)?;
    let phones: Vec<&str> = phones.iter().map(String::as_str).collect();
    let all = campaigns::all(conn, scope.tenant())?;
    Ok(pool::reopen_phones(
        conn,
        scope.tenant(),
        &all,
        &phones,
        scope.now,
    )?)
}

fn of_row(row: TierOverrideRow) -> ServiceTierOverride {
    ServiceTierOverride {
        person_id: row.person_id,
        tier: row.tier,
        reason: row.reason,
        made_by: row.made_by,
        made_at: row.made_at,
        expires_at: row.expires_at,
    }
}
