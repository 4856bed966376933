//! What the service does: tenants and administrators, runs, events, webhooks.

use super::check::Check;
use crate::auth::{count_administrators, two_step_is_used};
use crate::config::Config;
use crate::db::{Conn, Database, Instant};
use crate::events::{EventBacklog, event_backlog};
use crate::failure::Failure;
use crate::jobs::{OpenRuns, RunBacklog, run_backlog};
use crate::oidc::secrets_are_kept;
use crate::tenancy::first_tenant;

/// A run that waits longer finds no worker.
const LONG_WAIT_SECONDS: i64 = 300;

/// Events are numbered twenty times a second where a server runs.
const LONG_UNNUMBERED_SECONDS: i64 = 30;

pub(super) fn checks(db: &Database, config: &Config, now: Instant) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut ask = |name, ask: &dyn Fn(&mut Conn<'_>) -> Result<Check, Failure>| {
        checks.push(db.read(ask).unwrap_or_else(|error| {
            let remedy = "run `crewcast migrate`, then see the database's own log";
            Check::failed(name, error.to_string(), remedy)
        }));
    };
    ask("tenant", &tenant);
    ask("administrator", &administrator);
    ask("secret_key", &|conn| secret_key(config, conn));
    ask("runs", &|conn| Ok(runs(&run_backlog(conn, now)?, now)));
    ask("events", &|conn| Ok(events(&event_backlog(conn)?, now)));
    ask("webhooks", &|conn| Ok(webhooks(&event_backlog(conn)?)));
    checks
}

fn tenant(conn: &mut Conn<'_>) -> Result<Check, Failure> {
    Ok(match first_tenant(conn)? {
        Some(tenant) => Check::ok("tenant", tenant.name),
        None => Check::failed("tenant", "none yet", "run `crewcast init --tenant NAME`"),
    })
}

fn administrator(conn: &mut Conn<'_>) -> Result<Check, Failure> {
    Ok(match count_administrators(conn)? {
        0 => Check::failed(
            "administrator",
            "nobody can sign in as an administrator",
            "run `crewcast init --tenant NAME`, or make one with an administrator's API key",
        ),
        count => Check::ok("administrator", format!("{count} can sign in")),
    })
}

/// Whether there is a key where secrets need one. Without any it may be set later.
fn secret_key(config: &Config, conn: &mut Conn<'_>) -> Result<Check, Failure> {
    let name = "secret_key";
    if config.secret_key.is_some() {
        return Ok(Check::ok(name, "set"));
    }
    if two_step_is_used(conn)? || secrets_are_kept(conn)? {
        return Ok(Check::failed(
            name,
            "secrets of two-step sign-in or of sign-in providers cannot be read",
            "set CREWCAST_SECRET_KEY as it was when they were made",
        ));
    }
    Ok(Check::ok(
        name,
        "not set; two-step sign-in and sign-in providers need CREWCAST_SECRET_KEY",
    ))
}

fn runs(backlog: &RunBacklog, now: Instant) -> Check {
    let sum = |count: fn(&OpenRuns) -> i64| backlog.by_kind.values().map(count).sum::<i64>();
    let (queued, running) = (sum(|runs| runs.queued), sum(|runs| runs.running));
    let waited = backlog
        .oldest_queued_at()
        .map_or(0, |at| seconds_between(at, now));
    let detail = format!(
        "{queued} queued (the first for {waited} s), {running} running, {} of them without a word of their worker",
        backlog.without_a_worker
    );
    if waited > LONG_WAIT_SECONDS || backlog.without_a_worker > 0 {
        Check::warning(
            "runs",
            detail,
            "see that a server or worker runs with `workers` above 0, and how busy its machine is",
        )
    } else {
        Check::ok("runs", detail)
    }
}

fn events(backlog: &EventBacklog, now: Instant) -> Check {
    let waited = backlog
        .oldest_waiting_at
        .map_or(0, |at| seconds_between(at, now));
    let detail = format!(
        "{} not numbered yet (the first for {waited} s), {} kept, the last is {}",
        backlog.waiting, backlog.kept, backlog.last_sequence
    );
    if waited > LONG_UNNUMBERED_SECONDS {
        let remedy =
            "start a server: it numbers events, so that streams and webhooks are told of them";
        Check::warning("events", detail, remedy)
    } else {
        Check::ok("events", detail)
    }
}

fn webhooks(backlog: &EventBacklog) -> Check {
    let since = backlog
        .failing_since
        .map_or_else(String::new, |since| format!(" (one since {since})"));
    let detail = format!(
        "{} enabled, nothing gets through to {}{since}, {} switched off for that reason",
        backlog.enabled_webhooks, backlog.failing_webhooks, backlog.switched_off_webhooks
    );
    if backlog.failing_webhooks > 0 || backlog.switched_off_webhooks > 0 {
        let remedy =
            "see GET /api/v1/webhooks/{webhookId}/deliveries for what the receivers answer";
        Check::warning("webhooks", detail, remedy)
    } else {
        Check::ok("webhooks", detail)
    }
}

fn seconds_between(earlier: Instant, later: Instant) -> i64 {
    (later.epoch_millis() - earlier.epoch_millis()) / 1_000
}

#[cfg(test)]
mod tests {
    use super::super::check::Outcome;
    use super::*;

    const NOW: Instant = Instant::from_epoch_millis(1_000_000);

    fn waiting_for(seconds: i64) -> RunBacklog {
        let open = OpenRuns {
            queued: 2,
            running: 0,
            oldest_queued_at: Some(NOW.plus_seconds(-seconds)),
        };
        RunBacklog {
            by_kind: [("roster".to_owned(), open)].into(),
            without_a_worker: 0,
        }
    }

    #[test]
    fn a_run_that_has_waited_five_minutes_is_fine_and_a_second_more_is_not() {
        assert_eq!(runs(&waiting_for(300), NOW).outcome, Outcome::Ok);
        let late = runs(&waiting_for(301), NOW);
        assert_eq!(late.outcome, Outcome::Warning);
        assert!(late.detail.contains("for 301 s"), "{}", late.detail);
    }

    #[test]
    fn a_run_without_a_word_of_its_worker_is_told() {
        let silent = RunBacklog {
            without_a_worker: 1,
            ..RunBacklog::default()
        };
        assert_eq!(runs(&silent, NOW).outcome, Outcome::Warning);
        assert_eq!(runs(&RunBacklog::default(), NOW).outcome, Outcome::Ok);
    }

    #[test]
    fn events_that_nobody_numbers_are_told_after_half_a_minute() {
        let mut backlog = EventBacklog {
            waiting: 1,
            oldest_waiting_at: Some(NOW.plus_seconds(-30)),
            ..EventBacklog::default()
        };
        assert_eq!(events(&backlog, NOW).outcome, Outcome::Ok);
        backlog.oldest_waiting_at = Some(NOW.plus_seconds(-31));
        assert_eq!(events(&backlog, NOW).outcome, Outcome::Warning);
    }

    #[test]
    fn a_webhook_that_was_switched_off_is_told() {
        let backlog = EventBacklog {
            switched_off_webhooks: 1,
            ..EventBacklog::default()
        };
        assert_eq!(webhooks(&backlog).outcome, Outcome::Warning);
        assert_eq!(webhooks(&EventBacklog::default()).outcome, Outcome::Ok);
    }
}
