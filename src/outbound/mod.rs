//! Outbound work: campaigns on contact lists, who may be called when, leases that hand contacts to dialers, and the
//! allocation of surplus agent-minutes to campaigns.

mod allocation;
mod campaigns;
mod contacts;
mod leasing;
mod persons;
mod policy;
pub mod routes;
mod store;

pub use allocation::allocations::{
    Allocation, AllocationMessage, AllocationRequest, AllocationSummary, CampaignShare,
    GroupPrices, Surplus, SurplusGroup, ZonePrice, allocate, find_allocation, latest_allocation,
    list_allocations,
};
pub use allocation::surplus::{allocate_schedule, surplus_of_schedule};
pub use allocation::throttle::throttle_campaign;
pub use campaigns::allocation_terms::AllocationTerms;
pub use campaigns::attempts::{RecordedAttempt, recorded_attempts};
pub use campaigns::callbacks::{Callback, list_callbacks};
pub use campaigns::campaign::{
    Campaign, CampaignStatus, CampaignTerms, NewCampaign, campaign_terms, create_campaign,
    delete_campaign, find_campaign, list_campaigns, switch_campaign, update_campaign,
};
pub use campaigns::progress::{CampaignProgress, SkippedContacts, campaign_progress};
pub use campaigns::wrap_up::{WrapUpCodeMapping, WrapUpFlag};
pub use contacts::check::Reject;
pub use contacts::columns::{
    ColumnDataType, ColumnDataTypeSpecification, ContactPhoneNumberColumn, ListColumns,
};
pub use contacts::export::{ContactExport, export_contacts};
pub use contacts::file_format::ContactFileFormat;
pub use contacts::filter::{
    ContactListFilterClause, ContactListFilterPredicate, ContactListFilterRange, FilterColumnType,
    FilterOperator, FilterType,
};
pub use contacts::filters::{
    ContactListFilter, NewContactListFilter, create_contact_list_filter,
    delete_contact_list_filter, find_contact_list_filter, list_contact_list_filters,
    update_contact_list_filter,
};
pub use contacts::findings::{
    ContactFinding, ContactFindingExample, ContactFindings, find_contact_findings,
};
pub use contacts::import::{ImportOptions, ImportReport, import_contacts};
pub use contacts::large_import::{
    CONTACT_IMPORT_RUN_KIND, ContactImport, ContactImportReport, ContactImportStatus,
    LARGEST_CONTACT_FILE_BYTES, LargeImportOptions, ListedContactReject, SubmittedContactImport,
    find_contact_import, list_contact_import_rejects, list_contact_imports, run_contact_import,
    submit_contact_import, withdraw_contact_import,
};
pub use contacts::layout::ColumnMapping;
pub use contacts::lists::{
    Contact, ContactList, NewContactList, columns_of_list, create_contact_list,
    delete_contact_list, find_contact_list, list_contact_lists, list_contacts, update_contact_list,
};
pub use contacts::preview::{FilterPreview, FilterPreviewRequest, preview_filter};
pub use contacts::rows::{RawContact, RawContacts, contacts_of_csv, contacts_of_json};
pub use leasing::heartbeat::{ExtendedLease, Heartbeat, extend_lease};
pub use leasing::lease::{Lease, LeaseReason, LeaseRequest, Leases, lease_contacts};
pub use leasing::outcome::{NewOutcome, Outcome, record_outcome};
pub use leasing::release::{ReleaseLease, ReleasedLease, release_lease};
pub use leasing::start::{StartLease, StartedLease, start_lease};
pub use persons::erase::{ErasedPerson, erase_person};
pub use persons::export::{
    AttemptOfPerson, DoNotCallOfPerson, PersonExport, RefusalOfPerson, export_person,
};
pub use persons::person::{
    FoundPersons, Person, PersonSearch, find_person, list_contacts_of_person, search_persons,
};
pub use policy::callable_dates::{CallableDates, DateException, DaySlot};
pub use policy::callable_time_sets::{
    CallableTimeSet, NewCallableTimeSet, create_callable_time_set, delete_callable_time_set,
    find_callable_time_set, list_callable_time_sets, update_callable_time_set,
};
pub use policy::callable_times::{ANY_OTHER_ZONE, CallableTime, TimeSlot};
pub use policy::contact_policies::{
    ContactPolicy, NewContactPolicy, create_contact_policy, delete_contact_policy,
    find_contact_policy, list_contact_policies, update_contact_policy,
};
pub use policy::diagnostics::{ContactDiagnostics, DiagnosedHold, diagnose_contact};
pub use policy::dnc_lists::{
    AddedDncEntries, DncEntry, DncList, NewDncEntries, NewDncList, TENANT_DNC_LIST,
    add_dnc_entries, add_dnc_entries_of_csv, create_dnc_list, delete_dnc_list, find_dnc_list,
    list_dnc_entries, list_dnc_lists, remove_dnc_entry, update_dnc_list,
};
pub use policy::hold_reason::HoldReason;
pub use policy::ledger::{
    EntryKind, LedgerEntry, NewLedgerEntry, add_to_ledger_of_contact, add_to_ledger_of_person,
    ledger_of_contact, ledger_of_person,
};
pub use policy::packs::{
    PackProvision, PackRequirement, PolicyPack, PolicyPackOnDay, policy_packs,
};
pub use policy::permitted_hours::PermittedHours;
pub use policy::terms::{
    AttemptLimits, ConversationCoolingOff, CountedBy, MinimumGap, PolicyTerms, RecallEntry,
    RefusalRule, ResetPeriod, RollingLimit, TierTerms, Within,
};
pub use policy::tier_overrides::{
    NewServiceTierOverride, ServiceTierOverride, delete_service_tier_override,
    list_service_tier_overrides, put_service_tier_override,
};
