//! The daily table, as planners know it.

use super::output::{percent, table};
use crate::staffing::DayTotals;

/// Prints volume, agent-hours required, scheduled, over and under, and the predicted service level of every day.
pub(super) fn print_daily_table(days: &[DayTotals]) {
    let headers = [
        "date",
        "volume",
        "required h",
        "scheduled h",
        "over h",
        "under h",
        "service level",
    ];
    println!("{}", table(headers, days.iter().map(row)));
    let unstable: u32 = days.iter().map(|day| day.unstable_intervals).sum();
    if unstable > 0 {
        println!(
            "{unstable} interval(s) have more load than agents; their contacts count as answered too late"
        );
    }
}

fn row(day: &DayTotals) -> [String; 7] {
    [
        day.date.format("%a %Y-%m-%d").to_string(),
        format!("{:.0}", day.volume),
        format!("{:.1}", day.required_hours),
        format!("{:.1}", day.scheduled_hours),
        format!("{:.1}", day.over_hours),
        format!("{:.1}", day.under_hours),
        percent(day.predicted_service_level),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_contacts_has_no_service_level() {
        let mut day = DayTotals {
            date: "2026-06-01".parse().unwrap(),
            volume: 1_234.4,
            required_hours: 100.0,
            scheduled_hours: 99.25,
            over_hours: 3.0,
            under_hours: 3.75,
            predicted_service_level: Some(0.8125),
            unstable_intervals: 0,
        };
        let expected = [
            "Mon 2026-06-01",
            "1234",
            "100.0",
            "99.2",
            "3.0",
            "3.8",
            "81.2 %",
        ];
        assert_eq!(row(&day), expected);
        day.predicted_service_level = None;
        assert_eq!(row(&day)[6], "");
    }
}
