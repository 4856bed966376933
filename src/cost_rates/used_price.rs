//! The prices that money was reckoned with, as they are told beside it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a price comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum PriceSource {
    /// The request named it.
    Request,
    /// The business unit's dated cost rates.
    CostRates,
    /// Neither says it: what is usual.
    Usual,
}

/// A price that was used.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsedPrice {
    /// The price; a mean where some have rates of their own.
    pub value: f64,
    /// Where it comes from.
    pub source: PriceSource,
}

/// The prices that were used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UsedPrices {
    /// The local day whose cost rates were taken; those of later days where days are reckoned one by one.
    pub effective_date: NaiveDate,
    /// The currency of the cost rates; absent where none was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// A paid hour.
    pub cost_of_paid_hour: UsedPrice,
    /// An hour of overtime, in paid ones.
    pub overtime_multiplier: UsedPrice,
    /// A contact that is lost.
    pub cost_of_lost_contact: UsedPrice,
}

impl UsedPrice {
    /// What the request names, or else the cost rate.
    pub fn known(asked: Option<f64>, rate: Option<f64>) -> Option<Self> {
        let of = |value: f64, source: PriceSource| Self { value, source };
        asked
            .map(|value| of(value, PriceSource::Request))
            .or_else(|| rate.map(|value| of(value, PriceSource::CostRates)))
    }

    /// The same, or else what is usual.
    pub fn or_usual(asked: Option<f64>, rate: Option<f64>, usual: f64) -> Self {
        Self::known(asked, rate).unwrap_or(Self {
            value: usual,
            source: PriceSource::Usual,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_goes_before_the_rate_and_the_rate_before_what_is_usual() {
        let told = |price: UsedPrice| (price.value, price.source);
        let of = |asked, rate| told(UsedPrice::or_usual(asked, rate, 1.5));
        assert_eq!(of(Some(2.0), Some(3.0)), (2.0, PriceSource::Request));
        assert_eq!(of(None, Some(3.0)), (3.0, PriceSource::CostRates));
        assert_eq!(of(None, None), (1.5, PriceSource::Usual));
        assert_eq!(UsedPrice::known(None, None), None);
    }
}
