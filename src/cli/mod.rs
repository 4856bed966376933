//! The command line: the same operations as the API's, for terminals and scripts.

mod arguments;
mod backtest;
mod capacity;
mod daily_table;
mod demo;
mod dialer_sim;
mod doctor;
mod events;
mod export;
mod export_performance;
mod follow_queue_log;
mod forecast;
mod forget;
mod import;
mod import_agents;
mod import_calendar;
mod init;
mod intraday;
mod json_file;
mod migrate;
mod outbound;
mod outbound_tables;
mod output;
mod require;
mod require_day;
mod require_interval;
mod roster;
mod roster_bench;
mod run;
mod runtime;
mod scenario;
mod selection;
mod serve;
mod simulate;
mod solve_roster;

pub use run::run;
