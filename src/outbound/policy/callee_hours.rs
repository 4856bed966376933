//! When one callee may be called: the campaign's hours in the callee's zone, narrowed by the callee's own.

use chrono_tz::Tz;

use super::callable_times::CallableTimes;
use super::ground::Ground;
use super::permitted_hours::PermittedHours;
use crate::db::{DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::contacts::lists::zone_of;

/// Turns taken between the two sets of hours until both are open; each turn passes an opening of one of them, and a
/// week has few.
const MOST_TURNS: usize = 64;

/// The hours of a callee.
pub(in crate::outbound) struct CalleeHours<'a> {
    campaign: &'a CallableTimes,
    zone: Tz,
    own: Option<(CallableTimes, Tz)>,
}

impl<'a> CalleeHours<'a> {
    /// The hours of a contact with this time zone and these permitted hours, as stored.
    ///
    /// # Errors
    /// [`DbError::Corrupt`] when a stored zone or document cannot be read.
    pub fn of(
        ground: &'a Ground,
        time_zone: &str,
        permitted_hours: Option<&str>,
    ) -> Result<Self, Failure> {
        let zone = zone_of(time_zone, &ground.list)?;
        let own = permitted_hours.map(|text| -> Result<_, Failure> {
            let hours: PermittedHours =
                documents::read("permitted hours in contact list", &ground.list.id, text)?;
            let own_zone = match &hours.time_zone {
                None => zone,
                Some(name) => name.parse().map_err(|_| DbError::Corrupt {
                    what: "permitted hours in contact list",
                    id: ground.list.id.clone(),
                    reason: format!("unknown time zone {name:?}"),
                })?,
            };
            Ok((hours.as_callable_times(), own_zone))
        });
        Ok(Self {
            campaign: &ground.times,
            zone,
            own: own.transpose()?,
        })
    }

    /// The end of the stretch in which the callee may be called and that `at` lies in; `None` outside.
    pub fn window_end(&self, at: Instant) -> Option<Instant> {
        let end = self.campaign.window_end(self.zone, at)?;
        match &self.own {
            None => Some(end),
            Some((times, zone)) => Some(end.min(times.window_end(*zone, at)?)),
        }
    }

    /// The first instant from `at` on at which the callee may be called; `None` when there is none within days.
    pub fn opens_at(&self, at: Instant) -> Option<Instant> {
        let mut at = self.campaign.opens_at(self.zone, at)?;
        let Some((times, zone)) = &self.own else {
            return Some(at);
        };
        for _ in 0..MOST_TURNS {
            let own = times.opens_at(*zone, at)?;
            let both = self.campaign.opens_at(self.zone, own)?;
            if both == at {
                return Some(at);
            }
            at = both;
        }
        None
    }
}
