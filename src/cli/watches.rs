//! What is looked at every minute or hour without anybody asking.

use std::time::Duration;

use super::runtime::Runtime;
use crate::db::Database;
use crate::intraday::AlertWatch;
use crate::outbound::CampaignWatch;
use crate::personal_data::RetentionWatch;

/// How often alert rules are looked at.
const ALERTS_EVERY: Duration = Duration::from_secs(60);

/// How often campaigns, their schedules, sequences and rules are looked at.
const CAMPAIGNS_EVERY: Duration = Duration::from_secs(60);

/// How often it is looked whether a day has passed since old rows were removed.
const RETENTION_EVERY: Duration = Duration::from_secs(3_600);

/// Watches of alert rules, campaigns and what is kept too long, until this is dropped. Several processes may watch one database.
pub(super) struct Watches {
    _alerts: AlertWatch,
    _campaigns: CampaignWatch,
    _retention: RetentionWatch,
}

impl Watches {
    pub(super) fn start(runtime: &Runtime, db: &Database) -> Self {
        Self {
            _alerts: AlertWatch::start(db.clone(), runtime.clock.clone(), ALERTS_EVERY),
            _campaigns: CampaignWatch::start(db.clone(), runtime.clock.clone(), CAMPAIGNS_EVERY),
            _retention: RetentionWatch::start(db.clone(), runtime.clock.clone(), RETENTION_EVERY),
        }
    }
}
