//! What a query stands on: the parts of the organisation it asks of, read once.

use std::collections::BTreeSet;

use chrono::Weekday;

use super::component::Source;
use super::dimension::{Dimension, Place};
use super::request::Checked;
use super::time_buckets::LocalTime;
use super::unit_ground::{Names, UnitGround, one_currency, require_few_agents};
use crate::adherence::{Profile, named_profile};
use crate::db::{Conn, Instant};
use crate::failure::{Failure, Faults};
use crate::http::PageParams;
use crate::organisation::{BusinessUnit, list_business_units};
use crate::outbound::{Campaign, list_campaigns};
use crate::tenancy::Scope;

/// Campaigns belong to no business unit, so their `Interval` is this long.
const CAMPAIGN_INTERVAL_MINUTES: u32 = 15;

/// The campaigns asked of, and how their time is cut.
#[derive(Debug)]
pub(super) struct CampaignGround {
    pub campaigns: Vec<Campaign>,
    pub local: LocalTime,
    pub from: Instant,
    pub to: Instant,
}

/// Everything a query asks of.
#[derive(Debug)]
pub(super) struct Ground {
    pub units: Vec<UnitGround>,
    pub campaigns: Option<CampaignGround>,
    pub profile: Profile,
    /// What people call the members of dimensions.
    pub names: Names,
    /// Of the cost rates, where money is asked for.
    pub currency: Option<String>,
}

impl Ground {
    /// Reads what a checked query asks of.
    ///
    /// # Errors
    /// [`Failure::Invalid`] for ids that are not there, zones that do not go together, currencies that cannot be added, a
    /// definition that is none, and too many agents and days.
    pub(super) fn read(
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
        definition: Option<&str>,
    ) -> Result<Self, Failure> {
        let mut ground = Self {
            units: Vec::new(),
            campaigns: None,
            profile: named_profile(conn, scope, definition, "/definition")?,
            names: Names::new(),
            currency: None,
        };
        let sources = checked.sources();
        let mut regions = BTreeSet::new();
        if sources.iter().any(|source| *source != Source::Campaigns) {
            let units = list_business_units(conn, scope)?;
            for unit in units {
                regions.extend(unit.region.clone());
                let name = unit.name.clone();
                ground.know(Dimension::BusinessUnitId, &unit.id, &name);
                let place = Place::default()
                    .with(Dimension::Region, unit.region.as_deref())
                    .with(Dimension::BusinessUnitId, Some(&unit.id));
                if checked.holds_so_far(&place) {
                    ground.add_unit(conn, scope, checked, &sources, unit)?;
                }
            }
        }
        if sources.contains(&Source::Campaigns) {
            ground.add_campaigns(conn, scope, checked)?;
        }
        ground.require_known_ids(checked, &regions)?;
        ground.require_one_zone(checked)?;
        require_few_agents(&ground.units)?;
        ground.currency = one_currency(&ground.units)?;
        Ok(ground)
    }

    fn know(&mut self, dimension: Dimension, id: &str, name: &str) {
        self.names
            .insert((dimension, id.to_owned()), name.to_owned());
    }

    fn add_unit(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
        sources: &BTreeSet<Source>,
        unit: BusinessUnit,
    ) -> Result<(), Failure> {
        let local = LocalTime::of_unit(&unit, checked.time_zone);
        let mut ground = UnitGround::read(conn, scope, unit, local, checked.ends)?;
        if sources.contains(&Source::Agents) {
            ground = ground.with_people(conn, scope)?;
            self.names.extend(ground.names_of_sites(conn, scope)?);
        }
        self.names.extend(ground.names());
        ground.keep_agents(|place| checked.holds(place));
        if checked.wants_money() {
            ground = ground.with_costs(conn, scope)?;
        }
        self.units.push(ground);
        Ok(())
    }

    fn add_campaigns(
        &mut self,
        conn: &mut Conn<'_>,
        scope: &Scope,
        checked: &Checked,
    ) -> Result<(), Failure> {
        let zone = match checked.time_zone {
            Some(zone) => zone,
            None if checked.is_zoneless() => chrono_tz::UTC,
            None => {
                let detail = "campaigns belong to no business unit, so their days have no zone of their own; name one";
                return Err(Failure::invalid("/timeZone", "missing", detail));
            }
        };
        let (from, to) = checked.ends.in_zone(zone)?;
        let mut campaigns = Vec::new();
        let mut page = PageParams {
            page_size: Some(1_000),
            page_token: None,
        };
        loop {
            let found = list_campaigns(conn, scope, &page)?;
            for campaign in found.entities {
                self.know(Dimension::CampaignId, &campaign.id, &campaign.name);
                let place = Place::default().with(Dimension::CampaignId, Some(&campaign.id));
                if checked.holds(&place) {
                    campaigns.push(campaign);
                }
            }
            if found.next_page_token.is_none() {
                break;
            }
            page.page_token = found.next_page_token;
        }
        self.campaigns = Some(CampaignGround {
            campaigns,
            local: LocalTime {
                zone,
                interval_minutes: CAMPAIGN_INTERVAL_MINUTES,
                first_day_of_week: Weekday::Mon,
            },
            from,
            to,
        });
        Ok(())
    }

    fn require_known_ids(
        &self,
        checked: &Checked,
        regions: &BTreeSet<String>,
    ) -> Result<(), Failure> {
        let mut faults = Faults::default();
        for (dimension, ids) in &checked.filter {
            for id in ids {
                let known = match dimension {
                    Dimension::Region => regions.contains(id),
                    _ => self.names.contains_key(&(*dimension, id.clone())),
                };
                let name = dimension.name();
                let detail = format!(
                    "no {name} {id:?} where the rest of the filter looks; list them to see those there are"
                );
                faults.require(known, format!("/filter/{name}"), "not-found", detail);
            }
        }
        faults.into_result()
    }

    /// Rows of several zones can only be added up where they are of the same instants.
    fn require_one_zone(&self, checked: &Checked) -> Result<(), Failure> {
        let zones: BTreeSet<&str> = self
            .units
            .iter()
            .map(|unit| unit.local.zone.name())
            .collect();
        if zones.len() <= 1 || checked.rows_are_within_a_unit() || checked.is_zoneless() {
            return Ok(());
        }
        let detail = format!(
            "the business units are in {}, whose days are not the same; name a time zone, or group by businessUnitId",
            zones.into_iter().collect::<Vec<_>>().join(", ")
        );
        Err(Failure::invalid("/timeZone", "mixed-time-zones", detail))
    }
}

impl Checked {
    /// Whether a place is asked for as far as region and business unit tell.
    fn holds_so_far(&self, place: &Place) -> bool {
        [Dimension::Region, Dimension::BusinessUnitId]
            .into_iter()
            .filter_map(|dimension| Some((dimension, self.filter.get(&dimension)?)))
            .all(|(dimension, ids)| {
                place
                    .member(dimension)
                    .is_some_and(|member| ids.contains(member))
            })
    }
}
