//! Rows of scorecards.

use diesel::prelude::*;

use crate::db::record;
use crate::db::schema::performance::scorecards;

record!(pub(in crate::performance) ScorecardRow of scorecards under business_unit_id {
    business_unit_id: String,
    name: String,
    scorecard: String,
    created_by: String,
    modified_by: String,
});
