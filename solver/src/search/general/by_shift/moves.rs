use std::ops::Range;

use super::sheet::Sheet;
use crate::random::Random;

/// Days of the longest block that is changed at once.
const LONGEST: usize = 14;

impl Sheet<'_, '_, '_> {
    /// Draws a small change of some days; the number of agents it changes, 0 where what was drawn is no change or none that
    /// the agents may make.
    pub fn draw(&mut self, days: &Range<usize>, random: &mut Random) -> usize {
        let agent = random.below(self.agents());
        self.sides[0].begin(agent);
        let sides = match random.below(20) {
            0..5 => self.other_day(days, random),
            5..7 => self.same_all_over(days, random),
            7..10 => self.rotated(days, random),
            10..13 => self.exchanged(days, random),
            13..18 => self.swapped(days, random),
            _ => self.swapped_twice(days, random),
        };
        match sides {
            Some(sides)
                if self.sides[..sides]
                    .iter()
                    .any(|side| !side.changes.is_empty()) =>
            {
                sides
            }
            _ => 0,
        }
    }

    /// One day of the agent does something else.
    fn other_day(&mut self, days: &Range<usize>, random: &mut Random) -> Option<usize> {
        let day = days.start + random.below(days.len());
        let agent = self.sides[0].agent;
        let shift = self.drawn_shift(agent, day, random);
        self.change_to(0, day, shift).then_some(1)
    }

    /// All days of a block do the same.
    fn same_all_over(&mut self, days: &Range<usize>, random: &mut Random) -> Option<usize> {
        let mut block = block(days, random);
        let agent = self.sides[0].agent;
        let shift = self.drawn_shift(agent, block.start, random);
        block.all(|day| self.change_to(0, day, shift)).then_some(1)
    }

    /// A block moves a day on or back, what falls off its end comes in at the other.
    fn rotated(&mut self, days: &Range<usize>, random: &mut Random) -> Option<usize> {
        let block = block(days, random);
        let (agent, length) = (self.sides[0].agent, block.len());
        let by = if random.below(2) == 0 { 1 } else { length - 1 };
        (0..length)
            .all(|place| {
                let from = block.start + (place + by) % length;
                let shift = self.shift(agent, from);
                self.change_to(0, block.start + place, shift)
            })
            .then_some(1)
    }

    /// Two blocks of the agent change places.
    fn exchanged(&mut self, days: &Range<usize>, random: &mut Random) -> Option<usize> {
        let (first, second) = two_blocks(days, random)?;
        let agent = self.sides[0].agent;
        let to = first.clone().chain(second.clone());
        let from = second.chain(first);
        to.zip(from)
            .all(|(to, from)| {
                let shift = self.shift(agent, from);
                self.change_to(0, to, shift)
            })
            .then_some(1)
    }

    /// Two agents swap a block.
    fn swapped(&mut self, days: &Range<usize>, random: &mut Random) -> Option<usize> {
        self.sides[1].begin(self.another(random)?);
        self.swap(block(days, random)).then_some(2)
    }

    /// Two agents swap two blocks, so that what one gains here it may give there.
    fn swapped_twice(&mut self, days: &Range<usize>, random: &mut Random) -> Option<usize> {
        let (first, second) = two_blocks(days, random)?;
        self.sides[1].begin(self.another(random)?);
        (self.swap(first) && self.swap(second)).then_some(2)
    }

    fn swap(&mut self, mut block: Range<usize>) -> bool {
        let [one, other] = [0, 1].map(|side: usize| self.sides[side].agent);
        block.all(|day| {
            let (of_one, of_other) = (self.shift(one, day), self.shift(other, day));
            self.change_to(0, day, of_other) && self.change_to(1, day, of_one)
        })
    }

    fn another(&self, random: &mut Random) -> Option<usize> {
        let other = random.below(self.agents());
        (other != self.sides[0].agent).then_some(other)
    }

    /// Any shift that the agent may work on a day, or a day off.
    fn drawn_shift(&self, agent: usize, day: usize, random: &mut Random) -> u32 {
        let choices = self.board.choices(self.class(agent), day);
        choices[random.below(choices.len())].shift
    }
}

/// A block of days, rather short.
fn block(days: &Range<usize>, random: &mut Random) -> Range<usize> {
    let longest = 1 + random.below(LONGEST.min(days.len()));
    let length = 1 + random.below(longest);
    let first = days.start + random.below(days.len() - length + 1);
    first..first + length
}

/// Two blocks of equal length that do not meet, the earlier first, half of the time whole weeks apart.
fn two_blocks(days: &Range<usize>, random: &mut Random) -> Option<(Range<usize>, Range<usize>)> {
    let first = block(days, random);
    let room = days.end - first.start;
    let apart = if random.below(2) == 0 {
        7 * (1 + random.below((room / 7).max(1)))
    } else {
        1 + random.below(room)
    };
    let second = first.start + apart..first.end + apart;
    (apart >= first.len() && second.end <= days.end).then_some((first, second))
}
