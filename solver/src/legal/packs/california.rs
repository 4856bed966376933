use crate::legal::{CalendarDate, LegalPack, Provision, Requirement, ShortWork};

/// California, for work that Wage Order 4 covers. When meals are due follows Brinker v. Superior Court (2012) 53 Cal.4th
/// 1004; that the day of rest is one of each workweek follows Mendoza v. Nordstrom (2017) 2 Cal.5th 1074. Daily and weekly
/// overtime (section 510) is a matter of pay and not part of the pack. Section 556 exempts weeks of no more than 30 hours "or"
/// days of no more than six, which by Mendoza is every day of the workweek; here both must hold. That rests lie in the
/// middle of work periods as far as practicable is not checked.
pub const CALIFORNIA: LegalPack = LegalPack {
    id: "california",
    jurisdiction: "California, United States",
    provisions: &[
        Provision {
            citation: "California Labor Code, section 512(a) (first meal period)",
            valid_from: CalendarDate::new(2000, 1, 1),
            valid_until: None,
            requirement: Requirement::MealPeriod {
                which: 1,
                worked_minutes: 5 * 60,
                least_minutes: 30,
                waivable_minutes: 6 * 60,
            },
        },
        Provision {
            citation: "California Labor Code, section 512(a) (second meal period)",
            valid_from: CalendarDate::new(2000, 1, 1),
            valid_until: None,
            requirement: Requirement::MealPeriod {
                which: 2,
                worked_minutes: 10 * 60,
                least_minutes: 30,
                waivable_minutes: 12 * 60,
            },
        },
        Provision {
            citation: "California Labor Code, sections 551, 552 and 556",
            valid_from: CalendarDate::new(1937, 1, 1),
            valid_until: None,
            requirement: Requirement::DayOffEachWeek {
                unless: Some(ShortWork {
                    day_minutes: 6 * 60,
                    week_minutes: 30 * 60,
                }),
            },
        },
        Provision {
            citation: "Industrial Welfare Commission, Wage Order 4-2001, section 12",
            valid_from: CalendarDate::new(2001, 1, 1),
            valid_until: None,
            requirement: Requirement::RestPeriods {
                least_minutes: 10,
                per_minutes: 4 * 60,
                from_minutes: 3 * 60 + 30,
            },
        },
    ],
};
