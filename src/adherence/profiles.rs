//! Profiles: a product's definition by its name, or one of the tenant's own with grace periods.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::definition::{Definition, DefinitionText};
use super::store::{self, ProfileRow};
use super::timeline::{Doing, Excuse, ExcusedSpan, ScheduledSpan, Timeline, Window};
use crate::adherence::activity::Activity;
use crate::db::{Conn, DbError, Instant};
use crate::documents;
use crate::failure::{Failure, Faults};
use crate::tenancy::Scope;

/// The longest grace period.
const LONGEST_GRACE_SECONDS: u32 = 3_600;

const KIND: &str = "adherence profile";

/// What a profile excuses by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Tolerance {
    /// What begins this many seconds later may be done already: 0 to 3,600.
    #[serde(skip_serializing_if = "is_zero")]
    pub grace_before_seconds: u32,
    /// What ended this many seconds ago may still be done: 0 to 3,600.
    #[serde(skip_serializing_if = "is_zero")]
    pub grace_after_seconds: u32,
    /// Whether a contact that lasts into a break, or past the end of work, is excused, and the break taken later by as
    /// much.
    #[serde(skip_serializing_if = "is_false")]
    pub excuse_long_calls: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_zero(seconds: &u32) -> bool {
    *seconds == 0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
const fn is_false(holds: &bool) -> bool {
    !*holds
}

/// A profile of the tenant's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewAdherenceProfile {
    /// Name of the product's definition it follows.
    pub based_on: String,
    /// What begins this many seconds later may be done already: 0 to 3,600.
    #[serde(default)]
    pub grace_before_seconds: u32,
    /// What ended this many seconds ago may still be done: 0 to 3,600.
    #[serde(default)]
    pub grace_after_seconds: u32,
    /// Whether a contact that lasts into a break, or past the end of work, is excused, and the break taken later by as
    /// much.
    #[serde(default)]
    pub excuse_long_calls: bool,
}

impl NewAdherenceProfile {
    const fn tolerance(&self) -> Tolerance {
        Tolerance {
            grace_before_seconds: self.grace_before_seconds,
            grace_after_seconds: self.grace_after_seconds,
            excuse_long_calls: self.excuse_long_calls,
        }
    }
}

/// A profile as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct KnownAdherenceProfile {
    /// How it reads.
    #[serde(flatten)]
    pub definition: DefinitionText,
    /// Rises with every change; 0 for a product's definition, which cannot be changed.
    pub version: i32,
}

/// What adherence is measured by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    name: String,
    /// What counts.
    pub definition: Definition,
    /// What is excused.
    pub tolerance: Tolerance,
}

impl From<Definition> for Profile {
    fn from(definition: Definition) -> Self {
        Self {
            name: definition.name().to_owned(),
            definition,
            tolerance: Tolerance::default(),
        }
    }
}

impl Profile {
    /// Its name, as `definition` takes it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How it reads.
    pub fn text(&self) -> DefinitionText {
        let (product, adherence, conformance) = self.definition.words();
        DefinitionText {
            name: self.name.clone(),
            adherence,
            conformance,
            based_on: (product != self.name).then_some(product),
            tolerance: self.tolerance,
        }
    }

    /// The same profile, excusing long calls as well.
    pub(super) fn excusing_long_calls(mut self) -> Self {
        self.tolerance.excuse_long_calls = true;
        self
    }

    /// What it excuses on a timeline.
    pub(super) fn excuses(&self, timeline: &Timeline) -> Vec<ExcusedSpan> {
        if self.tolerance == Tolerance::default() {
            return Vec::new();
        }
        let mut spans = Vec::new();
        for boundary in boundaries(timeline.scheduled()) {
            self.grace_around(&boundary, &mut spans);
            if self.tolerance.excuse_long_calls {
                long_call(timeline, &boundary, &mut spans);
            }
        }
        spans
    }

    fn grace_around(&self, boundary: &Boundary, spans: &mut Vec<ExcusedSpan>) {
        let before = i64::from(self.tolerance.grace_before_seconds);
        let after = i64::from(self.tolerance.grace_after_seconds);
        let at = boundary.at;
        let ends = boundary
            .after
            .map_or(Instant::from_epoch_millis(i64::MAX), |span| span.end);
        let began = boundary
            .before
            .map_or(Instant::from_epoch_millis(i64::MIN), |span| span.start);
        let grace = |start: Instant, end: Instant, other: Option<ScheduledSpan>| ExcusedSpan {
            window: Window { start, end },
            excuse: Excuse::Grace,
            only: Some(doing(other)),
        };
        spans.push(grace(
            at.plus_seconds(-before).max(began),
            at,
            boundary.after,
        ));
        spans.push(grace(at, at.plus_seconds(after).min(ends), boundary.before));
    }
}

/// Where the schedule changes, and what stands on either side of it.
struct Boundary {
    at: Instant,
    before: Option<ScheduledSpan>,
    after: Option<ScheduledSpan>,
}

fn boundaries(scheduled: &[ScheduledSpan]) -> Vec<Boundary> {
    let mut sides: BTreeMap<Instant, (Option<ScheduledSpan>, Option<ScheduledSpan>)> =
        BTreeMap::new();
    for span in scheduled {
        sides.entry(span.start).or_default().1 = Some(*span);
        sides.entry(span.end).or_default().0 = Some(*span);
    }
    let all = sides.into_iter();
    all.map(|(at, (before, after))| Boundary { at, before, after })
        .collect()
}

fn doing(span: Option<ScheduledSpan>) -> Doing {
    match span {
        Some(span) if span.activity.is_at_work() => Doing::The(span.activity),
        _ => Doing::NothingAtWork,
    }
}

/// A contact taken on queue that lasts past the boundary: it is excused until it ends, and what it ran into may be done
/// later by as much.
fn long_call(timeline: &Timeline, boundary: &Boundary, spans: &mut Vec<ExcusedSpan>) {
    let on_queue = |span: Option<ScheduledSpan>| {
        span.is_some_and(|span| span.activity == Activity::OnQueueWork)
    };
    if !on_queue(boundary.before) || on_queue(boundary.after) {
        return;
    }
    let Some(end) = timeline.contact_across(boundary.at) else {
        return;
    };
    let whole = Window {
        start: boundary.at,
        end,
    };
    spans.push(ExcusedSpan {
        window: whole,
        excuse: Excuse::LongCall,
        only: None,
    });
    if let Some(missed) = boundary.after.filter(|span| span.activity.is_at_work()) {
        spans.push(ExcusedSpan {
            window: Window {
                start: missed.end,
                end: missed.end.plus_seconds(whole.seconds()),
            },
            excuse: Excuse::LongCall,
            only: Some(Doing::The(missed.activity)),
        });
    }
}

/// The profile of that name: a product's definition, or one of the tenant's own; Genesys Cloud's when none is named.
///
/// # Errors
/// [`Failure::Invalid`] at `pointer` with the names there are.
pub fn named_profile(
    conn: &mut Conn<'_>,
    scope: &Scope,
    name: Option<&str>,
    pointer: &str,
) -> Result<Profile, Failure> {
    let Some(name) = name else {
        return Ok(Definition::default().into());
    };
    if let Some(definition) = Definition::named(name) {
        return Ok(definition.into());
    }
    let own = store::profiles(conn, scope.tenant())?;
    if let Some(row) = own.iter().find(|row| row.name == name) {
        return of_row(row);
    }
    let names: Vec<&str> = Definition::ALL
        .iter()
        .map(|one| one.name())
        .chain(own.iter().map(|row| row.name.as_str()))
        .collect();
    let detail = format!("no definition {name:?}; use one of {}", names.join(", "));
    Err(Failure::invalid(pointer, "unknown-definition", detail))
}

/// Every profile: the products' definitions, then the tenant's own by name.
///
/// # Errors
/// Only the database's.
pub fn list_profiles(
    conn: &mut Conn<'_>,
    scope: &Scope,
) -> Result<Vec<KnownAdherenceProfile>, Failure> {
    let mut all: Vec<KnownAdherenceProfile> = Definition::ALL
        .into_iter()
        .map(|definition| KnownAdherenceProfile {
            definition: Profile::from(definition).text(),
            version: 0,
        })
        .collect();
    for row in store::profiles(conn, scope.tenant())? {
        all.push(KnownAdherenceProfile {
            definition: of_row(&row)?.text(),
            version: row.version,
        });
    }
    Ok(all)
}

/// Makes a profile of the tenant's own (at version 0) or puts another in the place of the one at version `expected`.
///
/// # Errors
/// [`Failure::Stale`]; [`Failure::Invalid`] per fault; [`Failure::Conflict`] `built-in` for a product's name.
pub fn replace_profile(
    conn: &mut Conn<'_>,
    scope: &Scope,
    name: &str,
    expected: i32,
    new: &NewAdherenceProfile,
) -> Result<KnownAdherenceProfile, Failure> {
    if Definition::named(name).is_some() {
        return Err(Failure::conflict(
            "built-in",
            format!("{name:?} is a product's definition and stays as it is; choose another name"),
        ));
    }
    let mut faults = Faults::default();
    faults.require_name(name, "/name");
    faults.require(
        Definition::named(&new.based_on).is_some(),
        "/basedOn",
        "unknown-definition",
        format!(
            "no definition {:?}; use one of {}",
            new.based_on,
            Definition::ALL.map(Definition::name).join(", ")
        ),
    );
    for (seconds, pointer) in [
        (new.grace_before_seconds, "/graceBeforeSeconds"),
        (new.grace_after_seconds, "/graceAfterSeconds"),
    ] {
        faults.require(
            seconds <= LONGEST_GRACE_SECONDS,
            pointer,
            "out-of-range",
            format!("use 0 to {LONGEST_GRACE_SECONDS} seconds"),
        );
    }
    faults.into_result()?;
    let own = store::profiles(conn, scope.tenant())?;
    let current = own.iter().find(|row| row.name == name);
    let current = current.map_or(0, |row| row.version);
    if current != expected {
        return Err(Failure::Stale {
            yours: expected,
            current,
        });
    }
    let row = ProfileRow {
        tenant_id: scope.tenant().to_owned(),
        name: name.to_owned(),
        document: documents::write(new)?,
        version: expected + 1,
        modified_by: scope.actor.subject.clone(),
        modified_at: scope.now,
    };
    if !store::put_profile(conn, &row, expected)? {
        return Err(Failure::Stale {
            yours: expected,
            current: expected + 1,
        });
    }
    Ok(KnownAdherenceProfile {
        definition: of_row(&row)?.text(),
        version: row.version,
    })
}

fn of_row(row: &ProfileRow) -> Result<Profile, Failure> {
    let new: NewAdherenceProfile = documents::read(KIND, &row.name, &row.document)?;
    let definition = Definition::named(&new.based_on).ok_or_else(|| DbError::Corrupt {
        what: KIND,
        id: row.name.clone(),
        reason: format!("based on {:?}", new.based_on),
    })?;
    Ok(Profile {
        name: row.name.clone(),
        definition,
        tolerance: new.tolerance(),
    })
}
