//! A tenant's sources, the most trusted first.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::field_sources::SetBy;
use crate::db::{Conn, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::outbound::store::contact_sources::{self as store, ContactSourcesRow};
use crate::tenancy::Scope;

const WHAT: &str = "contact sources";

/// The most sources of a tenant.
const MOST_SOURCES: usize = 50;

/// The longest age that can be named, about a hundred years.
const MOST_DAYS: u32 = 36_500;

/// Where contacts come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ContactSource {
    /// What imports call it, unique in the tenant in whatever case.
    pub name: String,
    /// So many days after it set a value, less trusted sources may overwrite the value; never when left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trusted_for_days: Option<u32>,
}

/// What a tenant's sources are to be.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewContactSources {
    /// The most trusted first. One that is left out keeps no trust: what it set may be overwritten by all others.
    pub sources: Vec<ContactSource>,
}

/// A tenant's sources.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContactSources {
    /// The most trusted first.
    pub sources: Vec<ContactSource>,
    /// Rises with every change; 0 while nobody has named any.
    pub version: i32,
    /// Who changed them last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_by: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_at: Option<Instant>,
}

/// A source with the number that contacts' values name it by. A number is never given twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct NumberedSource {
    number: u16,
    #[serde(flatten)]
    source: ContactSource,
    /// Whether the tenant names it still; those that are not stand last.
    is_named: bool,
}

/// How far each source is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::outbound) struct SourceOrder(Vec<NumberedSource>);

impl SourceOrder {
    /// The tenant's.
    ///
    /// # Errors
    /// Only the database's.
    pub(in crate::outbound) fn of(conn: &mut Conn<'_>, scope: &Scope) -> Result<Self, Failure> {
        match store::find(conn, scope.tenant())? {
            Some(row) => Self::of_row(&row),
            None => Ok(Self::default()),
        }
    }

    fn of_row(row: &ContactSourcesRow) -> Result<Self, Failure> {
        Ok(Self(documents::read(WHAT, &row.tenant_id, &row.document)?))
    }

    /// Whether no source was ever named.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The number of the source that is named so.
    pub(super) fn number(&self, name: &str) -> Option<u16> {
        let named = self.0.iter().filter(|known| known.is_named);
        let mut called_so =
            named.filter(|known| known.source.name.to_lowercase() == name.to_lowercase());
        called_so.next().map(|known| known.number)
    }

    /// What the source of that number is or was called.
    pub(super) fn name(&self, number: u16) -> Option<&str> {
        let known = self.0.iter().find(|known| known.number == number)?;
        Some(&known.source.name)
    }

    /// What the named sources are called.
    pub(super) fn names(&self) -> Vec<&str> {
        let named = self.0.iter().filter(|known| known.is_named);
        named.map(|known| known.source.name.as_str()).collect()
    }

    /// Its place among the named ones, with what it is.
    fn place(&self, number: u16) -> Option<(usize, &ContactSource)> {
        let mut places = self.0.iter().enumerate();
        let found = places.find(|(_, known)| known.is_named && known.number == number);
        found.map(|(place, known)| (place, &known.source))
    }

    /// Whether the source of that number may put a value in the place of one that was set so. Nobody stands up for a value
    /// whose source is not named any more, or never was.
    pub(super) fn may_overwrite(&self, number: u16, set_by: Option<SetBy>, now: Instant) -> bool {
        let Some((holder_place, holder)) = set_by.and_then(|set_by| self.place(set_by.source))
        else {
            return true;
        };
        let is_as_trusted = self
            .place(number)
            .is_some_and(|(place, _)| place <= holder_place);
        let is_old = set_by
            .zip(holder.trusted_for_days)
            .is_some_and(|(set_by, days)| set_by.at.plus_minutes(i64::from(days) * 1_440) <= now);
        is_as_trusted || is_old
    }

    /// The order that names these: sources known before keep their numbers, those that are left out stay known by theirs.
    fn renamed(&self, sources: &[ContactSource]) -> Self {
        let mut next = self.0.iter().map(|known| known.number).max().unwrap_or(0);
        let called = |source: &ContactSource| source.name.to_lowercase();
        let mut order: Vec<NumberedSource> = sources
            .iter()
            .map(|source| {
                let before = self
                    .0
                    .iter()
                    .find(|known| called(&known.source) == called(source));
                let number = before.map_or_else(
                    || {
                        next = next.saturating_add(1);
                        next
                    },
                    |known| known.number,
                );
                NumberedSource {
                    number,
                    source: source.clone(),
                    is_named: true,
                }
            })
            .collect();
        let is_left_out =
            |known: &&NumberedSource| !order.iter().any(|named| named.number == known.number);
        let left_out: Vec<NumberedSource> = self
            .0
            .iter()
            .filter(is_left_out)
            .map(|known| NumberedSource {
                is_named: false,
                ..known.clone()
            })
            .collect();
        order.extend(left_out);
        Self(order)
    }

    fn sources(self) -> Vec<ContactSource> {
        let named = self.0.into_iter().filter(|known| known.is_named);
        named.map(|known| known.source).collect()
    }
}

/// The tenant's sources; none at version 0 while nobody has named any.
///
/// # Errors
/// Only the database's.
pub fn find_contact_sources(conn: &mut Conn<'_>, scope: &Scope) -> Result<ContactSources, Failure> {
    match store::find(conn, scope.tenant())? {
        Some(row) => of_row(row),
        None => Ok(ContactSources {
            sources: Vec::new(),
            version: 0,
            modified_by: None,
            modified_at: None,
        }),
    }
}

/// Puts sources in the place of those that are still at version `expected`. Values that are there stay as they are; who set
/// them counts by the new order from the next import on.
///
/// # Errors
/// [`Failure::Stale`]; [`Failure::Invalid`] per fault.
pub fn replace_contact_sources(
    conn: &mut Conn<'_>,
    scope: &Scope,
    expected: i32,
    new: &NewContactSources,
) -> Result<ContactSources, Failure> {
    check(new)?;
    let current = store::find(conn, scope.tenant())?;
    let version = current.as_ref().map_or(0, |row| row.version);
    let stale = |current| Failure::Stale {
        yours: expected,
        current,
    };
    if version != expected {
        return Err(stale(version));
    }
    let before = current.as_ref().map(SourceOrder::of_row).transpose()?;
    let order = before.unwrap_or_default().renamed(&new.sources);
    let row = ContactSourcesRow {
        tenant_id: scope.tenant().to_owned(),
        document: documents::write(&order.0)?,
        version: expected.saturating_add(1),
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    let is_replaced = if current.is_none() {
        store::insert(conn, &row).map_err(|error| Failure::from_write(error, WHAT))?;
        true
    } else {
        store::update(conn, &row)?
    };
    if is_replaced {
        of_row(row)
    } else {
        Err(stale(find_contact_sources(conn, scope)?.version))
    }
}

fn check(new: &NewContactSources) -> Result<(), Failure> {
    let mut faults = Faults::default();
    faults.require(
        new.sources.len() <= MOST_SOURCES,
        "/sources",
        "too-many",
        format!("name at most {MOST_SOURCES} sources"),
    );
    let mut seen = BTreeSet::new();
    for (at, source) in new.sources.iter().enumerate() {
        let name = format!("/sources/{at}/name");
        faults.require_name(&source.name, name.clone());
        faults.require(
            seen.insert(source.name.to_lowercase()),
            name,
            "duplicate",
            "another source has this name; choose another",
        );
        let days = source.trusted_for_days;
        faults.require(
            days.is_none_or(|days| (1..=MOST_DAYS).contains(&days)),
            format!("/sources/{at}/trustedForDays"),
            "out-of-range",
            format!("use 1 to {MOST_DAYS} days, or leave it out"),
        );
    }
    faults.into_result()
}

fn of_row(row: ContactSourcesRow) -> Result<ContactSources, Failure> {
    Ok(ContactSources {
        sources: SourceOrder::of_row(&row)?.sources(),
        version: row.version,
        modified_by: Some(row.modified_by),
        modified_at: Some(row.modified_at),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Sources of these names, numbered from 1, with the days they are trusted.
    pub(in crate::outbound::contacts::sources) fn order(
        sources: &[(&str, Option<u32>)],
    ) -> SourceOrder {
        SourceOrder::default().renamed(&named(sources))
    }

    fn named(sources: &[(&str, Option<u32>)]) -> Vec<ContactSource> {
        sources
            .iter()
            .map(|(name, trusted_for_days)| ContactSource {
                name: (*name).to_owned(),
                trusted_for_days: *trusted_for_days,
            })
            .collect()
    }

    #[test]
    fn a_source_keeps_its_number_wherever_it_stands_and_a_number_is_never_given_twice() {
        let first = order(&[("core", None), ("crm", None), ("bought", None)]);
        let second = first.renamed(&named(&[("CRM", None), ("core", None)]));
        assert_eq!(second.number("crm"), Some(2));
        assert_eq!(
            (second.number("bought"), second.name(3)),
            (None, Some("bought"))
        );
        let third = second.renamed(&named(&[("web", None), ("bought", None)]));
        assert_eq!(
            (third.number("web"), third.number("bought")),
            (Some(4), Some(3))
        );
    }

    #[test]
    fn a_value_stands_against_less_trusted_sources_until_it_is_old() {
        let day = |day: i64| Instant::from_epoch_millis(day * 86_400_000);
        let order = order(&[("core", Some(30)), ("crm", None), ("bought", None)]);
        let set = |source| Some(SetBy { source, at: day(0) });
        assert!(order.may_overwrite(1, set(2), day(1)), "more trusted");
        assert!(order.may_overwrite(2, set(2), day(1)), "its own");
        assert!(!order.may_overwrite(3, set(2), day(9_000)), "for ever");
        assert!(!order.may_overwrite(2, set(1), day(29)));
        assert!(
            order.may_overwrite(2, set(1), day(30)),
            "as old as was named"
        );
        assert!(order.may_overwrite(3, None, day(1)), "nobody's");
        let without = order.renamed(&named(&[("bought", None)]));
        assert!(
            without.may_overwrite(3, set(1), day(1)),
            "no source any more"
        );
    }
}
