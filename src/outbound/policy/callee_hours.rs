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
    all: Vec<Hours<'a>>,
}

/// One set of hours that must be open.
struct Hours<'a> {
    /// The field they come from.
    rule: &'static str,
    times: Cow<'a, CallableTimes>,
    zone: Tz,
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
        let mut all: Vec<Hours<'a>> = Vec::new();
        for zone in zones {
            all.push(Hours {
                rule: "callableTimeSetId",
                times: Cow::Borrowed(&ground.times),
                zone,
            });
            if let Some(hours) = &ground.policy.hours {
                all.push(Hours {
                    rule: "callableHours",
                    times: Cow::Borrowed(hours),
                    zone,
                });
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
            all.push(Hours {
                rule: "permittedHours",
                times: Cow::Owned(hours.as_callable_times()),
                zone,
            });
        }
        Ok(Self { all })
    }

    /// The end of the stretch in which the callee may be called and that `at` lies in; `None` outside.
    pub fn window_end(&self, at: Instant) -> Option<Instant> {
        let mut end: Option<Instant> = None;
        for hours in &self.all {
            let closes = hours.times.window_end(hours.zone, at)?;
            end = Some(end.map_or(closes, |end| end.min(closes)));
        }
        end
    }

    /// The field of the first set of hours that is closed at `at`.
    pub fn closed_by(&self, at: Instant) -> Option<&'static str> {
        let mut all = self.all.iter();
        let closed = all.find(|hours| hours.times.window_end(hours.zone, at).is_none());
        closed.map(|hours| hours.rule)
    }

    /// The first instant from `at` on at which the callee may be called; `None` when none is in sight, see
    /// [`CallableTimes::opens_at`].
    pub fn opens_at(&self, at: Instant) -> Option<Instant> {
        let mut at = at;
        for _ in 0..MOST_TURNS {
            let mut latest = at;
            for hours in &self.all {
                latest = latest.max(hours.times.opens_at(hours.zone, latest)?);
            }
            if latest == at {
                return Some(at);
            }
            at = latest;
        }
        None
    }
}
