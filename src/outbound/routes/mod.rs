//! HTTP of outbound work.

mod allocations;
mod callable_time_sets;
mod campaign_rules;
mod campaign_schedules;
mod campaign_sequences;
mod campaign_status;
mod campaigns;
mod contact_diagnostics;
mod contact_events;
mod contact_export;
mod contact_findings;
mod contact_imports;
mod contact_list_filters;
mod contact_lists;
mod contact_policies;
mod contact_sources;
mod contacts;
mod dnc_entries;
mod dnc_lists;
mod leases;
mod ledger;
mod pacing;
mod persons;
mod policy_packs;
mod response_models;
mod segment_proposals;
mod service_tier_overrides;

use utoipa_actix_web::service_config::ServiceConfig;

/// The largest upload that is read whole.
const UPLOAD_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    // What dialers do all day first: a request is held against the routes in their order.
    api.service(leases::lease)
        .service(leases::start)
        .service(leases::heartbeat)
        .service(leases::release)
        .service(leases::outcome)
        .service(contact_lists::list)
        .service(contact_lists::post)
        .service(contact_lists::get)
        .service(contact_lists::put)
        .service(contact_lists::delete)
        .service(contacts::list)
        .service(contacts::import)
        .service(contact_export::get)
        .service(contact_findings::get)
        .service(contact_imports::list)
        .service(contact_imports::post)
        .service(contact_imports::get)
        .service(contact_imports::delete)
        .service(contact_imports::rejects)
        .service(contact_sources::get)
        .service(contact_sources::put)
        .service(contact_list_filters::list)
        .service(contact_list_filters::post)
        .service(contact_list_filters::preview)
        .service(contact_list_filters::get)
        .service(contact_list_filters::put)
        .service(contact_list_filters::delete)
        .service(persons::search)
        .service(persons::get)
        .service(persons::contacts)
        .service(persons::export)
        .service(persons::erase)
        .service(dnc_lists::list)
        .service(dnc_lists::post)
        .service(dnc_lists::get)
        .service(dnc_lists::put)
        .service(dnc_lists::delete)
        .service(dnc_entries::list)
        .service(dnc_entries::post)
        .service(dnc_entries::import)
        .service(dnc_entries::delete)
        .service(callable_time_sets::list)
        .service(callable_time_sets::post)
        .service(callable_time_sets::get)
        .service(callable_time_sets::put)
        .service(callable_time_sets::delete)
        .service(contact_policies::list)
        .service(contact_policies::post)
        .service(contact_policies::get)
        .service(contact_policies::put)
        .service(contact_policies::delete)
        .service(policy_packs::list)
        .service(ledger::of_person)
        .service(ledger::post_of_person)
        .service(ledger::of_contact)
        .service(ledger::post_of_contact)
        .service(service_tier_overrides::list)
        .service(service_tier_overrides::put)
        .service(service_tier_overrides::delete)
        .service(contact_diagnostics::get)
        .service(campaigns::list)
        .service(campaigns::post)
        .service(campaigns::get)
        .service(campaigns::put)
        .service(campaigns::delete)
        .service(campaign_status::start)
        .service(campaign_status::stop)
        .service(campaign_status::pause)
        .service(campaign_status::recycle)
        .service(campaign_status::progress)
        .service(campaign_status::stats)
        .service(campaign_status::diagnostics)
        .service(campaign_status::evaluate)
        .service(contact_events::list)
        .service(contact_events::post)
        .service(campaign_schedules::list)
        .service(campaign_schedules::post)
        .service(campaign_schedules::get)
        .service(campaign_schedules::put)
        .service(campaign_schedules::delete)
        .service(campaign_sequences::list)
        .service(campaign_sequences::post)
        .service(campaign_sequences::get)
        .service(campaign_sequences::put)
        .service(campaign_sequences::delete)
        .service(campaign_sequences::start)
        .service(campaign_sequences::stop)
        .service(campaign_rules::list)
        .service(campaign_rules::post)
        .service(campaign_rules::get)
        .service(campaign_rules::put)
        .service(campaign_rules::delete)
        .service(campaign_rules::firings)
        .service(campaign_status::callbacks)
        .service(response_models::list)
        .service(response_models::post)
        .service(response_models::get)
        .service(response_models::drift)
        .service(segment_proposals::list)
        .service(segment_proposals::post)
        .service(segment_proposals::get)
        .service(segment_proposals::adopt)
        .service(pacing::post)
        .service(allocations::list)
        .service(allocations::post)
        .service(allocations::get);
}
