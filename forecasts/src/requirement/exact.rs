//! Exact comparisons of products of decimals, for the ceilings that binary floating point gets wrong.

use std::cmp::Ordering;

/// The shortest decimal that reads back as a double: `digits × 10^tens`.
///
/// It is what a person wrote before the number became binary: 0.1, not 0.1000000000000000055…
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ShortestDecimal {
    pub(super) digits: u128,
    pub(super) tens: i32,
}

impl ShortestDecimal {
    /// Of a finite value of at least 0.
    pub(super) fn of(value: f64) -> Self {
        // A decimal of at most 15 digits that reads back as the value is the shortest; two cheap guesses find nearly
        // all volumes and handle times without printing them.
        const FIFTEEN_DIGITS: f64 = 1e15;
        for (scale, tens) in [(1.0, 0), (1e6, -6)] {
            let scaled = (value * scale).round();
            if scaled < FIFTEEN_DIGITS && scaled / scale == value {
                return Self {
                    digits: scaled as u128,
                    tens,
                };
            }
        }
        Self::printed(value)
    }

    /// Reads what the standard library prints: it prints the shortest form.
    fn printed(value: f64) -> Self {
        let (mut digits, mut tens, mut exponent) = (0_u128, 0_i32, 0_i32);
        let (mut after_point, mut in_exponent, mut sign) = (false, false, 1);
        for byte in format!("{value:e}").bytes() {
            match byte {
                b'.' => after_point = true,
                b'e' => in_exponent = true,
                b'-' => sign = -1,
                _ if in_exponent => exponent = exponent * 10 + i32::from(byte - b'0'),
                _ => {
                    digits = digits * 10 + u128::from(byte - b'0');
                    tens -= i32::from(after_point);
                }
            }
        }
        Self {
            digits,
            tens: tens + sign * exponent,
        }
    }
}

/// Compares `left[0] · left[1] · … · 10^tens` with `right[0] · right[1] · …`, exactly and for any size.
pub(super) fn compare(left: &[u128], tens: i32, right: &[u128]) -> Ordering {
    let (left_tens, right_tens) = if tens >= 0 {
        (tens.unsigned_abs(), 0)
    } else {
        (0, tens.unsigned_abs())
    };
    match (product(left, left_tens), product(right, right_tens)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => compare_limbs(&limbs(left, left_tens), &limbs(right, right_tens)),
    }
}

fn product(factors: &[u128], tens: u32) -> Option<u128> {
    let power = 10_u128.checked_pow(tens)?;
    factors
        .iter()
        .try_fold(power, |product, factor| product.checked_mul(*factor))
}

/// The product in base 2³², least significant first, without leading zeros.
fn limbs(factors: &[u128], tens: u32) -> Vec<u32> {
    let mut product = vec![1];
    for _ in 0..tens {
        product = multiply(&product, 10);
    }
    for factor in factors {
        product = multiply(&product, *factor);
    }
    product
}

fn multiply(limbs: &[u32], factor: u128) -> Vec<u32> {
    // Room for the four limbs a factor can add; every index below is inside it.
    let mut result = vec![0_u32; limbs.len() + 4];
    for digit in 0..4 {
        let part = (factor >> (32 * digit)) as u32;
        let mut carry = 0_u64;
        for (index, limb) in limbs.iter().enumerate() {
            let place = &mut result[index + digit];
            let sum = u64::from(*limb) * u64::from(part) + u64::from(*place) + carry;
            *place = sum as u32;
            carry = sum >> 32;
        }
        result[limbs.len() + digit] = carry as u32;
    }
    while result.last() == Some(&0) {
        result.pop();
    }
    result
}

fn compare_limbs(left: &[u32], right: &[u32]) -> Ordering {
    left.len()
        .cmp(&right.len())
        .then_with(|| left.iter().rev().cmp(right.iter().rev()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_double_is_read_as_the_decimal_a_person_wrote() {
        let of = |value| {
            let ShortestDecimal { digits, tens } = ShortestDecimal::of(value);
            (digits, tens)
        };
        assert_eq!(of(0.0), (0, 0));
        assert_eq!(of(288.0), (288, 0));
        assert_eq!(of(26.91), (26_910_000, -6));
        assert_eq!(of(1e-7), (1, -7));
        assert_eq!(of(1.5e22), (15, 21));
        assert_eq!(of(0.1 + 0.2), (30_000_000_000_000_004, -17));
    }

    #[test]
    fn products_beyond_every_machine_integer_are_still_compared_exactly() {
        let large = u128::MAX;
        assert_eq!(
            compare(&[large, large], 0, &[large, large]),
            Ordering::Equal
        );
        assert_eq!(
            compare(&[large, large], 0, &[large, large - 1]),
            Ordering::Greater
        );
        assert_eq!(compare(&[large, 3], -400, &[1]), Ordering::Less);
        assert_eq!(compare(&[1], 400, &[large, large]), Ordering::Greater);
        assert_eq!(compare(&[5, 2], -1, &[1]), Ordering::Equal);
    }

    proptest! {
        #[test]
        fn the_long_way_agrees_with_the_short_one(a in 0..1u128 << 60, b in 0..1u128 << 60, c in 0..1u128 << 119) {
            for c in [c, a * b] {
                let long = compare_limbs(&limbs(&[a, b], 0), &limbs(&[c], 0));
                prop_assert_eq!(long, (a * b).cmp(&c));
            }
        }

        #[test]
        fn the_shortest_decimal_reads_back_as_the_double(value in 0.0..1e18_f64, places in 0..8_i32) {
            for value in [value, (value * 10f64.powi(-places)).round() * 10f64.powi(places - 8)] {
                let ShortestDecimal { digits, tens } = ShortestDecimal::of(value);
                let read_back: f64 = format!("{digits}e{tens}").parse().unwrap();
                prop_assert_eq!(read_back, value);
            }
        }
    }
}
