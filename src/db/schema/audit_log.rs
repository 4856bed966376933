//! Tables of `audit_log`: the entries and the heads of their chains.

diesel::table! {
    audit_entries (tenant_id, sequence) {
        tenant_id -> Text,
        sequence -> BigInt,
        at -> BigInt,
        actor -> Text,
        role -> Text,
        address -> Text,
        action -> Text,
        operation -> Text,
        entity_type -> Text,
        entity_id -> Text,
        request_id -> Text,
        details -> Nullable<Text>,
        salt -> Nullable<Text>,
        details_hash -> Text,
        previous_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    audit_heads (tenant_id) {
        tenant_id -> Text,
        sequence -> BigInt,
        hash -> Text,
        anchor_sequence -> BigInt,
        anchor_hash -> Text,
    }
}
