//! How large a run would be, told before it is queued.

use crate::failure::Failure;

/// That a run of so many things by so many others is no larger than is allowed.
///
/// # Errors
/// [`Failure::RunTooLarge`] with all figures and the remedy.
pub fn require_size(factors: &[(u64, &str)], largest: u64, remedy: &str) -> Result<(), Failure> {
    let size = factors
        .iter()
        .fold(1u64, |size, (count, _)| size.saturating_mul(*count));
    if size <= largest {
        return Ok(());
    }
    let figures: Vec<String> = factors
        .iter()
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    Err(Failure::RunTooLarge {
        detail: format!(
            "{} are {size}, more than the {largest} that one run may have; {remedy}, or have the server's operator raise \
             run_sizes",
            figures.join(" × ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_too_large_is_refused_with_its_figures() {
        let factors = [(300, "agents"), (672, "intervals")];
        assert!(require_size(&factors, 201_600, "plan fewer weeks").is_ok());
        let refused = require_size(&factors, 201_599, "plan fewer weeks").unwrap_err();
        assert_eq!(refused.code(), "run-too-large");
        let told = refused.to_string();
        assert!(
            told.starts_with(
                "300 agents × 672 intervals are 201600, more than the 201599 that one run may have; plan fewer weeks"
            ),
            "{told}"
        );
    }

    #[test]
    fn figures_beyond_all_numbers_are_too_large_as_well() {
        assert!(require_size(&[(u64::MAX, "agents"), (2, "intervals")], 1_000, "").is_err());
    }
}
