//! `crewcast outbound`: what campaigns' calls teach, small campaigns cut by it, surplus handed out.

use clap::{Args, Subcommand};

use super::outbound_tables::{print_allocation, print_response_model, print_segment_proposal};
use super::runtime::Runtime;
use super::selection::{self, BusinessUnitArgument};
use crate::db::Database;
use crate::failure::Failure;
use crate::http::PageParams;
use crate::outbound::{
    AllocationRequest, Campaign, NewResponseModel, NewSegmentProposal, allocate_schedule,
    find_response_model, find_segment_proposal, list_campaigns, submit_response_model,
    submit_segment_proposal,
};
use crate::tenancy::Scope;

/// What `outbound` takes.
#[derive(Debug, Args)]
pub(super) struct OutboundArguments {
    #[command(subcommand)]
    what: OutboundWork,
}

/// What can be done.
#[derive(Debug, Subcommand)]
enum OutboundWork {
    /// Learn from a campaign's attempts who answers and agrees, and let its leases follow.
    Learn {
        /// The campaign's id or name.
        #[arg(long, value_name = "ID|NAME")]
        campaign: String,
        /// What a success is worth.
        #[arg(long, value_name = "MONEY")]
        value_per_success: Option<f64>,
        /// A column that is known only after the call; may be given several times.
        #[arg(long, value_name = "COLUMN")]
        known_after_call: Vec<String>,
        /// Keep the order that leases have.
        #[arg(long)]
        keep_order: bool,
    },
    /// Propose small campaigns of a campaign's open contacts; the API or the page makes them.
    Slice {
        /// The campaign's id or name.
        #[arg(long, value_name = "ID|NAME")]
        campaign: String,
        /// Agents who call.
        #[arg(long)]
        seats: u32,
        /// Hours each of them calls.
        #[arg(long)]
        hours: f64,
        /// Agent seconds of an answered attempt [default: those recorded].
        #[arg(long, value_name = "SECONDS")]
        handle_seconds: Option<f64>,
    },
    /// Hand the surplus agent-minutes of a schedule to the campaigns that are on.
    Allocate {
        /// The schedule.
        #[arg(value_name = "SCHEDULE")]
        schedule: String,
        #[command(flatten)]
        business_unit: BusinessUnitArgument,
        /// Probability, 0.5 to 0.99, with which inbound work has its heads.
        #[arg(long, value_name = "PROBABILITY")]
        protection: Option<f64>,
        /// What an agent-hour costs: says which hours more would pay for themselves.
        #[arg(long, value_name = "MONEY")]
        cost_per_agent_hour: Option<f64>,
        /// Plan from now on only.
        #[arg(long)]
        from_now: bool,
        /// Leave out every rule that binds once, and say what that brings.
        #[arg(long)]
        confirm_rules: bool,
    },
}

/// Does what is asked and prints what came of it.
pub(super) fn outbound(runtime: &Runtime, arguments: OutboundArguments) -> Result<(), Failure> {
    let db = runtime.open()?;
    let scope = selection::scope(runtime, &db)?;
    match arguments.what {
        OutboundWork::Learn {
            campaign,
            value_per_success,
            known_after_call,
            keep_order,
        } => {
            let request = NewResponseModel {
                value_per_success,
                known_after_call_columns: known_after_call.into_iter().collect(),
                order_leases: Some(!keep_order),
                ..NewResponseModel::default()
            };
            learn(runtime, &db, &scope, (&campaign, request))
        }
        OutboundWork::Slice {
            campaign,
            seats,
            hours,
            handle_seconds,
        } => {
            let campaign = campaign_named(&db, &scope, &campaign)?;
            let request = NewSegmentProposal {
                handle_seconds,
                ..NewSegmentProposal::new(campaign.id, seats, hours)
            };
            let run = runtime.run_to_end(&db, "segments", |conn| {
                submit_segment_proposal(conn, &scope, request)
            })?;
            let id = run.result_id("segmentProposalId")?;
            let found = db.read(|conn| find_segment_proposal(conn, &scope, &id))?;
            runtime.output.result(&found, print_segment_proposal)
        }
        OutboundWork::Allocate {
            schedule,
            business_unit,
            protection,
            cost_per_agent_hour,
            from_now,
            confirm_rules,
        } => {
            let request = AllocationRequest {
                business_unit_id: selection::business_unit(&db, &scope, &business_unit)?.id,
                schedule_id: schedule,
                protection,
                from: from_now.then_some(scope.now),
                cost_per_agent_hour,
                confirm_rules,
                ..AllocationRequest::default()
            };
            let made = db.write(|conn| allocate_schedule(conn, &scope, &request))?;
            runtime.output.result(&made, print_allocation)
        }
    }
}

fn learn(
    runtime: &Runtime,
    db: &Database,
    scope: &Scope,
    (campaign, request): (&str, NewResponseModel),
) -> Result<(), Failure> {
    let campaign = campaign_named(db, scope, campaign)?;
    let run = runtime.run_to_end(db, "responses", |conn| {
        submit_response_model(conn, scope, &campaign.id, request)
    })?;
    let id = run.result_id("responseModelId")?;
    let found = db.read(|conn| find_response_model(conn, scope, &campaign.id, &id))?;
    runtime.output.result(&found, print_response_model)
}

/// The campaign of that id or name.
fn campaign_named(db: &Database, scope: &Scope, wanted: &str) -> Result<Campaign, Failure> {
    let mut page = PageParams {
        page_size: Some(1_000),
        page_token: None,
    };
    loop {
        let campaigns = db.read(|conn| list_campaigns(conn, scope, &page))?;
        let mut found = campaigns.entities.into_iter();
        if let Some(found) = found.find(|one| one.id == wanted || one.name == wanted) {
            return Ok(found);
        }
        match campaigns.next_page_token {
            Some(token) => page.page_token = Some(token),
            None => return Err(Failure::not_found("campaign", wanted)),
        }
    }
}
