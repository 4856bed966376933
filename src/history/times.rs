//! Times as files write them, read by fixed formats (the general parser of dates is several times slower), and local
//! times placed on the UTC line.

use chrono::{NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::rejects::FieldFault;

const DAY_SECONDS: i64 = 86_400;

/// A time as it was written, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// With an offset or `Z`: a point in time.
    Utc(i64),
    /// Without: what a clock on the wall showed.
    Local(i64),
}

/// Reads `yyyy-MM-dd HH:mm[:ss[.f]]` (also with `T` or `/`), the same with `Z` or an offset, a bare `yyyy-MM-dd`, and
/// `M/d/yyyy h:mm[:ss] [AM|PM]`.
pub(super) fn read(text: &[u8]) -> Result<Written, FieldFault> {
    match parse(text) {
        Some(written) => {
            let (Written::Utc(seconds) | Written::Local(seconds)) = written;
            if (FIRST..END).contains(&seconds) {
                Ok(written)
            } else {
                Err(FieldFault::new(
                    "time-out-of-range",
                    "the time lies outside the years 1990 to 2100",
                    "check the year",
                ))
            }
        }
        None => Err(FieldFault::new(
            "bad-time",
            "this is no date and time",
            "write it as 2026-03-29T14:30:00+02:00, 2026-03-29 14:30 or 3/29/2026 2:30 PM",
        )),
    }
}

/// 1990-01-01T00:00Z.
const FIRST: i64 = 631_152_000;
/// 2101-01-01T00:00Z.
const END: i64 = 4_133_980_800;

fn parse(text: &[u8]) -> Option<Written> {
    let mut rest = Cursor(text);
    let first = rest.number(4)?;
    let date = if first.digits == 4 {
        let mark = rest.one_of(b"-/")?;
        let month = rest.number(2)?;
        rest.literal(mark)?;
        date(first.value, month.value, rest.number(2)?.value)?
    } else {
        rest.literal(b'/')?;
        let day = rest.number(2)?;
        rest.literal(b'/')?;
        let year = rest.number(4)?;
        (year.digits == 4).then_some(())?;
        date(year.value, first.value, day.value)?
    };
    if rest.0.is_empty() {
        return Some(Written::Local(date));
    }
    rest.one_of(b" T")?;
    let seconds = rest.clock()?;
    match rest.0 {
        b"" => Some(Written::Local(date + seconds)),
        b"Z" | b"z" | b" UTC" | b" Z" => Some(Written::Utc(date + seconds)),
        _ => Some(Written::Utc(date + seconds - rest.offset()?)),
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<i64> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    Some(date.and_time(chrono::NaiveTime::MIN).and_utc().timestamp())
}

/// Seconds since midnight of `h:mm[:ss]`, up to 23:59:59.
pub(super) fn clock(text: &[u8]) -> Option<i64> {
    let mut rest = Cursor(text);
    let seconds = rest.clock()?;
    rest.0.is_empty().then_some(seconds)
}

struct Number {
    value: u32,
    digits: usize,
}

struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn number(&mut self, most: usize) -> Option<Number> {
        let digits = self
            .0
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        let (head, tail) = self.0.split_at_checked(digits).filter(|_| digits > 0)?;
        self.0 = tail;
        let value = head
            .iter()
            .fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0'));
        Some(Number { value, digits })
    }

    fn one_of(&mut self, marks: &[u8]) -> Option<u8> {
        let (mark, tail) = self.0.split_first()?;
        marks.contains(mark).then(|| {
            self.0 = tail;
            *mark
        })
    }

    fn literal(&mut self, mark: u8) -> Option<()> {
        self.one_of(&[mark]).map(|_| ())
    }

    fn clock(&mut self) -> Option<i64> {
        let mut hour = self.number(2)?.value;
        self.literal(b':')?;
        let minute = self.number(2).filter(|number| number.digits == 2)?.value;
        let mut second = 0;
        if self.literal(b':').is_some() {
            second = self.number(2).filter(|number| number.digits == 2)?.value;
            if self.one_of(b".,").is_some() {
                self.number(9)?;
            }
        }
        let half = match self.0.trim_ascii_start() {
            [a @ (b'a' | b'A' | b'p' | b'P'), b'm' | b'M'] => Some(a.eq_ignore_ascii_case(&b'p')),
            _ => None,
        };
        if let Some(afternoon) = half {
            (1..=12).contains(&hour).then_some(())?;
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            self.0 = b"";
        }
        (hour < 24 && minute < 60 && second < 60)
            .then(|| i64::from(hour * 3_600 + minute * 60 + second))
    }

    fn offset(&mut self) -> Option<i64> {
        self.0 = self.0.trim_ascii_start();
        let sign = self.one_of(b"+-")?;
        let hours = self.number(2).filter(|number| number.digits == 2)?.value;
        let minutes = if self.0.is_empty() {
            0
        } else {
            let _ = self.literal(b':');
            self.number(2).filter(|number| number.digits == 2)?.value
        };
        let seconds = i64::from(hours * 3_600 + minutes * 60);
        (self.0.is_empty() && hours < 19 && minutes < 60).then_some(if sign == b'-' {
            -seconds
        } else {
            seconds
        })
    }
}

/// A zone that remembers the offset of the day it was last asked about: a file's rows come in runs of one day.
#[derive(Debug)]
pub(super) struct Zone {
    zone: Tz,
    /// A day (since 1970) with one offset from end to end, a day of margin on both sides, and that offset.
    steady: Option<(i64, i64)>,
}

impl Zone {
    pub(super) fn new(zone: Tz) -> Self {
        Self { zone, steady: None }
    }

    /// Seconds since 1970 UTC of a written time.
    ///
    /// # Errors
    /// A local time that clocks skip or show twice.
    pub(super) fn place(&mut self, written: Written) -> Result<i64, FieldFault> {
        let local = match written {
            Written::Utc(seconds) => return Ok(seconds),
            Written::Local(seconds) => seconds,
        };
        if let Some(offset) = self.steady_offset(local) {
            return Ok(local - offset);
        }
        let (Some(naive), show) = (
            chrono::DateTime::from_timestamp(local, 0).map(|at| at.naive_utc()),
            |seconds: i64| {
                chrono::DateTime::from_timestamp(seconds, 0)
                    .map(|at| self.zone.from_utc_datetime(&at.naive_utc()).to_rfc3339())
                    .unwrap_or_default()
            },
        ) else {
            return Err(FieldFault::new(
                "bad-time",
                "this is no date and time",
                "check it",
            ));
        };
        match self.zone.from_local_datetime(&naive) {
            chrono::LocalResult::Single(at) => Ok(at.timestamp()),
            chrono::LocalResult::Ambiguous(one, other) => Err(FieldFault::new(
                "ambiguous-local-time",
                format!(
                    "clocks in {} are set back then and show this time twice",
                    self.zone
                ),
                format!(
                    "write the offset: {} or {}",
                    show(one.timestamp()),
                    show(other.timestamp())
                ),
            )),
            chrono::LocalResult::None => {
                let offset_before = self.offset_at(local - DAY_SECONDS);
                Err(FieldFault::new(
                    "no-such-local-time",
                    format!(
                        "clocks in {} are set forward then and never show this time",
                        self.zone
                    ),
                    format!(
                        "write the time that was meant with its offset, such as {}",
                        show(local - offset_before)
                    ),
                ))
            }
        }
    }

    /// The offset from UTC, in seconds, at an instant given in seconds since 1970.
    pub(super) fn offset_at(&self, utc: i64) -> i64 {
        chrono::DateTime::from_timestamp(utc, 0).map_or(0, |at| {
            i64::from(
                self.zone
                    .offset_from_utc_datetime(&at.with_timezone(&Utc).naive_utc())
                    .fix()
                    .local_minus_utc(),
            )
        })
    }

    /// The same, remembered for days without a change of clocks nearby.
    pub(super) fn offset_near(&mut self, utc: i64) -> i64 {
        match self.steady_offset(utc) {
            Some(offset) => offset,
            None => self.offset_at(utc),
        }
    }

    fn steady_offset(&mut self, seconds: i64) -> Option<i64> {
        let day = seconds.div_euclid(DAY_SECONDS);
        if let Some((steady, offset)) = self.steady
            && steady == day
        {
            return Some(offset);
        }
        let begin = day * DAY_SECONDS;
        let offset = self.offset_at(begin);
        let is_steady = (-4..=8).all(|quarter| self.offset_at(begin + quarter * 21_600) == offset);
        is_steady.then(|| {
            self.steady = Some((day, offset));
            offset
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use chrono_tz::{America, Asia, Europe};
    use proptest::prelude::*;

    fn seconds(rfc3339: &str) -> i64 {
        DateTime::parse_from_rfc3339(rfc3339).unwrap().timestamp()
    }

    fn placed(text: &str, zone: Tz) -> Result<i64, FieldFault> {
        Zone::new(zone).place(read(text.as_bytes())?)
    }

    #[test]
    fn all_spellings_of_one_time_are_the_same_instant() {
        let wanted = seconds("2026-01-05T14:30:00-05:00");
        for text in [
            "2026-01-05T14:30:00-05:00",
            "2026-01-05T14:30-0500",
            "2026-01-05 19:30:00Z",
            "2026-01-05T19:30:00.000Z",
            "2026-01-05 14:30",
            "2026-01-05 14:30:00",
            "2026/1/5 14:30",
            "1/5/2026 2:30 PM",
            "01/05/2026 02:30:00 pm",
            "1/5/2026 14:30",
        ] {
            assert_eq!(placed(text, America::New_York), Ok(wanted), "{text}");
        }
        assert_eq!(
            placed("1/5/2026 12:00 AM", America::New_York),
            Ok(seconds("2026-01-05T00:00:00-05:00"))
        );
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "yesterday",
            "2026-02-30 10:00",
            "2026-01-05 24:00",
            "2026-01-05 10:60",
            "13/13/2026 10:00",
            "2026-01-05 10",
            "1/5/2026 0:30 PM",
            "2026-01-05 10:00 CET",
            "05.01.2026 10:00",
            "2026-01-05 10:00+1",
        ] {
            assert_eq!(
                read(text.as_bytes()).unwrap_err().code,
                "bad-time",
                "{text}"
            );
        }
    }

    #[test]
    fn years_before_1990_and_after_2100_are_out_of_range() {
        for text in ["1989-12-31 23:59", "2101-01-01 00:00", "0026-01-05 10:00"] {
            assert_eq!(read(text.as_bytes()).unwrap_err().code, "time-out-of-range");
        }
        assert!(read(b"1990-01-01 00:00").is_ok() && read(b"2100-12-31 23:59").is_ok());
    }

    #[test]
    fn a_time_clocks_jump_over_is_refused_with_the_time_they_showed_instead() {
        let fault = placed("2026-03-29 02:30", Europe::Berlin).unwrap_err();
        assert_eq!(fault.code, "no-such-local-time");
        assert!(
            fault.remedy.contains("2026-03-29T03:30:00+02:00"),
            "{fault}"
        );
    }

    #[test]
    fn a_time_clocks_show_twice_is_refused_with_both_offsets() {
        let fault = placed("2026-11-01 01:30", America::New_York).unwrap_err();
        assert_eq!(fault.code, "ambiguous-local-time");
        assert!(
            fault.remedy.contains("2026-11-01T01:30:00-04:00"),
            "{fault}"
        );
        assert!(
            fault.remedy.contains("2026-11-01T01:30:00-05:00"),
            "{fault}"
        );
        assert_eq!(
            placed("2026-11-01T01:30:00-05:00", America::New_York),
            Ok(seconds("2026-11-01T01:30:00-05:00"))
        );
    }

    proptest! {
        #[test]
        fn the_remembered_offset_never_changes_an_answer(days in proptest::collection::vec(7_305i64..47_000, 1..40), minute in 0i64..1_440) {
            for zone in [America::New_York, Europe::Berlin, Asia::Kathmandu, chrono_tz::Australia::Lord_Howe] {
                let mut remembering = Zone::new(zone);
                for day in &days {
                    let local = Written::Local(day * DAY_SECONDS + minute * 60);
                    prop_assert_eq!(remembering.place(local), Zone::new(zone).place(local));
                    let naive = DateTime::from_timestamp(day * DAY_SECONDS + minute * 60, 0).unwrap().naive_utc();
                    if let Some(single) = zone.from_local_datetime(&naive).single() {
                        prop_assert_eq!(remembering.place(local), Ok(single.timestamp()));
                    }
                }
            }
        }
    }
}
