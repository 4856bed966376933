//! Tables of unavailable times.

diesel::table! {
    unavailable_times (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        agent_id -> Text,
        status -> Text,
        start_at -> BigInt,
        last_end_at -> BigInt,
        document -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}
