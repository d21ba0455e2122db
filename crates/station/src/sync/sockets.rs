//! What the kernel tells of this program's connections (sock_diag(7)): what the other end has acknowledged, also behind a hole that a
//! lost packet left (selective acknowledgements, RFC 2018). Linux alone tells.

/// A connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Connection {
    /// Its own port.
    pub(super) port: u16,
    /// Bytes that the other end has acknowledged since it was opened.
    pub(super) acknowledged: u64,
    /// Bytes that were handed over and that nobody has acknowledged.
    pub(super) unacknowledged: u64,
}

/// The connections of this program to a port; `None` where the system does not tell. One that waits for its first answer is none
/// yet: looks whether the line is back come and go.
#[cfg(not(target_os = "linux"))]
pub(super) fn connections_to(_: u16) -> Option<Vec<Connection>> {
    None
}

#[cfg(target_os = "linux")]
pub(super) use linux::connections_to;

#[cfg(target_os = "linux")]
mod linux {
    use super::Connection;
    use netlink_packet_core::{
        NLM_F_DUMP, NLM_F_REQUEST, NetlinkHeader, NetlinkMessage, NetlinkPayload,
    };
    use netlink_packet_sock_diag::{
        SockDiagMessage,
        constants::{AF_INET, AF_INET6, IPPROTO_TCP},
        inet::{ExtensionFlags, InetRequest, InetResponse, SocketId, StateFlags, nlas::Nla},
    };
    use netlink_sys::{Socket, SocketAddr, protocols::NETLINK_SOCK_DIAG};
    use std::{collections::BTreeSet, fs};

    /// Bytes of one answer: the kernel fills a page or two.
    const ANSWER: usize = 32 * 1024;

    pub(in super::super) fn connections_to(port: u16) -> Option<Vec<Connection>> {
        let own = own_sockets()?;
        let mut found = told(AF_INET, SocketId::new_v4())?;
        // A machine may be without IPv6.
        found.extend(told(AF_INET6, SocketId::new_v6()).unwrap_or_default());
        let ours = found.iter().filter(|socket| {
            let header = &socket.header;
            header.socket_id.destination_port == port && own.contains(&header.inode)
        });
        Some(ours.filter_map(connection).collect())
    }

    fn own_sockets() -> Option<BTreeSet<u32>> {
        let names = fs::read_dir("/proc/self/fd").ok()?.flatten();
        let targets = names.filter_map(|name| fs::read_link(name.path()).ok());
        let inode = |target: std::path::PathBuf| {
            let text = target.to_str()?.strip_prefix("socket:[")?;
            text.strip_suffix(']')?.parse().ok()
        };
        Some(targets.filter_map(inode).collect())
    }

    fn connection(socket: &InetResponse) -> Option<Connection> {
        let tcp = socket.nlas.iter().find_map(|nla| {
            if let Nla::TcpInfo(tcp) = nla {
                Some(tcp)
            } else {
                None
            }
        })?;
        let behind_holes = u64::from(tcp.sacked) * u64::from(tcp.snd_mss);
        Some(Connection {
            port: socket.header.socket_id.source_port,
            acknowledged: tcp.bytes_acked + behind_holes,
            unacknowledged: u64::from(socket.header.send_queue).saturating_sub(behind_holes),
        })
    }

    /// All TCP connections of the machine in one family of addresses.
    fn told(family: u8, any: SocketId) -> Option<Vec<InetResponse>> {
        let mut header = NetlinkHeader::default();
        header.flags = NLM_F_REQUEST | NLM_F_DUMP;
        let request = InetRequest {
            family,
            protocol: IPPROTO_TCP,
            extensions: ExtensionFlags::INFO,
            states: StateFlags::all() - StateFlags::SYN_SENT - StateFlags::LISTEN,
            socket_id: any,
        };
        let mut message = NetlinkMessage::new(header, SockDiagMessage::InetRequest(request).into());
        message.finalize();
        let mut bytes = vec![0; message.buffer_len()];
        message.serialize(&mut bytes);
        let socket = Socket::new(NETLINK_SOCK_DIAG).ok()?;
        // The kernel answers before it returns, so nothing is waited for.
        socket.set_non_blocking(true).ok()?;
        socket.connect(&SocketAddr::new(0, 0)).ok()?;
        socket.send(&bytes, 0).ok()?;
        let mut found = Vec::new();
        let mut answer = vec![0; ANSWER];
        loop {
            let length = socket.recv(&mut &mut answer[..], 0).ok()?;
            let mut rest = answer.get(..length)?;
            while !rest.is_empty() {
                let message = NetlinkMessage::<SockDiagMessage>::deserialize(rest).ok()?;
                if matches!(message.payload, NetlinkPayload::Done(_)) {
                    return Some(found);
                }
                let NetlinkPayload::InnerMessage(SockDiagMessage::InetResponse(socket)) =
                    message.payload
                else {
                    return None;
                };
                found.push(*socket);
                let padded = (message.header.length as usize).next_multiple_of(4);
                rest = rest.get(padded..).unwrap_or_default();
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use std::{
        collections::BTreeSet,
        io::Write as _,
        net::{TcpListener, TcpStream},
    };

    #[test]
    fn many_connections_are_all_told_with_what_each_has_brought() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut both = Vec::new();
        // Far more than the kernel tells in one message.
        for bytes in 0..300 {
            let mut near = TcpStream::connect(("127.0.0.1", port)).unwrap();
            near.write_all(&vec![1; bytes]).unwrap();
            both.push((near, listener.accept().unwrap()));
        }
        let told = connections_to(port).unwrap();
        let ports: BTreeSet<u16> = told.iter().map(|one| one.port).collect();
        assert_eq!((told.len(), ports.len()), (300, 300));
        // The first byte is the handshake's.
        let brought: BTreeSet<u64> = told.iter().map(|one| one.acknowledged).collect();
        assert_eq!(brought, (1..=300).collect());
        assert!(told.iter().all(|one| one.unacknowledged == 0));
        drop(both);
        assert!(connections_to(port).unwrap().is_empty());
    }
}
