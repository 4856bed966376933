//! Tables of offered overtime and time off.

diesel::table! {
    shift_offers (tenant_id, id) {
        tenant_id -> Text,
        id -> Text,
        business_unit_id -> Text,
        management_unit_id -> Text,
        canceled -> Bool,
        places -> Integer,
        start_at -> BigInt,
        end_at -> BigInt,
        expires_at -> BigInt,
        document -> Text,
        version -> Integer,
        created_at -> BigInt,
        modified_at -> BigInt,
    }
}

diesel::table! {
    shift_offer_acceptances (tenant_id, offer_id, agent_id) {
        tenant_id -> Text,
        offer_id -> Text,
        agent_id -> Text,
        document -> Text,
        accepted_at -> BigInt,
    }
}
