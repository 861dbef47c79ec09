//! The address a request comes from: to count by, and sealed for the history
//! (附表十: 發生位置). It is not logged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{Extensions, HeaderMap, request::Parts},
};

use super::Office;
use crate::history::SealedAddress;

/// The client as it is counted: an IPv4 address, or the network of an IPv6 one,
/// for whoever has one of those has a whole network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Client(IpAddr);

impl Client {
    fn new(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            address => address,
        })
    }
}

impl FromRequestParts<Office> for Client {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Self::Rejection> {
        // Without a connection, as in tests, everybody is one client.
        let address = address(office, &parts.extensions, &parts.headers);
        Ok(Self::new(address.unwrap_or(Ipv4Addr::UNSPECIFIED.into())))
    }
}

/// The whole address, sealed.
pub(crate) struct Whence(pub(crate) Option<SealedAddress>);

impl FromRequestParts<Office> for Whence {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, office: &Office) -> Result<Self, Self::Rejection> {
        Ok(Self(sealed_address(office, &parts.extensions, &parts.headers)))
    }
}

/// Where a request came from, as the history keeps it.
pub(crate) fn sealed_address(
    office: &Office,
    extensions: &Extensions,
    headers: &HeaderMap,
) -> Option<SealedAddress> {
    address(office, extensions, headers).map(|address| office.unit.vault.seal_address(address))
}

fn address(office: &Office, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    let proxies = &office.unit.settings.access.trusted_proxies;
    Some(behind(peer.ip().to_canonical(), headers, proxies))
}

/// Each proxy appends where a request came from: read from the end, the first
/// address that is no proxy of ours is the client. What stands before it, anybody
/// may have written.
fn behind(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut client = peer;
    for hop in hops.iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !proxies.contains(&client) {
            break;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(peer: &str, forwarded: &[&str], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let proxies = ["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        assert_eq!(behind(peer.parse().unwrap(), &headers, &proxies), expected.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn only_a_trusted_proxy_may_name_another_address() {
        check("192.0.2.7", &["203.0.113.9"], "192.0.2.7");
        check("10.0.0.1", &["203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["198.51.100.1, 203.0.113.9"], "203.0.113.9");
        check("10.0.0.1", &["198.51.100.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9");
        check("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1");
        check("10.0.0.1", &[], "10.0.0.1");
    }

    #[test]
    fn a_network_of_ipv6_addresses_is_one_client() {
        let client = |text: &str| Client::new(text.parse().unwrap());
        assert_eq!(client("2001:db8:1:2::7"), client("2001:db8:1:2:ffff::9"));
        assert_ne!(client("2001:db8:1:2::7"), client("2001:db8:1:3::7"));
        assert_eq!(client("::ffff:192.0.2.7"), client("192.0.2.7"));
        assert_ne!(client("192.0.2.7"), client("192.0.2.8"));
    }
}
