//! How many questions are answered at once: each takes a core and memory of its own.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Seats of a process, taken one by one.
pub(super) struct Seats {
    free: Mutex<usize>,
    left: Condvar,
}

/// A seat, free again when this is dropped.
pub(super) struct Seat<'a>(&'a Seats);

impl Seats {
    pub const fn new(seats: usize) -> Self {
        Self {
            free: Mutex::new(seats),
            left: Condvar::new(),
        }
    }

    /// A seat, as soon as one is free; none when that takes too long.
    pub fn take(&self, at_most: Duration) -> Option<Seat<'_>> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self
            .left
            .wait_timeout_while(free, at_most, |free| *free == 0);
        let (mut free, _) = waited.unwrap_or_else(PoisonError::into_inner);
        *free = free.checked_sub(1)?;
        Some(Seat(self))
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        let seats = self.0;
        *seats.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        seats.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_finds_no_seat_waits_until_one_is_free_or_gives_up() {
        let seats = Seats::new(1);
        let first = seats.take(Duration::ZERO).expect("a free seat");
        assert!(seats.take(Duration::from_millis(20)).is_none());
        std::thread::scope(|threads| {
            let second = threads.spawn(|| seats.take(Duration::from_secs(60)).is_some());
            drop(first);
            assert!(second.join().unwrap());
        });
        assert!(seats.take(Duration::ZERO).is_some());
    }
}
