//! What "80 % in 20 seconds" counts when some contacts hang up.

use serde::{Deserialize, Serialize};

/// Four readings of a service level; they differ in how contacts that hang up count.
///
/// | variant | share |
/// |---|---|
/// | `OfOffered` | served within T / offered |
/// | `LessShortAbandons` | served within T / (offered − abandoned within T) |
/// | `ShortAbandonsAsMet` | (served within T + abandoned within T) / offered |
/// | `OfAnswered` | served within T / served |
///
/// Where nobody hangs up all four are the same. The last flatters: a centre that loses every contact it cannot
/// answer at once reports 100 %.
///
/// In JSON: `"ofOffered"`, `"lessShortAbandons"`, `"shortAbandonsAsMet"`, `"ofAnswered"`.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum ServiceLevelVariant {
    /// Served within the time, of all that were offered: every contact that hangs up counts as missed.
    #[default]
    OfOffered,
    /// Served within the time, of all that were offered except those that hung up within it.
    LessShortAbandons,
    /// Served or hung up within the time, of all that were offered.
    ShortAbandonsAsMet,
    /// Served within the time, of all that were served at all.
    OfAnswered,
}

/// What became of contacts within a time; shares of all contacts offered.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WithinTime {
    /// Share that an agent answered within the time, those answered at once included.
    pub served: f64,
    /// Share that hung up within the time.
    pub abandoned: f64,
}

impl WithinTime {
    /// The service level these shares make, where `served_at_all` of the offered contacts are served sooner or later.
    ///
    /// Where the variant counts nobody (all hang up within the time, or nobody is served at all) the level is 0.
    ///
    /// ```
    /// use crewcast_forecasts::erlang::service_level::{ServiceLevelVariant, WithinTime};
    /// let within = WithinTime { served: 0.77, abandoned: 0.02 };
    /// let level = |variant| within.service_level(variant, 0.96);
    /// assert_eq!(level(ServiceLevelVariant::OfOffered), 0.77);
    /// assert_eq!(level(ServiceLevelVariant::LessShortAbandons), 0.77 / 0.98);
    /// assert_eq!(level(ServiceLevelVariant::ShortAbandonsAsMet), 0.79);
    /// assert_eq!(level(ServiceLevelVariant::OfAnswered), 0.77 / 0.96);
    /// ```
    #[must_use]
    pub fn service_level(&self, variant: ServiceLevelVariant, served_at_all: f64) -> f64 {
        let of = match variant {
            ServiceLevelVariant::OfOffered => return self.served,
            ServiceLevelVariant::ShortAbandonsAsMet => {
                return (self.served + self.abandoned).min(1.0);
            }
            ServiceLevelVariant::LessShortAbandons => 1.0 - self.abandoned,
            ServiceLevelVariant::OfAnswered => served_at_all,
        };
        if of > 0.0 {
            (self.served / of).min(1.0)
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VARIANTS: [ServiceLevelVariant; 4] = [
        ServiceLevelVariant::OfOffered,
        ServiceLevelVariant::LessShortAbandons,
        ServiceLevelVariant::ShortAbandonsAsMet,
        ServiceLevelVariant::OfAnswered,
    ];

    #[test]
    fn all_variants_are_the_same_where_nobody_hangs_up() {
        let within = WithinTime {
            served: 0.8,
            abandoned: 0.0,
        };
        for variant in VARIANTS {
            assert_eq!(within.service_level(variant, 1.0), 0.8, "{variant:?}");
        }
    }

    #[test]
    fn where_nobody_is_counted_the_level_is_nothing() {
        let all_hang_up = WithinTime {
            served: 0.0,
            abandoned: 1.0,
        };
        for (variant, level) in VARIANTS.into_iter().zip([0.0, 0.0, 1.0, 0.0]) {
            assert_eq!(
                all_hang_up.service_level(variant, 0.0),
                level,
                "{variant:?}"
            );
        }
    }

    #[test]
    fn json_names_the_variants_in_camel_case() {
        let names = VARIANTS.map(|variant| serde_json::to_string(&variant).unwrap());
        assert_eq!(
            names,
            [
                "\"ofOffered\"",
                "\"lessShortAbandons\"",
                "\"shortAbandonsAsMet\"",
                "\"ofAnswered\""
            ]
        );
    }
}
