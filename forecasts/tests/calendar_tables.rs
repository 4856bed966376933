//! The shipped calendars beside calendars that came with reference data.

mod support;

use crewcast_forecasts::calendar::Calendar;
use crewcast_forecasts::calendar::tables::{Country, table};

fn calendar_of(folder: &str) -> Option<Calendar> {
    let path = support::shared()?.join(folder).join("calendar.csv");
    let text = std::fs::read_to_string(path).ok()?;
    Some(Calendar::from_csv(&text).unwrap())
}

#[test]
fn israels_days_of_rest_in_1999_and_2000_are_those_of_the_banks_calendar() {
    let Some(printed) = calendar_of("data/technion") else {
        eprintln!("skipped: no ../shared/data/technion/calendar.csv");
        return;
    };
    assert_eq!(printed, table(Country::Israel, 1999..=2000).unwrap());
}

#[test]
fn the_american_banks_holidays_of_2003_are_federal_holidays() {
    let Some(printed) = calendar_of("data/bank_calls") else {
        eprintln!("skipped: no ../shared/data/bank_calls/calendar.csv");
        return;
    };
    let federal = table(Country::UnitedStates, 2003..=2003).unwrap();
    let holidays: Vec<_> = printed
        .iter()
        .filter(|day| printed.is_public_holiday(day.date))
        .collect();
    assert!(!holidays.is_empty());
    for day in holidays {
        assert!(federal.on(day.date).contains(day), "{day:?}");
    }
}
