//! Rows of contact list filters.

use diesel::prelude::*;

use crate::db::record;
use crate::db::schema::outbound::contact_list_filters;

record!(pub(in crate::outbound) FilterRow of contact_list_filters under contact_list_id {
    contact_list_id: String,
    name: String,
    filter: String,
});
