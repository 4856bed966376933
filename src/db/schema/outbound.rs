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
        own_columns -> Text,
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
        data -> Text,
        import_id -> Text,
        field_sources -> Text,
    }
}

diesel::table! {
    contact_sources (tenant_id) {
        tenant_id -> Text,
        document -> Text,
        version -> Integer,
        modified_by -> Text,
        modified_at -> BigInt,
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
        product_family -> Text,
    }
}

diesel::table! {
    dnc_entries (tenant_id, phone, dnc_list_id) {
        tenant_id -> Text,
        phone -> Text,
        dnc_list_id -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
        reason -> Text,
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
        exceptions -> Text,
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
        kind -> Text,
        dialing_mode -> Text,
        settings -> Text,
        status_reason -> Text,
        errors -> Text,
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
        step -> Integer,
        channel -> Text,
        drop_at -> Nullable<BigInt>,
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
    contact_ledger (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        phone -> Text,
        person_id -> Text,
        contact_id -> Text,
        at -> BigInt,
        kind -> Text,
        campaign_id -> Text,
        product_family -> Text,
        channel -> Text,
        lease_id -> Text,
        wrap_up_code -> Text,
        note -> Text,
        made_by -> Text,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    contact_policies (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        is_default -> Bool,
        terms -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    campaign_contact_policies (tenant_id, campaign_id) {
        tenant_id -> Text,
        campaign_id -> Text,
        contact_policy_id -> Text,
    }
}

diesel::table! {
    service_tier_overrides (tenant_id, person_id) {
        tenant_id -> Text,
        person_id -> Text,
        tier -> Text,
        reason -> Text,
        made_by -> Text,
        made_at -> BigInt,
        expires_at -> BigInt,
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

diesel::table! {
    persons (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        external_id -> Nullable<Text>,
        created_at -> BigInt,
        erased_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    person_phones (tenant_id, phone, person_id) {
        tenant_id -> Text,
        phone -> Text,
        person_id -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    pseudonym_keys (tenant_id) {
        tenant_id -> Text,
        secret -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    erased_phone_marks (tenant_id, phone_hmac, kind, subject) {
        tenant_id -> Text,
        phone_hmac -> Text,
        kind -> Text,
        subject -> Text,
        marked_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    contact_list_filters (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        contact_list_id -> Text,
        name -> Text,
        filter -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    contact_imports (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        contact_list_id -> Text,
        status -> Text,
        fence -> Integer,
        options -> Text,
        report -> Text,
        created_by -> Text,
        created_at -> BigInt,
        finished_at -> Nullable<BigInt>,
        run_id -> Text,
    }
}

diesel::table! {
    contact_import_pieces (tenant_id, import_id, piece) {
        tenant_id -> Text,
        import_id -> Text,
        piece -> Integer,
        bytes -> Binary,
    }
}

diesel::table! {
    contact_import_rejects (tenant_id, import_id, reject_number) {
        tenant_id -> Text,
        import_id -> Text,
        reject_number -> Integer,
        reject -> Text,
    }
}

diesel::table! {
    contact_import_updates (tenant_id, import_id, contact_id) {
        tenant_id -> Text,
        import_id -> Text,
        contact_id -> Text,
        new_values -> Text,
    }
}

diesel::table! {
    campaign_agents (tenant_id, campaign_id, agent_id) {
        tenant_id -> Text,
        campaign_id -> Text,
        agent_id -> Text,
        seen_at -> BigInt,
    }
}

diesel::table! {
    contact_events (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        campaign_id -> Text,
        contact_id -> Text,
        client_token -> Text,
        channel -> Text,
        deadline -> BigInt,
        state -> Text,
        reason -> Nullable<Text>,
        created_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    campaign_upkeep (tenant_id, campaign_id) {
        tenant_id -> Text,
        campaign_id -> Text,
        refilled_for -> BigInt,
        filtered_at -> BigInt,
        customers_since -> BigInt,
        told_progress -> Text,
        told_stats -> Text,
    }
}

diesel::table! {
    campaign_schedules (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        campaign_id -> Text,
        name -> Text,
        document -> Text,
        applied -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    campaign_sequences (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        campaign_ids -> Text,
        repeats -> Bool,
        status -> Text,
        current_campaign -> Integer,
        stop_message -> Nullable<Text>,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    campaign_rules (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        enabled -> Bool,
        document -> Text,
        state -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    campaign_rule_firings (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        campaign_rule_id -> Text,
        campaign_id -> Text,
        document -> Text,
        fired_at -> BigInt,
    }
}

diesel::table! {
    campaign_evaluations (tenant_id) {
        tenant_id -> Text,
        evaluated_at -> BigInt,
    }
}

diesel::table! {
    response_models (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        campaign_id -> Text,
        version -> Integer,
        document -> Text,
        model -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    segment_proposals (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        campaign_id -> Text,
        document -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    answer_tallies (tenant_id, campaign_id, hour) {
        tenant_id -> Text,
        campaign_id -> Text,
        hour -> BigInt,
        attempts -> BigInt,
        answered -> BigInt,
        abandoned -> BigInt,
        handled -> BigInt,
        handle_seconds -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    campaign_agents,
    campaign_evaluations,
    campaign_rule_firings,
    campaign_rules,
    campaign_schedules,
    campaign_sequences,
    campaign_upkeep,
    contact_events,
    contact_imports,
    contact_import_pieces,
    contact_import_rejects,
    contact_import_updates,
    contact_sources,
    contact_list_filters,
    erased_phone_marks,
    person_phones,
    persons,
    pseudonym_keys,
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
    contact_ledger,
    contact_policies,
    campaign_contact_policies,
    service_tier_overrides,
    allocations,
    response_models,
    segment_proposals,
    answer_tallies,
);
