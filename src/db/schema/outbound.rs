//! Tables of `outbound`.

diesel::table! {
    contact_lists (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        default_time_zone -> Text,
        default_region -> Text,
        time_zones -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    contacts (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        contact_list_id -> Text,
        phone -> Text,
        person_id -> Text,
        time_zone -> Text,
        external_id -> Nullable<Text>,
        name -> Nullable<Text>,
        created_at -> BigInt,
        segment -> Text,
        permitted_hours -> Nullable<Text>,
    }
}

diesel::table! {
    dnc_lists (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        tenant_wide -> Bool,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    dnc_entries (tenant_id, phone, dnc_list_id) {
        tenant_id -> Text,
        phone -> Text,
        dnc_list_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    callable_time_sets (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        callable_times -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    campaigns (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        campaign_status -> Text,
        contact_list_id -> Text,
        callable_time_set_id -> Text,
        product_family -> Text,
        priority -> Integer,
        max_attempts_per_contact -> Integer,
        minutes_between_attempts -> Integer,
        wrap_up_code_mapping -> Text,
        allocation_terms -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
        exploration_share -> Double,
        agent_callback_minutes -> Integer,
    }
}

diesel::table! {
    campaign_dnc_lists (tenant_id, campaign_id, dnc_list_id) {
        tenant_id -> Text,
        campaign_id -> Text,
        dnc_list_id -> Text,
    }
}

diesel::table! {
    campaign_contacts (tenant_id, campaign_id, contact_id) {
        tenant_id -> Text,
        campaign_id -> Text,
        contact_id -> Text,
        phone -> Text,
        person_id -> Text,
        time_zone -> Text,
        finished -> Bool,
        attempts -> Integer,
        available_at -> BigInt,
        lease_token -> BigInt,
        lease_expires_at -> Nullable<BigInt>,
        started_at -> Nullable<BigInt>,
        last_wrap_up_code -> Nullable<Text>,
        segment -> Text,
        permitted_hours -> Nullable<Text>,
        held -> Bool,
        hold_reason -> Nullable<Text>,
        callback_at -> Nullable<BigInt>,
        callback_agent_id -> Nullable<Text>,
    }
}

diesel::table! {
    campaign_buckets (tenant_id, campaign_id, segment, time_zone) {
        tenant_id -> Text,
        campaign_id -> Text,
        segment -> Text,
        time_zone -> Text,
    }
}

diesel::table! {
    segment_values (tenant_id, campaign_id, segment, hour_of_week) {
        tenant_id -> Text,
        campaign_id -> Text,
        segment -> Text,
        hour_of_week -> Nullable<Integer>,
        expected_value -> Double,
        exploration_share -> Double,
        trained_at -> BigInt,
    }
}

diesel::table! {
    leases (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        campaign_id -> Text,
        contact_id -> Text,
        token -> BigInt,
        dialer_id -> Text,
        granted_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    contact_attempts (tenant_id, lease_id) {
        tenant_id -> Text,
        lease_id -> Text,
        campaign_id -> Text,
        contact_id -> Text,
        token -> BigInt,
        started_at -> Nullable<BigInt>,
        recorded_at -> BigInt,
        wrap_up_code -> Text,
        flags -> Text,
        handle_seconds -> Nullable<Integer>,
        attempt -> Integer,
        finished -> Bool,
        next_attempt_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    refusals (tenant_id, product_family, subject_kind, subject) {
        tenant_id -> Text,
        product_family -> Text,
        subject_kind -> Text,
        subject -> Text,
        campaign_id -> Text,
        refused_at -> BigInt,
    }
}

diesel::table! {
    allocations (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        schedule_id -> Text,
        result -> Text,
        created_at -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    contact_lists,
    contacts,
    dnc_lists,
    dnc_entries,
    callable_time_sets,
    campaigns,
    campaign_dnc_lists,
    campaign_contacts,
    campaign_buckets,
    segment_values,
    leases,
    contact_attempts,
    refusals,
    allocations,
);
