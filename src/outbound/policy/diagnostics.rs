//! Why one contact is not called now, until when, by which rule and source, and what would free it.

use serde::Serialize;

use super::ground::Ground;
use super::hold_reason::HoldReason;
use super::judge::{Candidate, holds_of, hours_of};
use super::past::Past;
use super::rules::{Hold, weightiest};
use super::terms::{PolicyTerms, TierTerms};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::campaigns::campaign::is_on;
use crate::outbound::campaigns::filtering::CampaignFilters;
use crate::outbound::campaigns::settings::CampaignSettings;
use crate::outbound::store::contacts::{self, ContactRow};
use crate::outbound::store::pool::{self, FILTERED_OUT};
use crate::tenancy::Scope;

/// Something that stands against a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct DiagnosedHold {
    /// A hold's reason (`doNotCall`, …), or a state: `finished`, `filteredOut`, `campaignNotOn`, `leased`, `waiting`.
    pub reason: String,
    /// Until when, as things stand; absent when only a change ends it.
    pub until: Option<Instant>,
    /// Which rule: a JSON pointer into the campaign, its contact policy (`/terms/…`) or the contact.
    pub rule: Option<String>,
    /// The law or agreement the rule follows, where the policy names one.
    pub source: Option<String>,
    /// What would free the contact.
    pub remedy: String,
}

/// How a contact of a campaign stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactDiagnostics {
    /// The campaign.
    pub campaign_id: String,
    /// The contact.
    pub contact_id: String,
    /// The contact policy that binds the campaign; absent where none does.
    pub contact_policy_id: Option<String>,
    /// Whether a dialer may call it now.
    pub is_callable: bool,
    /// The end of its callable hours, where it may be called.
    pub callable_until: Option<Instant>,
    /// What stands against it longest: the reason it is told by.
    pub reason: Option<DiagnosedHold>,
    /// Everything that stands against it.
    pub holds: Vec<DiagnosedHold>,
    /// Attempts made by this campaign.
    pub attempts: i32,
    /// From when its turn may come.
    pub available_at: Instant,
}

/// Judges one contact of a campaign and says why.
///
/// # Errors
/// `not-found` for the campaign, or a contact that is neither in its pool nor left out of it by its filters.
pub fn diagnose_contact(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign_id: &str,
    contact_id: &str,
) -> Result<ContactDiagnostics, Failure> {
    let ground = Ground::read(conn, scope, campaign_id)?;
    let row = pool::member(conn, (scope.tenant(), campaign_id), contact_id)?;
    let contact = match &row {
        Some(_) => None,
        None => left_out_by_filters(conn, scope, &ground, contact_id)?,
    };
    let candidate = match (&row, &contact) {
        (Some(row), _) => Candidate::from(row),
        (None, Some(contact)) => Candidate::from(contact),
        (None, None) => return Err(Failure::not_found("contact of this campaign", contact_id)),
    };
    let past = Past::of(conn, scope, &ground, &[candidate])?;
    let rules = holds_of(scope, &ground, &past, &candidate);
    let hours = hours_of(&ground, &candidate)?;
    let mut holds = Vec::new();
    let state = |reason: &str, until, remedy: &str| DiagnosedHold {
        reason: reason.to_owned(),
        until,
        rule: None,
        source: None,
        remedy: remedy.to_owned(),
    };
    if row.as_ref().is_some_and(|row| row.finished) {
        let remedy = "it has a final outcome; nothing frees it in this campaign";
        holds.push(state("finished", None, remedy));
    }
    let reason = row.as_ref().and_then(|row| row.hold_reason.as_deref());
    if contact.is_some() || reason == Some(FILTERED_OUT) {
        let remedy = "change the campaign's contactListFilterIds or the filters";
        holds.push(DiagnosedHold {
            rule: Some("/contactListFilterIds".to_owned()),
            ..state(FILTERED_OUT, None, remedy)
        });
    }
    if !is_on(&ground.campaign) {
        holds.push(state("campaignNotOn", None, "start the campaign"));
    }
    let first = weightiest(&rules);
    let terms = Asked {
        terms: &ground.policy.terms,
        tier: past.tier_of(candidate.person_id).map(|(tier, _)| tier),
    };
    holds.extend(first.map(|hold| terms.told(&hold)));
    let others = rules.iter().filter(|hold| Some(**hold) != first);
    holds.extend(others.map(|hold| terms.told(hold)));
    let callable_until = hours.window_end(scope.now);
    holds.extend(hours.closed_by(scope.now).map(|rule| {
        let hold = Hold {
            reason: HoldReason::OutsideCallableHours,
            until: hours.opens_at(scope.now),
            rule,
            place: None,
        };
        terms.told(&hold)
    }));
    let lease_end = row.as_ref().and_then(|row| row.lease_expires_at);
    let lease_end = lease_end.filter(|end| *end > scope.now);
    let available_at = match (&row, &contact) {
        (Some(row), _) => row.available_at,
        (None, contact) => contact
            .as_ref()
            .map_or(scope.now, |contact| contact.created_at),
    };
    if let Some(end) = lease_end {
        holds.push(state(
            "leased",
            Some(end),
            "a dialer holds it; wait for its outcome or release",
        ));
    } else if available_at > scope.now {
        let remedy = "its pause or promised call is not due; lease it then";
        holds.push(state("waiting", Some(available_at), remedy));
    }
    let is_callable = holds.is_empty();
    Ok(ContactDiagnostics {
        campaign_id: campaign_id.to_owned(),
        contact_id: contact_id.to_owned(),
        contact_policy_id: ground.policy.id.clone(),
        is_callable,
        callable_until: callable_until.filter(|_| is_callable),
        reason: holds.first().cloned(),
        holds,
        attempts: candidate.attempts,
        available_at,
    })
}

/// A contact of the campaign's list that is not in its pool because the campaign's filters do not mean it.
fn left_out_by_filters(
    conn: &mut Conn<'_>,
    scope: &Scope,
    ground: &Ground,
    contact_id: &str,
) -> Result<Option<ContactRow>, Failure> {
    let Some(contact) = contacts::contact(conn, scope.tenant(), contact_id)? else {
        return Ok(None);
    };
    let settings = CampaignSettings::of(&ground.campaign)?;
    let filters = CampaignFilters::of(conn, scope, &settings, &ground.list)?;
    let is_left_out = contact.contact_list_id == ground.list.id
        && !settings.contact_list_filter_ids.is_empty()
        && !filters.mean(&contact)?;
    Ok(is_left_out.then_some(contact))
}

/// The terms as they bind one person.
#[derive(Clone, Copy)]
struct Asked<'a> {
    terms: &'a PolicyTerms,
    tier: Option<&'a str>,
}

impl<'a> Asked<'a> {
    fn told(self, hold: &Hold) -> DiagnosedHold {
        DiagnosedHold {
            reason: hold.reason.code().to_owned(),
            until: hold.until,
            rule: Some(self.pointer_of(hold)),
            source: self.source_of(hold),
            remedy: remedy_of(hold).to_owned(),
        }
    }

    /// The tier whose own limits or gaps these are.
    fn tier_of(self, rule: &str) -> Option<(&'a str, &'a TierTerms)> {
        let tier = self.tier?;
        let terms = self.terms.customer_tiers.get(tier)?;
        let has_own = match rule {
            "rollingLimits" => terms.rolling_limits.is_some(),
            "minimumGaps" => terms.minimum_gaps.is_some(),
            _ => false,
        };
        has_own.then_some((tier, terms))
    }

    /// Where the rule stands: the campaign's and the contact's own by their field, the policy's under its terms.
    fn pointer_of(self, hold: &Hold) -> String {
        let is_no_term = matches!(
            hold.rule,
            "dncListIds" | "maxAttemptsPerContact" | "callableTimeSetId" | "permittedHours"
        );
        if is_no_term {
            return format!("/{}", hold.rule);
        }
        let place = hold.place.map(|place| format!("/{place}"));
        let place = place.unwrap_or_default();
        match self.tier_of(hold.rule) {
            None => format!("/terms/{}{place}", hold.rule),
            Some((tier, _)) => format!("/terms/customerTiers/{tier}/{}{place}", hold.rule),
        }
    }

    fn source_of(self, hold: &Hold) -> Option<String> {
        let of_tier = self.tier_of(hold.rule).map(|(_, terms)| terms);
        let limits = of_tier.and_then(|tier| tier.rolling_limits.as_ref());
        let gaps = of_tier.and_then(|tier| tier.minimum_gaps.as_ref());
        let terms = self.terms;
        let of_list = hold.place.and_then(|place| match hold.rule {
            "rollingLimits" => {
                let limits = limits.unwrap_or(&terms.rolling_limits);
                limits.get(place)?.source.clone()
            }
            "minimumGaps" => {
                let gaps = gaps.unwrap_or(&terms.minimum_gaps);
                gaps.get(place)?.source.clone()
            }
            "conversationCoolingOffs" => terms.conversation_cooling_offs.get(place)?.source.clone(),
            _ => None,
        });
        of_list.or_else(|| terms.sources.get(hold.rule).cloned())
    }
}

const fn remedy_of(hold: &Hold) -> &'static str {
    match hold.reason {
        HoldReason::DoNotCall => "take the phone off the do-not-call lists that bind the campaign",
        HoldReason::Refused => {
            "the person has refused this product family; the policy's refusals say for how long that stands"
        }
        HoldReason::ConsentMissing => "record a consent in the person's ledger",
        HoldReason::AttemptsExhausted => {
            "raise maxAttemptsPerContact of the campaign, or the policy's attemptLimits"
        }
        HoldReason::AttemptLimit => "wait, or raise the limit in the contact policy",
        HoldReason::ConversationCoolingOff => "wait, or shorten the pause in the contact policy",
        HoldReason::MinimumGap => "wait, or shorten the gap in the contact policy",
        HoldReason::OutsideCallableHours => {
            "wait, or widen the campaign's callable times, the policy's callableHours or the contact's permittedHours"
        }
    }
}
