/// A cost without its edge at the requirement, where every head counts in full or not at all: about `price`, each further
/// head missing costs `rise` more, until it costs what it does in truth.
///
/// It is the Moreau envelope of the cost, and the price that a number of heads leads to is the multiplier's next value in
/// the method of multipliers (Hestenes 1969, Powell 1969; Rockafellar 1976).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ease {
    /// Change of the price a head, above 0.
    pub rise: f64,
    /// Price of a head where none is missing or idle.
    pub price: f64,
}

impl Ease {
    /// An ease by which the price rises by `rise` a head.
    #[must_use]
    pub fn new(rise: f64, price: f64) -> Self {
        Ease { rise, price }
    }

    /// The rise by which a price comes from one end of `range` to the other within so many heads. What costs nothing
    /// stays so with any.
    #[must_use]
    pub fn rise_over(range: f64, heads: f64) -> f64 {
        if range > 0.0 { range / heads } else { 1.0 }
    }

    /// Heads missing, and those the price stands for.
    #[must_use]
    pub fn wanted(self, missing: f64) -> f64 {
        missing + self.price / self.rise
    }

    /// What so many heads off cost.
    #[must_use]
    pub fn square(self, heads: f64) -> f64 {
        self.rise / 2.0 * heads * heads
    }
}
