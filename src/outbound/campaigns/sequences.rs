//! Campaigns that run one after another.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::campaign::{is_campaign, status_of, stored};
use super::coded::coded;
use super::recycle::refill;
use super::status::{CampaignStatus, Command, ReasonCode};
use super::switching::{Why, command_unless_paused};
use crate::db::{Conn, Instant, Record};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::store::campaign_plans::SequenceRow;
use crate::records;
use crate::tenancy::{Scope, new_id};

const WHAT: &str = "campaign sequence";

/// Campaigns of a sequence.
const MOST: usize = 50;

coded! {
    /// Whether a sequence runs.
    pub enum SequenceStatus {
        /// It does.
        On = "on",
        /// It does not.
        Off = "off",
        /// It has come to its end.
        Complete = "complete",
    }
}

/// A sequence to be made, or what one is to become.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewCampaignSequence {
    /// Unique in the tenant.
    pub name: String,
    /// 1 to 50 campaigns, each once, in their order.
    pub campaign_ids: Vec<String>,
    /// Whether the first follows the last.
    #[serde(default)]
    pub repeat: bool,
}

/// Campaigns that run one after another: the next is started when the one before is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CampaignSequence {
    /// Its id.
    pub id: String,
    /// Unique in the tenant.
    pub name: String,
    /// The campaigns, in their order.
    pub campaign_ids: Vec<String>,
    /// Whether the first follows the last.
    pub repeat: bool,
    /// Whether it runs.
    pub status: SequenceStatus,
    /// The place of the campaign it is at, from 0.
    pub current_campaign: i32,
    /// Why it stopped by itself.
    pub stop_message: Option<String>,
    /// Rises with every change.
    pub version: i32,
    /// When it was made.
    pub date_created: Instant,
    /// When it was last changed.
    pub date_modified: Instant,
}

/// Makes a sequence, off.
///
/// # Errors
/// [`Failure::Invalid`] per fault; `already-exists` when the name is taken.
pub fn create_campaign_sequence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    new: &NewCampaignSequence,
) -> Result<CampaignSequence, Failure> {
    check(conn, scope, new)?;
    let row = SequenceRow {
        tenant_id: scope.tenant().to_owned(),
        id: new_id(scope.now),
        name: new.name.clone(),
        campaign_ids: documents::write(&new.campaign_ids)?,
        repeats: new.repeat,
        status: SequenceStatus::Off.code().to_owned(),
        current_campaign: 0,
        stop_message: None,
        version: 1,
        created_at: scope.now,
        modified_at: scope.now,
    };
    SequenceRow::insert(conn, std::slice::from_ref(&row))
        .map_err(|error| Failure::from_write(error, WHAT))?;
    told(row)
}

/// One sequence.
///
/// # Errors
/// `not-found`.
pub fn find_campaign_sequence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignSequence, Failure> {
    told(records::find(conn, scope, WHAT, None, id)?)
}

/// A page of sequences, the oldest first.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_campaign_sequences(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<CampaignSequence>, Failure> {
    records::page(conn, scope, None, page, told)
}

/// Puts a sequence in the place of one that is still at `version`, and is off.
///
/// # Errors
/// `not-found`; [`Failure::Stale`]; [`Failure::Invalid`] per fault; `sequence-on` while it runs.
pub fn update_campaign_sequence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
    version: i32,
    new: &NewCampaignSequence,
) -> Result<CampaignSequence, Failure> {
    let current: SequenceRow = records::find(conn, scope, WHAT, None, id)?;
    records::expect_version(&current, version)?;
    require_not_on(&current)?;
    check(conn, scope, new)?;
    let row = SequenceRow {
        name: new.name.clone(),
        campaign_ids: documents::write(&new.campaign_ids)?,
        repeats: new.repeat,
        current_campaign: 0,
        ..current
    };
    write(conn, scope, row)
}

/// Deletes a sequence that is off; its campaigns stay.
///
/// # Errors
/// `not-found`; `sequence-on` while it runs.
pub fn delete_campaign_sequence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<(), Failure> {
    require_not_on(&records::find(conn, scope, WHAT, None, id)?)?;
    records::delete::<SequenceRow>(conn, scope, WHAT, None, id)
}

/// Starts a sequence with the campaign it is at; one that has come to its end begins anew.
///
/// # Errors
/// `not-found`; [`Failure::Stale`].
pub fn start_campaign_sequence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignSequence, Failure> {
    let row: SequenceRow = records::find(conn, scope, WHAT, None, id)?;
    if row.status == SequenceStatus::On.code() {
        return told(row);
    }
    let current_campaign = if row.status == SequenceStatus::Complete.code() {
        0
    } else {
        row.current_campaign
    };
    let row = SequenceRow {
        status: SequenceStatus::On.code().to_owned(),
        current_campaign,
        stop_message: None,
        ..row
    };
    start_current(conn, scope, &row)?;
    write(conn, scope, row)
}

/// Stops a sequence and the campaign it is at.
///
/// # Errors
/// `not-found`; [`Failure::Stale`].
pub fn stop_campaign_sequence(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<CampaignSequence, Failure> {
    let row: SequenceRow = records::find(conn, scope, WHAT, None, id)?;
    if row.status != SequenceStatus::On.code() {
        return told(row);
    }
    let why = of_sequence(&row, "was stopped");
    if let Some(current) = current_of(&row)? {
        command_unless_paused(conn, scope, &current, Command::Stop, &why)?;
    }
    let row = SequenceRow {
        status: SequenceStatus::Off.code().to_owned(),
        ..row
    };
    write(conn, scope, row)
}

/// Moves a running sequence on where its campaign is complete, and stops it where that campaign cannot work. Whether
/// anything changed.
///
/// # Errors
/// Only the database's.
pub(super) fn advance(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: SequenceRow,
) -> Result<bool, Failure> {
    let stopped = |row: SequenceRow, message: String| SequenceRow {
        status: SequenceStatus::Off.code().to_owned(),
        stop_message: Some(message),
        ..row
    };
    let Some(current) = current_of(&row)? else {
        let row = stopped(row, "it has no campaign at its place".to_owned());
        return write(conn, scope, row).map(|_| true);
    };
    let campaign = match stored(conn, scope, &current) {
        Ok(campaign) => campaign,
        Err(Failure::NotFound { .. }) => {
            let row = stopped(row, format!("campaign {current} is no more"));
            return write(conn, scope, row).map(|_| true);
        }
        Err(other) => return Err(other),
    };
    match status_of(&campaign)? {
        CampaignStatus::Complete => {}
        CampaignStatus::Invalid => {
            let message = format!(
                "campaign {:?} is invalid; mend it and start again",
                campaign.name
            );
            let row = stopped(row, message);
            return write(conn, scope, row).map(|_| true);
        }
        CampaignStatus::On | CampaignStatus::Stopping | CampaignStatus::Off => return Ok(false),
    }
    let count = i32::try_from(ids_of(&row)?.len()).unwrap_or(i32::MAX);
    let next = row.current_campaign.saturating_add(1);
    let row = if next < count {
        SequenceRow {
            current_campaign: next,
            ..row
        }
    } else if row.repeats {
        SequenceRow {
            current_campaign: 0,
            ..row
        }
    } else {
        let row = SequenceRow {
            status: SequenceStatus::Complete.code().to_owned(),
            ..row
        };
        return write(conn, scope, row).map(|_| true);
    };
    start_current(conn, scope, &row)?;
    write(conn, scope, row).map(|_| true)
}

/// Starts the campaign a sequence is at. In a repeating sequence one that is complete is filled again first: it would come
/// to its end at once.
fn start_current(conn: &mut Conn<'_>, scope: &Scope, row: &SequenceRow) -> Result<(), Failure> {
    let why = of_sequence(row, "came to it");
    let Some(current) = current_of(row)? else {
        return Ok(());
    };
    let campaign = match stored(conn, scope, &current) {
        Ok(campaign) => campaign,
        // The next evaluation stops the sequence and says so.
        Err(Failure::NotFound { .. }) => return Ok(()),
        Err(other) => return Err(other),
    };
    if row.repeats && status_of(&campaign)? == CampaignStatus::Complete {
        refill(conn, scope, &campaign)?;
    }
    command_unless_paused(conn, scope, &current, Command::Start, &why)?;
    Ok(())
}

fn of_sequence(row: &SequenceRow, what: &str) -> Why {
    Why::new(
        ReasonCode::Sequence,
        format!("sequence {:?} {what}", row.name),
    )
}

fn ids_of(row: &SequenceRow) -> Result<Vec<String>, Failure> {
    Ok(documents::read(WHAT, &row.id, &row.campaign_ids)?)
}

fn current_of(row: &SequenceRow) -> Result<Option<String>, Failure> {
    let place = usize::try_from(row.current_campaign).ok();
    let ids = ids_of(row)?;
    Ok(place.and_then(|place| ids.into_iter().nth(place)))
}

fn require_not_on(row: &SequenceRow) -> Result<(), Failure> {
    if row.status == SequenceStatus::On.code() {
        return Err(Failure::conflict(
            "sequence-on",
            format!("sequence {:?} runs; stop it first", row.name),
        ));
    }
    Ok(())
}

fn write(
    conn: &mut Conn<'_>,
    scope: &Scope,
    row: SequenceRow,
) -> Result<CampaignSequence, Failure> {
    let before = row.version;
    let row = SequenceRow {
        version: before.saturating_add(1),
        modified_at: scope.now,
        ..row
    };
    records::replace(conn, scope, WHAT, &row, before)?;
    told(row)
}

fn check(conn: &mut Conn<'_>, scope: &Scope, new: &NewCampaignSequence) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require_name(&new.name, "/name");
    faults.require(
        (1..=MOST).contains(&new.campaign_ids.len()),
        "/campaignIds",
        "out-of-range",
        format!("name 1 to {MOST} campaigns"),
    );
    let mut seen = BTreeSet::new();
    for (i, id) in new.campaign_ids.iter().enumerate() {
        let at = format!("/campaignIds/{i}");
        faults.require(
            seen.insert(id),
            &at,
            "named-twice",
            "name each campaign once",
        );
        let is_there = is_campaign(conn, scope, id)?;
        faults.require(is_there, at, "not-found", "name an existing campaign");
    }
    faults.into_result()
}

fn told(row: SequenceRow) -> Result<CampaignSequence, Failure> {
    Ok(CampaignSequence {
        campaign_ids: ids_of(&row)?,
        status: SequenceStatus::of_code(WHAT, &row.id, &row.status)?,
        id: row.id,
        name: row.name,
        repeat: row.repeats,
        current_campaign: row.current_campaign,
        stop_message: row.stop_message,
        version: row.version,
        date_created: row.created_at,
        date_modified: row.modified_at,
    })
}
