//! Tables of tenancy, auth, idempotency and runs.

diesel::table! {
    tenants (id) {
        id -> Text,
        name -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    users (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        username -> Text,
        display_name -> Text,
        password_hash -> Text,
        role -> Text,
        agent_id -> Nullable<Text>,
        locale -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
        email -> Nullable<Text>,
        scopes -> Nullable<Text>,
        disabled_at -> Nullable<BigInt>,
        totp_secret -> Nullable<Text>,
        totp_confirmed_at -> Nullable<BigInt>,
        totp_last_step -> Nullable<BigInt>,
    }
}

diesel::table! {
    api_keys (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        role -> Text,
        agent_id -> Nullable<Text>,
        secret_hash -> Text,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
        permissions -> Nullable<Text>,
        scopes -> Nullable<Text>,
        expires_at -> Nullable<BigInt>,
        last_used_at -> Nullable<BigInt>,
        previous_secret_hash -> Nullable<Text>,
        previous_secret_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    sessions (tenant_id, secret_hash) {
        tenant_id -> Text,
        secret_hash -> Text,
        user_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        address -> Nullable<Text>,
        user_agent -> Nullable<Text>,
    }
}

diesel::table! {
    recovery_codes (tenant_id, user_id, code_hash) {
        tenant_id -> Text,
        user_id -> Text,
        code_hash -> Text,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    sign_in_challenges (tenant_id, secret_hash) {
        tenant_id -> Text,
        secret_hash -> Text,
        user_id -> Text,
        attempts -> Integer,
        expires_at -> BigInt,
    }
}

diesel::table! {
    password_resets (tenant_id, user_id) {
        tenant_id -> Text,
        user_id -> Text,
        token_hash -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_in_throttles (subject) {
        subject -> Text,
        attempts -> Integer,
        last_attempt_at -> BigInt,
        locked_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    idempotency_keys (tenant_id, idempotency_key) {
        tenant_id -> Text,
        idempotency_key -> Text,
        fingerprint -> Text,
        status -> Nullable<Integer>,
        headers -> Nullable<Text>,
        body -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    runs (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        kind -> Text,
        state -> Text,
        percent_complete -> Double,
        progress -> Nullable<Text>,
        input -> Text,
        result -> Nullable<Text>,
        error -> Nullable<Text>,
        attempts -> Integer,
        cancel_requested -> Bool,
        started_by -> Text,
        created_at -> BigInt,
        started_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
        heartbeat_at -> Nullable<BigInt>,
        priority -> Integer,
        worker -> Nullable<Text>,
    }
}
