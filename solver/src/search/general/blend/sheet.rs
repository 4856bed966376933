use crate::lines::{Book, Meter, Personal, Rows};
use crate::search::general::Desk;

/// What is counted over the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// Paid units.
    Units,
    Weekends,
    PublicHolidays,
    Days,
    /// Shifts by position among the counted templates.
    Shifts(usize),
}

/// A limit of the period. Its price is at most what a unit beyond it costs, where it may be broken.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PeriodLimit {
    pub count: Count,
    pub least: f64,
    pub most: f64,
    /// Cost of a unit too few and of one too many, in units of the objective; infinite where that is forbidden.
    pub under_cost: f64,
    pub over_cost: f64,
}

/// What a class may do on each day, in cells: first a day off, then the options of the day.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The cells of day `d` are `begins[d]..begins[d + 1]`.
    pub begins: Vec<usize>,
    /// Cost of unmet wishes; infinite where barred.
    pub cost: Vec<f64>,
    /// Rows of shifts of cell `c`: `rows[row_begins[c]..row_begins[c + 1]]`.
    pub row_begins: Vec<usize>,
    pub rows: Vec<usize>,
    pub limits: Vec<PeriodLimit>,
}

impl Sheet {
    pub fn new(desk: &Desk<'_>, class: usize) -> Self {
        let (book, personal, rows) = (desk.book(class), &desk.personal[class], desk.rows(class));
        Self::of(book, personal, rows, desk.days())
    }

    fn of(book: &Book, personal: &Personal, of_class: &Rows, days: usize) -> Self {
        let mut sheet = Sheet {
            begins: vec![0],
            cost: Vec::new(),
            row_begins: vec![0],
            rows: Vec::new(),
            limits: period_limits(book),
        };
        for day in 0..days {
            sheet.add(personal.off_cost[day], of_class.off(day));
            for (option, &cost) in book.days[day]
                .options
                .iter()
                .zip(&personal.option_cost[day])
            {
                sheet.add(cost, of_class.worked(option.template, day));
            }
            sheet.begins.push(sheet.cost.len());
        }
        sheet
    }

    fn add(&mut self, cost: f64, rows: &[usize]) {
        self.cost.push(cost);
        self.rows.extend_from_slice(rows);
        self.row_begins.push(self.rows.len());
    }

    /// Rows of shifts that a cell counts in.
    pub fn rows_of(&self, cell: usize) -> &[usize] {
        &self.rows[self.row_begins[cell]..self.row_begins[cell + 1]]
    }
}

fn period_limits(book: &Book) -> Vec<PeriodLimit> {
    let limit =
        |count, (least, under_cost): (f64, f64), (most, over_cost): (f64, f64)| PeriodLimit {
            count,
            least,
            most,
            under_cost,
            over_cost,
        };
    let (none, no_most) = ((0.0, 0.0), (f64::INFINITY, 0.0));
    let mut limits = Vec::new();
    if book.meter == Meter::Period {
        let unit = book.unit as f64;
        let under = book
            .relaxed_slot_price
            .map_or(f64::INFINITY, |slot| slot * unit);
        let least = (book.least_slots as f64 / unit).ceil();
        let most = f64::from(book.most_units);
        limits.push(limit(Count::Units, (least, under), (most, f64::INFINITY)));
    }
    for (count, rule) in [
        (Count::Weekends, book.weekends),
        (Count::PublicHolidays, book.public_holidays),
    ] {
        if let Some(rule) = rule {
            let most = (f64::from(rule.value), rule.strictness.price_of(1));
            limits.push(limit(count, none, most));
        }
    }
    if let Some(most) = book.most_days {
        limits.push(limit(Count::Days, none, (f64::from(most), f64::INFINITY)));
    }
    for (place, counted) in book.counted.iter().enumerate() {
        let under = book.relaxed_shift_price.unwrap_or(f64::INFINITY);
        let most = match counted.most {
            u32::MAX => no_most,
            most => (f64::from(most), f64::INFINITY),
        };
        limits.push(limit(
            Count::Shifts(place),
            (f64::from(counted.least), under),
            most,
        ));
    }
    limits
}
