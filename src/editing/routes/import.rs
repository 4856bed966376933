//! `…/weeks/{weekDate}/schedules/import`.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::NaiveDate;

use crate::editing::{
    ImportSchedule, ImportedSchedule, RejectedScheduleCell, ScheduleLines, import_schedule,
};
use crate::failure::{Failure, Fault};
use crate::http::{ApiError, Context, Params, ProblemBody, Upload, created, require_csv};
use crate::organisation::find_business_unit;

/// The largest file taken: some 100,000 shifts.
const FILE_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Makes a draft of a file in the layout of an exported schedule, all of it or nothing.
///
/// Columns in any order: `AgentId` or `AgentExternalId`, `Start`, `End`, `Activities`, and optionally `AgentName`, `Date`,
/// `PaidMinutes`, `Shift`. A dry run answers 200 with every rejected cell in `rejects`; an import with rejected cells
/// answers 422 with one error each and keeps nothing. `validationResults` says what rules the draft's shifts break.
#[utoipa::path(tag = "schedules", operation_id = "importSchedule",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ImportSchedule),
    request_body(content = String, content_type = "text/csv"),
    responses((status = 201, body = ImportedSchedule), (status = 200, body = ImportedSchedule, description = "a dry run"),
        (status = 404, body = ProblemBody), (status = 409, body = ProblemBody), (status = 413, body = ProblemBody),
        (status = 415, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[post("/business-units/{businessUnitId}/weeks/{weekDate}/schedules/import")]
pub(super) async fn post(
    context: Context,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    Params(options): Params<ImportSchedule>,
    upload: Upload,
) -> Result<HttpResponse, ApiError> {
    let (unit, week) = path.into_inner();
    let place = unit.clone();
    context
        .read(move |conn, scope| find_business_unit(conn, scope, &place))
        .await?;
    require_csv(&request).map_err(|failure| context.error(failure))?;
    let bytes = upload.collect(FILE_LIMIT_BYTES).await;
    let bytes = bytes.map_err(|failure| context.error(failure))?;
    let week_date: NaiveDate = week.parse().map_err(|_| {
        let detail = format!("{week:?} is no date; write yyyy-MM-dd");
        context.error(Failure::invalid("/weekDate", "not-a-date", detail))
    })?;
    // The file is read before the transaction opens.
    let lines = context
        .off_loop(move || Ok(ScheduleLines::read(&bytes)))
        .await?;
    let place = unit.clone();
    let report = context
        .write(move |conn, scope| import_schedule(conn, scope, (&unit, week_date), lines, options))
        .await?;
    match &report.schedule {
        Some(schedule) => {
            let id = &schedule.id;
            let location =
                format!("/api/v1/business-units/{place}/weeks/{week_date}/schedules/{id}");
            Ok(created(&location, schedule.version, &report))
        }
        None if report.dry_run => Ok(HttpResponse::Ok().json(report)),
        None => {
            let faults = report.rejects.iter().map(fault_of).collect();
            Err(context.error(Failure::Invalid(faults)))
        }
    }
}

/// A rejected cell among a problem's errors: `/rows/4/Start`.
fn fault_of(reject: &RejectedScheduleCell) -> Fault {
    let place = if reject.column.is_empty() {
        format!("/rows/{}", reject.row)
    } else {
        format!("/rows/{}/{}", reject.row, reject.column)
    };
    let detail = format!(
        "row {}, column {}: {:?}: {}; {}",
        reject.row, reject.column, reject.value, reject.reason, reject.remedy
    );
    Fault::new(place, &reject.code, detail)
}
