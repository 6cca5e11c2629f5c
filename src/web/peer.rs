//! Who is at the other end of a connection, and how often they may ask.
//!
//! Limits are generous: they keep one machine that runs wild from everybody else's way, nothing more. Whoever asks from the machine itself is not
//! limited. A proxy in front must say for whom it asks (`X-Forwarded-For`); what it says is believed only if it stands on this machine.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Mutex;

use axum::extract::{ConnectInfo, Request};
use axum::http::{Extensions, HeaderMap};

use crate::words::Moment;

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// From this machine, by nobody's order.
    Here,
    /// From an address; of an IPv6 address only the network, which one household has for itself.
    From(IpAddr),
    /// Nobody knows: there is no connection, as in tests.
    Unknown,
}

impl Peer {
    /// Told by the connection and, behind a proxy on this machine, by what the proxy says.
    pub fn of(request: &Request) -> Self {
        Self::told(request.extensions(), request.headers())
    }

    /// The same of a request that has been taken apart.
    pub fn told(extensions: &Extensions, headers: &HeaderMap) -> Self {
        let Some(ConnectInfo(address)) = extensions.get::<ConnectInfo<SocketAddr>>() else { return Self::Unknown };
        if !address.ip().is_loopback() {
            return Self::From(network(address.ip()));
        }
        match forwarded(headers) {
            None => Self::Here,
            Some(said) => Self::From(network(said.unwrap_or(address.ip()))),
        }
    }
}

/// For whom a proxy asks; `Some(None)` if it says so in a way nobody can read. The last address is the one the proxy has seen itself.
fn forwarded(headers: &HeaderMap) -> Option<Option<IpAddr>> {
    let said = headers.get_all("x-forwarded-for").iter().next_back();
    let said = said.map(|said| said.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    said.or_else(|| headers.contains_key("forwarded").then_some(None))
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address => address,
    }
}

/// The most addresses that are remembered at once.
const MOST: usize = 10_000;

/// How often each address may ask: so many at once, and one more each interval.
pub struct Pace {
    interval_ms: i64,
    at_once: i64,
    /// When an address will have made good what it has asked for.
    good_at: Mutex<HashMap<IpAddr, i64>>,
}

impl Pace {
    /// `at_once` requests, and one more every `interval_ms` milliseconds.
    pub fn new(at_once: i64, interval_ms: i64) -> Self {
        Self { interval_ms, at_once, good_at: Mutex::default() }
    }

    /// Counts a request. `Err` with the seconds to wait if it is one too many; that one is not counted.
    pub fn take(&self, peer: Peer, now: Moment) -> Result<(), i64> {
        let Peer::From(address) = peer else { return Ok(()) };
        let Ok(mut good_at) = self.good_at.lock() else { return Ok(()) };
        let now = now.millis();
        if good_at.len() >= MOST && !good_at.contains_key(&address) {
            good_at.retain(|_, at| *at > now);
            if good_at.len() >= MOST {
                good_at.clear();
            }
        }
        let at = good_at.entry(address).or_insert(now);
        let next = now.max(*at) + self.interval_ms;
        let wait_ms = next - now - self.at_once * self.interval_ms;
        if wait_ms > 0 {
            return Err((wait_ms + 999) / 1000);
        }
        *at = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Moment {
        Moment::from_millis(0).plus_seconds(seconds)
    }

    fn from(address: &str) -> Peer {
        Peer::From(address.parse().unwrap())
    }

    #[test]
    fn so_many_at_once_and_then_one_each_interval() {
        let pace = Pace::new(3, 10_000);
        let (one, other) = (from("10.0.0.1"), from("10.0.0.2"));
        assert_eq!([0, 0, 0, 0].map(|second| pace.take(one, at(second))), [Ok(()), Ok(()), Ok(()), Err(10)]);
        assert_eq!(pace.take(other, at(0)), Ok(()), "others are not held up");
        assert_eq!([pace.take(one, at(9)), pace.take(one, at(10)), pace.take(one, at(10))], [Err(1), Ok(()), Err(10)]);
        assert_eq!(pace.take(one, at(1000)), Ok(()));
        assert!((0..99).all(|_| pace.take(Peer::Here, at(0)).is_ok() && pace.take(Peer::Unknown, at(0)).is_ok()));
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        let peer = |address: &str, header: Option<(&str, &str)>| {
            let mut request = Request::new(axum::body::Body::empty());
            request.extensions_mut().insert(ConnectInfo(address.parse::<SocketAddr>().unwrap()));
            if let Some((name, value)) = header {
                request.headers_mut().insert(axum::http::HeaderName::try_from(name).unwrap(), value.parse().unwrap());
            }
            Peer::of(&request)
        };
        assert_eq!(peer("127.0.0.1:5", None), Peer::Here);
        assert_eq!(peer("127.0.0.1:5", Some(("x-forwarded-for", "1.1.1.1, 203.0.113.9"))), from("203.0.113.9"));
        assert_eq!(peer("203.0.113.7:5", Some(("x-forwarded-for", "127.0.0.1"))), from("203.0.113.7"));
        assert_eq!(peer("127.0.0.1:5", Some(("x-forwarded-for", "nobody"))), from("127.0.0.1"));
        assert_eq!(peer("127.0.0.1:5", Some(("forwarded", "for=1.1.1.1"))), from("127.0.0.1"));
        assert_eq!(peer("[2001:db8:1:2:3:4:5:6]:5", None), from("2001:db8:1:2::"));
        assert_eq!(Peer::of(&Request::new(axum::body::Body::empty())), Peer::Unknown);
    }
}
