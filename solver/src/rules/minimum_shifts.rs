use super::{Breach, MINIMUM_SHIFTS, Rule};
use crate::problem::{Line, TemplateCount};

/// Least shifts of a template in the period.
///
/// Source: `minimumShifts` of a work plan.
pub struct MinimumShifts<'a> {
    /// The least by template; templates not listed have none.
    pub least: &'a [TemplateCount],
}

impl Rule for MinimumShifts<'_> {
    fn name(&self) -> &'static str {
        MINIMUM_SHIFTS
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for limit in self.least {
            let of_it = line
                .shifts
                .iter()
                .filter(|shift| shift.template == limit.template);
            let (count, least) = (of_it.count(), limit.shifts as usize);
            if count < least {
                let detail = format!(
                    "{count} shifts {:?} in the period, at least {least}",
                    limit.template
                );
                breaches.push(Breach {
                    shortfall: least - count,
                    ..Breach::on_day(line, MINIMUM_SHIFTS, 0, detail)
                });
            }
        }
        breaches
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::ordinary_week;

    #[test]
    fn five_shifts_keep_five_and_are_two_short_of_seven() {
        let shortfalls = |template: &str, shifts| -> Vec<usize> {
            let least = [TemplateCount {
                template: template.into(),
                shifts,
            }];
            let rule = MinimumShifts { least: &least };
            let breaches = rule.breaches(&ordinary_week());
            breaches.iter().map(|breach| breach.shortfall).collect()
        };
        assert_eq!(shortfalls("day", 5), Vec::<usize>::new());
        assert_eq!(shortfalls("day", 7), [2]);
        assert_eq!(shortfalls("night", 1), [1]);
    }
}
