//! A campaign with what the program needs of it.

use chrono_tz::Tz;
use crewcast_solver::allocation as lp;

use super::answer::{AllocationMessage, ValuedBy, ZonePrice};
use super::request::{AllocationCampaignTerms, AllocationDialingMode, AllocationRequest};
use super::surplus::Supplies;
use super::valuation::{ModelValue, model_value};
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::outbound::campaigns::campaign::Campaign;
use crate::outbound::contacts::lists::{stored_list, zone_of};
use crate::outbound::policy::callable_time_sets::callable_times;
use crate::outbound::policy::callable_times::CallableTimes;
use crate::outbound::store::pool::{self, OpenCount};
use crate::tenancy::Scope;

/// A campaign that takes part.
pub(super) struct Taker {
    pub campaign: Campaign,
    /// Open contacts by time zone, in the order of the list's segments.
    pub zones: Vec<(String, i64)>,
    /// Where its value comes from.
    pub model: Option<ModelValue>,
    pub demand: lp::CampaignDemand,
    pub list: lp::ContactList,
    /// Why its response model is not asked.
    pub message: Option<AllocationMessage>,
}

impl Taker {
    /// Where its value comes from.
    pub fn valued_by(&self) -> ValuedBy {
        match self.model {
            Some(_) => ValuedBy::ResponseModel,
            None => ValuedBy::AllocationTerms,
        }
    }

    /// Attempts that a minute of it takes.
    fn attempts_per_minute(&self, occupancies: &lp::Occupancies) -> f64 {
        match &self.demand.worth {
            lp::Worth::PerMinute {
                minutes_per_contact,
                ..
            } => minutes_per_contact.recip(),
            lp::Worth::PerContact(worth) => {
                let occupancy = occupancies.of(worth.mode);
                let seconds = match worth.handle_seconds {
                    lp::Table::Same(seconds) => seconds,
                    lp::Table::ByGroup(_) | lp::Table::ByGroupAndInterval(_) => f64::INFINITY,
                };
                60.0 * occupancy / seconds * worth.attempts_per_handled_contact
            }
        }
    }

    /// What one more minute of contacts would bring, by zone.
    pub fn contact_prices(
        &self,
        segments: &[lp::SegmentPrices],
        occupancies: &lp::Occupancies,
    ) -> Vec<ZonePrice> {
        let per_minute = self.attempts_per_minute(occupancies);
        let zones = self.zones.iter().zip(segments);
        zones
            .map(|((zone, contacts), prices)| ZonePrice {
                time_zone: zone.clone(),
                contacts: *contacts,
                price: prices.in_all * per_minute,
            })
            .collect()
    }
}

/// Reads what a campaign has open and is worth.
///
/// # Errors
/// Only the database's.
pub(super) fn taker(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: Campaign,
    (request, supplies): (&AllocationRequest, &Supplies),
) -> Result<Taker, Failure> {
    let times = callable_times(conn, scope, &campaign.callable_time_set_id)?;
    let list = stored_list(conn, scope, &campaign.contact_list_id)?;
    let max_attempts = campaign.max_attempts_per_contact;
    let place = (scope.tenant(), campaign.id.as_str());
    let counts = pool::open_by_zone_and_segment(conn, place, max_attempts)?;
    let open: Vec<(Tz, OpenCount)> = counts
        .into_iter()
        .map(|count| Ok((zone_of(&count.time_zone, &list)?, count)))
        .collect::<Result<_, Failure>>()?;
    let terms = request.terms_of(&campaign.id);
    let grid = &supplies.grid;
    let (model, message) = model_value(conn, scope, &campaign, &terms, (grid, &open))?;
    let (zones, segments) = segments(&campaign, &terms, &open, &times, (grid, model.is_some()));
    let own = &campaign.allocation_terms;
    let groups = supplies.groups.iter().enumerate();
    let groups: Vec<usize> = groups
        .filter(|(_, group)| {
            own.planning_group_ids.is_empty()
                || own.planning_group_ids.contains(&group.planning_group_id)
        })
        .map(|(index, _)| index)
        .collect();
    let worth = match &model {
        Some(model) => lp::Worth::PerContact(model.for_groups(supplies.groups.len())),
        None => lp::Worth::PerMinute {
            value: own.value_per_agent_minute,
            minutes_per_contact: own.agent_minutes_per_contact,
        },
    };
    let answer_rate = model.as_ref().map(|model| model.answer_rate);
    let demand = lp::CampaignDemand {
        priority: priority_of(&campaign)?,
        minimum_minutes: own.minimum_minutes,
        maximum_minutes: own.maximum_minutes,
        minimum_share: own.minimum_share,
        maximum_share: own.maximum_share,
        cost_per_attempt: terms.cost_per_attempt.unwrap_or(0.0),
        lines_per_agent: lines_per_agent(&terms, answer_rate),
        maximum_lines: terms.maximum_lines,
        ..lp::CampaignDemand::new(worth, groups, 0)
    };
    Ok(Taker {
        campaign,
        zones,
        model,
        demand,
        list: lp::ContactList { segments },
        message,
    })
}

/// Lines that an agent at work keeps busy: in predictive dialling about as many as it takes for an answer.
fn lines_per_agent(terms: &AllocationCampaignTerms, answer_rate: Option<f64>) -> f64 {
    terms
        .lines_per_agent
        .unwrap_or_else(|| match terms.dialing_mode.unwrap_or_default() {
            AllocationDialingMode::Predictive => {
                answer_rate.map_or(2.0, |rate| (1.0 / rate).clamp(1.0, 10.0))
            }
            AllocationDialingMode::Preview | AllocationDialingMode::Progressive => 1.0,
        })
}

/// The contacts that may be called, by their time zone. Minutes by contact count all its attempts together; where attempts
/// are known one by one, those that are left count.
fn segments(
    campaign: &Campaign,
    terms: &AllocationCampaignTerms,
    open: &[(Tz, OpenCount)],
    times: &CallableTimes,
    (grid, counts_attempts): (&WeekGrid, bool),
) -> (Vec<(String, i64)>, Vec<lp::Segment>) {
    let mut zones: Vec<(Tz, i64, i64)> = Vec::new();
    for (zone, count) in open {
        match zones.iter_mut().find(|(known, ..)| known == zone) {
            Some((_, contacts, attempts)) => {
                *contacts += count.contacts;
                *attempts += count.attempts;
            }
            None => zones.push((*zone, count.contacts, count.attempts)),
        }
    }
    let most = f64::from(campaign.max_attempts_per_contact);
    let segments = zones.iter().map(|(zone, contacts, attempts)| {
        let callable: Vec<bool> = (0..grid.intervals())
            .map(|t| times.cover(*zone, grid.interval_start(t), grid.interval_start(t + 1)))
            .collect();
        let contacts = *contacts as f64;
        let made = *attempts as f64 / contacts.max(1.0);
        let a_gap = |minutes: f64| per_gap(campaign.minutes_between_attempts, minutes);
        let (per_contact, per_day, per_hour) = if counts_attempts {
            (
                (most - made).max(0.0),
                terms.attempts_per_contact_per_day.or(a_gap(1_440.0)),
                terms.attempts_per_contact_per_hour.or(a_gap(60.0)),
            )
        } else {
            (
                1.0,
                terms.attempts_per_contact_per_day,
                terms.attempts_per_contact_per_hour,
            )
        };
        lp::Segment {
            attempts_per_contact: per_contact,
            attempts_per_contact_per_day: per_day,
            attempts_per_contact_per_hour: per_hour,
            ..lp::Segment::called_once(contacts, &callable)
        }
    });
    let segments = segments.collect();
    let named = zones.iter();
    let named = named.map(|(zone, contacts, _)| (zone.name().to_owned(), *contacts));
    (named.collect(), segments)
}

/// Attempts that the campaign's time between two allows within so many minutes; less than half an hour between them limits next
/// to nothing and is left out.
fn per_gap(minutes_between: i32, within_minutes: f64) -> Option<f64> {
    let between = f64::from(minutes_between);
    (between >= 30.0).then(|| (within_minutes / between).ceil().max(1.0))
}

/// A campaign's priority as the program weighs it.
pub(super) fn priority_of(campaign: &Campaign) -> Result<u8, Failure> {
    let (id, priority) = (&campaign.id, campaign.priority);
    let known = u8::try_from(priority).ok();
    let known = known.filter(|priority| (1..=5).contains(priority));
    known.ok_or_else(|| Failure::Internal(format!("campaign {id} has the priority {priority}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_attempts_limits_those_of_a_day() {
        assert_eq!(per_gap(0, 1_440.0), None);
        assert_eq!(per_gap(60, 60.0), Some(1.0));
        assert_eq!(per_gap(240, 1_440.0), Some(6.0));
        assert_eq!(per_gap(2_880, 1_440.0), Some(1.0));
    }

    #[test]
    fn predictive_dialling_keeps_as_many_lines_as_an_answer_takes() {
        let terms = |dialing_mode| AllocationCampaignTerms {
            dialing_mode,
            ..AllocationCampaignTerms::default()
        };
        let predictive = terms(Some(AllocationDialingMode::Predictive));
        assert_eq!(lines_per_agent(&predictive, Some(0.25)), 4.0);
        assert_eq!(lines_per_agent(&predictive, None), 2.0);
        assert_eq!(lines_per_agent(&terms(None), Some(0.25)), 1.0);
    }
}
