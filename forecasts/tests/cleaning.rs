//! What the examination finds in two real histories: a North American bank's and a small Israeli bank's calls.

#[path = "support/bank.rs"]
#[expect(dead_code, reason = "the folds are for the forecasts' test")]
mod bank;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use crewcast_forecasts::calendar::{Calendar, SpecialDay, SpecialDayKind};
use crewcast_forecasts::cleaning::{
    Decisions, Finding, FindingKind, Findings, QueueSeries, examine,
};
use crewcast_forecasts::grid::{DaySlots, SlotsPerDay};

fn records(file: &str) -> Option<Vec<csv::StringRecord>> {
    let path = support::shared()?.join("data").join(file);
    let mut reader = path
        .is_file()
        .then(|| csv::Reader::from_path(path).unwrap())?;
    Some(reader.records().map(Result::unwrap).collect())
}

fn holidays(file: &str) -> Option<Calendar> {
    let entry = |row: csv::StringRecord| SpecialDay {
        date: row[0].parse().unwrap(),
        name: row[1].to_owned(),
        kind: SpecialDayKind::PublicHoliday,
    };
    Some(records(file)?.into_iter().map(entry).collect())
}

fn technion() -> Option<DaySlots> {
    let mut days: BTreeMap<NaiveDate, Vec<Option<f64>>> = BTreeMap::new();
    for row in records("technion/technion_30min.csv")? {
        let start = NaiveDateTime::parse_from_str(&row[0], "%Y-%m-%d %H:%M:%S").unwrap();
        let slot = (start.hour() * 60 + start.minute()) as usize / 30;
        days.entry(start.date()).or_insert_with(|| vec![None; 48])[slot] =
            Some(row[1].parse().unwrap());
    }
    let (&first, _) = days.first_key_value()?;
    let (&last, _) = days.last_key_value()?;
    let dates = first.iter_days().take_while(|date| *date <= last);
    let rows = dates
        .map(|date| days.remove(&date).unwrap_or_else(|| vec![None; 48]))
        .collect();
    Some(DaySlots::new(first, SlotsPerDay::of_interval_minutes(30).unwrap(), rows).unwrap())
}

fn examined(name: &str, offered: &DaySlots, calendar: &Calendar) -> Findings {
    let series = QueueSeries {
        offered,
        handled: None,
        aht_seconds: None,
    };
    let findings = examine(series, calendar, &BTreeSet::new()).unwrap();
    println!(
        "{name}: {} findings in {} days",
        findings.len(),
        offered.len()
    );
    for finding in findings.iter() {
        println!(
            "  {} {:?}: {}",
            finding.id, finding.confidence, finding.reason
        );
    }
    findings
}

fn on(findings: &Findings, date: &str) -> Vec<Finding> {
    let date: NaiveDate = date.parse().unwrap();
    findings
        .iter()
        .filter(|f| f.date == date)
        .cloned()
        .collect()
}

#[test]
fn the_lost_hours_of_march_1999_are_found_and_the_holidays_of_the_calendar_are_not() {
    let (Some(offered), Some(calendar)) = (technion(), holidays("technion/calendar.csv")) else {
        eprintln!("skipped: no ../shared/data/technion");
        return;
    };
    let findings = examined("technion", &offered, &calendar);
    for (date, first, end) in [("1999-03-02", 29, 38), ("1999-03-08", 23, 47)] {
        let found = on(&findings, date);
        let outage = found.iter().any(|f| {
            matches!(f.kind, FindingKind::Outage { .. })
                && f.slots.first.abs_diff(first) <= 1
                && f.slots.end.abs_diff(end) <= 1
        });
        assert!(outage, "{date}: {found:?}");
    }
    for day in calendar.iter() {
        assert!(
            on(&findings, &day.date.to_string()).is_empty(),
            "{}",
            day.name
        );
    }
    assert!(findings.len() <= 30, "{} findings", findings.len());

    let total = |history: &DaySlots, date: &str| {
        let row = history.day(date.parse().unwrap()).unwrap();
        row.iter().flatten().sum::<f64>()
    };
    let cleaned = findings.apply(&offered, &Decisions::accept_all(&findings));
    let (found, repaired) = (total(&offered, "1999-03-08"), total(&cleaned, "1999-03-08"));
    println!("technion 1999-03-08: {found} calls, {repaired:.0} repaired");
    assert!((1_300.0..2_100.0).contains(&repaired), "{repaired}");
}

#[test]
fn the_banks_history_has_its_closed_days_and_next_to_nothing_else() {
    let (Some(offered), Some(calendar)) = (bank::bank_calls(), holidays("bank_calls/calendar.csv"))
    else {
        eprintln!("skipped: no ../shared/data/bank_calls");
        return;
    };
    let findings = examined("bank", &offered, &calendar);
    let others = findings
        .iter()
        .filter(|f| !matches!(f.kind, FindingKind::ClosedDay { .. }));
    assert!(others.count() <= 6);
}
