//! When a callee may be called: weekly slots of local wall-clock time, per time zone.

use std::collections::BTreeMap;

use chrono::{
    Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Timelike, Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::callable_dates::CallableDates;
use crate::db::Instant;
use crate::failure::{Failure, Faults};

/// In place of a zone's name: every zone that has no entry of its own, each in its own local time.
pub const ANY_OTHER_ZONE: &str = "*";

const MINUTES_A_DAY: u32 = 1_440;

/// How far an opening is looked for: beyond any row of holidays.
pub(in crate::outbound) const DAYS_LOOKED_AHEAD: u8 = 40;

/// One stretch of a weekday's local time, `[startTime, stopTime)`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TimeSlot {
    /// 1 = Monday to 7 = Sunday.
    pub day: u32,
    /// `HH:MM`.
    pub start_time: String,
    /// `HH:MM`, at most `24:00`.
    pub stop_time: String,
}

/// The slots of one time zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallableTime {
    /// IANA name, or `*` for every zone without an entry of its own.
    pub time_zone_id: String,
    /// Slots of local time; none means never.
    pub time_slots: Vec<TimeSlot>,
}

/// A set of callable times, read once and asked often. A zone that no entry covers is never callable.
#[derive(Clone, Debug)]
pub struct CallableTimes {
    entries: Vec<(String, Vec<Slot>)>,
    /// Slots of single dates, in the place of their weekday's.
    exceptions: BTreeMap<NaiveDate, Vec<Slot>>,
}

/// A slot in minutes of the local day.
#[derive(Clone, Copy, Debug)]
struct Slot {
    day: u32,
    start: u32,
    stop: u32,
}

impl CallableTimes {
    /// Notes what cannot be, at `/callableTimes/…`.
    pub fn check(times: &[CallableTime], faults: &mut Faults) {
        faults.require(
            !times.is_empty(),
            "/callableTimes",
            "missing",
            "give at least one zone, or * for all",
        );
        let mut seen = std::collections::BTreeSet::new();
        for (i, time) in times.iter().enumerate() {
            let at = format!("/callableTimes/{i}");
            let known =
                time.time_zone_id == ANY_OTHER_ZONE || time.time_zone_id.parse::<Tz>().is_ok();
            let pointer = format!("{at}/timeZoneId");
            faults.require(
                known,
                &pointer,
                "unknown-time-zone",
                "use an IANA name such as Asia/Shanghai, or * for every other zone",
            );
            faults.require(
                seen.insert(time.time_zone_id.as_str()),
                &pointer,
                "duplicate",
                "name each zone once; put all its slots into that entry",
            );
            for (j, slot) in time.time_slots.iter().enumerate() {
                let at = format!("{at}/timeSlots/{j}");
                faults.require(
                    (1..=7).contains(&slot.day),
                    format!("{at}/day"),
                    "out-of-range",
                    "use 1 for Monday to 7 for Sunday",
                );
                let (start, stop) = (minute_of(&slot.start_time), minute_of(&slot.stop_time));
                faults.require(
                    start.is_some_and(|minute| minute < MINUTES_A_DAY),
                    format!("{at}/startTime"),
                    "invalid-time",
                    "write HH:MM, from 00:00 to 23:59",
                );
                faults.require(
                    stop.is_some_and(|stop| start.is_none_or(|start| start < stop)),
                    format!("{at}/stopTime"),
                    "invalid-time",
                    "write HH:MM, later than startTime and at most 24:00; split a slot at midnight",
                );
            }
        }
    }

    /// Reads checked times; a slot that cannot be read is left out, which only narrows the hours.
    pub fn read(times: &[CallableTime]) -> Self {
        let entries = times
            .iter()
            .map(|time| {
                let slots = time.time_slots.iter().filter_map(|slot| {
                    Some(Slot {
                        day: slot.day,
                        start: minute_of(&slot.start_time)?,
                        stop: minute_of(&slot.stop_time)?,
                    })
                });
                (time.time_zone_id.clone(), slots.collect())
            })
            .collect();
        Self {
            entries,
            exceptions: BTreeMap::new(),
        }
    }

    /// The same with other slots on single dates.
    ///
    /// # Errors
    /// [`Failure::Internal`] when a shipped calendar is damaged.
    pub fn with_exceptions(mut self, dates: &CallableDates) -> Result<Self, Failure> {
        for (date, slots) in dates.days()? {
            let day = date.weekday().number_from_monday();
            let slots = slots.into_iter();
            let slots = slots.map(|(start, stop)| Slot { day, start, stop });
            self.exceptions.insert(date, slots.collect());
        }
        Ok(self)
    }

    /// The end of the stretch in which callees of `zone` may be called and that `at` lies in; `None` when they may
    /// not be called at `at`. Slots that touch, also over midnight, are one stretch, followed for at most a week.
    pub fn window_end(&self, zone: Tz, at: Instant) -> Option<Instant> {
        let mut end = self.slot_end(zone, at)?;
        let horizon = at.plus_minutes(7 * i64::from(MINUTES_A_DAY));
        while end < horizon {
            match self.slot_end(zone, end) {
                Some(later) if later > end => end = later,
                _ => break,
            }
        }
        Some(end)
    }

    /// The first instant from `at` on at which callees of `zone` may be called, `at` itself within a slot; `None` when no
    /// slot begins within [`DAYS_LOOKED_AHEAD`].
    pub fn opens_at(&self, zone: Tz, at: Instant) -> Option<Instant> {
        if self.slot_end(zone, at).is_some() {
            return Some(at);
        }
        let today = zone
            .from_utc_datetime(&at.to_utc().naive_utc())
            .date_naive();
        let mut days = today.iter_days().take(usize::from(DAYS_LOOKED_AHEAD));
        days.find_map(|date| {
            self.slots_on(zone, date)
                .flat_map(|slot| readings_of(date, slot.start, zone))
                // Clocks that go back may go back into a slot.
                .chain(clock_change(date, zone))
                .filter(|start| *start > at && self.slot_end(zone, *start).is_some())
                .min()
        })
    }

    /// Whether callees of `zone` may be called during all of `[from, to)`.
    pub fn cover(&self, zone: Tz, from: Instant, to: Instant) -> bool {
        self.window_end(zone, from).is_some_and(|end| end >= to)
    }

    /// The slots of a local day.
    fn slots_on(&self, zone: Tz, date: NaiveDate) -> impl Iterator<Item = Slot> {
        let usual = self.slots_of(zone);
        let slots = match self.exceptions.get(&date) {
            Some(slots) if !usual.is_empty() => slots.as_slice(),
            _ => usual,
        };
        let day = date.weekday().number_from_monday();
        slots.iter().copied().filter(move |slot| slot.day == day)
    }

    fn slots_of(&self, zone: Tz) -> &[Slot] {
        let named = |name: &str| self.entries.iter().find(|(zone, _)| zone == name);
        named(zone.name())
            .or_else(|| named(ANY_OTHER_ZONE))
            .map_or(&[], |(_, slots)| slots)
    }

    /// The end of the latest-ending slot of the local day that `at` lies in, or the clock change before it.
    fn slot_end(&self, zone: Tz, at: Instant) -> Option<Instant> {
        let local = zone.from_utc_datetime(&at.to_utc().naive_utc());
        let (date, minute) = (local.date_naive(), local.hour() * 60 + local.minute());
        let stop = self
            .slots_on(zone, date)
            .filter(|slot| (slot.start..slot.stop).contains(&minute))
            .map(|slot| slot.stop)
            .max()?;
        let end = first_at_or_past(date, stop, zone, at);
        // Clocks that are changed on the way may leave the slot: what holds from then on is asked anew.
        let change = clock_change(date, zone).filter(|change| at < *change && *change < end);
        Some(change.unwrap_or(end))
    }
}

/// The instants at which the wall clock of `zone` reads that minute of that date: two where clocks are set back, and
/// where they jump over it the instant of the jump.
pub(super) fn readings_of(date: NaiveDate, minute: u32, zone: Tz) -> impl Iterator<Item = Instant> {
    let wanted = NaiveDateTime::new(date, NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute));
    // No clock has jumped by more than three hours but over a whole day, which then has no slot.
    let local = (0..=180)
        .map(|skipped| zone.from_local_datetime(&(wanted + TimeDelta::minutes(skipped))))
        .find(|local| local.earliest().is_some());
    let both = local.map(|local| [local.earliest(), local.latest()]);
    both.into_iter()
        .flatten()
        .flatten()
        .map(|local| Instant::from_utc(local.with_timezone(&Utc)))
}

/// The first instant after `at` at which the wall clock of `zone` reads that minute of that date, or has jumped over it.
fn first_at_or_past(date: NaiveDate, minute: u32, zone: Tz, at: Instant) -> Instant {
    let wanted = NaiveDateTime::new(date, NaiveTime::MIN) + TimeDelta::minutes(i64::from(minute));
    let candidates = zone.from_local_datetime(&wanted);
    let instants = [candidates.earliest(), candidates.latest()];
    let reached = instants
        .into_iter()
        .flatten()
        .map(|local| Instant::from_utc(local.with_timezone(&Utc)))
        .find(|instant| *instant > at);
    reached.unwrap_or_else(|| {
        // The clocks jump over the end of the slot: it ends when they jump. Read with the offset before the jump the
        // wanted reading is at or after that instant, and so never before `at`; the jump itself is found by stepping
        // back from there to the last minute that still has the old offset.
        let before = zone
            .offset_from_utc_datetime(&at.to_utc().naive_utc())
            .fix();
        let mut end = Instant::from_utc((wanted - before).and_utc());
        while end > at
            && zone
                .offset_from_utc_datetime(&end.plus_minutes(-1).to_utc().naive_utc())
                .fix()
                != before
        {
            end = end.plus_minutes(-1);
        }
        end
    })
}

/// When the clocks of `zone` are changed on a local date, if they are.
fn clock_change(date: NaiveDate, zone: Tz) -> Option<Instant> {
    let midnight = Instant::from_utc(date.and_time(NaiveTime::MIN).and_utc());
    let offset = |minute: i64| {
        let at = midnight.plus_minutes(minute).to_utc().naive_utc();
        zone.offset_from_utc_datetime(&at).fix()
    };
    // The local day begins at most 14 hours before that of UTC and ends at most 12 hours after it.
    let (mut before, mut after) = (-14 * 60, 36 * 60);
    if offset(before) == offset(after) {
        return None;
    }
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if offset(middle) == offset(before) {
            before = middle;
        } else {
            after = middle;
        }
    }
    let change = midnight.plus_minutes(after);
    let local = zone.from_utc_datetime(&change.to_utc().naive_utc());
    (local.date_naive() == date).then_some(change)
}

/// Minutes since midnight of `HH:MM`, up to `24:00`.
pub(in crate::outbound) fn minute_of(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |part: &str| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let total = hours * 60 + minutes;
    (minutes < 60 && total <= MINUTES_A_DAY).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::{America, Asia, Europe};

    fn times(zone: &str, slots: &[(u32, &str, &str)]) -> CallableTimes {
        let time_slots = slots
            .iter()
            .map(|(day, start, stop)| TimeSlot {
                day: *day,
                start_time: (*start).to_owned(),
                stop_time: (*stop).to_owned(),
            })
            .collect();
        CallableTimes::read(&[CallableTime {
            time_zone_id: zone.to_owned(),
            time_slots,
        }])
    }

    fn every_day(start: &str, stop: &str) -> CallableTimes {
        let slots: Vec<_> = (1..=7).map(|day| (day, start, stop)).collect();
        times("*", &slots)
    }

    fn at(text: &str) -> Instant {
        serde_json::from_str(&format!("{text:?}")).unwrap()
    }

    #[test]
    fn a_slot_is_open_from_its_start_and_closed_at_its_stop_in_the_callees_own_time() {
        let office = every_day("09:00", "21:00");
        let shanghai = Asia::Shanghai;
        assert_eq!(
            office.window_end(shanghai, at("2026-11-23T00:59:59Z")),
            None
        );
        assert_eq!(
            office.window_end(shanghai, at("2026-11-23T01:00:00Z")),
            Some(at("2026-11-23T13:00:00Z"))
        );
        assert_eq!(
            office.window_end(shanghai, at("2026-11-23T13:00:00Z")),
            None
        );
        assert!(
            office
                .window_end(America::New_York, at("2026-11-23T13:00:00Z"))
                .is_none()
        );
        assert!(
            office
                .window_end(America::New_York, at("2026-11-23T14:00:00Z"))
                .is_some()
        );
    }

    #[test]
    fn the_same_utc_hour_is_open_in_summer_and_closed_in_winter() {
        let office = every_day("08:00", "21:00");
        // 12:30 UTC is 08:30 in New York until 31 October 2026 and 07:30 from 1 November on.
        assert!(
            office
                .window_end(America::New_York, at("2026-10-31T12:30:00Z"))
                .is_some()
        );
        assert!(
            office
                .window_end(America::New_York, at("2026-11-01T12:30:00Z"))
                .is_none()
        );
    }

    #[test]
    fn a_stop_that_the_clocks_jump_over_is_reached_when_they_jump() {
        let night = every_day("01:00", "02:30");
        // Berlin, 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
        assert_eq!(
            night.window_end(Europe::Berlin, at("2026-03-29T00:15:00Z")),
            Some(at("2026-03-29T01:00:00Z"))
        );
    }

    #[test]
    fn an_hour_that_happens_twice_is_judged_by_the_wall_clock_each_time() {
        let night = every_day("02:00", "02:30");
        // Berlin, 25 October 2026: 02:00 to 03:00 happens from 00:00 and again from 01:00 UTC.
        let berlin = Europe::Berlin;
        assert_eq!(
            night.window_end(berlin, at("2026-10-25T00:10:00Z")),
            Some(at("2026-10-25T00:30:00Z"))
        );
        assert_eq!(night.window_end(berlin, at("2026-10-25T00:40:00Z")), None);
        assert_eq!(
            night.window_end(berlin, at("2026-10-25T01:10:00Z")),
            Some(at("2026-10-25T01:30:00Z"))
        );
    }

    #[test]
    fn slots_that_touch_over_midnight_are_one_stretch() {
        let long = times(
            "Asia/Shanghai",
            &[(1, "22:00", "24:00"), (2, "00:00", "01:00")],
        );
        assert_eq!(
            long.window_end(Asia::Shanghai, at("2026-11-23T15:30:00Z")),
            Some(at("2026-11-23T17:00:00Z"))
        );
    }

    #[test]
    fn a_zone_without_an_entry_is_never_callable_and_one_with_an_empty_entry_neither() {
        let only_berlin = times("Europe/Berlin", &[(1, "00:00", "24:00")]);
        assert_eq!(
            only_berlin.window_end(Asia::Shanghai, at("2026-11-23T12:00:00Z")),
            None
        );
        let mut entries = only_berlin.entries.clone();
        entries.push((
            "*".to_owned(),
            vec![Slot {
                day: 1,
                start: 0,
                stop: 1_440,
            }],
        ));
        entries.push(("Asia/Tokyo".to_owned(), Vec::new()));
        let times = CallableTimes {
            entries,
            ..only_berlin
        };
        assert!(
            times
                .window_end(Asia::Shanghai, at("2026-11-23T12:00:00Z"))
                .is_some()
        );
        assert_eq!(
            times.window_end(Asia::Tokyo, at("2026-11-23T12:00:00Z")),
            None
        );
    }

    #[test]
    fn what_cannot_be_is_named_with_its_place() {
        let mut faults = Faults::default();
        let slot = |day, start: &str, stop: &str| TimeSlot {
            day,
            start_time: start.to_owned(),
            stop_time: stop.to_owned(),
        };
        CallableTimes::check(
            &[CallableTime {
                time_zone_id: "Asia/Peking".to_owned(),
                time_slots: vec![slot(8, "9:00", "21:00"), slot(1, "21:00", "09:00")],
            }],
            &mut faults,
        );
        let failure = faults.into_result().unwrap_err();
        let pointers: Vec<_> = failure
            .faults()
            .iter()
            .map(|f| f.pointer.as_str())
            .collect();
        assert_eq!(
            pointers,
            [
                "/callableTimes/0/timeZoneId",
                "/callableTimes/0/timeSlots/0/day",
                "/callableTimes/0/timeSlots/0/startTime",
                "/callableTimes/0/timeSlots/1/stopTime"
            ]
        );
    }

    #[test]
    fn the_next_opening_is_today_tomorrow_or_after_the_weekend() {
        let office = times("*", &[(1, "09:00", "21:00"), (5, "10:00", "24:00")]);
        let shanghai = Asia::Shanghai;
        let opens = |text| office.opens_at(shanghai, at(text));
        // 23 November 2026 is a Monday; Shanghai is 8 hours ahead.
        assert_eq!(
            opens("2026-11-23T00:00:00Z"),
            Some(at("2026-11-23T01:00:00Z"))
        );
        assert_eq!(
            opens("2026-11-23T02:30:00Z"),
            Some(at("2026-11-23T02:30:00Z"))
        );
        assert_eq!(
            opens("2026-11-23T13:00:00Z"),
            Some(at("2026-11-27T02:00:00Z"))
        );
        assert_eq!(
            opens("2026-11-27T16:00:00Z"),
            Some(at("2026-11-30T01:00:00Z"))
        );
        assert_eq!(
            times("*", &[]).opens_at(shanghai, at("2026-11-23T00:00:00Z")),
            None
        );
    }

    #[test]
    fn clocks_that_go_back_into_a_slot_open_it_once_more() {
        let night = times("*", &[(7, "01:00", "02:30")]);
        assert_eq!(
            night.opens_at(Europe::Berlin, at("2025-10-26T00:30:00Z")),
            Some(at("2025-10-26T01:00:00Z"))
        );
    }

    #[test]
    fn a_slot_that_begins_in_the_hour_clocks_jump_over_opens_at_the_jump() {
        // Berlin, 29 March 2026: 02:00 to 03:00 does not exist.
        let early = times("*", &[(7, "02:30", "05:00")]);
        assert_eq!(
            early.opens_at(Europe::Berlin, at("2026-03-29T00:00:00Z")),
            Some(at("2026-03-29T01:00:00Z"))
        );
    }
}
