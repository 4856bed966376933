//! `GET …/short-term-forecasts/{forecastId}/staffing-requirement`.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;

use crate::failure::Failure;
use crate::forecasting::{find_forecast_of_week, parse_week_date};
use crate::http::{ApiError, Context, Params, ProblemBody};
use crate::staffing::{Derived, StaffingRequirement, staffing_requirement};

/// Which interval's derivation is asked for; both or neither.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct DerivedParams {
    /// Index of the interval whose derivation is wanted; needs `planningGroupId`.
    interval: Option<usize>,
    /// The planning group of that interval.
    planning_group_id: Option<String>,
}

impl DerivedParams {
    fn read(self) -> Result<Option<Derived>, Failure> {
        match (self.interval, self.planning_group_id) {
            (None, None) => Ok(None),
            (Some(interval), Some(planning_group_id)) => Ok(Some(Derived {
                interval,
                planning_group_id,
            })),
            (None, Some(_)) => Err(Failure::invalid(
                "?interval",
                "missing",
                "name the interval too: ?interval=0&planningGroupId=…",
            )),
            (Some(_), None) => Err(Failure::invalid(
                "?planningGroupId",
                "missing",
                "name the planning group too: ?interval=0&planningGroupId=…",
            )),
        }
    }
}

/// Agents per interval and planning group, under the goals as they stand now. With an interval named, `Accept:
/// text/csv` answers its derivation as a CSV whose last column holds spreadsheet formulas.
#[utoipa::path(tag = "forecasts", operation_id = "getStaffingRequirement",
    params(("businessUnitId" = String, Path), ("weekDate" = String, Path), ("forecastId" = String, Path), DerivedParams),
    responses((status = 200, content((StaffingRequirement = "application/json"), (String = "text/csv"))),
        (status = 404, body = ProblemBody),
        (status = 409, body = ProblemBody), (status = 422, body = ProblemBody)))]
#[get(
    "/business-units/{businessUnitId}/weeks/{weekDate}/short-term-forecasts/{forecastId}/staffing-requirement"
)]
pub(super) async fn get(
    context: Context,
    path: web::Path<(String, String, String)>,
    Params(params): Params<DerivedParams>,
) -> Result<HttpResponse, ApiError> {
    let (business_unit_id, week, id) = path.into_inner();
    let found = context
        .read(move |conn, scope| {
            let week = parse_week_date(&week)?;
            let derived = params.read()?;
            let forecast = find_forecast_of_week(conn, scope, &business_unit_id, week, &id)?;
            staffing_requirement(conn, scope, &forecast, derived.as_ref())
        })
        .await?;
    Ok(match &found.derivation {
        Some(derivation) if context.prefers_csv() => super::csv(derivation.to_csv()),
        _ => HttpResponse::Ok().json(found),
    })
}
