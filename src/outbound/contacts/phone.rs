//! Phone numbers: one written form (E.164), and a masked one for those who need not see them.

use phonenumber::{Mode, country};

/// Why a text is no phone number that can be dialled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Not a number at all.
    #[error(
        "it cannot be read as a phone number; write it as +86 138 0000 1234, or nationally for region {region}"
    )]
    Unreadable {
        /// The region national numbers were read in.
        region: String,
    },
    /// A number, but none that is in use anywhere.
    #[error(
        "no operator of its country gives out such a number; check for missing or surplus digits"
    )]
    NotInUse,
    /// The region is no ISO 3166 code with a numbering plan.
    #[error("region {region:?} has no numbering plan; use an ISO 3166 code such as CN, DE or US")]
    NoSuchRegion {
        /// As given.
        region: String,
    },
}

/// The region of that ISO 3166 code.
///
/// # Errors
/// [`PhoneError::NoSuchRegion`].
pub fn region(code: &str) -> Result<country::Id, PhoneError> {
    code.parse().map_err(|_| PhoneError::NoSuchRegion {
        region: code.to_owned(),
    })
}

/// A phone number in E.164 (`+8613800001234`), read internationally or in the national form of `region`.
///
/// # Errors
/// Why it cannot be dialled.
pub fn normalise(text: &str, region: country::Id) -> Result<String, PhoneError> {
    let number =
        phonenumber::parse(Some(region), text.trim()).map_err(|_| PhoneError::Unreadable {
            region: region.as_ref().to_owned(),
        })?;
    if !phonenumber::is_valid(&number) {
        return Err(PhoneError::NotInUse);
    }
    Ok(number.format().mode(Mode::E164).to_string())
}

/// A phone number in E.164, read in its international form only.
///
/// # Errors
/// Why it cannot be dialled.
pub fn international(text: &str) -> Result<String, PhoneError> {
    let number = phonenumber::parse(None, text.trim()).map_err(|_| PhoneError::Unreadable {
        region: "none".to_owned(),
    })?;
    if !phonenumber::is_valid(&number) {
        return Err(PhoneError::NotInUse);
    }
    Ok(number.format().mode(Mode::E164).to_string())
}

/// Country code and last four digits; always six stars, so that the mask says nothing of the length.
pub fn mask(phone: &str) -> String {
    let digits = phone.trim_start_matches('+');
    let last = digits.len().saturating_sub(4).max(digits.len() / 2);
    let code = phonenumber::parse(None, phone)
        .map(|number| number.code().value().to_string())
        .unwrap_or_default();
    let tail = digits.get(last..).unwrap_or("");
    if code.is_empty() {
        format!("******{tail}")
    } else {
        format!("+{code}******{tail}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_and_international_writings_of_a_number_are_one() {
        let china = region("CN").unwrap();
        for text in [
            "138 0000 1234",
            "+86 138-0000-1234",
            "0086 13800001234",
            "+8613800001234",
        ] {
            assert_eq!(
                normalise(text, china).as_deref(),
                Ok("+8613800001234"),
                "{text}"
            );
        }
        assert_eq!(
            normalise("030 123456", region("DE").unwrap()).as_deref(),
            Ok("+4930123456")
        );
    }

    #[test]
    fn what_cannot_be_dialled_is_refused_with_its_reason() {
        let china = region("CN").unwrap();
        assert!(matches!(
            normalise("call me", china),
            Err(PhoneError::Unreadable { .. })
        ));
        assert_eq!(normalise("+86 138 0000", china), Err(PhoneError::NotInUse));
        assert!(region("XX").is_err());
    }

    #[test]
    fn a_masked_number_keeps_its_country_and_last_four_digits() {
        assert_eq!(mask("+8613800001234"), "+86******1234");
        assert_eq!(mask("12"), "******2");
    }
}
