//! Hours in which one contact permits calls. They narrow the campaign's callable hours and never widen them.

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::callable_times::{ANY_OTHER_ZONE, CallableTime, CallableTimes, TimeSlot, minute_of};

const MIDNIGHT: &str = "00:00";
const END_OF_DAY: &str = "24:00";

/// The stretch of every day in which a contact permits calls, `[startTime, stopTime)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PermittedHours {
    /// IANA zone of the times; the contact's own, or its list's, when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// `HH:MM`.
    pub start_time: String,
    /// `HH:MM`, at most `24:00`. Before `startTime`, the stretch goes over midnight; the same, there is none.
    pub stop_time: String,
}

impl PermittedHours {
    /// What cannot be: the field, and how to mend it.
    pub fn fault(&self) -> Option<(&'static str, &'static str)> {
        let zone = self.time_zone.as_deref();
        if zone.is_some_and(|zone| zone.parse::<Tz>().is_err()) {
            return Some(("timeZone", "use an IANA name such as Asia/Shanghai"));
        }
        if minute_of(&self.start_time).is_none_or(|minute| minute >= 1_440) {
            return Some(("startTime", "write HH:MM, from 00:00 to 23:59"));
        }
        if minute_of(&self.stop_time).is_none() {
            return Some(("stopTime", "write HH:MM, at most 24:00"));
        }
        None
    }

    /// The same as callable times, of whatever zone is asked.
    pub fn as_callable_times(&self) -> CallableTimes {
        let (start, stop) = (self.start_time.as_str(), self.stop_time.as_str());
        let stretches = match minute_of(start).cmp(&minute_of(stop)) {
            std::cmp::Ordering::Less => vec![(start, stop)],
            std::cmp::Ordering::Equal => Vec::new(),
            std::cmp::Ordering::Greater => vec![(start, END_OF_DAY), (MIDNIGHT, stop)],
        };
        let time_slots = (1..=7).flat_map(|day| {
            stretches.iter().map(move |(start, stop)| TimeSlot {
                day,
                start_time: (*start).to_owned(),
                stop_time: (*stop).to_owned(),
            })
        });
        CallableTimes::read(&[CallableTime {
            time_zone_id: ANY_OTHER_ZONE.to_owned(),
            time_slots: time_slots.collect(),
        }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Instant;

    fn hours(start: &str, stop: &str) -> PermittedHours {
        PermittedHours {
            time_zone: None,
            start_time: start.to_owned(),
            stop_time: stop.to_owned(),
        }
    }

    #[test]
    fn hours_may_go_over_midnight_and_may_be_none_at_all() {
        let at = |text: &str| -> Instant { serde_json::from_str(&format!("{text:?}")).unwrap() };
        let night = hours("22:00", "02:00").as_callable_times();
        let utc = chrono_tz::UTC;
        assert_eq!(
            night.window_end(utc, at("2026-11-23T23:00:00Z")),
            Some(at("2026-11-24T02:00:00Z"))
        );
        assert_eq!(night.window_end(utc, at("2026-11-23T12:00:00Z")), None);
        let never = hours("00:00", "00:00").as_callable_times();
        assert_eq!(never.opens_at(utc, at("2026-11-23T12:00:00Z")), None);
    }

    #[test]
    fn an_hour_that_no_clock_shows_is_named() {
        assert_eq!(hours("9:00", "21:00").fault().unwrap().0, "startTime");
        assert_eq!(hours("09:00", "24:01").fault().unwrap().0, "stopTime");
        assert_eq!(hours("09:00", "24:00").fault(), None);
    }
}
