use super::{Breach, MAXIMUM_SHIFTS, Rule};
use crate::problem::{Line, TemplateCount};

/// Most shifts of a template in the period.
///
/// Source: `maximumShifts` of a work plan; Burke & Curtois 2014, "maximum shifts of each type".
pub struct MaximumShifts<'a> {
    /// The most by template; templates not listed have none.
    pub most: &'a [TemplateCount],
}

impl Rule for MaximumShifts<'_> {
    fn name(&self) -> &'static str {
        MAXIMUM_SHIFTS
    }

    fn breaches(&self, line: &Line) -> Vec<Breach> {
        let mut breaches = Vec::new();
        for limit in self.most {
            let of_it = line
                .shifts
                .iter()
                .filter(|shift| shift.template == limit.template);
            let beyond = of_it.clone().nth(limit.shifts as usize);
            if let Some(shift) = beyond {
                let (count, id, most) = (of_it.count(), &limit.template, limit.shifts);
                let detail = format!("{count} shifts {id:?} in the period, at most {most}");
                breaches.push(Breach::on_day(line, MAXIMUM_SHIFTS, shift.day, detail));
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
    fn five_shifts_keep_five_and_break_four() {
        let breaches = |shifts| {
            let most = [TemplateCount {
                template: "day".into(),
                shifts,
            }];
            MaximumShifts { most: &most }.breaches(&ordinary_week())
        };
        assert_eq!(breaches(5), vec![]);
        assert_eq!(breaches(4)[0].day, Some(4));
        assert_eq!(breaches(0)[0].day, Some(0));
    }
}
