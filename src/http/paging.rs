//! Cursor paging in a stable order: by id, which is the order of making.

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
    /// [`Failure::Invalid`] at `?pageSize`.
    pub fn bounds(&self) -> Result<(i64, String), Failure> {
        let size = page_size(self.page_size, "?pageSize")?;
        let token = self.page_token.clone().unwrap_or_default();
        if token.contains('\0') {
            return Err(Failure::invalid(
                "?pageToken",
                "invalid-token",
                "send nextPageToken of the page before as it was",
            ));
        }
        Ok((size, token))
    }
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
        let next_page_token = more
            .then(|| rows.last().map(|row| id(row).to_owned()))
            .flatten();
        Self {
            entities: rows,
            next_page_token,
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
            (2, Some("1"))
        );
    }
}
