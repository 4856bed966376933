//! Agents, and the lists of those who can take a contact.

use super::plan::{Bits, Plan};
use super::waiting::{Contact, NONE};

/// A contact in service.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    pub(super) contact: Contact,
    pub(super) began: f64,
    pub(super) began_in: u32,
}

impl Service {
    pub(super) const NOTHING: Self = Self {
        contact: Contact {
            queue: 0,
            number: 0,
            attempt: 0,
            interval: 0,
            arrived: 0.0,
            waits_since: 0.0,
            waited: 0.0,
            work: 0.0,
            until: 0.0,
        },
        began: 0.0,
        began_in: 0,
    };
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Agent {
    pub(super) class: u32,
    pub(super) is_on: bool,
    /// Off queue, finishing what it has.
    pub(super) is_finishing: bool,
    /// Busy with one contact that is no chat.
    pub(super) is_taken: bool,
    /// Contacts in service.
    pub(super) load: u32,
    /// Events with another stamp are void.
    pub(super) stamp: u32,
    /// The list it stands in, and its neighbours there.
    list: u32,
    previous: u32,
    next: u32,
    /// When it came into the list.
    listed_at: f64,
    /// When its stretch ended, while it finishes.
    pub(super) off_at: f64,
    /// When it last became busy, with chats.
    pub(super) busy_since: f64,
    pub(super) busy_in: u32,
    /// Which of its chats ends next, and when they were last brought forward.
    pub(super) next_chat: u32,
    pub(super) chats_at: f64,
    /// The contact, if it is no chat.
    pub(super) service: Service,
}

#[derive(Clone, Copy, Debug)]
struct List {
    first: u32,
    last: u32,
}

const EMPTY: List = List {
    first: NONE,
    last: NONE,
};

/// All agents; of each class one list for each number of chats in hand, longest there first.
#[derive(Clone, Debug)]
pub(super) struct Agents {
    agents: Vec<Agent>,
    lists: Vec<List>,
    /// Classes with somebody in the list of m chats: `class_words` words for each m.
    open: Vec<u64>,
    class_words: usize,
    /// By queue, where it is needed: idle agents with the skill.
    pub(super) idle: Vec<u32>,
    /// By queue, where it is needed: agents on queue with the skill.
    pub(super) at_work: Vec<u32>,
}

impl Agents {
    pub(super) fn new(plan: &Plan) -> Self {
        let agents = plan
            .agents
            .iter()
            .map(|agent| Agent {
                class: agent.class,
                is_on: false,
                is_finishing: false,
                is_taken: false,
                load: 0,
                stamp: 0,
                list: NONE,
                previous: NONE,
                next: NONE,
                listed_at: 0.0,
                off_at: 0.0,
                busy_since: 0.0,
                busy_in: 0,
                next_chat: 0,
                chats_at: 0.0,
                service: Service::NOTHING,
            })
            .collect();
        Self {
            agents,
            lists: vec![EMPTY; plan.lists],
            open: vec![0; (plan.most_chats + 1) * plan.class_words],
            class_words: plan.class_words,
            idle: vec![0; plan.queues.len()],
            at_work: vec![0; plan.queues.len()],
        }
    }

    pub(super) fn clear(&mut self) {
        for agent in &mut self.agents {
            agent.is_on = false;
            agent.is_finishing = false;
            agent.is_taken = false;
            agent.load = 0;
            agent.stamp = 0;
            agent.list = NONE;
        }
        self.lists.fill(EMPTY);
        self.open.fill(0);
        self.idle.fill(0);
        self.at_work.fill(0);
    }

    #[inline]
    pub(super) fn get(&self, agent: usize) -> &Agent {
        &self.agents[agent]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, agent: usize) -> &mut Agent {
        &mut self.agents[agent]
    }

    /// Puts an agent last in the list of its class and load.
    #[inline]
    pub(super) fn enlist(&mut self, plan: &Plan, agent: usize, now: f64) {
        let (class, load) = (
            self.agents[agent].class as usize,
            self.agents[agent].load as usize,
        );
        let number = plan.classes[class].first_list + load;
        let list = &mut self.lists[number];
        let last = list.last;
        list.last = agent as u32;
        if last == NONE {
            list.first = agent as u32;
            self.open[load * self.class_words + class / 64] |= 1 << (class % 64);
        } else {
            self.agents[last as usize].next = agent as u32;
        }
        let entry = &mut self.agents[agent];
        entry.list = number as u32;
        entry.previous = last;
        entry.next = NONE;
        entry.listed_at = now;
        if load == 0 {
            for queue in &plan.classes[class].reserving {
                self.idle[*queue] += 1;
            }
        }
    }

    /// Takes an agent out of the list it stands in, if any.
    #[inline]
    pub(super) fn delist(&mut self, plan: &Plan, agent: usize) {
        let Agent {
            list,
            previous,
            next,
            class,
            ..
        } = self.agents[agent];
        if list == NONE {
            return;
        }
        let class = class as usize;
        let load = list as usize - plan.classes[class].first_list;
        let line = &mut self.lists[list as usize];
        if previous == NONE {
            line.first = next;
        } else {
            self.agents[previous as usize].next = next;
        }
        if next == NONE {
            line.last = previous;
        } else {
            self.agents[next as usize].previous = previous;
        }
        if line.first == NONE {
            self.open[load * self.class_words + class / 64] &= !(1 << (class % 64));
        }
        self.agents[agent].list = NONE;
        if load == 0 {
            for queue in &plan.classes[class].reserving {
                self.idle[*queue] -= 1;
            }
        }
    }

    /// The agent a contact of `queue` goes to, if one can take it now.
    #[inline]
    pub(super) fn find(&self, plan: &Plan, queue: usize, takes_chats: bool) -> Option<usize> {
        let loads = if takes_chats { plan.most_chats } else { 1 };
        let words = self.class_words;
        for load in 0..loads {
            let open = &self.open[load * words..(load + 1) * words];
            for tier in plan.queues[queue].tiers.clone() {
                let skilled = &plan.tiers[tier];
                if let Some(agent) = self.longest_listed(plan, open, skilled, load) {
                    return Some(agent);
                }
            }
        }
        None
    }

    #[inline]
    fn longest_listed(
        &self,
        plan: &Plan,
        open: &[u64],
        skilled: &Bits,
        load: usize,
    ) -> Option<usize> {
        let mut best = None;
        let mut best_since = f64::INFINITY;
        for &(word, skilled) in skilled {
            let mut bits = open[word] & skilled;
            while bits != 0 {
                let class = &plan.classes[word * 64 + bits.trailing_zeros() as usize];
                bits &= bits - 1;
                // Full agents are listed too where chats even out; they take no more.
                if load as u32 >= class.concurrent_chats && load > 0 {
                    continue;
                }
                let agent = self.lists[class.first_list + load].first as usize;
                if plan.first_class_wins {
                    return Some(agent);
                }
                let since = self.agents[agent].listed_at;
                if since < best_since {
                    best_since = since;
                    best = Some(agent);
                }
            }
        }
        best
    }

    /// An agent of a class with at least `load` chats, the most there are.
    pub(super) fn fullest(&self, plan: &Plan, class: usize, load: u32) -> Option<usize> {
        let class = &plan.classes[class];
        (load..=class.concurrent_chats)
            .rev()
            .map(|chats| self.lists[class.first_list + chats as usize].first)
            .find(|first| *first != NONE)
            .map(|first| first as usize)
    }
}
