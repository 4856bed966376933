//! Segment proposals found again.

use super::proposal::{SegmentProposal, SegmentProposalSummary};
use crate::db::Conn;
use crate::documents;
use crate::failure::Failure;
use crate::http::{Page, PageParams};
use crate::outbound::store::segment_proposals::{self as store, SegmentProposalRow};
use crate::tenancy::Scope;

const WHAT: &str = "segment proposal";

/// One proposal.
///
/// # Errors
/// `not-found`.
pub fn find_segment_proposal(
    conn: &mut Conn<'_>,
    scope: &Scope,
    id: &str,
) -> Result<SegmentProposal, Failure> {
    let row = store::find(conn, scope.tenant(), id)?.ok_or_else(|| Failure::not_found(WHAT, id))?;
    read(&row)
}

/// A page of the tenant's proposals, by age.
///
/// # Errors
/// [`Failure::Invalid`] at `?pageSize`.
pub fn list_segment_proposals(
    conn: &mut Conn<'_>,
    scope: &Scope,
    page: &PageParams,
) -> Result<Page<SegmentProposalSummary>, Failure> {
    let (size, after) = page.bounds()?;
    let rows = store::after(conn, scope.tenant(), &after, size + 1)?;
    let summaries = rows
        .iter()
        .map(|row| {
            let proposal = read(row)?;
            Ok(SegmentProposalSummary {
                slices: proposal.slices.len(),
                id: proposal.id,
                campaign_id: proposal.campaign_id,
                contact_list_id: proposal.contact_list_id,
                response_model_id: proposal.response_model_id,
                date_created: proposal.date_created,
            })
        })
        .collect::<Result<_, Failure>>()?;
    Ok(Page::of(
        summaries,
        size,
        |proposal: &SegmentProposalSummary| &proposal.id,
    ))
}

fn read(row: &SegmentProposalRow) -> Result<SegmentProposal, Failure> {
    Ok(documents::read(WHAT, &row.id, &row.document)?)
}
