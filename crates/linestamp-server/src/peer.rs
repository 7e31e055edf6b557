//! Who is at the other end of a connection.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::Extensions;

/// The address that a connection comes from: the last proxy's, if there are any.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(IpAddr);

impl From<SocketAddr> for Peer {
    fn from(address: SocketAddr) -> Peer {
        Peer(address.ip())
    }
}

/// The address by which a caller is counted. Of IPv6 it is the network, of which one caller has all
/// addresses; of a connection that does not say where it comes from, one and the same.
pub(crate) fn counted(extensions: &Extensions) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<Peer>>();
    match peer.map(|ConnectInfo(Peer(address))| address.to_canonical()) {
        Some(IpAddr::V6(address)) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        Some(address) => address,
        None => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
    }
}
