//! Tables of shift trades.

diesel::table! {
    shift_trade_settings (tenant_id, management_unit_id) {
        tenant_id -> Text,
        management_unit_id -> Text,
        document -> Text,
        version -> Integer,
        modified_by -> Text,
        modified_at -> BigInt,
    }
}

diesel::table! {
    shift_trades (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        management_unit_id -> Text,
        state -> Text,
        initiating_agent_id -> Text,
        initiating_shift_id -> Text,
        receiving_agent_id -> Nullable<Text>,
        receiving_shift_id -> Nullable<Text>,
        expires_at -> BigInt,
        document -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}
