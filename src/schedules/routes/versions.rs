//! `…/schedules/{scheduleId}/versions`.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use super::SchedulePath;
use crate::http::{ApiError, Context, Page, PageParams, Params, ProblemBody, versioned};
use crate::schedules::{self, ScheduleVersion, ScheduleVersionDetail};

/// A version's address.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
pub(super) struct VersionPath {
    /// The business unit.
    business_unit_id: String,
    /// The schedule's first day, yyyy-MM-dd.
    week_date: String,
    /// The schedule.
    schedule_id: String,
    /// The version.
    version: i32,
}

/// Versions of a schedule, newest first: who changed how much, when and why.
#[utoipa::path(tag = "schedules", operation_id = "listScheduleVersions", params(SchedulePath, PageParams), responses(
    (status = 200, body = Page<ScheduleVersion>), (status = 404, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/versions")]
pub(super) async fn list(
    context: Context,
    path: web::Path<SchedulePath>,
    Params(page): Params<PageParams>,
) -> Result<HttpResponse, ApiError> {
    let versions = context
        .read(move |conn, scope| {
            let schedule = path.find(conn, scope)?;
            schedules::list_versions(conn, scope, &schedule, &page)
        })
        .await?;
    Ok(HttpResponse::Ok().json(versions))
}

/// A version with every shift it changed, before and after.
#[utoipa::path(tag = "schedules", operation_id = "getScheduleVersion", params(VersionPath), responses(
    (status = 200, body = ScheduleVersionDetail), (status = 404, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/schedules/{scheduleId}/versions/{version}"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<VersionPath>,
) -> Result<HttpResponse, ApiError> {
    let version = context
        .read(move |conn, scope| {
            let (unit, week) = (&path.business_unit_id, &path.week_date);
            let id = &path.schedule_id;
            let schedule = schedules::find_schedule_of_week(conn, scope, unit, week, id)?;
            schedules::find_version(conn, scope, &schedule, path.version)
        })
        .await?;
    Ok(versioned(version.version.version, &version))
}
