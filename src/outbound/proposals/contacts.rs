//! The contacts that are cut, scored.

use std::collections::BTreeMap;

use crewcast_forecasts::response::{ContactTable, HourOfWeek};
use crewcast_forecasts::slicing::ContactScore;

use super::request::NewSegmentProposal;
use crate::failure::Failure;
use crate::jobs::JobContext;
use crate::outbound::contacts::lists::data_of;
use crate::outbound::responses::features::{ATTEMPT_NUMBER, Data, Facts, LearnedColumn, table};
use crate::outbound::responses::kept::KeptModel;
use crate::outbound::responses::refusal::refused;
use crate::outbound::store::{contacts, pool};

const PAGE: i64 = 2_000;

/// The contacts of a list or a campaign, with what a call of each is expected to give.
pub(super) struct ScoredContacts {
    /// The list's columns that the model knows.
    pub table: ContactTable,
    /// One a row.
    pub scores: Vec<ContactScore>,
}

/// Reads and scores, page by page.
///
/// # Errors
/// `other-columns`; [`Failure::Cancelled`].
pub(super) fn scored_contacts(
    context: &JobContext<'_>,
    request: &NewSegmentProposal,
    model: &KeptModel,
    days_ahead: f64,
) -> Result<ScoredContacts, Failure> {
    let mut found: Vec<(Data, i32)> = Vec::new();
    let mut scores = Vec::new();
    let hour = request
        .hour_of_week
        .and_then(|hour| HourOfWeek::new(hour).ok());
    let scorer = model.scorer(days_ahead)?;
    let mut after = String::new();
    loop {
        context.progress(20.0, &serde_json::json!({ "phase": "scoring" }))?;
        let page = match &request.contact_list_id {
            Some(list) => page_of_list(context, list, &mut after)?,
            None => page_of_campaign(context, &request.campaign_id, &mut after)?,
        };
        let Some(page) = page else {
            break;
        };
        let scored = scorer.score(&facts(&page), hour)?;
        scores.extend(scored.into_iter().map(|score| ContactScore {
            answer_rate: score.answer.propensity().mean,
            success: score.success(),
        }));
        found.extend(page);
    }
    // A filter can ask for the list's columns, not for the number of a try.
    let columns: Vec<LearnedColumn> = model
        .columns
        .iter()
        .filter(|column| column.column != ATTEMPT_NUMBER)
        .cloned()
        .collect();
    let table = table(&columns, &facts(&found)).map_err(|error| refused(&error))?;
    Ok(ScoredContacts { table, scores })
}

fn facts(contacts: &[(Data, i32)]) -> Vec<Facts<'_>> {
    let facts = contacts.iter().map(|(data, attempt)| Facts {
        data,
        attempt: *attempt,
    });
    facts.collect()
}

/// Contacts of a list behind `after`, each for its first try; `None` at its end.
fn page_of_list(
    context: &JobContext<'_>,
    list: &str,
    after: &mut String,
) -> Result<Option<Vec<(Data, i32)>>, Failure> {
    let scope = context.scope();
    let rows = context.db.read(|conn| {
        contacts::contacts_after(conn, scope.tenant(), list, after, PAGE).map_err(Failure::from)
    })?;
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    after.clone_from(&last.id);
    let page = rows.iter().map(|row| Ok((data_of(row)?, 1)));
    page.collect::<Result<_, Failure>>().map(Some)
}

/// Open contacts of a campaign behind `after`, each for its next try; `None` at its end.
fn page_of_campaign(
    context: &JobContext<'_>,
    campaign: &str,
    after: &mut String,
) -> Result<Option<Vec<(Data, i32)>>, Failure> {
    let scope = context.scope();
    let (rows, found) = context.db.read(|conn| {
        let rows = pool::open_after(conn, (scope.tenant(), campaign), after, PAGE)?;
        let ids: Vec<&str> = rows.iter().map(|row| row.contact_id.as_str()).collect();
        let found = contacts::of_ids(conn, scope.tenant(), &ids)?;
        Ok::<_, Failure>((rows, found))
    })?;
    let Some(last) = rows.last() else {
        return Ok(None);
    };
    after.clone_from(&last.contact_id);
    let mut data = BTreeMap::new();
    for contact in &found {
        data.insert(contact.id.as_str(), data_of(contact)?);
    }
    let page = rows.iter().filter_map(|row| {
        let data = data.remove(row.contact_id.as_str())?;
        Some((data, row.attempts + 1))
    });
    Ok(Some(page.collect()))
}
