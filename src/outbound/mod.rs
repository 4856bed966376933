//! Outbound work: campaigns on contact lists, who may be called when, leases that hand contacts to dialers, what attempts teach,
//! the allocation of surplus agent-minutes to campaigns, and the pace of dialing.

mod allocation;
mod campaigns;
mod contacts;
mod leasing;
mod pacing;
mod persons;
mod policy;
mod proposals;
mod responses;
pub mod routes;
mod store;
mod zones;

pub use allocation::allocations::{allocate, find_allocation, latest_allocation, list_allocations};
pub use allocation::answer::{
    Allocation, AllocationMessage, AllocationPrice, AllocationPriceKind, AllocationRosterRequest,
    AllocationRule, AllocationRuleName, AllocationSummary, CampaignShare, GroupPrices,
    RosterRequestGroup, ValuedBy, ZonePrice,
};
pub use allocation::request::{
    AllocationBudget, AllocationCampaignTerms, AllocationDialingMode, AllocationRequest,
    DialingOccupancies,
};
pub use allocation::surplus::{Surplus, SurplusGroup, allocate_schedule};
pub use allocation::throttle::throttle_campaign;
pub use campaigns::allocation_terms::AllocationTerms;
pub use campaigns::attempts::{RecordedAttempt, recorded_attempts};
pub use campaigns::budgets::{CampaignBudgets, CampaignGoals};
pub use campaigns::callbacks::{Callback, list_callbacks};
pub use campaigns::campaign::{
    Campaign, CampaignTerms, NewCampaign, campaign_terms, create_campaign, delete_campaign,
    find_campaign, list_campaigns, update_campaign,
};
pub use campaigns::contact_events::{
    ContactEvent, ContactEventQuery, ContactEventState, NewContactEvent, NewContactEvents,
    TakenContactEvents, list_contact_events, take_contact_events,
};
pub use campaigns::diagnostics::{CampaignDiagnostics, ContactsInState, campaign_diagnostics};
pub use campaigns::evaluate::{CampaignEvaluation, evaluate_all_campaigns, evaluate_campaigns};
pub use campaigns::kind::{CampaignKind, Channel, DialingMode};
pub use campaigns::progress::{CampaignProgress, SkippedContacts, campaign_progress};
pub use campaigns::recurrence::{CampaignRecurrence, RecurrenceType};
pub use campaigns::recycle::{RecycleRequest, RecycledCampaign, recycle_campaign};
pub use campaigns::rules::conditions::SeenCondition;
pub use campaigns::rules::document::{
    CampaignRuleAction, CampaignRuleActionType, CampaignRuleCondition, CampaignRuleConditionType,
    CampaignRuleEntities, CampaignRuleExecutionSettings, RuleFrequency, RuleOperator,
};
pub use campaigns::rules::firings::{
    ActionOutcome, CampaignRuleFiring, TakenAction, list_campaign_rule_firings,
};
pub use campaigns::rules::rule::{
    CampaignRule, NewCampaignRule, create_campaign_rule, delete_campaign_rule, find_campaign_rule,
    list_campaign_rules, update_campaign_rule,
};
pub use campaigns::schedules::{
    CampaignSchedule, NewCampaignSchedule, ScheduleInterval, ScheduleRecurrence,
    create_campaign_schedule, delete_campaign_schedule, find_campaign_schedule,
    list_campaign_schedules, update_campaign_schedule,
};
pub use campaigns::sequences::{
    CampaignSequence, NewCampaignSequence, SequenceStatus, create_campaign_sequence,
    delete_campaign_sequence, find_campaign_sequence, list_campaign_sequences,
    start_campaign_sequence, stop_campaign_sequence, update_campaign_sequence,
};
pub use campaigns::settings::{
    CampaignSettings, ContactSort, DynamicLineBalancingSettings, EventRules, SortDirection,
};
pub use campaigns::stats::{
    AttemptFigures, CampaignStats, CampaignStatsQuery, HourFigures, campaign_stats,
};
pub use campaigns::status::{CampaignError, CampaignStatus, ReasonCode, StatusReason};
pub use campaigns::steps::{CampaignStep, StepCondition};
pub use campaigns::switching::{pause_campaign, switch_campaign};
pub use campaigns::watch::CampaignWatch;
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
pub use contacts::sources::{
    ContactSource, ContactSources, FieldSource, KeptValue, KeptValues, NewContactSources,
    find_contact_sources, replace_contact_sources,
};
pub use leasing::heartbeat::{ExtendedLease, Heartbeat, extend_lease};
pub use leasing::lease::{Lease, LeaseReason, LeaseRequest, Leases, lease_contacts};
pub use leasing::outcome::{NewOutcome, Outcome, record_outcome};
pub use leasing::release::{ReleaseLease, ReleasedLease, release_lease};
pub use leasing::start::{StartLease, StartedLease, start_lease};
pub use pacing::answer::{
    PacingAnswer, PacingExpectationsFrom, PacingLinesLimit, PacingReason, PacingStart, PacingWindow,
};
pub use pacing::pace::pace_campaign;
pub use pacing::request::{
    PacingExpectations, PacingMode, PacingObservation, PacingRequest, PacingWindowWish,
};
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
pub use proposals::adopt::{
    AdoptSegmentProposal, AdoptedSegmentProposal, AdoptedSlice, adopt_segment_proposal,
};
pub use proposals::find::{find_segment_proposal, list_segment_proposals};
pub use proposals::proposal::{
    ExpectedCount, ProposedExploration, SeatHourYield, SegmentProposal, SegmentProposalSummary,
    SegmentSlice,
};
pub use proposals::request::{
    NewSegmentProposal, SEGMENT_PROPOSAL_RUN_KIND, SegmentExploration, SegmentExplorationKind,
    submit_segment_proposal,
};
pub use proposals::run::run_segment_proposal;
pub use responses::drift::{
    ResponseDriftVerdict, ResponseModelDrift, ResponseSegmentDrift, response_model_drift,
};
pub use responses::features::{LearnedColumn, LeftOutColumn};
pub use responses::find::{find_response_model, list_response_models};
pub use responses::model::{
    Propensity, ResponseBaseline, ResponseCalibration, ResponseHour, ResponseMessage,
    ResponseModel, ResponseModelSummary, ResponseReason, ResponseReliability, ResponseSegment,
    ResponseStage, ResponseStageName, ResponseWinner,
};
pub use responses::request::{NewResponseModel, RESPONSE_MODEL_RUN_KIND, submit_response_model};
pub use responses::run::run_response_model;
