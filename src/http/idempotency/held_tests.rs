//! Keys whose requests end in every way there is.

use std::sync::Arc;

use super::*;
use crate::db::Database;
use crate::tenancy::create_tenant;

const MORNING: Instant = Instant::from_epoch_millis(1_770_000_000_000);

/// A database, and its one tenant.
struct Service {
    db: Database,
    tenant: String,
    _folder: tempfile::TempDir,
}

impl Service {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::open(folder.path().join("keys.db").to_str().unwrap()).unwrap();
        db.migrate().unwrap();
        let tenant = db.write(|conn| create_tenant(conn, "Bank", MORNING));
        Self {
            tenant: tenant.unwrap().id.to_string(),
            db,
            _folder: folder,
        }
    }

    /// A request with the key comes in so many seconds after the first.
    fn asked(&self, seconds: i64) -> Result<Claim, Failure> {
        let now = MORNING.plus_seconds(seconds);
        let row = KeyRow {
            tenant_id: self.tenant.clone(),
            idempotency_key: "k-1".to_owned(),
            fingerprint: "the same request".to_owned(),
            status: None,
            headers: None,
            body: None,
            created_at: now,
        };
        self.db.write(|conn| claim(conn, &row, now))
    }

    fn is_let_in(&self, seconds: i64) -> Arc<HeldKey> {
        match self.asked(seconds) {
            Ok(Claim::Ours(held)) => Arc::new(held),
            Ok(Claim::Recorded { body, .. }) => panic!("answered with {body}"),
            Err(failure) => panic!("{failure}"),
        }
    }

    fn is_refused(&self, seconds: i64) -> &'static str {
        match self.asked(seconds) {
            Ok(_) => panic!("let in"),
            Err(failure) => failure.code(),
        }
    }

    /// A change of the request that holds the key.
    fn changes(&self, held: &Arc<HeldKey>, name: &str) -> Result<(), Failure> {
        let db = self.db.watched(held.clone());
        db.write(|conn| create_tenant(conn, name, MORNING).map(|_| ()))
    }

    fn names(&self) -> Vec<String> {
        let tenants = self.db.read(crate::tenancy::all_tenants).unwrap();
        tenants.into_iter().map(|tenant| tenant.name).collect()
    }
}

#[test]
fn a_request_that_died_before_it_changed_anything_is_carried_out_by_the_next() {
    let service = Service::start();
    service.is_let_in(0);
    assert_eq!(service.is_refused(120), "idempotency-key-in-flight");
    service.is_let_in(121);
}

#[test]
fn a_request_that_died_behind_its_change_is_not_carried_out_again() {
    let service = Service::start();
    let held = service.is_let_in(0);
    service.changes(&held, "Broker").unwrap();
    assert_eq!(service.is_refused(1), "idempotency-key-in-flight");
    assert_eq!(service.is_refused(121), "idempotency-answer-lost");
}

#[test]
fn a_failed_request_gives_its_key_back_unless_it_has_changed_something() {
    let service = Service::start();
    let held = service.is_let_in(0);
    service.db.write(|conn| held.give_back(conn)).unwrap();
    let held = service.is_let_in(1);
    service.changes(&held, "Broker").unwrap();
    service.db.write(|conn| held.give_back(conn)).unwrap();
    assert_eq!(service.is_refused(2), "idempotency-answer-lost");
}

#[test]
fn a_change_that_is_rolled_back_is_none() {
    let service = Service::start();
    let held = service.is_let_in(0);
    let undone: Result<(), Failure> = service.db.watched(held.clone()).write(|conn| {
        create_tenant(conn, "Broker", MORNING)?;
        Err(Failure::Cancelled)
    });
    assert!(undone.is_err());
    service.db.write(|conn| held.give_back(conn)).unwrap();
    service.is_let_in(1);
}

#[test]
fn who_was_taken_for_dead_and_wakes_up_changes_nothing_any_more() {
    let service = Service::start();
    let (slow, next) = (service.is_let_in(0), service.is_let_in(121));
    assert!(service.changes(&slow, "Late").is_err());
    assert!(slow.is_lost());
    service.db.write(|conn| slow.give_back(conn)).unwrap();
    service.changes(&next, "Broker").unwrap();
    assert!(!next.is_lost());
    assert_eq!(service.names().len(), 2, "{:?}", service.names());
    assert!(!service.names().contains(&"Late".to_owned()));
}

#[test]
fn an_answer_is_kept_over_what_was_noted_before() {
    let service = Service::start();
    let held = service.is_let_in(0);
    service.changes(&held, "Broker").unwrap();
    let answer = (201, "{}", "made");
    service.db.write(|conn| held.record(conn, answer)).unwrap();
    match service.asked(121) {
        Ok(Claim::Recorded { status, body, .. }) => assert_eq!((status, &*body), (201, "made")),
        _ => panic!("not answered from memory"),
    }
}
