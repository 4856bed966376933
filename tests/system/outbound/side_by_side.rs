//! Requests that run side by side on PostgreSQL, each held up where it hurts most. On SQLite there is one writer.

use std::time::Duration;

use crewcast::db::{Conn, DbError};
use crewcast::tenancy::Role;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use serde_json::{Value, json};

use super::contact_policy::{a_policy, person};
use super::{Calling, MONDAY_TEN, who};
use crate::support::Centre;
use crate::support::Engine::Postgres;

#[derive(QueryableByName)]
struct Waiting {
    #[diesel(sql_type = BigInt)]
    transactions: i64,
}

/// Transactions of this database that wait for a lock of another. Whoever waits for a transaction has locks of tables.
const WAITING: &str = "SELECT COUNT(DISTINCT pid) AS transactions FROM pg_locks WHERE NOT granted AND pid IN \
    (SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))";

/// A transaction of the test's own, in which it holds others up.
struct HoldUp<'a> {
    conn: &'a mut PgConnection,
}

impl HoldUp<'_> {
    fn does(&mut self, sql: &str) {
        diesel::sql_query(sql).execute(self.conn).unwrap();
    }

    /// Returns when so many transactions wait, or when what it is told of is over.
    fn until_waiting(&mut self, transactions: i64, is_over: impl Fn() -> bool) {
        for _ in 0..3_000 {
            let waiting: Waiting = diesel::sql_query(WAITING).get_result(self.conn).unwrap();
            if waiting.transactions >= transactions || is_over() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("nobody waits");
    }
}

fn while_holding_up<T>(centre: &Centre, during: impl FnOnce(HoldUp<'_>) -> T) -> T {
    let held_up = centre.db.write(|conn| match conn {
        Conn::Postgres(conn) => Ok::<_, DbError>(during(HoldUp { conn })),
        Conn::Sqlite(_) => panic!("SQLite has one writer"),
    });
    held_up.expect("the transaction ends")
}

/// A campaign on two contacts, of persons li and wu, whose policy begins to ask for consents once they are in its pool.
fn asks_for_consent(calling: &Calling<'_>, name: &str) -> (String, String) {
    let policy = a_policy(calling.centre, name, json!({}));
    let campaign = calling.campaign_with(name, "loans", json!({ "contactPolicyId": policy }));
    let path = format!("/outbound/contact-policies/{policy}");
    let asks = json!({ "name": name, "terms": { "consentRequired": true } });
    calling
        .centre
        .put(Role::Planner, &path, 1, &asks)
        .expect(200);
    (campaign, policy)
}

fn consents(centre: &Centre, external_id: &str) -> Value {
    let ledger = format!("/outbound/persons/{}/ledger", person(centre, external_id));
    let given = json!({ "kind": "consent", "source": "form 7" });
    centre.post(Role::Planner, &ledger, &given).expect(200)
}

#[test]
fn a_consent_that_comes_while_a_request_holds_the_contact_lets_it_back() {
    let Some(centre) = Centre::start_at(Postgres, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n13800000002,b,wu\n");
    let (campaign, _) = asks_for_consent(&calling, "loans");
    consents(&centre, "li");
    std::thread::scope(|scope| {
        let (pull, consent) = while_holding_up(&centre, |mut test| {
            // The request has held wu's contact and granted li's when it comes to keeping leases.
            test.does("LOCK TABLE leases IN SHARE MODE");
            let pull = scope.spawn(|| calling.lease(&campaign, 2));
            test.until_waiting(1, || pull.is_finished());
            let consent = scope.spawn(|| consents(&centre, "wu"));
            test.until_waiting(2, || consent.is_finished());
            (pull, consent)
        });
        assert_eq!(who(&pull.join().unwrap()), ["a"]);
        consent.join().unwrap();
    });
    assert_eq!(who(&calling.lease(&campaign, 2)), ["b"]);
}

#[test]
fn whoever_is_found_while_holds_are_being_lifted_is_judged_again_soon() {
    let Some(centre) = Centre::start_at(Postgres, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports("phone,externalId,personId\n13800000001,a,li\n");
    let (campaign, policy) = asks_for_consent(&calling, "loans");
    let cards = calling.campaign_with("cards", "cards", json!({ "contactPolicyId": policy }));
    assert_eq!(
        calling.progress(&cards)["numberOfContactsHeld"],
        json!({ "consentMissing": 1 })
    );
    std::thread::scope(|scope| {
        let change = while_holding_up(&centre, |mut test| {
            // The change comes to the other campaign's contact and no further.
            test.does(&format!(
                "SELECT 1 FROM campaign_contacts WHERE campaign_id = '{cards}' FOR UPDATE"
            ));
            let change = scope.spawn(|| {
                let path = format!("/outbound/contact-policies/{policy}");
                let free = json!({ "name": "loans", "terms": {} });
                centre.put(Role::Planner, &path, 2, &free)
            });
            test.until_waiting(1, || change.is_finished());
            assert!(calling.lease(&campaign, 1).is_empty());
            change
        });
        change.join().unwrap().expect(200);
    });
    centre.moves_on_by_seconds(60);
    assert_eq!(who(&calling.lease(&campaign, 1)), ["a"]);
}

#[test]
fn contacts_that_come_in_while_a_campaign_is_made_are_in_its_pool() {
    let Some(centre) = Centre::start_at(Postgres, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    let campaign = std::thread::scope(|scope| {
        let (import, campaign) = while_holding_up(&centre, |mut test| {
            // Both tell of what they did as the last thing they do.
            test.does("LOCK TABLE events IN SHARE MODE");
            let import = scope.spawn(|| calling.imports("phone,externalId\n13800000001,a\n"));
            test.until_waiting(1, || import.is_finished());
            let campaign = scope.spawn(|| calling.campaign("loans", "loans"));
            test.until_waiting(2, || campaign.is_finished());
            (import, campaign)
        });
        assert_eq!(import.join().unwrap()["imported"], 1);
        campaign.join().unwrap()
    });
    assert_eq!(who(&calling.lease(&campaign, 1)), ["a"]);
}

#[test]
fn a_request_hides_no_contact_from_others_that_it_does_not_take() {
    let Some(centre) = Centre::start_at(Postgres, MONDAY_TEN) else {
        return;
    };
    let calling = Calling::on(&centre);
    calling.imports(
        "phone,externalId,segment\n13800000001,a,warm\n13800000002,b,warm\n13800000003,c,cold\n13800000004,d,\n",
    );
    let campaign = calling.campaign("loans", "loans");
    std::thread::scope(|scope| {
        let (one, others) = while_holding_up(&centre, |mut test| {
            test.does("LOCK TABLE leases IN SHARE MODE");
            let one = scope.spawn(|| calling.lease(&campaign, 1));
            test.until_waiting(1, || one.is_finished());
            let others = scope.spawn(|| calling.lease(&campaign, 10));
            test.until_waiting(2, || others.is_finished());
            (one, others)
        });
        assert_eq!(one.join().unwrap().len(), 1);
        assert_eq!(others.join().unwrap().len(), 3);
    });
}
