//! Slowing down who guesses: attempts to sign in are counted by user name and by subscriber, in the database, so that any
//! number of servers count together.
//!
//! An attempt is counted before the password is looked at and taken back when it was right: of a thousand guesses sent at
//! once no more are looked at than of a thousand sent one after the other.

use std::net::IpAddr;

use super::secrets::stored_form;
use super::store::{self, ThrottleRow};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::subscriber::subscriber;

/// Attempts at one user name before each next one has to wait.
const FREE_ATTEMPTS_A_USER: i32 = 5;

/// Attempts from one address before each next one has to wait; an office signs in from one.
const FREE_ATTEMPTS_AN_ADDRESS: i32 = 50;

/// The first wait, seconds; each further one is twice as long.
const FIRST_WAIT_SECONDS: i64 = 30;

/// The longest wait, seconds: whoever wants to keep somebody out cannot do so for longer at a time.
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;

/// After this long without an attempt, those before are forgotten, seconds.
const FORGOTTEN_AFTER_SECONDS: i64 = 60 * 60;

/// What attempts are counted by.
pub(super) struct Door {
    subject: String,
    free_attempts: i32,
    /// Whether one success forgets all attempts; at an address others may be guessing still.
    opens_for_all: bool,
}

impl Door {
    /// A user name, whether or not there is such a user.
    pub(super) fn of_user(username: &str) -> Self {
        Self {
            subject: stored_form(&format!("user {}", username.to_lowercase())),
            free_attempts: FREE_ATTEMPTS_A_USER,
            opens_for_all: true,
        }
    }

    /// Whoever stands behind an address.
    pub(super) fn of_address(address: IpAddr) -> Self {
        Self {
            subject: stored_form(&format!("address {}", subscriber(address))),
            free_attempts: FREE_ATTEMPTS_AN_ADDRESS,
            opens_for_all: false,
        }
    }
}

/// Counts an attempt at doors, none of which may be locked.
///
/// # Errors
/// [`Failure::SignInLocked`].
pub(super) fn begin_attempt(
    conn: &mut Conn<'_>,
    doors: &[Door],
    now: Instant,
) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(doors.len());
    for door in doors {
        conn.lock(&format!("sign-in {}", door.subject))?;
        let row = store::throttle(conn, &door.subject)?;
        if let Some(until) = row.as_ref().and_then(|row| row.locked_until)
            && until > now
        {
            let millis = until.epoch_millis() - now.epoch_millis();
            return Err(Failure::SignInLocked {
                retry_after_seconds: (millis + 999) / 1_000,
            });
        }
        rows.push(counted(door, row, now));
    }
    store::forget_throttles(conn, now.plus_seconds(-FORGOTTEN_AFTER_SECONDS))?;
    for row in &rows {
        store::keep_throttle(conn, row)?;
    }
    Ok(())
}

/// Takes an attempt back that has succeeded.
pub(super) fn attempt_succeeded(conn: &mut Conn<'_>, doors: &[Door]) -> Result<(), Failure> {
    for door in doors {
        conn.lock(&format!("sign-in {}", door.subject))?;
        if door.opens_for_all {
            store::forget_throttle(conn, &door.subject)?;
        } else if let Some(row) = store::throttle(conn, &door.subject)? {
            let attempts = row.attempts - 1;
            let locked_until = row.locked_until.filter(|_| attempts >= door.free_attempts);
            store::keep_throttle(
                conn,
                &ThrottleRow {
                    attempts,
                    locked_until,
                    ..row
                },
            )?;
        }
    }
    Ok(())
}

fn counted(door: &Door, before: Option<ThrottleRow>, now: Instant) -> ThrottleRow {
    let forgotten = now.plus_seconds(-FORGOTTEN_AFTER_SECONDS);
    let attempts = before
        .filter(|row| row.last_attempt_at >= forgotten)
        .map_or(0, |row| row.attempts)
        .saturating_add(1);
    let waits = attempts - door.free_attempts;
    ThrottleRow {
        subject: door.subject.clone(),
        attempts,
        last_attempt_at: now,
        locked_until: (waits >= 0).then(|| now.plus_seconds(wait_seconds(waits))),
    }
}

fn wait_seconds(waits: i32) -> i64 {
    let doubled = FIRST_WAIT_SECONDS << waits.clamp(0, 10);
    doubled.min(LONGEST_WAIT_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (0..8).map(wait_seconds).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(wait_seconds(i32::MAX), 900);
    }

    #[test]
    fn the_fifth_attempt_locks_a_user_name_and_an_hour_of_quiet_forgets() {
        let door = Door::of_user("Mei");
        let now = Instant::from_epoch_millis(0);
        let mut row = None;
        for attempt in 1..=5 {
            let next = counted(&door, row, now);
            assert_eq!(next.attempts, attempt);
            assert_eq!(next.locked_until.is_some(), attempt == 5);
            row = Some(next);
        }
        let later = now.plus_seconds(FORGOTTEN_AFTER_SECONDS + 1);
        assert_eq!(counted(&door, row, later).attempts, 1);
    }

    #[test]
    fn a_name_is_one_however_it_is_written_and_an_address_is_its_subscribers() {
        assert_eq!(Door::of_user("Mei").subject, Door::of_user("mei").subject);
        let mapped = "::ffff:10.0.0.1".parse().unwrap();
        let plain = "10.0.0.1".parse().unwrap();
        assert_eq!(
            Door::of_address(mapped).subject,
            Door::of_address(plain).subject
        );
        let [one, next, other] = ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"]
            .map(|text| Door::of_address(text.parse().unwrap()).subject);
        assert_eq!(one, next, "a subscriber of IPv6 has 2^64 addresses");
        assert_ne!(one, other);
        assert_ne!(
            Door::of_user("10.0.0.1").subject,
            Door::of_address(plain).subject
        );
    }
}
