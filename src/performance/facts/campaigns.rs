//! Campaigns: outcomes as they were recorded.

use crate::db::Conn;
use crate::failure::Failure;
use crate::outbound::{RecordedAttempt, WrapUpFlag, recorded_attempts};
use crate::performance::component::Component;
use crate::performance::cube::Cube;
use crate::performance::dimension::{Dimension, Place};
use crate::performance::ground::CampaignGround;
use crate::performance::request::Checked;
use crate::performance::time_buckets::{Bucket, bucket_at};
use crate::tenancy::Scope;

/// Adds the outcomes that campaigns recorded in these buckets.
pub(in crate::performance) fn add_campaigns(
    conn: &mut Conn<'_>,
    scope: &Scope,
    checked: &Checked,
    ground: &CampaignGround,
    buckets: &[Bucket],
    cube: &mut Cube,
) -> Result<(), Failure> {
    let Some((first, last)) = buckets.first().zip(buckets.last()) else {
        return Ok(());
    };
    for campaign in &ground.campaigns {
        let place = Place::default().with(Dimension::CampaignId, Some(&campaign.id));
        let members = place.members(&checked.group_by);
        let range = (first.start, last.end);
        for attempt in recorded_attempts(conn, scope, &campaign.id, range)? {
            if let Some(bucket) = bucket_at(buckets, attempt.recorded_at) {
                cube.add(bucket, &members, quantities(&attempt));
            }
        }
    }
    Ok(())
}

fn quantities(attempt: &RecordedAttempt) -> [(Component, Option<f64>); 6] {
    let flagged = |flag: WrapUpFlag| Some(f64::from(u8::from(attempt.flags.contains(&flag))));
    let seconds = attempt.handle_seconds;
    [
        (Component::Attempts, Some(1.0)),
        (
            Component::RightPartyContacts,
            flagged(WrapUpFlag::RightPartyContact),
        ),
        (
            Component::BusinessSuccesses,
            flagged(WrapUpFlag::BusinessSuccess),
        ),
        (
            Component::BusinessFailures,
            flagged(WrapUpFlag::BusinessFailure),
        ),
        (Component::AttemptHandleSeconds, seconds.map(f64::from)),
        (Component::TimedAttempts, seconds.map(|_| 1.0)),
    ]
}
