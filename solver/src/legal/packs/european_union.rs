use crate::legal::{CalendarDate, LegalPack, Provision, Requirement};

/// In force by art. 28.
const IN_FORCE: CalendarDate = CalendarDate::new(2004, 8, 2);

/// The minimum of the European Union; member states may ask for more. The reference period of art. 16(b), up to four
/// months, is seventeen weeks here. The weekly rest is asked for in every week of the horizon, where art. 16(a) lets member
/// states count over fourteen days, and art. 5 lets them do with 24 hours for objective reasons; when within the week is
/// free (Maio Marques da Rosa, C-306/16). The daily eight hours of night workers (art. 8) and derogations (art. 17 to 22) are
/// not part of the pack.
pub const EUROPEAN_UNION: LegalPack = LegalPack {
    id: "europeanUnion",
    jurisdiction: "European Union",
    provisions: &[
        Provision {
            citation: "Directive 2003/88/EC, art. 3",
            valid_from: IN_FORCE,
            valid_until: None,
            requirement: Requirement::DailyRest {
                least_minutes: 11 * 60,
            },
        },
        Provision {
            citation: "Directive 2003/88/EC, art. 4",
            valid_from: IN_FORCE,
            valid_until: None,
            requirement: Requirement::BreakBeyond {
                worked_minutes: 6 * 60,
            },
        },
        Provision {
            citation: "Directive 2003/88/EC, art. 5",
            valid_from: IN_FORCE,
            valid_until: None,
            requirement: Requirement::WeeklyRest {
                least_minutes: 24 * 60,
                daily_minutes: 11 * 60,
            },
        },
        Provision {
            citation: "Directive 2003/88/EC, art. 6(b) and 16(b)",
            valid_from: IN_FORCE,
            valid_until: None,
            requirement: Requirement::AverageWeek {
                most_minutes: 48 * 60,
                reference_weeks: 17,
            },
        },
    ],
};
