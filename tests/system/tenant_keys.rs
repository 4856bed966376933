//! The tenant's id leads every key, so that a PostgreSQL of many machines can put a tenant's rows together.

use std::collections::BTreeSet;

use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl};

use crate::support::Engine;

/// Unique keys that begin with something else, each with the reason.
const EXEMPT: [(&str, &str); 13] = [
    (
        "__diesel_schema_migrations_pkey",
        "of no tenant: which migrations were applied",
    ),
    ("tenants_pkey", "the tenant itself"),
    (
        "event_numbering_pkey",
        "of no tenant: the one row that puts events in order",
    ),
    ("users_username", "who signs in names no tenant"),
    (
        "api_keys_secret_hash",
        "a key is looked up before its tenant is known",
    ),
    (
        "sessions_secret_hash",
        "a cookie is looked up before its tenant is known",
    ),
    (
        "api_keys_previous_secret_hash",
        "a key is looked up before its tenant is known",
    ),
    (
        "sign_in_challenges_secret_hash",
        "who is about to sign in is looked up by a secret",
    ),
    (
        "password_resets_token_hash",
        "a reset is looked up before its tenant is known",
    ),
    (
        "sign_in_throttles_pkey",
        "of no tenant: names and addresses that fail to sign in",
    ),
    (
        "oidc_providers_id",
        "the way back from a provider names no tenant",
    ),
    (
        "oidc_sign_ins_state_hash",
        "the way back from a provider is looked up by a secret",
    ),
    (
        "calendar_links_secret_hash",
        "a link is looked up before its tenant is known",
    ),
];

#[derive(QueryableByName)]
struct Key {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    first_column: String,
}

const UNIQUE_KEYS: &str = "SELECT k.relname::text AS name, a.attname::text AS first_column FROM pg_index i \
     JOIN pg_class k ON k.oid = i.indexrelid JOIN pg_namespace n ON n.oid = k.relnamespace \
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] \
     WHERE i.indisunique AND n.nspname = 'public' ORDER BY 1";

#[test]
fn every_unique_key_begins_with_the_tenants_id_or_says_why_not() {
    let Some((url, _folder)) = Engine::Postgres.fresh_url() else {
        return;
    };
    let db = crewcast::db::Database::open(&url).expect("the database opens");
    db.migrate().expect("every migration applies");
    let mut conn = PgConnection::establish(&url).expect("the database answers");
    let keys: Vec<Key> = diesel::sql_query(UNIQUE_KEYS)
        .load(&mut conn)
        .expect("the catalogue can be read");
    assert!(keys.len() > 100, "{} keys were found", keys.len());
    let others: BTreeSet<&str> = keys
        .iter()
        .filter(|key| key.first_column != "tenant_id")
        .map(|key| key.name.as_str())
        .collect();
    let exempt: BTreeSet<&str> = EXEMPT.iter().map(|(name, _)| *name).collect();
    assert_eq!(others, exempt, "put tenant_id first, or write down why not");
}
