//! The buckets, by class and by whom they are of.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

use actix_web::http::header::{HeaderName, HeaderValue};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::class::LimitClass;
use crate::config::{Rate, RateLimitSettings};
use crate::failure::Failure;
use crate::tenancy::{Actor, TenantId};

type Buckets<K> =
    RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// The limits of one server.
pub(in crate::http) struct Limiters {
    clock: DefaultClock,
    /// In the order of [`LimitClass::ALL`].
    classes: [ClassLimits; 7],
}

struct ClassLimits {
    class: LimitClass,
    of_one: Rate,
    of_tenant: Rate,
    subjects: Buckets<String>,
    tenants: Buckets<TenantId>,
    addresses: Buckets<IpAddr>,
    /// `RateLimit-Policy` of an actor's answers, and of nobody's.
    actor_policy: HeaderValue,
    address_policy: HeaderValue,
}

/// What is left, as an answer tells it.
pub(super) struct Left {
    policy: HeaderValue,
    /// Policy, rate, requests left.
    items: [Option<(&'static str, Rate, u32)>; 2],
}

/// A request that is not let through.
pub(super) struct Refused {
    pub failure: Failure,
    pub left: Left,
}

impl Limiters {
    /// The limits that are set; none when they are switched off.
    pub(in crate::http) fn of_settings(settings: &RateLimitSettings) -> Option<Self> {
        settings.enabled.then(|| Self {
            clock: DefaultClock::default(),
            classes: LimitClass::ALL.map(|class| ClassLimits::of(class, settings)),
        })
    }

    fn class(&self, class: LimitClass) -> Option<&ClassLimits> {
        self.classes.iter().find(|limits| limits.class == class)
    }

    /// Takes a request of an actor from their bucket and their tenant's; none where there is no limit.
    pub(super) fn take(&self, class: LimitClass, actor: &Actor) -> Option<Result<Left, Refused>> {
        let limits = self.class(class)?;
        let own = self.take_one(&limits.subjects, &actor.subject);
        let own = match own {
            Ok(left) => left,
            Err(wait_seconds) => {
                return Some(Err(limits.refused(
                    wait_seconds,
                    limits.actor_policy.clone(),
                    (class.name(), limits.of_one),
                )));
            }
        };
        let tenant = match self.take_one(&limits.tenants, &actor.tenant_id) {
            Ok(left) => left,
            Err(wait_seconds) => {
                return Some(Err(limits.refused(
                    wait_seconds,
                    limits.actor_policy.clone(),
                    ("tenant", limits.of_tenant),
                )));
            }
        };
        Some(Ok(Left {
            policy: limits.actor_policy.clone(),
            items: [
                Some((class.name(), limits.of_one, own)),
                Some(("tenant", limits.of_tenant, tenant)),
            ],
        }))
    }

    /// Takes a request that nobody's credential came with from its address's bucket.
    pub(super) fn take_anonymous(
        &self,
        class: LimitClass,
        address: IpAddr,
    ) -> Option<Result<Left, Refused>> {
        let limits = self.class(class)?;
        let policy = limits.address_policy.clone();
        Some(match self.take_one(&limits.addresses, &address) {
            Ok(left) => Ok(Left {
                policy,
                items: [Some((class.name(), limits.of_one, left)), None],
            }),
            Err(wait_seconds) => {
                Err(limits.refused(wait_seconds, policy, (class.name(), limits.of_one)))
            }
        })
    }

    /// Requests left in the bucket behind this one, or whole seconds until one is let through.
    fn take_one<K: Clone + Eq + Hash>(&self, buckets: &Buckets<K>, key: &K) -> Result<u32, u64> {
        match buckets.check_key(key) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(self.clock.now());
                Err(wait.as_secs() + 1)
            }
        }
    }

    /// Forgets whose buckets are full again.
    pub(in crate::http) fn forget_the_idle(&self) {
        for limits in &self.classes {
            limits.subjects.retain_recent();
            limits.tenants.retain_recent();
            limits.addresses.retain_recent();
        }
    }
}

impl ClassLimits {
    fn of(class: LimitClass, settings: &RateLimitSettings) -> Self {
        let of_one = class.rate(settings);
        let many = |count: NonZeroU32| count.saturating_mul(settings.tenant_multiple);
        let of_tenant = Rate {
            per_second: many(of_one.per_second),
            burst: many(of_one.burst),
        };
        let own = policy_item(class.name(), of_one);
        let tenant = policy_item("tenant", of_tenant);
        Self {
            class,
            of_one,
            of_tenant,
            subjects: buckets(of_one),
            tenants: buckets(of_tenant),
            addresses: buckets(of_one),
            actor_policy: header_value(format!("{own}, {tenant}")),
            address_policy: header_value(own),
        }
    }

    fn refused(
        &self,
        wait_seconds: u64,
        policy: HeaderValue,
        (name, rate): (&'static str, Rate),
    ) -> Refused {
        Refused {
            failure: Failure::RateLimited {
                class: self.class.name(),
                wait_seconds,
            },
            left: Left {
                policy,
                items: [Some((name, rate, 0)), None],
            },
        }
    }
}

impl Left {
    /// The two headers.
    pub(super) fn headers(self) -> [(HeaderName, HeaderValue); 2] {
        let mut told = String::with_capacity(64);
        for (name, rate, left) in self.items.into_iter().flatten() {
            if !told.is_empty() {
                told.push_str(", ");
            }
            let seconds = seconds_of(rate.burst.get().saturating_sub(left), rate);
            told.push_str(&format!("\"{name}\";r={left};t={seconds}"));
        }
        [
            (HeaderName::from_static("ratelimit-policy"), self.policy),
            (HeaderName::from_static("ratelimit"), header_value(told)),
        ]
    }
}

fn buckets<K: Clone + Eq + Hash>(rate: Rate) -> Buckets<K> {
    let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
    RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>()
}

/// A policy: its quota `q` in a window of `w` seconds.
fn policy_item(name: &str, rate: Rate) -> String {
    let window = seconds_of(rate.burst.get(), rate);
    format!("\"{name}\";q={};w={window}", rate.burst)
}

/// Seconds in which so many requests are let through again.
fn seconds_of(requests: u32, rate: Rate) -> u32 {
    requests.div_ceil(rate.per_second.get())
}

/// Our own text: names of classes and numbers.
fn header_value(text: String) -> HeaderValue {
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tenancy::{Access, Role};

    fn rate(per_second: u32, burst: u32) -> Rate {
        Rate {
            per_second: NonZeroU32::new(per_second).unwrap(),
            burst: NonZeroU32::new(burst).unwrap(),
        }
    }

    fn limiters(read: Rate, tenant_multiple: u32) -> Limiters {
        Limiters::of_settings(&RateLimitSettings {
            read,
            anonymous: read,
            tenant_multiple: NonZeroU32::new(tenant_multiple).unwrap(),
            ..RateLimitSettings::default()
        })
        .unwrap()
    }

    fn actor(tenant: &str, subject: &str) -> Actor {
        Actor {
            tenant_id: TenantId::new(tenant),
            subject: subject.to_owned(),
            role: Role::Planner,
            agent_id: None,
            access: Access::Everything,
        }
    }

    fn passes(limiters: &Limiters, actor: &Actor) -> bool {
        limiters.take(LimitClass::Read, actor).unwrap().is_ok()
    }

    #[test]
    fn a_burst_passes_and_the_next_waits() {
        let limiters = limiters(rate(1, 3), 100);
        let ana = actor("bank", "key:ana");
        assert!((0..3).all(|_| passes(&limiters, &ana)));
        let refused = limiters
            .take(LimitClass::Read, &ana)
            .unwrap()
            .err()
            .unwrap();
        let Failure::RateLimited {
            class,
            wait_seconds,
        } = refused.failure
        else {
            panic!("{:?}", refused.failure);
        };
        assert_eq!((class, wait_seconds), ("read", 1));
        assert!(passes(&limiters, &actor("bank", "key:bo")), "others go on");
        let other_class = limiters.take(LimitClass::Write, &ana).unwrap();
        assert!(other_class.is_ok(), "and so do her changes");
    }

    #[test]
    fn all_of_a_tenant_together_have_a_limit_that_touches_no_other_tenant() {
        let limiters = limiters(rate(1, 2), 2);
        for key in ["key:a", "key:b"] {
            assert!((0..2).all(|_| passes(&limiters, &actor("bank", key))));
        }
        assert!(!passes(&limiters, &actor("bank", "key:c")));
        assert!(passes(&limiters, &actor("shop", "key:d")));
    }

    #[test]
    fn the_headers_tell_what_is_left() {
        let limiters = limiters(rate(10, 50), 3);
        let left = limiters
            .take(LimitClass::Read, &actor("bank", "key:ana"))
            .unwrap();
        let [(_, policy), (_, limit)] = left.ok().unwrap().headers();
        assert_eq!(policy, "\"read\";q=50;w=5, \"tenant\";q=150;w=5");
        assert_eq!(limit, "\"read\";r=49;t=1, \"tenant\";r=149;t=1");
    }

    #[test]
    fn an_address_has_a_limit_of_its_own_and_is_forgotten_when_it_rests() {
        let limiters = limiters(rate(1_000_000, 1), 1);
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        assert!(
            limiters
                .take_anonymous(LimitClass::Anonymous, address)
                .unwrap()
                .is_ok()
        );
        std::thread::sleep(std::time::Duration::from_millis(2));
        limiters.forget_the_idle();
        let kept = limiters.class(LimitClass::Anonymous).unwrap();
        assert!(kept.addresses.is_empty());
    }

    #[test]
    fn switched_off_there_are_none() {
        let settings = RateLimitSettings {
            enabled: false,
            ..RateLimitSettings::default()
        };
        assert!(Limiters::of_settings(&settings).is_none());
    }
}
