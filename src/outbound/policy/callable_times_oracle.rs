//! Callable hours against Python's zoneinfo, which shares no code with this one.

use std::process::Command;

use chrono_tz::Tz;

use super::callable_times::{CallableTime, CallableTimes, TimeSlot};
use crate::db::Instant;

/// 2025-01-01T00:00Z.
const BEGIN: Instant = Instant::from_epoch_millis(1_735_689_600_000);
const MINUTES: i64 = 3 * 365 * 1_440;
const STEP_MINUTES: i64 = 15;

/// Those of `tests/oracles/callable_hours.py`.
fn times() -> CallableTimes {
    let slots = [
        (1, "08:00", "12:00"),
        (1, "12:00", "21:00"),
        (2, "09:07", "20:52"),
        (3, "09:00", "18:00"),
        (3, "22:00", "24:00"),
        (4, "00:00", "01:00"),
        (4, "09:00", "21:00"),
        (5, "08:00", "21:00"),
        (6, "10:00", "16:00"),
        (7, "01:00", "02:30"),
        (7, "03:00", "04:00"),
        (7, "11:00", "15:00"),
    ];
    let slots = slots.map(|(day, start, stop)| TimeSlot {
        day,
        start_time: start.to_owned(),
        stop_time: stop.to_owned(),
    });
    CallableTimes::read(&[CallableTime {
        time_zone_id: "*".to_owned(),
        time_slots: slots.to_vec(),
    }])
}

/// Windows from and to minutes since [`BEGIN`].
type Windows = Vec<(i64, i64)>;

/// The oracle's windows by zone; `None` where there is no Python to ask.
fn asked() -> Option<Vec<(Tz, Windows)>> {
    let script = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/oracles/callable_hours.py"
    );
    let output = Command::new("python3").arg(script).output().ok()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the oracle failed: {errors}");
    let text = String::from_utf8(output.stdout).unwrap();
    let zones = text.lines().map(|line| {
        let mut words = line.split(' ');
        let zone: Tz = words.next().unwrap().parse().unwrap();
        let windows = words.map(|word| {
            let (start, end) = word.split_once('-').unwrap();
            (start.parse().unwrap(), end.parse().unwrap())
        });
        (zone, windows.collect())
    });
    Some(zones.collect())
}

#[test]
fn callable_hours_are_those_of_zoneinfo_in_forty_zones_over_three_years() {
    let Some(zones) = asked() else {
        eprintln!("skipped: python3 is not installed, so zoneinfo cannot be asked");
        return;
    };
    assert_eq!(zones.len(), 40);
    let times = times();
    let at = |minute: i64| BEGIN.plus_minutes(minute);
    let mut steps = 0_u32;
    let mut mismatches = Vec::new();
    for (zone, windows) in zones {
        assert!(windows.len() > 900, "{zone} has windows in every week");
        let mut next = windows.iter().peekable();
        for minute in (0..MINUTES).step_by(usize::try_from(STEP_MINUTES).unwrap()) {
            while next.peek().is_some_and(|(_, end)| *end <= minute) {
                next.next();
            }
            // What began before the three years or ends after them is not told.
            let (first, last) = (windows[0].0, windows[windows.len() - 1].1);
            if !(first..last).contains(&minute) {
                continue;
            }
            steps += 1;
            let window = next.peek().filter(|(start, _)| *start <= minute);
            let expected = window.map(|(_, end)| at(*end));
            let found = times.window_end(zone, at(minute));
            if found != expected {
                mismatches.push(format!(
                    "{zone} {}: {found:?}, not {expected:?}",
                    at(minute)
                ));
            }
        }
        for pair in windows.windows(2) {
            let (closed, opens) = (pair[0].1, pair[1].0);
            let found = times.opens_at(zone, at(closed));
            if found != Some(at(opens)) {
                mismatches.push(format!("{zone} opens after {}: {found:?}", at(closed)));
            }
        }
    }
    assert!(
        steps > 4_000_000,
        "{steps} steps are not three years of forty zones"
    );
    assert!(
        mismatches.is_empty(),
        "{} mismatches: {:?}",
        mismatches.len(),
        mismatches.first()
    );
}
