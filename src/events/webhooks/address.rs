//! Which addresses a webhook may be sent to: those of the public internet.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// IPv4 blocks that are not of the public internet: the IANA IPv4 Special-Purpose Address Registry (RFC 6890 and its
/// successors), multicast (RFC 5771) and the reserved rest.
const SPECIAL_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),       // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local, and the clouds' metadata services in it
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 relays
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// IPv6 blocks inside global unicast (2000::/3) that do not lead to one public host: the IANA IPv6 Special-Purpose Address
/// Registry. Everything outside 2000::/3 is refused as a whole: loopback, unique local, link-local, multicast, NAT64.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4: an IPv4 address in disguise
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// Whether an address is of the public internet. An IPv4 address mapped into IPv6 is judged as what it is.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => !SPECIAL_V4.iter().any(|(block, bits)| {
            shares_prefix(v4.to_bits().into(), block.to_bits().into(), 32, *bits)
        }),
        IpAddr::V6(v6) => {
            let is_in =
                |block: &Ipv6Addr, bits| shares_prefix(v6.to_bits(), block.to_bits(), 128, bits);
            is_in(&Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3)
                && !SPECIAL_V6.iter().any(|(block, bits)| is_in(block, *bits))
        }
    }
}

/// Whether the first `bits` of two addresses of `length` bits are the same; `bits` is at least 1.
fn shares_prefix(one: u128, other: u128, length: u32, bits: u32) -> bool {
    (one ^ other) >> (length - bits) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case::this_network("0.0.0.0")]
    #[case::private_a("10.1.2.3")]
    #[case::carrier_grade_nat("100.64.0.1")]
    #[case::carrier_grade_nat_end("100.127.255.255")]
    #[case::loopback("127.0.0.1")]
    #[case::another_loopback("127.255.0.9")]
    #[case::metadata("169.254.169.254")]
    #[case::private_b("172.16.0.1")]
    #[case::private_b_end("172.31.255.255")]
    #[case::private_c("192.168.1.1")]
    #[case::benchmarks("198.19.255.255")]
    #[case::multicast("224.0.0.1")]
    #[case::broadcast("255.255.255.255")]
    #[case::loopback_v6("::1")]
    #[case::unspecified_v6("::")]
    #[case::mapped_loopback("::ffff:127.0.0.1")]
    #[case::mapped_metadata("::ffff:169.254.169.254")]
    #[case::compatible_loopback("::127.0.0.1")]
    #[case::nat64("64:ff9b::10.0.0.1")]
    #[case::unique_local("fd00:ec2::254")]
    #[case::link_local("fe80::1")]
    #[case::site_local("fec0::1")]
    #[case::multicast_v6("ff02::1")]
    #[case::six_to_four("2002:7f00:1::")]
    #[case::teredo("2001::1")]
    #[case::documentation_v6("2001:db8::1")]
    fn an_address_that_is_not_public_is_refused(#[case] address: IpAddr) {
        assert!(!is_public(address));
    }

    #[rstest]
    #[case("1.1.1.1")]
    #[case("9.255.255.255")]
    #[case("11.0.0.0")]
    #[case("100.63.255.255")]
    #[case("100.128.0.0")]
    #[case("172.15.255.255")]
    #[case("172.32.0.0")]
    #[case("192.167.255.255")]
    #[case("223.255.255.255")]
    #[case("::ffff:1.1.1.1")]
    #[case("2606:4700:4700::1111")]
    #[case("2a00:1450:4001::1")]
    fn a_public_address_is_taken_up_to_the_edges_of_the_special_blocks(#[case] address: IpAddr) {
        assert!(is_public(address));
    }
}
