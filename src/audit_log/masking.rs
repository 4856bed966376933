//! What the log must not hold: secrets go, phone numbers become keyed hashes, long texts their hashes.

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::hashing::hexadecimal;
use crate::tenancy::PseudonymKey;

/// Stands for a secret.
const MASKED: &str = "masked";

/// A longer text is told by its length and hash.
const LONGEST_TEXT: usize = 2_000;

/// The fewest digits of what is taken for a phone number.
const FEWEST_DIGITS: usize = 7;

/// In lower case and without underscores.
const SECRET_NAMES: [&str; 7] = [
    "password",
    "secret",
    "totp",
    "recovery",
    "credential",
    "tokenhash",
    "codehash",
];
const PHONE_NAMES: [&str; 2] = ["phone", "caller"];

/// Whether a column or field of this name holds a secret, or a hash of one.
pub fn is_secret(name: &str) -> bool {
    let plain = name.replace('_', "").to_lowercase();
    SECRET_NAMES.iter().any(|secret| plain.contains(secret))
}

/// Masks under a tenant's key, so that the same phone is known again.
pub(super) struct Masking {
    key: PseudonymKey,
}

impl Masking {
    pub(super) fn new(key: PseudonymKey) -> Self {
        Self { key }
    }

    /// A value as the log may hold it; `name` is its column's or field's.
    pub(super) fn value(&self, name: &str, value: Value) -> Value {
        let lower = name.to_lowercase();
        let is_phone = PHONE_NAMES.iter().any(|one| lower.contains(one));
        match value {
            Value::Null | Value::Bool(_) => value,
            _ if is_secret(name) => Value::from(MASKED),
            Value::String(text) if is_phone => Value::from(self.named_phone(&text)),
            Value::Number(number) if is_phone && number.to_string().len() >= FEWEST_DIGITS => {
                Value::from(self.phone(&number.to_string()))
            }
            Value::Number(_) => value,
            Value::String(text) => self.string(&text),
            Value::Array(items) => {
                let items = items.into_iter().map(|item| self.value(name, item));
                Value::Array(items.collect())
            }
            Value::Object(fields) => Value::Object(self.fields(fields)),
        }
    }

    /// The same of every field.
    pub(super) fn fields(&self, fields: Map<String, Value>) -> Map<String, Value> {
        fields
            .into_iter()
            .map(|(name, value)| {
                let masked = self.value(&name, value);
                // A phone can be a field's name as well.
                (self.text(&name), masked)
            })
            .collect()
    }

    /// A text in which phone numbers in international form are hashes.
    pub(super) fn text(&self, text: &str) -> String {
        let mut masked = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('+') {
            let (before, from_plus) = rest.split_at(at);
            let digits = from_plus[1..]
                .bytes()
                .take_while(u8::is_ascii_digit)
                .count();
            let (number, after) = from_plus.split_at(1 + digits);
            masked.push_str(before);
            if digits >= FEWEST_DIGITS {
                masked.push_str(&self.phone(number));
            } else {
                masked.push_str(number);
            }
            rest = after;
        }
        masked.push_str(rest);
        masked
    }

    fn string(&self, text: &str) -> Value {
        if text.len() > LONGEST_TEXT {
            let hash = hexadecimal(&Sha256::digest(text.as_bytes()));
            return json!({ "bytes": text.len(), "sha256": hash });
        }
        Value::from(self.text(text))
    }

    fn named_phone(&self, text: &str) -> String {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits >= FEWEST_DIGITS {
            self.phone(text)
        } else {
            self.text(text)
        }
    }

    fn phone(&self, number: &str) -> String {
        format!("phone-{}", self.key.short(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masking() -> Masking {
        Masking::new(PseudonymKey::of_secret("AAECAwQFBgcICQoLDA0ODw==").unwrap())
    }

    #[test]
    fn a_phone_is_the_same_hash_wherever_it_stands() {
        let masking = masking();
        let phone = "+8613800001234";
        let hash = masking.text(phone);
        assert!(
            hash.starts_with("phone-") && !hash.contains("138"),
            "{hash}"
        );
        assert_eq!(
            masking.text("call +8613800001234."),
            format!("call {hash}.")
        );
        assert_eq!(masking.value("callerNumber", json!(phone)), json!(hash));
        assert_eq!(masking.value("note", json!([phone])), json!([hash]));
        let named = masking.value("numbers", json!({ phone: true }));
        assert_eq!(named, json!({ hash: true }));
    }

    #[test]
    fn national_numbers_are_masked_where_the_field_says_what_they_are() {
        let masking = masking();
        assert_ne!(
            masking.value("phone", json!("13800001234")),
            json!("13800001234")
        );
        assert_ne!(
            masking.value("phone", json!(13_800_001_234_u64)),
            json!(13_800_001_234_u64)
        );
        assert_eq!(
            masking.value("size", json!(13_800_001_234_u64)),
            json!(13_800_001_234_u64)
        );
        assert_eq!(
            masking.value("phone_type", json!("mobile")),
            json!("mobile")
        );
        assert_eq!(
            masking.text("2026-03-29T03:30:00+02:00"),
            "2026-03-29T03:30:00+02:00"
        );
    }

    #[test]
    fn secrets_are_not_told_at_any_depth() {
        let told = masking().value(
            "document",
            json!({ "password": "pw", "deep": [{ "previousSecret": { "a": "pw" } }], "has_secret": true }),
        );
        assert_eq!(
            told,
            json!({ "password": "masked", "deep": [{ "previousSecret": "masked" }], "has_secret": true })
        );
    }

    #[test]
    fn hashes_of_secrets_are_secrets_and_other_hashes_are_told() {
        for name in [
            "secret_hash",
            "passwordHash",
            "code_hash",
            "tokenHash",
            "totp_secret",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["input_hash", "clientToken", "name"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn long_texts_are_told_by_length_and_hash() {
        let told = masking().value("document", json!("x".repeat(2_001)));
        assert_eq!(told["bytes"], 2_001);
        assert_eq!(told["sha256"].as_str().map(str::len), Some(64));
    }
}
