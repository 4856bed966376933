//! Public holidays among the days of some weeks.

use chrono::NaiveDate;

use super::entries::find_special_days;
use super::new::DayKind;
use crate::db::Conn;
use crate::failure::Failure;
use crate::organisation::WeekGrid;
use crate::tenancy::Scope;

/// Days of the grid that are public holidays of the business unit, by position. Make-up workdays, closures and events are
/// none.
///
/// # Errors
/// [`Failure::NotFound`] for the business unit.
pub fn public_holidays(
    conn: &mut Conn<'_>,
    scope: &Scope,
    business_unit_id: &str,
    grid: &WeekGrid,
) -> Result<Vec<usize>, Failure> {
    let days = grid.days();
    let first = days.first().map(|day| day.date);
    let end = days.last().and_then(|day| day.date.succ_opt());
    let special = find_special_days(conn, scope, business_unit_id, first, end)?;
    let is_holiday = |date: NaiveDate| {
        let mut of_day = special.iter().filter(|day| day.date == date);
        of_day.any(|day| day.kind == DayKind::PublicHoliday)
    };
    let holidays = days.iter().enumerate();
    let holidays = holidays.filter(|(_, day)| is_holiday(day.date));
    Ok(holidays.map(|(index, _)| index).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::testing::Centre;
    use crate::organisation::{NewSpecialDay, add_special_day};

    #[test]
    fn holidays_are_told_up_to_the_last_day_and_other_kinds_of_day_are_not() {
        let centre = Centre::new();
        let unit = &centre.business_unit;
        let days = [
            ("2026-05-31", DayKind::PublicHoliday),
            ("2026-06-01", DayKind::PublicHoliday),
            ("2026-06-03", DayKind::MakeUpWorkday),
            ("2026-06-04", DayKind::Event),
            ("2026-06-07", DayKind::PublicHoliday),
            ("2026-06-08", DayKind::PublicHoliday),
        ];
        let found = centre.write(|conn, scope| {
            for (date, kind) in days {
                let day = NewSpecialDay {
                    date: date.parse().unwrap(),
                    name: "Named".to_owned(),
                    kind,
                    size: None,
                };
                add_special_day(conn, scope, &unit.id, &day)?;
            }
            let monday = "2026-06-01".parse().unwrap();
            let grid = WeekGrid::new(monday, 1, unit.start_day_of_week, unit.time_zone, 30)?;
            public_holidays(conn, scope, &unit.id, &grid)
        });
        assert_eq!(found.unwrap(), [0, 6]);
    }
}
