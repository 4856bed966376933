//! Times relative to now: `PxxDTyyHzzM`, each part left out or signed, and a sign before all of it.

/// The minutes a relative time stands away from now; `None` for what is none.
pub(super) fn minutes(text: &str) -> Option<i64> {
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix('P')?;
    let (days, time) = match rest.split_once('T') {
        Some((days, time)) if !time.is_empty() => (days, time),
        Some(_) => return None,
        None => (rest, ""),
    };
    if days.is_empty() && time.is_empty() {
        return None;
    }
    let days = match days {
        "" => 0,
        days => number(days.strip_suffix('D')?)?,
    };
    let (hours, rest) = match time.split_once('H') {
        Some((hours, rest)) => (number(hours)?, rest),
        None => (0, time),
    };
    let minutes = match rest {
        "" => 0,
        rest => number(rest.strip_suffix('M')?)?,
    };
    Some(sign * (days * 1_440 + hours * 60 + minutes))
}

/// At most six digits, with a sign where one is wanted.
fn number(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_hours_and_minutes_add_up_with_their_signs() {
        for (text, expected) in [
            ("P1D", 1_440),
            ("-P1D", -1_440),
            ("P-1D", -1_440),
            ("PT2H", 120),
            ("P1DT6H30M", 1_830),
            ("P1DT-6H", 1_080),
            ("-P1DT-6H", -1_080),
            ("PT0M", 0),
            ("P90D", 129_600),
        ] {
            assert_eq!(minutes(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_relative_time() {
        for text in [
            "",
            "P",
            "PT",
            "P1DT",
            "1D",
            "P1H",
            "PT1D",
            "P1.5D",
            "P--1D",
            "PT30M2H",
            "P1234567D",
            "2026-03-29",
        ] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }
}
