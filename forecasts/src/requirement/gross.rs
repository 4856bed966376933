//! Agents on the roster for agents at work.

use super::error::RequirementError;
use crate::units::Share;

/// Agents to put on the roster so that `net` are at work: ceil(net / (1 − shrinkage)), exactly.
///
/// Source: the field's definition; "100 agents needed, shrinkage 40 %: 167 scheduled" (Monet Software).
///
/// # Errors
/// [`RequirementError::AllShrinkage`] for a shrinkage of 1, [`RequirementError::TooManyAgents`] when the number
/// outgrows a count.
///
/// ```
/// use crewcast_forecasts::requirement::gross;
/// use crewcast_forecasts::units::Share;
/// assert_eq!(gross(100, Share::from_percent(40.0)?)?, 167);
/// // In binary floating point 139 / (1 − 0.8) is a little above 695 and its ceiling 696.
/// assert_eq!(gross(139, Share::from_f64(0.8)?)?, 695);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn gross(net: u32, shrinkage: Share) -> Result<u32, RequirementError> {
    let (lost, scale) = shrinkage.as_fraction();
    // A decimal has at most 28 places and a count 32 bits: the product stays below 2^126.
    let whole = 10_u128.pow(scale);
    let present = whole - lost;
    if present == 0 {
        return Err(RequirementError::AllShrinkage(shrinkage));
    }
    let agents = (u128::from(net) * whole).div_ceil(present);
    u32::try_from(agents).map_err(|_| RequirementError::TooManyAgents {
        field: "shrinkage",
        share: shrinkage,
        agents: agents as f64,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;

    #[test]
    fn nobody_at_work_needs_nobody_on_the_roster() {
        assert_eq!(gross(0, Share::from_f64(0.3).unwrap()), Ok(0));
    }

    #[test]
    fn twenty_one_at_work_at_thirty_percent_shrinkage_are_thirty_on_the_roster() {
        // 21 / 0.7 is exactly 30, and in binary floating point a little more.
        assert_eq!(gross(21, Share::from_f64(0.3).unwrap()), Ok(30));
    }

    #[test]
    fn without_shrinkage_the_roster_is_the_requirement() {
        assert_eq!(gross(u32::MAX, Share::ZERO), Ok(u32::MAX));
    }

    #[test]
    fn full_shrinkage_is_refused_even_for_nobody() {
        assert_eq!(
            gross(0, Share::ONE),
            Err(RequirementError::AllShrinkage(Share::ONE))
        );
    }

    #[test]
    fn a_roster_beyond_counting_is_an_error_and_not_a_wrapped_number() {
        let nearly_all: Share = "0.9999999999999999999999999999".parse().unwrap();
        assert_eq!(gross(0, nearly_all), Ok(0));
        let refusal = gross(u32::MAX, nearly_all).unwrap_err();
        assert!(
            matches!(
                refusal,
                RequirementError::TooManyAgents {
                    field: "shrinkage",
                    ..
                }
            ),
            "{refusal}"
        );
    }

    proptest! {
        #[test]
        fn gross_is_the_smallest_roster_that_leaves_enough(net in 0..100_000_u32, lost in 0..9_999_i64) {
            let gross = i128::from(gross(net, Share::new(Decimal::new(lost, 4)).unwrap()).unwrap());
            let (present, net) = (i128::from(10_000 - lost), i128::from(net));
            prop_assert!(gross * present >= net * 10_000);
            prop_assert!(gross == 0 || (gross - 1) * present < net * 10_000);
        }
    }
}
