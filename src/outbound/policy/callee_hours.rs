//! When one callee may be called: the campaign's hours and the policy's in every zone the callee may be in, narrowed by
//! the callee's own.

use std::borrow::Cow;

use chrono_tz::Tz;

use super::callable_times::CallableTimes;
use super::ground::Ground;
use super::number_zones::{zone_names_of, zones_of};
use super::permitted_hours::PermittedHours;
use crate::db::{DbError, Instant};
use crate::documents;
use crate::failure::Failure;
use crate::outbound::contacts::lists::zone_of;

/// Turns taken between several sets of hours until all are open; each turn passes an opening of one of them, and a
/// week has few.
const MOST_TURNS: usize = 256;

/// The hours of a callee: all of these must be open.
pub(in crate::outbound) struct CalleeHours<'a> {
    all: Vec<(Cow<'a, CallableTimes>, Tz)>,
}

impl<'a> CalleeHours<'a> {
    /// The hours of a contact with this phone, time zone and permitted hours, as stored.
    ///
    /// # Errors
    /// [`DbError::Corrupt`] when a stored zone or document cannot be read.
    pub fn of(
        ground: &'a Ground,
        phone: &str,
        time_zone: &str,
        permitted_hours: Option<&str>,
    ) -> Result<Self, Failure> {
        let own_zone = zone_of(time_zone, &ground.list)?;
        let mut zones = vec![own_zone];
        if ground.policy.terms.number_zones {
            let rung = zone_names_of(phone).into_iter().flat_map(zones_of);
            zones.extend(rung.filter(|zone| *zone != own_zone));
        }
        let mut all: Vec<(Cow<'a, CallableTimes>, Tz)> = Vec::new();
        for zone in zones {
            all.push((Cow::Borrowed(&ground.times), zone));
            if let Some(hours) = &ground.policy.hours {
                all.push((Cow::Borrowed(hours), zone));
            }
        }
        if let Some(text) = permitted_hours {
            let hours: PermittedHours =
                documents::read("permitted hours in contact list", &ground.list.id, text)?;
            let zone = match &hours.time_zone {
                None => own_zone,
                Some(name) => name.parse().map_err(|_| DbError::Corrupt {
                    what: "permitted hours in contact list",
                    id: ground.list.id.clone(),
                    reason: format!("unknown time zone {name:?}"),
                })?,
            };
            all.push((Cow::Owned(hours.as_callable_times()), zone));
        }
        Ok(Self { all })
    }

    /// The end of the stretch in which the callee may be called and that `at` lies in; `None` outside.
    pub fn window_end(&self, at: Instant) -> Option<Instant> {
        let mut end: Option<Instant> = None;
        for (times, zone) in &self.all {
            let closes = times.window_end(*zone, at)?;
            end = Some(end.map_or(closes, |end| end.min(closes)));
        }
        end
    }

    /// The first instant from `at` on at which the callee may be called; `None` when there is none within weeks.
    pub fn opens_at(&self, at: Instant) -> Option<Instant> {
        let mut at = at;
        for _ in 0..MOST_TURNS {
            let mut latest = at;
            for (times, zone) in &self.all {
                latest = latest.max(times.opens_at(*zone, latest)?);
            }
            if latest == at {
                return Some(at);
            }
            at = latest;
        }
        None
    }
}
