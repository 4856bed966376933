mod california;
mod china;
mod european_union;

pub use california::CALIFORNIA;
pub use china::CHINA;
pub use european_union::EUROPEAN_UNION;

use super::LegalPack;

/// All packs.
pub const PACKS: [LegalPack; 3] = [CALIFORNIA, CHINA, EUROPEAN_UNION];

/// The pack of this name.
#[must_use]
pub fn pack_named(id: &str) -> Option<LegalPack> {
    PACKS.into_iter().find(|pack| pack.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::legal::{CalendarDate, Requirement};

    fn weeks(on: CalendarDate) -> Vec<u32> {
        CHINA
            .in_force(on)
            .filter_map(|provision| match provision.requirement {
                Requirement::OrdinaryWeek { most_minutes } => Some(most_minutes / 60),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn the_week_of_forty_hours_came_four_months_after_the_one_of_forty_four() {
        assert_eq!(weeks(CalendarDate::new(1994, 12, 31)), Vec::<u32>::new());
        assert_eq!(weeks(CalendarDate::new(1995, 4, 30)), [44]);
        assert_eq!(weeks(CalendarDate::new(1995, 5, 1)), [44, 40]);
    }

    #[test]
    fn a_pack_is_found_by_its_name_and_every_provision_cites_its_law() {
        for pack in PACKS {
            assert_eq!(pack_named(pack.id), Some(pack));
            assert!(!pack.provisions.is_empty());
            for provision in pack.provisions {
                assert!(provision.citation.len() > 10, "{}", provision.citation);
                assert!(!provision.citation.contains("http"));
            }
        }
        assert_eq!(pack_named("atlantis"), None);
    }
}
