//! The tables, one file a feature. Types are those that mean the same in SQLite and PostgreSQL: text, 32- and
//! 64-bit integers, doubles, booleans; instants are [`super::Instant`] over a 64-bit integer, local dates
//! `YYYY-MM-DD` text, documents JSON text. The tenant's id leads every key.

#![expect(
    missing_docs,
    reason = "diesel::table! writes the items; each feature documents its rows"
)]

pub mod activity_plans;
pub mod adherence;
pub mod audit_log;
pub mod availability;
pub mod capacity;
pub mod connectors;
pub mod cost_rates;
pub mod editing;
pub mod events;
pub mod forecasting;
pub mod foundation;
pub mod history;
pub mod intraday;
pub mod offers;
pub mod oidc;
pub mod organisation;
pub mod outbound;
pub mod performance;
pub mod personal_data;
pub mod rostering;
pub mod scenarios;
pub mod schedules;
pub mod shift_trades;
pub mod simulation;
pub mod time_off;
