//! Cursor paging in a stable order: by id, which is the order of making.

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::failure::Failure;

/// The largest page.
const MAX_PAGE_SIZE: i64 = 1_000;

/// `pageSize` and `pageToken` of a list request.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase")]
pub struct PageParams {
    /// 1 to 1,000; 100 when left out.
    #[param(minimum = 1, maximum = 1000)]
    pub page_size: Option<i64>,
    /// `nextPageToken` of the page before.
    pub page_token: Option<String>,
}

impl PageParams {
    /// The page's size and the id after which it begins.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `?pageSize` and `?pageToken`.
    pub fn bounds(&self) -> Result<(i64, String), Failure> {
        let size = page_size(self.page_size, "?pageSize")?;
        let after = id_of_token(self.page_token.as_deref().unwrap_or_default());
        Ok((size, after.ok_or_else(not_a_token)?))
    }

    /// The same of a list in the order of numbers; no number for the first page.
    ///
    /// # Errors
    /// [`Failure::Invalid`] at `?pageSize` and `?pageToken`.
    pub fn bounds_by_number<N: FromStr>(&self) -> Result<(i64, Option<N>), Failure> {
        let (size, after) = self.bounds()?;
        let after = (!after.is_empty()).then(|| after.parse::<N>());
        Ok((size, after.transpose().map_err(|_| not_a_token())?))
    }
}

fn not_a_token() -> Failure {
    Failure::invalid(
        "?pageToken",
        "invalid-token",
        "send nextPageToken of the page before as it was",
    )
}

/// Rows of a page; `pointer` says where they were asked for.
///
/// # Errors
/// [`Failure::Invalid`] there.
pub fn page_size(asked: Option<i64>, pointer: &str) -> Result<i64, Failure> {
    let size = asked.unwrap_or(100);
    if (1..=MAX_PAGE_SIZE).contains(&size) {
        return Ok(size);
    }
    let detail = format!("use 1 to {MAX_PAGE_SIZE}");
    Err(Failure::invalid(pointer, "out-of-range", detail))
}

/// An id as a token: it may be a phone number, whose plus would be a space in a URL and which no log of URLs should have.
fn token_of_id(id: &str) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn id_of_token(token: &str) -> Option<String> {
    let id = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    // PostgreSQL's texts have no such character.
    Some(id).filter(|id| !id.contains('\0'))
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The rows.
    pub entities: Vec<T>,
    /// Send it as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_page_token: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of `size` from rows fetched with a limit of `size + 1`.
    pub fn of(mut rows: Vec<T>, size: i64, id: impl Fn(&T) -> &str) -> Self {
        let size = usize::try_from(size).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let last = rows.last().filter(|_| more).map(|row| id(row).to_owned());
        Self::followed(rows, last.as_deref())
    }

    /// A page after whose last row, of this id, there are more; of none it is the last page.
    pub fn followed(entities: Vec<T>, last: Option<&str>) -> Self {
        Self {
            entities,
            next_page_token: last.map(token_of_id),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_has_no_token_and_the_others_end_where_the_next_begins() {
        let rows = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>();
        assert_eq!(Page::of(rows(2), 2, |r| r).next_page_token, None);
        let page = Page::of(rows(3), 2, |r| r);
        assert_eq!(
            (page.entities.len(), page.next_page_token.as_deref()),
            (2, Some(token_of_id("1").as_str()))
        );
    }

    #[test]
    fn a_token_needs_no_escape_and_is_taken_back_and_nothing_else_is() {
        let ids = (0..4).map(|i| format!("+861380000000{i}")).collect();
        let token = Page::<String>::of(ids, 3, |id| id).next_page_token.unwrap();
        assert!(
            token
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)),
            "{token}"
        );
        let asked = |token: &str| PageParams {
            page_size: Some(3),
            page_token: Some(token.to_owned()),
        };
        assert_eq!(
            asked(&token).bounds().unwrap(),
            (3, "+8613800000002".to_owned())
        );
        for wrong in ["+8613800000002", "x", "\0", &token_of_id("a\0b")] {
            assert!(
                matches!(asked(wrong).bounds(), Err(Failure::Invalid { .. })),
                "{wrong:?}"
            );
        }
    }
}
