//! Tables of `oidc`.

diesel::table! {
    oidc_providers (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        name -> Text,
        issuer -> Text,
        client_id -> Text,
        client_secret -> Text,
        email_claim -> Text,
        groups_claim -> Nullable<Text>,
        role_mapping -> Text,
        default_role -> Nullable<Text>,
        creates_users -> Bool,
        enabled -> Bool,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    oidc_sign_ins (tenant_id, state_hash) {
        tenant_id -> Text,
        state_hash -> Text,
        provider_id -> Text,
        browser_hash -> Text,
        nonce -> Text,
        code_verifier -> Text,
        redirect_uri -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    oidc_identities (tenant_id, provider_id, subject) {
        tenant_id -> Text,
        provider_id -> Text,
        subject -> Text,
        user_id -> Text,
        created_at -> BigInt,
    }
}
