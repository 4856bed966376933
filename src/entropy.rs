//! Random bytes for secrets.

use crate::failure::Failure;

/// `N` bytes of the operating system's entropy.
///
/// # Errors
/// [`Failure::Internal`] when the system has none to give.
pub(crate) fn entropy<const N: usize>() -> Result<[u8; N], Failure> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::Internal(format!("no entropy: {error}")))?;
    Ok(bytes)
}
