//! Which countries have a table, and how to ask for one.

use std::fmt;
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{israel, mainland_china, united_kingdom, united_states};
use crate::calendar::{Calendar, CalendarFileError};

/// A country whose public holidays come with the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Country {
    /// Days off and make-up workdays as the State Council decrees them each autumn.
    MainlandChina,
    /// Federal holidays with their observed days.
    UnitedStates,
    /// Bank holidays of England and Wales with their substitute days. Scotland and Northern Ireland differ.
    UnitedKingdom,
    /// Statutory days of rest; their eves are left to the models.
    Israel,
}

impl Country {
    /// All countries with a table.
    pub const ALL: [Self; 4] = [
        Self::MainlandChina,
        Self::UnitedStates,
        Self::UnitedKingdom,
        Self::Israel,
    ];
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::MainlandChina => "mainland China",
            Self::UnitedStates => "the United States",
            Self::UnitedKingdom => "the United Kingdom (England and Wales)",
            Self::Israel => "Israel",
        })
    }
}

/// Why there is no table to give.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoTable {
    /// A year was asked for that the table does not have.
    #[error(
        "there is no calendar of {country} for {first} to {last}, only for {known_first} to {known_last}; \
         upload a calendar file for the other years"
    )]
    YearsNotCovered {
        /// The country asked for.
        country: Country,
        /// The first year asked for.
        first: i32,
        /// The last year asked for.
        last: i32,
        /// The first year there is.
        known_first: i32,
        /// The last year there is.
        known_last: i32,
    },
    /// The last year asked for is before the first.
    #[error("{first} to {last} are no years: the first is after the last; exchange them")]
    Backwards {
        /// The first year asked for.
        first: i32,
        /// The last year asked for.
        last: i32,
    },
    /// The data file in the program cannot be read, which its own test rules out.
    #[error(
        "the calendar of {country} in this program is damaged: {reason}; upload a calendar file instead"
    )]
    Damaged {
        /// The country asked for.
        country: Country,
        /// What is wrong with it.
        reason: CalendarFileError,
    },
}

/// The special days of a country that fall in these years, by date.
///
/// A holiday of one year may have a day in the year before it (an observed New Year's Day); days are chosen by date.
///
/// # Errors
/// [`NoTable::YearsNotCovered`] unless all years are known, [`NoTable::Backwards`] for a range without a year.
///
/// ```
/// use crewcast_forecasts::calendar::tables::{Country, table};
/// let calendar = table(Country::MainlandChina, 2026..=2026)?;
/// assert_eq!(calendar.iter().filter(|day| day.name == "Spring Festival").count(), 9);
/// assert!(table(Country::MainlandChina, 2026..=2100).is_err());
/// # Ok::<(), crewcast_forecasts::calendar::tables::NoTable>(())
/// ```
pub fn table(country: Country, asked: RangeInclusive<i32>) -> Result<Calendar, NoTable> {
    let (first, last) = asked.into_inner();
    let (known_first, known_last) = years(country).into_inner();
    if first > last {
        return Err(NoTable::Backwards { first, last });
    }
    if first < known_first || last > known_last {
        return Err(NoTable::YearsNotCovered {
            country,
            first,
            last,
            known_first,
            known_last,
        });
    }
    match country {
        Country::MainlandChina => mainland_china::calendar(first..=last)
            .map_err(|reason| NoTable::Damaged { country, reason }),
        Country::UnitedStates => Ok(united_states::calendar(first..=last)),
        Country::UnitedKingdom => Ok(united_kingdom::calendar(first..=last)),
        Country::Israel => Ok(israel::calendar(first..=last)),
    }
}

/// The years a country's table covers.
#[must_use]
pub fn years(country: Country) -> RangeInclusive<i32> {
    match country {
        Country::MainlandChina => mainland_china::YEARS,
        Country::UnitedStates => united_states::YEARS,
        Country::UnitedKingdom => united_kingdom::YEARS,
        Country::Israel => israel::YEARS,
    }
}

/// Where a country's table comes from.
#[must_use]
pub fn source(country: Country) -> &'static str {
    match country {
        Country::MainlandChina => mainland_china::SOURCE,
        Country::UnitedStates => united_states::SOURCE,
        Country::UnitedKingdom => united_kingdom::SOURCE,
        Country::Israel => israel::SOURCE,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::Datelike;

    use super::*;

    #[test]
    fn years_without_a_decree_are_refused_with_the_years_there_are() {
        let error = table(Country::MainlandChina, 2026..=2027).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no calendar of mainland China for 2026 to 2027, only for 2018 to 2026; \
             upload a calendar file for the other years"
        );
        let (first, last) = (2020, 2019);
        assert_eq!(
            table(Country::Israel, first..=last),
            Err(NoTable::Backwards { first, last })
        );
    }

    #[test]
    fn every_table_names_its_source_and_stays_within_the_years_asked_for() {
        for country in Country::ALL {
            assert!(!source(country).is_empty());
            let calendar = table(country, years(country)).unwrap();
            let found: BTreeSet<_> = calendar.iter().map(|day| day.date.year()).collect();
            assert_eq!(found, years(country).collect(), "{country}");
        }
    }

    #[test]
    fn one_year_asked_for_alone_has_the_days_it_has_among_others() {
        for country in Country::ALL {
            let all = table(country, years(country)).unwrap();
            for year in [2020, 2021, 2022, 2023] {
                let alone = table(country, year..=year).unwrap();
                assert!(
                    alone
                        .iter()
                        .eq(all.iter().filter(|day| day.date.year() == year))
                );
            }
        }
    }
}
