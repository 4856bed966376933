//! JSON of values whose own serde form is not the API's: full weekday names, decimals as plain numbers.

use chrono::Weekday;
use serde::{Deserialize, Deserializer, Serializer};

/// `Monday` to `Sunday`, as users write them.
pub(super) const fn weekday_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

fn read_weekday<E: serde::de::Error>(name: &str) -> Result<Weekday, E> {
    name.parse()
        .map_err(|_| E::custom(format!("{name:?} is no weekday; write Monday to Sunday")))
}

/// A weekday by its full English name.
pub(super) mod weekday {
    use super::*;

    pub(in crate::organisation) fn serialize<S: Serializer>(
        day: &Weekday,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(weekday_name(*day))
    }

    pub(in crate::organisation) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Weekday, D::Error> {
        read_weekday(&String::deserialize(deserializer)?)
    }
}

/// A list of weekdays by their full English names.
pub(super) mod weekdays {
    use super::*;

    pub(in crate::organisation) fn serialize<S: Serializer>(
        days: &[Weekday],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(days.iter().copied().map(weekday_name))
    }

    pub(in crate::organisation) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Weekday>, D::Error> {
        Vec::<String>::deserialize(deserializer)?
            .iter()
            .map(|name| read_weekday(name))
            .collect()
    }
}

/// A decimal as a JSON number. A number of up to 15 digits keeps every digit: its shortest binary form reads back as
/// the digits that were typed.
pub(super) mod decimal {
    use super::*;
    use rust_decimal::Decimal;
    use serde::ser::Error as _;

    pub(in crate::organisation) fn serialize<S: Serializer>(
        value: &Decimal,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let number: f64 = value.to_string().parse().map_err(S::Error::custom)?;
        serializer.serialize_f64(number)
    }

    pub(in crate::organisation) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Decimal, D::Error> {
        let number = f64::deserialize(deserializer)?;
        number.to_string().parse().map_err(|_| {
            serde::de::Error::custom(format!(
                "{number} has too many digits; use at most 28 in all"
            ))
        })
    }
}
