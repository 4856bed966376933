//! Outbound work: campaigns on contact lists, who may be called when, leases that hand contacts to dialers, and the
//! allocation of surplus agent-minutes to campaigns.

mod allocation_terms;
mod allocations;
mod attempts;
mod callable_time_sets;
mod callable_times;
mod campaigns;
mod contact_lists;
mod contact_rows;
mod dnc_lists;
mod import;
mod lease_outcome;
mod lease_start;
mod leasing;
mod phone;
mod progress;
pub mod routes;
mod store;
mod surplus;
mod throttle;
mod wrap_up;

pub use allocation_terms::AllocationTerms;
pub use allocations::{
    Allocation, AllocationMessage, AllocationRequest, AllocationSummary, CampaignShare,
    GroupPrices, Surplus, SurplusGroup, ZonePrice, allocate, find_allocation, latest_allocation,
    list_allocations,
};
pub use attempts::{RecordedAttempt, recorded_attempts};
pub use callable_time_sets::{
    CallableTimeSet, NewCallableTimeSet, create_callable_time_set, delete_callable_time_set,
    find_callable_time_set, list_callable_time_sets, update_callable_time_set,
};
pub use callable_times::{ANY_OTHER_ZONE, CallableTime, TimeSlot};
pub use campaigns::{
    Campaign, CampaignStatus, CampaignTerms, NewCampaign, campaign_terms, create_campaign,
    delete_campaign, find_campaign, list_campaigns, switch_campaign, update_campaign,
};
pub use contact_lists::{
    Contact, ContactList, NewContactList, create_contact_list, delete_contact_list,
    find_contact_list, list_contact_lists, list_contacts, update_contact_list,
};
pub use contact_rows::{ColumnMapping, RawContact, RawContacts, contacts_of_csv, contacts_of_json};
pub use dnc_lists::{
    AddedDncEntries, DncList, NewDncEntries, NewDncList, TENANT_DNC_LIST, add_dnc_entries,
    create_dnc_list, delete_dnc_list, find_dnc_list, list_dnc_lists, update_dnc_list,
};
pub use import::{ImportOptions, ImportReport, Reject, import_contacts};
pub use lease_outcome::{NewOutcome, Outcome, record_outcome};
pub use lease_start::{StartLease, StartedLease, start_lease};
pub use leasing::{Lease, LeaseRequest, Leases, lease_contacts};
pub use progress::{CampaignProgress, SkippedContacts, campaign_progress};
pub use surplus::{allocate_schedule, surplus_of_schedule};
pub use throttle::throttle_campaign;
pub use wrap_up::{WrapUpCodeMapping, WrapUpFlag};
