use crate::legal::{CalendarDate, LegalPack, Provision, Requirement};

const LABOUR_LAW: CalendarDate = CalendarDate::new(1995, 1, 1);

/// Mainland China. The Labour Law was adopted on 5 July 1994 and amended in 2009 and 2018, these articles not among what
/// changed. Its 44 hours are an average; each week is held to them here. The State Council's provisions are those of
/// 3 February 1994 (Decree 146) as Decree 174 amended them; by their art. 9 enterprises could put them off until 1 May 1997. Approved comprehensive working-hour systems,
/// which count over longer periods, are not part of the pack.
pub const CHINA: LegalPack = LegalPack {
    id: "china",
    jurisdiction: "Mainland China",
    provisions: &[
        Provision {
            citation: "Labour Law of the People's Republic of China, art. 36 (8 hours a day)",
            valid_from: LABOUR_LAW,
            valid_until: None,
            requirement: Requirement::OrdinaryDay {
                most_minutes: 8 * 60,
            },
        },
        Provision {
            citation: "Labour Law of the People's Republic of China, art. 36 (44 hours a week)",
            valid_from: LABOUR_LAW,
            valid_until: None,
            requirement: Requirement::OrdinaryWeek {
                most_minutes: 44 * 60,
            },
        },
        Provision {
            citation: "State Council, Provisions on Working Hours of Employees, Decree No. 174 of 25 March 1995, art. 3",
            valid_from: CalendarDate::new(1995, 5, 1),
            valid_until: None,
            requirement: Requirement::OrdinaryWeek {
                most_minutes: 40 * 60,
            },
        },
        Provision {
            citation: "Labour Law of the People's Republic of China, art. 38",
            valid_from: LABOUR_LAW,
            valid_until: None,
            requirement: Requirement::DayOffEachWeek { unless: None },
        },
        Provision {
            citation: "Labour Law of the People's Republic of China, art. 41",
            valid_from: LABOUR_LAW,
            valid_until: None,
            requirement: Requirement::Overtime {
                day_minutes: 60,
                special_day_minutes: 3 * 60,
                month_minutes: 36 * 60,
            },
        },
    ],
};
