//! Whole-system behaviour over real HTTP, on a real SQLite file and a real PostgreSQL.
//!
//! The same test body runs on both engines. `CREWCAST_TEST_POSTGRES_URL` names a PostgreSQL server on which databases
//! may be made; `./run test` starts one. Without it the PostgreSQL cases say that they are skipped.

mod activity_plans;
mod adherence;
mod adherence_explanations;
mod adherence_profiles;
mod adherence_states;
mod agent_wishes;
mod bank_week;
mod command_line;
mod conventions;
mod fairness;
mod floor;
mod forecast_hierarchy;
mod forecast_modifications;
mod forecasts;
mod history;
mod history_findings;
mod labour_law;
mod main_job;
mod operations;
mod organisation;
mod outbound;
mod planning_rules;
mod queue_log_replay;
mod queue_logs;
mod reforecasts;
mod reschedule_large;
mod reschedules;
mod roster_explanations;
mod roster_process;
mod roster_repair;
mod roster_service_large;
mod roster_what_ifs;
mod rosters;
mod schedule_copies;
mod schedule_edits;
mod self_service_versions;
mod shift_designs;
mod shift_offers;
mod shift_trades;
mod signing_in;
mod simulation;
mod site;
mod skill_groups;
mod special_days;
mod staffing;
mod support;
mod time_off;
mod time_off_shifts;
