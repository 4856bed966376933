//! The rules that look at one value: each a named question to a column's name, its value and today.

use chrono::{Datelike, NaiveDate};

use crate::outbound::contacts::columns::{Written, read_date};

/// A value as a rule sees it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell<'a> {
    pub column: &'a str,
    pub value: &'a str,
    /// On the clocks of the list's zone.
    pub today: NaiveDate,
}

/// A rule of data quality.
pub(super) struct Rule {
    pub code: &'static str,
    pub reason: &'static str,
    pub remedy: &'static str,
    pub concerns: fn(Cell<'_>) -> bool,
}

/// All of them, in the order in which they are told.
pub(super) const RULES: [Rule; 5] = [
    Rule {
        code: "sentinel-date",
        reason: "the date stands for no date",
        remedy: "leave it empty where there is no date; a filter would take it for a real one",
        concerns: is_sentinel_date,
    },
    Rule {
        code: "placeholder-text",
        reason: "the text stands for no value",
        remedy: "leave it empty where there is no value",
        concerns: is_placeholder,
    },
    Rule {
        code: "future-birth-date",
        reason: "the birth date lies in the future",
        remedy: "correct the century, or leave it empty",
        concerns: is_future_birth_date,
    },
    Rule {
        code: "implausible-birth-date",
        reason: "the birth date is of 1900 or before, as systems write it that know none",
        remedy: "leave it empty where it is unknown",
        concerns: is_implausible_birth_date,
    },
    Rule {
        code: "repeated-digits",
        reason: "the phone ends in seven equal digits, as nobody's does who was asked",
        remedy: "ask for the number, or take the contact off the list",
        concerns: has_repeated_digits,
    },
];

/// 9999-12-31 and its like: the ends of calendars, and the days on which computers begin to count.
fn is_sentinel_date(cell: Cell<'_>) -> bool {
    let ends = [
        "9999-12-31",
        "9999-01-01",
        "0001-01-01",
        "1900-01-01",
        "1970-01-01",
    ];
    ends.iter().any(|end| cell.value.starts_with(end))
}

fn is_placeholder(cell: Cell<'_>) -> bool {
    let placeholders = [
        "n/a",
        "#n/a",
        "na",
        "null",
        "none",
        "nil",
        "unknown",
        "undefined",
        "-",
        "--",
        "未知",
        "无",
    ];
    let value = cell.value.trim().to_lowercase();
    placeholders.contains(&value.as_str())
}

fn is_future_birth_date(cell: Cell<'_>) -> bool {
    birth_date(cell).is_some_and(|born| born > cell.today)
}

fn is_implausible_birth_date(cell: Cell<'_>) -> bool {
    birth_date(cell).is_some_and(|born| born.year() <= 1900)
}

/// The date of a column whose name speaks of birth.
fn birth_date(cell: Cell<'_>) -> Option<NaiveDate> {
    let name = cell.column.to_lowercase();
    let speaks_of_birth = name.contains("birth") || name == "dob";
    if !speaks_of_birth && !cell.column.contains("生日") && !cell.column.contains("出生") {
        return None;
    }
    match read_date(cell.value.trim())? {
        Written::Local(at) => Some(at.date()),
        Written::Instant(millis) => {
            chrono::DateTime::from_timestamp_millis(millis).map(|at| at.date_naive())
        }
    }
}

fn has_repeated_digits(cell: Cell<'_>) -> bool {
    let digits: Vec<char> = cell.value.chars().rev().take(7).collect();
    cell.column == "phone"
        && digits.len() == 7
        && digits
            .first()
            .is_some_and(|first| first.is_ascii_digit() && digits.iter().all(|one| one == first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn concerned(column: &str, value: &str) -> Vec<&'static str> {
        let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let cell = Cell {
            column,
            value,
            today,
        };
        let rules = RULES.iter().filter(|rule| (rule.concerns)(cell));
        rules.map(|rule| rule.code).collect()
    }

    #[test]
    fn the_end_of_the_calendar_is_no_date() {
        assert_eq!(concerned("Expiry", "9999-12-31"), ["sentinel-date"]);
        assert_eq!(
            concerned("Expiry", "9999-12-31T00:00:00Z"),
            ["sentinel-date"]
        );
        assert!(concerned("Expiry", "2099-12-31").is_empty());
    }

    #[test]
    fn words_for_nothing_are_placeholders_and_texts_that_hold_them_are_not() {
        for value in ["N/A", " null ", "-", "未知"] {
            assert_eq!(concerned("City", value), ["placeholder-text"], "{value}");
        }
        assert!(concerned("City", "Nullarbor").is_empty());
    }

    #[test]
    fn nobody_is_born_tomorrow_nor_before_1901() {
        assert_eq!(concerned("BirthDate", "2026-12-01"), ["future-birth-date"]);
        assert!(concerned("BirthDate", "2026-11-30").is_empty());
        assert!(concerned("Due", "2026-12-01").is_empty());
        assert_eq!(
            concerned("出生日期", "1900-05-01"),
            ["implausible-birth-date"]
        );
        assert!(concerned("DOB", "1901-01-01").is_empty());
    }

    #[test]
    fn a_phone_of_one_digit_repeated_was_made_up() {
        assert_eq!(concerned("phone", "+8613800000000"), ["repeated-digits"]);
        assert!(concerned("phone", "+8613800000001").is_empty());
        assert!(concerned("phone", "+8613810000000").contains(&"repeated-digits"));
        assert!(concerned("phone", "+8613811000000").is_empty());
        assert!(concerned("Account", "0000000000").is_empty());
    }
}
