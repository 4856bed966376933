//! What came on ordinary days, and what truly comes on Tuesday.

use crewcast::history::{ImportKind, ImportOptions, Upload, import_file};
use crewcast::tenancy::Scope;

use super::{NOW, QUEUES, SURGE_FROM, TUESDAY};
use crate::support::Centre;

/// Calls of a half hour on an ordinary day: from eight to eight, with a hump in the morning and one in the afternoon.
fn usual(calls: f64, half_hour: usize) -> f64 {
    if !(16..40).contains(&half_hour) {
        return 0.0;
    }
    let hump = |at: f64, wide: f64| (-((half_hour as f64 - at) / wide).powi(2)).exp();
    calls * (0.5 + 0.6 * hump(21.0, 4.0) + 0.5 * hump(30.0, 5.0))
}

/// What truly comes on Tuesday.
pub(super) fn true_calls(calls: f64, half_hour: usize) -> f64 {
    usual(calls, half_hour) * if half_hour >= SURGE_FROM { 1.2 } else { 1.0 }
}

pub(super) fn import(centre: &Centre, unit: &str, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("history.csv");
    std::fs::write(&file, text).unwrap();
    let scope = Scope::system(centre.tenant.clone(), centre.clock.now());
    let options = ImportOptions::new(unit, ImportKind::Intervals);
    let upload = Upload::of_path(&file).unwrap();
    import_file(&centre.db, &scope, &upload, &options, &mut |_| {}).unwrap();
}

const HEADER: &str = "QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin\n";

/// Eight weeks, days busier and quieter as wholes by up to eight percent, with a little noise in each half hour.
pub(super) fn past() -> String {
    let mut text = HEADER.to_owned();
    let first: chrono::NaiveDate = "2026-04-06".parse().unwrap();
    for (offset, day) in first.iter_days().take(56).enumerate() {
        let of_day = 1.0 + (((offset * 29) % 17) as f64 - 8.0) / 100.0;
        for half_hour in 16..40 {
            let noise = 1.0 + (((offset * 31 + half_hour * 17) % 13) as f64 - 6.0) / 100.0;
            for (queue, calls, seconds) in QUEUES {
                let offered = (usual(calls, half_hour) * of_day * noise).round();
                text += &row(queue, day, half_hour, offered, (seconds, 0.85));
            }
        }
    }
    text
}

/// Tuesday up to half past twelve.
pub(super) fn this_morning() -> String {
    let mut text = HEADER.to_owned();
    for half_hour in 16..NOW {
        let in_time = if half_hour < SURGE_FROM { 0.86 } else { 0.62 };
        for (queue, calls, seconds) in QUEUES {
            let offered = true_calls(calls, half_hour).round();
            text += &row(queue, TUESDAY, half_hour, offered, (seconds, in_time));
        }
    }
    text
}

fn row(
    queue: &str,
    day: impl std::fmt::Display,
    half_hour: usize,
    offered: f64,
    of: (f64, f64),
) -> String {
    let (seconds, in_time) = of;
    let abandoned = (offered * (1.0 - in_time) / 4.0).round();
    format!(
        "{queue},{day}T{:02}:{:02}:00,30,{offered},{},{abandoned},{seconds},{}\n",
        half_hour / 2,
        half_hour % 2 * 30,
        offered - abandoned,
        (offered * in_time).round()
    )
}
