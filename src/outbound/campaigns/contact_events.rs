//! Events that ask for a contact to be tried at once, until a deadline.

use serde::{Deserialize, Serialize};

use super::campaign::stored;
use super::coded::coded;
use super::filtering::CampaignFilters;
use super::kind::{CampaignKind, Channel};
use super::settings::{CampaignSettings, EventRules};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::http::{Page, PageParams};
use crate::outbound::contacts::phone;
use crate::outbound::policy::ground::Ground;
use crate::outbound::policy::judge::{Candidate, Verdict, judge_one};
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contact_events::{self as store, ContactEventRow, Named};
use crate::outbound::store::contacts::ContactRow;
use crate::outbound::store::pool::{self, FILTERED_OUT, PoolRow};
use crate::tenancy::{Scope, new_id};

/// Events of one request.
const MOST_EVENTS: usize = 1_000;

/// The farthest deadline: 30 days.
const MOST_DEADLINE_MINUTES: i64 = 43_200;

/// Why events whose deadline has passed are dropped.
pub(in crate::outbound) const DEADLINE_PASSED: &str = "deadlinePassed";

coded! {
    /// Where an event stands.
    pub enum ContactEventState {
        /// Its contact is in the pool.
        Open = "open",
        /// A final outcome was recorded.
        Reached = "reached",
        /// Its contact is not tried any more, or was not at all: see the reason.
        Dropped = "dropped",
    }
}

/// Events to be taken.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContactEvents {
    /// 1 to 1,000.
    pub events: Vec<NewContactEvent>,
}

/// A contact to be tried, named in one way.
#[derive(Clone, Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContactEvent {
    /// The caller's own id of the event: the same again gets the same answer.
    pub client_token: Option<String>,
    /// The contact's id.
    pub contact_id: Option<String>,
    /// The caller's own id of the contact.
    pub external_id: Option<String>,
    /// The person behind it: their oldest contact on the campaign's list.
    pub person_id: Option<String>,
    /// Its phone, read in the list's default region.
    pub phone: Option<String>,
    /// Until when it is worth a try, at most 30 days from now; as the campaign says when left out.
    pub deadline: Option<Instant>,
    /// By which channel; `voice` when left out.
    #[serde(default)]
    pub channel: Channel,
}

/// What became of one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactEvent {
    /// Its id.
    pub id: String,
    /// The caller's own id of it.
    pub client_token: Option<String>,
    /// The contact.
    pub contact_id: String,
    /// By which channel.
    pub channel: Channel,
    /// Until when it is worth a try.
    pub deadline: Instant,
    /// Where it stands.
    pub state: ContactEventState,
    /// Why it was dropped: `deadlinePassed`, `notCallableBeforeDeadline`, `filteredOut`, `alreadyOpen`, or a hold's reason.
    pub reason: Option<String>,
    /// When it came.
    pub created_date: Instant,
    /// When it was closed.
    pub closed_date: Option<Instant>,
}

/// What became of the events, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TakenContactEvents {
    /// One per event.
    pub results: Vec<ContactEvent>,
}

/// Which events to list.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactEventQuery {
    /// Only those of this state.
    #[param(inline)]
    pub state: Option<ContactEventState>,
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

/// Takes events: each contact that may be called before its deadline is in the pool when this returns.
///
/// # Errors
/// `not-found` for the campaign; `not-event-triggered` for another kind; [`Failure::Invalid`] per fault, and then none is
/// taken.
pub fn take_contact_events(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    new: &NewContactEvents,
) -> Result<TakenContactEvents, Failure> {
    let campaign = stored(conn, scope, campaign_id)?;
    let settings = CampaignSettings::of(&campaign)?;
    let Some(rules) = settings.event_rules.clone() else {
        return Err(Failure::conflict(
            "not-event-triggered",
            format!(
                "campaign {:?} is of kind {}; events go to one of kind {}",
                campaign.name,
                campaign.kind,
                CampaignKind::EventTriggered.code()
            ),
        ));
    };
    let ground = Ground::read(conn, scope, campaign_id)?;
    let wanted = check(conn, scope, (&ground, &rules), new)?;
    let filters = CampaignFilters::of(conn, scope, &settings, &ground.list)?;
    let mut results = Vec::with_capacity(wanted.len());
    for (event, contact, deadline) in wanted {
        let token = event.client_token.as_deref().unwrap_or("");
        let known = store::of_token(conn, (scope.tenant(), campaign_id), token)?;
        let row = match known {
            Some(row) => row,
            None => take(conn, scope, (&ground, &filters), (event, contact, deadline))?,
        };
        results.push(told(row)?);
    }
    Ok(TakenContactEvents { results })
}

/// A page of a campaign's events, the oldest first.
///
/// # Errors
/// `not-found` for the campaign; [`Failure::Invalid`] at `?pageSize`.
pub fn list_contact_events(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    query: &ContactEventQuery,
) -> Result<Page<ContactEvent>, Failure> {
    let page = PageParams {
        page_size: query.page_size,
        page_token: query.page_token.clone(),
    };
    let (size, after) = page.bounds()?;
    stored(conn, scope, campaign_id)?;
    let place = (scope.tenant(), campaign_id);
    let state = query.state.map(ContactEventState::code);
    let rows = store::after(conn, place, state, &after, size + 1)?;
    let events = rows.into_iter().map(told).collect::<Result<_, _>>()?;
    Ok(Page::of(events, size, |event: &ContactEvent| &event.id))
}

/// Closes the event of a contact whose final outcome was recorded.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn close_event(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
    contact_id: &str,
) -> Result<(), Failure> {
    if campaign.kind != CampaignKind::EventTriggered.code() {
        return Ok(());
    }
    let place = (scope.tenant(), campaign.id.as_str());
    let state = (ContactEventState::Reached.code(), None);
    Ok(store::close(conn, place, &[contact_id], state, scope.now)?)
}

/// Drops the contacts of a campaign whose deadline has passed; how many.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn drop_overdue(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
) -> Result<usize, Failure> {
    let place = (scope.tenant(), campaign_id);
    let dropped = pool::drop_overdue(conn, place, DEADLINE_PASSED, scope.now)?;
    let ids: Vec<&str> = dropped.iter().map(String::as_str).collect();
    let state = (ContactEventState::Dropped.code(), Some(DEADLINE_PASSED));
    store::close(conn, place, &ids, state, scope.now)?;
    Ok(dropped.len())
}

type Wanted<'a> = (&'a NewContactEvent, ContactRow, Instant);

fn check<'a>(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (ground, rules): (&Ground, &EventRules),
    new: &'a NewContactEvents,
) -> Result<Vec<Wanted<'a>>, Failure> {
    let mut faults = Faults::default();
    faults.require(
        (1..=MOST_EVENTS).contains(&new.events.len()),
        "/events",
        "out-of-range",
        format!("send 1 to {MOST_EVENTS} events"),
    );
    faults.into_result()?;
    let region = phone::region(&ground.list.default_region)
        .map_err(|error| Failure::Internal(error.to_string()))?;
    let mut faults = Faults::default();
    let mut wanted = Vec::new();
    for (i, event) in new.events.iter().enumerate() {
        let at = format!("/events/{i}");
        faults.require(
            rules.channels.contains(&event.channel),
            format!("{at}/channel"),
            "channel-not-taken",
            "the campaign's eventRules name the channels it takes",
        );
        let deadline = event
            .deadline
            .unwrap_or_else(|| scope.now.plus_minutes(rules.default_deadline_minutes));
        let farthest = scope.now.plus_minutes(MOST_DEADLINE_MINUTES);
        faults.require(
            scope.now < deadline && deadline <= farthest,
            format!("{at}/deadline"),
            "out-of-range",
            format!("use an instant after {} and up to {farthest}", scope.now),
        );
        let number = event
            .phone
            .as_deref()
            .and_then(|phone| phone::normalise(phone, region).ok());
        let names = [
            event.contact_id.as_deref().map(Named::Id),
            event.external_id.as_deref().map(Named::ExternalId),
            event.person_id.as_deref().map(Named::PersonId),
            number.as_deref().map(Named::Phone),
        ];
        let mut names = names.into_iter().flatten();
        let found = match (names.next(), names.next()) {
            (Some(named), None) => {
                store::contact_named(conn, (scope.tenant(), &ground.list.id), named)?
            }
            _ => None,
        };
        match found {
            Some(contact) => wanted.push((event, contact, deadline)),
            None => faults.require(
                false,
                at,
                "no-such-contact",
                "name a contact of the campaign's list by one of contactId, externalId, personId, phone; import it first",
            ),
        }
    }
    faults.into_result()?;
    Ok(wanted)
}

/// Puts the contact in the pool, or says why not.
fn take(
    conn: &mut Conn<'_>,
    scope: &Scope,
    (ground, filters): (&Ground, &CampaignFilters),
    (event, contact, deadline): Wanted<'_>,
) -> Result<ContactEventRow, Failure> {
    let mut available_at = scope.now;
    let verdict = judge_one(conn, scope, ground, Candidate::from(&contact))?;
    let mut reason = match verdict {
        Verdict::Callable { .. } => None,
        Verdict::Held {
            until: Some(until), ..
        } if until < deadline => {
            available_at = until;
            None
        }
        Verdict::Held { until: Some(_), .. } => Some("notCallableBeforeDeadline"),
        Verdict::Held {
            reason,
            until: None,
        } => Some(reason.code()),
    };
    if reason.is_none() && !filters.mean(&contact)? {
        reason = Some(FILTERED_OUT);
    }
    let place = (scope.tenant(), ground.campaign.id.as_str());
    if reason.is_none() && store::is_open(conn, place, &contact.id)? {
        reason = Some("alreadyOpen");
    }
    if reason.is_none() {
        let row = PoolRow {
            available_at,
            ..pool_row(ground, event.channel, &contact, deadline)
        };
        if !pool::put_in_for_event(conn, &row, scope.now)? {
            // A call of an event whose deadline has passed still runs.
            reason = Some("alreadyOpen");
        }
    }
    let state = match reason {
        None => ContactEventState::Open,
        Some(_) => ContactEventState::Dropped,
    };
    let row = ContactEventRow {
        tenant_id: contact.tenant_id,
        id: new_id(scope.now),
        campaign_id: ground.campaign.id.clone(),
        contact_id: contact.id,
        client_token: event.client_token.clone().unwrap_or_default(),
        channel: event.channel.code().to_owned(),
        deadline,
        state: state.code().to_owned(),
        closed_at: reason.map(|_| scope.now),
        reason: reason.map(str::to_owned),
        created_at: scope.now,
    };
    store::insert(conn, &row).map_err(|error| Failure::from_write(error, "contact event"))?;
    Ok(row)
}

fn pool_row(ground: &Ground, channel: Channel, contact: &ContactRow, deadline: Instant) -> PoolRow {
    PoolRow {
        tenant_id: contact.tenant_id.clone(),
        campaign_id: ground.campaign.id.clone(),
        contact_id: contact.id.clone(),
        phone: contact.phone.clone(),
        person_id: contact.person_id.clone(),
        time_zone: contact.time_zone.clone(),
        finished: false,
        attempts: 0,
        available_at: contact.created_at,
        lease_token: 0,
        lease_expires_at: None,
        started_at: None,
        last_wrap_up_code: None,
        segment: contact.segment.clone(),
        permitted_hours: contact.permitted_hours.clone(),
        held: false,
        hold_reason: None,
        callback_at: None,
        callback_agent_id: None,
        step: 0,
        channel: channel.code().to_owned(),
        drop_at: Some(deadline),
    }
}

fn told(row: ContactEventRow) -> Result<ContactEvent, Failure> {
    const WHAT: &str = "contact event";
    Ok(ContactEvent {
        channel: Channel::of_code(WHAT, &row.id, &row.channel)?,
        state: ContactEventState::of_code(WHAT, &row.id, &row.state)?,
        client_token: Some(row.client_token).filter(|token| !token.is_empty()),
        id: row.id,
        contact_id: row.contact_id,
        deadline: row.deadline,
        reason: row.reason,
        created_date: row.created_at,
        closed_date: row.closed_at,
    })
}
