//! By what contacts come that have not been tried yet.
//!
//! A pool is worked longest waiting first. So a sort is an order of the instants from which contacts wait: the first of it
//! has waited a millisecond longer than the second. Whoever comes later, or has been tried, waits since later and comes
//! after them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::settings::{CampaignSettings, ContactSort, SortDirection};
use crate::db::{Conn, Instant};
use crate::failure::Failure;
use crate::outbound::contacts::filters::value;
use crate::outbound::contacts::lists::data_of;
use crate::outbound::store::campaigns::CampaignRow;
use crate::outbound::store::contacts::{ContactRow, contacts_after};
use crate::outbound::store::pool;
use crate::tenancy::Scope;

/// Contacts read at once.
const PAGE: i64 = 5_000;

/// What a contact is sorted by.
#[derive(Clone, Debug, PartialEq)]
enum SortValue {
    Number(f64),
    Text(String),
    /// Nothing, or no number where one is wanted: last, whichever way is sorted.
    Missing,
}

/// Contacts to be sorted.
#[derive(Debug, Default)]
pub(in crate::outbound) struct Sorting {
    keys: Vec<(Vec<SortValue>, String)>,
}

impl Sorting {
    /// Notes what these contacts are sorted by.
    ///
    /// # Errors
    /// [`crate::db::DbError::Corrupt`] when a contact's data cannot be read.
    pub(in crate::outbound) fn note(
        &mut self,
        sorts: &[ContactSort],
        contacts: &[ContactRow],
    ) -> Result<(), Failure> {
        for contact in contacts {
            let data = data_of(contact)?;
            let key = sorts.iter().map(|sort| {
                let found = value(contact, &data, &sort.field_name);
                match found {
                    None => SortValue::Missing,
                    Some(text) if sort.numeric => match text.trim().parse::<f64>() {
                        Ok(number) if number.is_finite() => SortValue::Number(number),
                        _ => SortValue::Missing,
                    },
                    Some(text) => SortValue::Text(text.into_owned()),
                }
            });
            self.keys.push((key.collect(), contact.id.clone()));
        }
        Ok(())
    }

    /// From when on each of them waits, by id: all before `now`, the first of the order longest.
    pub(in crate::outbound) fn waiting_since(
        mut self,
        sorts: &[ContactSort],
        now: Instant,
    ) -> BTreeMap<String, Instant> {
        self.keys.sort_by(|a, b| {
            let by_key = sorts.iter().zip(a.0.iter().zip(&b.0));
            by_key
                .map(|(sort, (a, b))| compare(a, b, sort.direction))
                .find(|order| *order != Ordering::Equal)
                .unwrap_or_else(|| a.1.cmp(&b.1))
        });
        let mut at = now
            .epoch_millis()
            .saturating_sub(i64::try_from(self.keys.len()).unwrap_or(i64::MAX));
        let keys = self.keys.into_iter();
        keys.map(|(_, id)| {
            let since = Instant::from_epoch_millis(at);
            at = at.saturating_add(1);
            (id, since)
        })
        .collect()
    }
}

fn compare(a: &SortValue, b: &SortValue, direction: SortDirection) -> Ordering {
    let order = match (a, b) {
        (SortValue::Missing, SortValue::Missing) => return Ordering::Equal,
        (SortValue::Missing, _) => return Ordering::Greater,
        (_, SortValue::Missing) => return Ordering::Less,
        (SortValue::Number(a), SortValue::Number(b)) => a.total_cmp(b),
        (SortValue::Text(a), SortValue::Text(b)) => a.cmp(b),
        // One sort reads all of its values in one way.
        (SortValue::Number(_), SortValue::Text(_)) => Ordering::Less,
        (SortValue::Text(_), SortValue::Number(_)) => Ordering::Greater,
    };
    match direction {
        SortDirection::Ascending => order,
        SortDirection::Descending => order.reverse(),
    }
}

/// Puts the contacts of a campaign that have not been tried into the order of its sorts.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn sort_untried(
    conn: &mut Conn<'_>,
    scope: &Scope,
    campaign: &CampaignRow,
) -> Result<(), Failure> {
    let sorts = CampaignSettings::of(campaign)?.contact_sorts;
    let sorting = sorting_of_list(conn, scope, &campaign.contact_list_id, &sorts)?;
    let since = sorting.waiting_since(&sorts, scope.now);
    let since: Vec<(&str, Instant)> = since.iter().map(|(id, at)| (id.as_str(), *at)).collect();
    let place = (scope.tenant(), campaign.id.as_str());
    Ok(pool::queue_untried(conn, place, &since, scope.now)?)
}

/// The contacts of a list, to be sorted.
///
/// # Errors
/// Only the database's.
pub(in crate::outbound) fn sorting_of_list(
    conn: &mut Conn<'_>,
    scope: &Scope,
    list_id: &str,
    sorts: &[ContactSort],
) -> Result<Sorting, Failure> {
    let mut sorting = Sorting::default();
    let mut after = String::new();
    loop {
        let rows = contacts_after(conn, scope.tenant(), list_id, &after, PAGE)?;
        let Some(last) = rows.last() else {
            return Ok(sorting);
        };
        after.clone_from(&last.id);
        sorting.note(sorts, &rows)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(numeric: bool, direction: SortDirection) -> ContactSort {
        ContactSort {
            field_name: "x".to_owned(),
            direction,
            numeric,
        }
    }

    fn order(sorts: &[ContactSort], keys: Vec<(Vec<SortValue>, &str)>) -> Vec<String> {
        let keys = keys.into_iter().map(|(key, id)| (key, id.to_owned()));
        let sorting = Sorting {
            keys: keys.collect(),
        };
        let now = Instant::from_epoch_millis(1_000);
        let mut since: Vec<_> = sorting.waiting_since(sorts, now).into_iter().collect();
        since.sort_by_key(|(_, at)| *at);
        assert!(since.iter().all(|(_, at)| *at < now));
        since.into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn numbers_are_sorted_as_numbers_and_who_has_none_comes_last_both_ways() {
        let keys = || {
            vec![
                (vec![SortValue::Missing], "none"),
                (vec![SortValue::Number(10.0)], "ten"),
                (vec![SortValue::Number(9.0)], "nine"),
            ]
        };
        let up = [sort(true, SortDirection::Ascending)];
        let down = [sort(true, SortDirection::Descending)];
        assert_eq!(order(&up, keys()), ["nine", "ten", "none"]);
        assert_eq!(order(&down, keys()), ["ten", "nine", "none"]);
    }

    #[test]
    fn the_second_key_decides_among_equals_of_the_first() {
        let sorts = [
            sort(false, SortDirection::Descending),
            sort(true, SortDirection::Ascending),
        ];
        let text = |text: &str| SortValue::Text(text.to_owned());
        let keys = vec![
            (vec![text("gold"), SortValue::Number(2.0)], "g2"),
            (vec![text("silver"), SortValue::Number(1.0)], "s1"),
            (vec![text("gold"), SortValue::Number(1.0)], "g1"),
        ];
        assert_eq!(order(&sorts, keys), ["s1", "g1", "g2"]);
    }
}
