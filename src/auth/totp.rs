//! Time-based one-time passwords (RFC 6238): HMAC-SHA-1, six digits, steps of 30 seconds, as authenticator apps have them.

use data_encoding::BASE32_NOPAD;
use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use subtle::ConstantTimeEq;
use url::form_urlencoded::byte_serialize;

use crate::db::Instant;

/// Length of a secret, bytes: that of the hash (RFC 4226, section 4, R6).
pub(super) const SECRET_BYTES: usize = 20;

/// Length of a step, seconds.
const STEP_SECONDS: i64 = 30;

/// Length of a code.
const DIGITS: usize = 6;

/// Steps before and after the present one whose code is taken: clocks are not the same (RFC 6238, section 5.2).
const STEPS_ASIDE: i64 = 1;

/// The step among those taken at `now` that the code is of.
pub(super) fn step_of_code(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let present = now.epoch_millis().div_euclid(1_000 * STEP_SECONDS);
    // All are compared, whichever fits.
    (present - STEPS_ASIDE..=present + STEPS_ASIDE).fold(None, |found, step| {
        let expected = code_of_step(secret, step);
        let fits = bool::from(expected.as_bytes().ct_eq(code.as_bytes()));
        if fits { Some(step) } else { found }
    })
}

/// The code of a step since 1970.
fn code_of_step(secret: &[u8], step: i64) -> String {
    format!("{:0DIGITS$}", truncated(secret, step) % 1_000_000)
}

/// The 31 bits that a code is cut from (RFC 4226, section 5.3).
fn truncated(secret: &[u8], step: i64) -> u32 {
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let mac = sign(&key, &step.to_be_bytes());
    let bytes = mac.as_ref();
    let offset = bytes.last().map_or(0, |last| usize::from(last & 0x0f));
    bytes
        .iter()
        .skip(offset)
        .take(4)
        .fold(0, |bits: u32, byte| (bits << 8) | u32::from(*byte))
        & 0x7fff_ffff
}

/// A secret as people type it.
pub(super) fn base32(secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// A secret as authenticator apps read it from a QR code.
pub(super) fn otpauth_uri(secret: &[u8], username: &str) -> String {
    // `+` for a space is not understood by all apps.
    let account: String = byte_serialize(username.as_bytes()).collect();
    let account = account.replace('+', "%20");
    format!(
        "otpauth://totp/Crewcast:{account}?secret={}&issuer=Crewcast&algorithm=SHA1&digits={DIGITS}&period={STEP_SECONDS}",
        base32(secret)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// RFC 6238, appendix B, SHA-1; its codes have eight digits, the last six are ours.
    #[test]
    fn codes_are_those_of_the_rfc() {
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000_i64, 65_353_130),
        ] {
            assert_eq!(
                truncated(SECRET, seconds / STEP_SECONDS) % 100_000_000,
                code,
                "at {seconds} s"
            );
        }
    }

    #[test]
    fn a_code_is_taken_one_step_early_and_one_late_and_no_more() {
        let at = |seconds| Instant::from_epoch_millis(seconds * 1_000);
        let code = code_of_step(SECRET, 37_037_037);
        let begin = 37_037_037 * STEP_SECONDS;
        assert_eq!(step_of_code(SECRET, &code, at(begin)), Some(37_037_037));
        assert_eq!(
            step_of_code(SECRET, &code, at(begin - 30)),
            Some(37_037_037)
        );
        assert_eq!(
            step_of_code(SECRET, &code, at(begin + 59)),
            Some(37_037_037)
        );
        assert_eq!(step_of_code(SECRET, &code, at(begin - 31)), None);
        assert_eq!(step_of_code(SECRET, &code, at(begin + 60)), None);
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for wrong in ["", "12345", "1234567", "abcdef", "００００００"] {
            assert_eq!(
                step_of_code(SECRET, wrong, Instant::from_epoch_millis(59_000)),
                None
            );
        }
        // A code keeps its leading zeros: the second time of the RFC's table is 081804.
        let at = Instant::from_epoch_millis(1_111_111_109_000);
        assert_eq!(step_of_code(SECRET, "081804", at), Some(37_037_036));
        assert_eq!(step_of_code(SECRET, "81804", at), None);
    }

    #[test]
    fn the_uri_names_the_account_and_the_secret() {
        let uri = otpauth_uri(SECRET, "mei@bank.example");
        assert!(
            uri.starts_with("otpauth://totp/Crewcast:mei%40bank.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"),
            "{uri}"
        );
    }
}
