//! Writes of which nobody knows whether they were kept: the connection was lost on the way to their commit, or back.

use std::time::{Duration, Instant};

use crate::db::{DbError, Trouble};
use crate::failure::Failure;

/// How long the database is asked again; whoever waits is answered within ten seconds.
const ASKED_FOR: Duration = Duration::from_secs(8);

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(250);

/// Does `write`, which does nothing more when it is repeated, again where its end is not known, until it is. A database that was
/// away before is not waited for: nothing was done there.
pub(super) fn until_known<T>(write: impl Fn() -> Result<T, Failure>) -> Result<T, Failure> {
    let began = Instant::now();
    let mut outcome = write();
    if !matches!(&outcome, Err(Failure::Database(DbError::Statement(_)))) {
        return outcome;
    }
    while is_away(&outcome) && began.elapsed() < ASKED_FOR {
        std::thread::sleep(PAUSE);
        outcome = write();
    }
    outcome
}

fn is_away<T>(outcome: &Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Database(error)) if error.trouble() == Some(Trouble::Away))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::db::testing;

    fn lost() -> Failure {
        Failure::Database(testing::connection_lost())
    }

    fn away() -> Failure {
        Failure::Database(DbError::Connection("refused".to_owned()))
    }

    /// What comes out, after how many tries, where they end as told.
    fn tried(ends: Vec<Result<u8, Failure>>) -> (Result<u8, Failure>, usize) {
        let (ends, tries) = (Cell::new(ends), Cell::new(0));
        let outcome = until_known(|| {
            let mut left = ends.take();
            let end = left.remove(0);
            ends.set(left);
            tries.set(tries.get() + 1);
            end
        });
        (outcome, tries.get())
    }

    #[test]
    fn a_write_that_was_lost_on_its_way_is_done_again_until_it_is_known() {
        let (outcome, tries) = tried(vec![Err(lost()), Err(away()), Err(lost()), Ok(7)]);
        assert_eq!((outcome.unwrap(), tries), (7, 4));
    }

    #[test]
    fn what_was_not_begun_or_was_refused_is_told_at_once() {
        let (outcome, tries) = tried(vec![Err(away()), Ok(7)]);
        assert!(is_away(&outcome));
        assert_eq!(tries, 1);
        let (outcome, tries) = tried(vec![Err(Failure::not_found("lease", "x")), Ok(7)]);
        assert!(matches!(outcome, Err(Failure::NotFound { .. })));
        assert_eq!(tries, 1);
    }
}
