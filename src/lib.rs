//! Crewcast: forecasting, staffing, rostering and outbound allocation for contact centres, in one service.
//!
//! Data walks down this list and never back up it: `history → forecasting → staffing → schedules → coverage → time_off →
//! availability → rostering → shift_trades → offers → simulation → capacity → scenarios → editing → activity_plans →
//! adherence → outbound → intraday → performance`. A module may use what stands above it, never what stands below. The
//! foundations (`db`, `tenancy`, `auth`, `audit_log`, `events`, `http`, `jobs`, `child_process`, `instruments`, `traces`, `backups`, `clock`,
//! `config`, `failure`) may be used by every feature.

pub mod activity_plans;
pub mod adherence;
pub mod assembly;
pub mod audit_log;
pub mod auth;
pub mod availability;
mod background;
pub mod backups;
pub mod capacity;
pub mod child_process;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connectors;
pub mod cost_rates;
pub mod coverage;
pub mod db;
pub mod demo;
mod documents;
pub mod editing;
mod entropy;
pub mod events;
pub mod failure;
pub mod forecasting;
#[cfg(test)]
mod fuzzing;
pub mod history;
pub mod http;
mod instruments;
pub mod intraday;
pub mod jobs;
pub mod offers;
pub mod oidc;
pub mod organisation;
pub mod outbound;
pub mod performance;
pub mod personal_data;
mod records;
pub mod rostering;
pub mod scenarios;
pub mod schedules;
pub mod shift_trades;
pub mod simulation;
pub mod staffing;
mod subscriber;
pub mod tenancy;
pub mod time_off;
mod traces;
pub mod ui;
mod unpacking;
