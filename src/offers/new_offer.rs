//! Making an offer, and changing it.

use crate::documents;
use serde::{Deserialize, Serialize};

use super::offer::{KeptOffer, OfferDocument, OfferKind, OfferState, ShiftOffer};
use super::store::{self, OfferRow};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::organisation::{
    ActivityCategory, agents_of_management_unit, find_management_unit, list_activity_codes,
    list_planning_groups, lock_business_unit,
};
use crate::tenancy::{Scope, new_id};

/// A day: longer stretches are other shifts.
const MOST_MINUTES: i64 = 1_440;

/// Places of one offer.
const MOST_PLACES: u32 = 10_000;

/// Overtime or voluntary time off to be offered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewShiftOffer {
    /// Whose agents it is for.
    pub management_unit_id: String,
    /// What is offered.
    pub kind: OfferKind,
    /// What the time becomes. For overtime a code of on-queue work, the business unit's first active one when left out; for
    /// voluntary time off a code of the category TimeOff.
    #[serde(default)]
    pub activity_code_id: Option<String>,
    /// Agents must be able to serve this planning group; any may accept when left out.
    #[serde(default)]
    pub planning_group_id: Option<String>,
    /// Only these agents may accept; all of the management unit when empty.
    #[serde(default)]
    pub agent_ids: Vec<String>,
    /// From when.
    pub start_date: Instant,
    /// To before when; a day later at most.
    pub end_date: Instant,
    /// How many may accept.
    pub places: u32,
    /// Until when it can be accepted; until it starts when left out.
    #[serde(default)]
    pub expiration: Option<Instant>,
    /// In a supervisor's words.
    #[serde(default)]
    pub notes: String,
}

/// A change of an offer.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ShiftOfferPatch {
    /// `Canceled` is the only state that can be asked for; what was taken stays.
    pub state: Option<OfferState>,
    /// More or fewer places, not fewer than are taken.
    pub places: Option<u32>,
}

/// Offers overtime or voluntary time off.
///
/// # Errors
/// [`Failure::NotFound`] for the management unit; [`Failure::Invalid`] per fault.
pub fn offer_shifts(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewShiftOffer,
) -> Result<ShiftOffer, Failure> {
    let site = find_management_unit(conn, scope, &new.management_unit_id)?;
    let unit = &site.business_unit_id;
    let mut faults = Faults::default();
    let wanted = match new.kind {
        OfferKind::Overtime => ActivityCategory::OnQueueWork,
        OfferKind::VoluntaryTimeOff => ActivityCategory::TimeOff,
    };
    let codes = list_activity_codes(conn, scope, unit)?;
    let mut fitting = codes
        .iter()
        .filter(|code| code.active && code.category == wanted);
    let code = match (&new.activity_code_id, new.kind) {
        (Some(id), _) => fitting.find(|code| code.id == *id),
        (None, OfferKind::Overtime) => fitting.next(),
        (None, OfferKind::VoluntaryTimeOff) => None,
    };
    let detail = format!(
        "name an active activity code of the business unit whose category is {}",
        wanted.as_str()
    );
    faults.require(code.is_some(), "/activityCodeId", "wrong-category", detail);
    if let Some(id) = &new.planning_group_id {
        let groups = list_planning_groups(conn, scope, unit)?;
        let is_there = groups.iter().any(|group| group.id == *id);
        let detail = "name a planning group of the business unit";
        faults.require(is_there, "/planningGroupId", "not-found", detail);
    }
    let agents = agents_of_management_unit(conn, scope, &site.id)?;
    for (index, id) in new.agent_ids.iter().enumerate() {
        let is_there = agents.iter().any(|agent| agent.id == *id);
        let detail = "name an agent of the management unit";
        faults.require(is_there, format!("/agentIds/{index}"), "not-found", detail);
    }
    let minutes = (new.end_date.epoch_millis() - new.start_date.epoch_millis()) / 60_000;
    let detail = "end after the start, a day later at most";
    faults.require(
        (1..=MOST_MINUTES).contains(&minutes),
        "/endDate",
        "out-of-range",
        detail,
    );
    let detail = "that is past; choose a later start";
    faults.require(
        new.start_date > scope.now,
        "/startDate",
        "in-the-past",
        detail,
    );
    let detail = format!("use 1 to {MOST_PLACES}");
    faults.require(
        (1..=MOST_PLACES).contains(&new.places),
        "/places",
        "out-of-range",
        detail,
    );
    let expires_at = new.expiration.unwrap_or(new.start_date);
    let is_sound = expires_at > scope.now && expires_at <= new.start_date;
    let detail = "choose an instant after now, the start at the latest";
    faults.require(is_sound, "/expiration", "out-of-range", detail);
    faults.require_words(&new.notes, "/notes");
    faults.into_result()?;
    let kept = OfferDocument {
        kind: new.kind,
        activity_code_id: code.map(|code| code.id.clone()).unwrap_or_default(),
        planning_group_id: new.planning_group_id.clone(),
        agent_ids: new.agent_ids.clone(),
        notes: new.notes.clone(),
        created_by: scope.actor.subject.clone(),
    };
    let row = OfferRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        business_unit_id: unit.clone(),
        management_unit_id: site.id.clone(),
        canceled: false,
        places: i32::try_from(new.places).unwrap_or(i32::MAX),
        start_at: new.start_date,
        end_at: new.end_date,
        expires_at,
        document: documents::write(&kept)?,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    store::insert_offer(conn, &row)?;
    let offer = KeptOffer::read(conn, scope, row)?;
    offer.tell(conn, scope, None, true)?;
    Ok(offer.shown(scope.now, None))
}

/// Changes an offer that is still at version `expected`.
///
/// # Errors
/// [`Failure::NotFound`]; [`Failure::Stale`]; [`Failure::Invalid`] per fault; [`Failure::Conflict`] `offer-canceled`.
pub fn change_shift_offer(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    expected: i32,
    patch: &ShiftOfferPatch,
) -> Result<ShiftOffer, Failure> {
    let unit = KeptOffer::find(conn, scope, id)?.row.business_unit_id;
    lock_business_unit(conn, scope, &unit)?;
    let mut offer = KeptOffer::find(conn, scope, id)?;
    let stale = |current| Failure::Stale {
        yours: expected,
        current,
    };
    if offer.row.version != expected {
        return Err(stale(offer.row.version));
    }
    if offer.row.canceled {
        let detail = "the offer was canceled; make another one";
        return Err(Failure::conflict("offer-canceled", detail));
    }
    let mut faults = Faults::default();
    let is_settable = matches!(patch.state, None | Some(OfferState::Canceled));
    let detail = "only Canceled can be asked for";
    faults.require(is_settable, "/state", "not-settable", detail);
    let taken = u32::try_from(offer.acceptances.len()).unwrap_or(u32::MAX);
    let fits = |places: u32| (taken.max(1)..=MOST_PLACES).contains(&places);
    let detail = format!("use {} to {MOST_PLACES}; {taken} are taken", taken.max(1));
    faults.require(
        patch.places.is_none_or(fits),
        "/places",
        "out-of-range",
        detail,
    );
    faults.into_result()?;
    if let Some(places) = patch.places {
        offer.row.places = i32::try_from(places).unwrap_or(i32::MAX);
    }
    offer.row.canceled = patch.state == Some(OfferState::Canceled);
    offer.row.version += 1;
    offer.row.modified_at = scope.now;
    if !store::replace_offer(conn, &offer.row, expected)? {
        return Err(stale(KeptOffer::find(conn, scope, id)?.row.version));
    }
    offer.tell(conn, scope, None, false)?;
    Ok(offer.shown(scope.now, None))
}
