//! Counts and seconds as files write them.

use super::rejects::FieldFault;

/// Reads a count or a number of seconds: finite and at least 0. Digits alone, by far the commonest form, skip the
/// general parser.
pub(super) fn number(text: &[u8], what: &str) -> Result<f64, FieldFault> {
    if let Some(small) = digits(text) {
        return Ok(f64::from(small));
    }
    let Some(value) = std::str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse::<f64>().ok())
    else {
        let remedy = if text.contains(&b',') {
            "write it with a point and without separators, such as 1234.5"
        } else {
            "write a number such as 12 or 12.5"
        };
        return Err(FieldFault::new(
            "not-a-number",
            format!("{what} is no number"),
            remedy,
        ));
    };
    if !value.is_finite() {
        return Err(FieldFault::new(
            "not-finite",
            format!("{what} is not finite"),
            "write a finite number; leave the field empty if it is unknown",
        ));
    }
    if value < 0.0 {
        return Err(FieldFault::new(
            "negative",
            format!("{what} is negative"),
            "write 0 or more; leave the field empty if it is unknown",
        ));
    }
    Ok(value)
}

/// The same, where an empty field (or one of the usual marks for "nothing") means that the figure is unknown.
pub(super) fn optional_number(text: &[u8], what: &str) -> Result<Option<f64>, FieldFault> {
    if is_blank(text) {
        Ok(None)
    } else {
        number(text, what).map(Some)
    }
}

/// Whether a field says nothing. `NaN` is not among these marks: a program that divided by zero should hear of it.
pub(super) fn is_blank(text: &[u8]) -> bool {
    matches!(
        text,
        b"" | b"-" | b"NULL" | b"null" | b"NA" | b"N/A" | b"n/a"
    )
}

fn digits(text: &[u8]) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    text.iter().try_fold(0u32, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> &'static str {
        number(text.as_bytes(), "Offered").unwrap_err().code
    }

    #[test]
    fn negative_infinite_and_unreadable_numbers_are_told_apart() {
        assert_eq!(code("-3"), "negative");
        assert_eq!(code("NaN"), "not-finite");
        assert_eq!(code("inf"), "not-finite");
        assert_eq!(code("1e999"), "not-finite");
        assert_eq!(code("twelve"), "not-a-number");
        assert_eq!(code("1,234"), "not-a-number");
        assert_eq!(code(""), "not-a-number");
    }

    #[test]
    fn an_empty_optional_number_is_unknown_and_not_zero() {
        assert_eq!(optional_number(b"", "Handled"), Ok(None));
        assert_eq!(optional_number(b"0", "Handled"), Ok(Some(0.0)));
        assert!(optional_number(b"NaN", "Handled").is_err());
    }

    proptest! {
        #[test]
        fn every_number_of_zero_or_more_reads_back_as_itself(value in 0.0f64..1e12) {
            prop_assert_eq!(number(value.to_string().as_bytes(), "Offered"), Ok(value));
        }
    }
}
