//! Puts the features together: their routes, and the handlers of their jobs.

use std::sync::Arc;

use utoipa_actix_web::service_config::ServiceConfig;

use crate::jobs::{Handler, JobContext, Registry};
use crate::rostering::RosterSolver;
use crate::simulation::Simulator;

/// The routes of every feature, relative to `/api/v1`. A request is held against them in this order, one by one: those
/// of dialers and telephone systems, who ask a thousand times a second, come first.
pub fn mount_routes(api: &mut ServiceConfig<'_>) {
    crate::outbound::routes::configure(api);
    crate::adherence::routes::configure(api);
    crate::connectors::routes::configure(api);
    crate::auth::routes::configure(api);
    crate::oidc::routes::configure(api);
    crate::audit_log::routes::configure(api);
    crate::personal_data::routes::configure(api);
    crate::jobs::routes::configure(api);
    crate::events::routes::configure(api);
    crate::organisation::routes::configure(api);
    crate::history::routes::configure(api);
    crate::forecasting::routes::configure(api);
    crate::staffing::routes::configure(api);
    crate::availability::routes::configure(api);
    crate::rostering::routes::configure(api);
    // Before the schedules, whose `{scheduleId}` would take `import` for one.
    crate::editing::routes::configure(api);
    crate::schedules::routes::configure(api);
    crate::time_off::routes::configure(api);
    crate::shift_trades::routes::configure(api);
    crate::offers::routes::configure(api);
    crate::activity_plans::routes::configure(api);
    crate::simulation::routes::configure(api);
    crate::capacity::routes::configure(api);
    crate::scenarios::routes::configure(api);
    crate::cost_rates::routes::configure(api);
    crate::performance::routes::configure(api);
    crate::intraday::routes::configure(api);
}

/// The handlers of every kind of run.
pub fn job_handlers(solver: &RosterSolver) -> Registry {
    let (repairing, pricing) = (solver.clone(), solver.clone());
    let (comparing, designing) = (solver.clone(), solver.clone());
    let (rescheduling, branching) = (solver.clone(), solver.clone());
    let simulator = Simulator::of(solver.program());
    let (replaying, branched) = (simulator.clone(), simulator.clone());
    let solver = solver.clone();
    Registry::from([
        (
            crate::forecasting::RUN_KIND,
            Arc::new(crate::forecasting::run) as Handler,
        ),
        (
            crate::rostering::RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| crate::rostering::run(context, &solver)),
        ),
        (
            crate::rostering::REPAIR_RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| {
                crate::rostering::run_repair(context, &repairing)
            }),
        ),
        (
            crate::rostering::PRICES_RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| {
                crate::rostering::run_prices(context, &pricing)
            }),
        ),
        (
            crate::rostering::WHAT_IF_RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| {
                crate::rostering::run_what_if(context, &comparing)
            }),
        ),
        (
            crate::rostering::SHIFT_DESIGN_RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| {
                crate::rostering::run_shift_design(context, &designing)
            }),
        ),
        (
            crate::editing::RESCHEDULE_RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| {
                crate::editing::run_reschedule(context, (&rescheduling, &replaying))
            }),
        ),
        (crate::capacity::RUN_KIND, Arc::new(crate::capacity::run)),
        (
            crate::scenarios::RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| {
                crate::scenarios::run(context, (&branching, &branched))
            }),
        ),
        (
            crate::simulation::RUN_KIND,
            Arc::new(move |context: &JobContext<'_>| crate::simulation::run(context, &simulator)),
        ),
        (
            crate::adherence::BULK_RUN_KIND,
            Arc::new(crate::adherence::run_bulk_query),
        ),
        (
            crate::outbound::CONTACT_IMPORT_RUN_KIND,
            Arc::new(crate::outbound::run_contact_import),
        ),
        (
            crate::outbound::RESPONSE_MODEL_RUN_KIND,
            Arc::new(crate::outbound::run_response_model),
        ),
        (
            crate::outbound::SEGMENT_PROPOSAL_RUN_KIND,
            Arc::new(crate::outbound::run_segment_proposal),
        ),
    ])
}
