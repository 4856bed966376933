//! Which contact a freed agent takes.

use super::engine::Engine;
use super::waiting::Contact;

impl Engine<'_> {
    /// The contact an agent takes next: live, else deferred, else outbound; the latter two only with nothing in hand.
    #[inline]
    pub(super) fn next_contact(&mut self, agent: usize) -> Option<Contact> {
        let state = self.agents.get(agent);
        let (class, has_chats) = (state.class as usize, state.load > 0);
        if let Some(queue) = self.next_live(class, has_chats) {
            return self.take_first(queue);
        }
        if has_chats {
            return None;
        }
        if let Some(queue) = self.next_deferred(class) {
            return self.take_first(queue);
        }
        let plan = self.plan;
        for &queue in &plan.classes[class].outbound {
            if self.may_begin(queue) {
                let contact = self.number_next(queue);
                self.tally.queues[plan.queues[queue].tally_row + self.interval].offered += 1;
                return Some(contact);
            }
        }
        None
    }

    fn take_first(&mut self, queue: usize) -> Option<Contact> {
        let place = self.lines[queue].first()?;
        Some(self.take_from_line(queue, place))
    }

    /// Whether an agent about to be idle, besides those listed so, may begin work that keeps agents free.
    fn may_begin(&self, queue: usize) -> bool {
        let kept_free = self.plan.queues[queue].kept_free;
        kept_free == 0 || self.agents.idle[queue] >= kept_free
    }

    #[inline]
    fn next_live(&mut self, class: usize, has_chats: bool) -> Option<usize> {
        let plan = self.plan;
        let of = &plan.classes[class];
        let takes = if has_chats { &of.chats } else { &of.live };
        let mut best = None;
        let mut best_key = (u32::MAX, f64::INFINITY);
        for &(word, takes) in takes {
            let mut bits = self.live_waiting[word] & takes;
            while bits != 0 {
                let queue = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(arrived) = self.first_who_still_waits(queue) else {
                    continue;
                };
                let key = (of.ranks[queue], arrived);
                if key < best_key {
                    best_key = key;
                    best = Some(queue);
                }
            }
        }
        if has_chats {
            return best;
        }
        // Callbacks past their promised time are live contacts again.
        for &(word, takes) in &of.callbacks {
            let mut bits = self.deferred_waiting[word] & takes;
            while bits != 0 {
                let queue = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(place) = self.lines[queue].first() else {
                    continue;
                };
                let contact = self.waiting.contact(place);
                let key = (of.ranks[queue], contact.arrived);
                if contact.until <= self.now && key < best_key {
                    best_key = key;
                    best = Some(queue);
                }
            }
        }
        best
    }

    /// When the first in line arrived who has not hung up; those who have are counted and gone.
    #[inline]
    fn first_who_still_waits(&mut self, queue: usize) -> Option<f64> {
        loop {
            let place = self.lines[queue].first()?;
            let contact = *self.waiting.contact(place);
            if contact.until > self.now {
                return Some(contact.arrived);
            }
            self.take_from_line(queue, place);
            self.hangs_up(contact);
        }
    }

    /// The deferred or callback queue whose first contact is due first, of those that may begin.
    fn next_deferred(&self, class: usize) -> Option<usize> {
        let plan = self.plan;
        let takes = &plan.classes[class].deferred;
        let mut best = None;
        let mut best_due = f64::INFINITY;
        for &(word, takes) in takes {
            let mut bits = self.deferred_waiting[word] & takes;
            while bits != 0 {
                let queue = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let Some(place) = self.lines[queue].first() else {
                    continue;
                };
                let due = self.waiting.contact(place).until;
                if due < best_due && self.may_begin(queue) {
                    best_due = due;
                    best = Some(queue);
                }
            }
        }
        best
    }
}
