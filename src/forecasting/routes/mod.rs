//! HTTP of `forecasting`.

mod compare;
mod copy;
mod data;
mod evaluation;
mod forecast;
mod generate;
mod generation_results;
mod history_findings;
mod list;
mod modifications;
mod outlook;
mod queues;
mod reforecast;

use serde::Deserialize;
use utoipa_actix_web::service_config::ServiceConfig;

/// Registers the routes.
pub fn configure(api: &mut ServiceConfig<'_>) {
    api.service(list::get)
        .service(generate::post)
        .service(forecast::get)
        .service(forecast::delete)
        .service(data::get)
        .service(generation_results::get)
        .service(queues::queues)
        .service(queues::totals)
        .service(copy::post)
        .service(compare::get)
        .service(reforecast::post)
        .service(outlook::get)
        // Before the modification of any id.
        .service(evaluation::get)
        .service(modifications::list)
        .service(modifications::post)
        .service(modifications::get)
        .service(modifications::patch)
        .service(modifications::delete)
        .configure(history_findings::configure);
}

/// A forecast's address.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
struct ForecastPath {
    /// The business unit.
    business_unit_id: String,
    /// The forecast's first day, yyyy-MM-dd.
    week_date: String,
    /// The forecast.
    forecast_id: String,
}

impl ForecastPath {
    /// The forecast meant; 404 when it is another business unit's or starts in another week.
    fn find(
        &self,
        conn: &mut crate::db::Conn<'_>,
        scope: &crate::tenancy::Scope,
    ) -> Result<super::Forecast, crate::failure::Failure> {
        let week = super::parse_week_date(&self.week_date)?;
        super::find_forecast_of_week(conn, scope, &self.business_unit_id, week, &self.forecast_id)
    }

    /// Where it is found.
    fn address(business_unit_id: &str, forecast: &super::Forecast) -> String {
        format!(
            "/api/v1/business-units/{business_unit_id}/weeks/{}/short-term-forecasts/{}",
            forecast.week_date, forecast.id
        )
    }
}

/// A modification's address.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Path)]
#[serde(rename_all = "camelCase")]
struct ModificationPath {
    /// The business unit.
    business_unit_id: String,
    /// The forecast's first day, yyyy-MM-dd.
    week_date: String,
    /// The forecast.
    forecast_id: String,
    /// The modification.
    modification_id: String,
}

impl ModificationPath {
    /// The forecast meant, and the modification's id.
    fn split(self) -> (ForecastPath, String) {
        let forecast = ForecastPath {
            business_unit_id: self.business_unit_id,
            week_date: self.week_date,
            forecast_id: self.forecast_id,
        };
        (forecast, self.modification_id)
    }
}
