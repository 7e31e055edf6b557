//! A TCP proxy that cuts the first connections in the middle, and passes the others through.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Where a connection is cut.
#[derive(Clone, Copy)]
pub(crate) enum Cut {
    /// After so many bytes of the request, before it is whole.
    Request(usize),
    /// After so many bytes of the answer.
    Answer(usize),
}

/// Listens on a free port for as long as the process runs; gives the address.
pub(crate) fn start(server: SocketAddr, cuts: Vec<Cut>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut cuts = cuts.into_iter();
        for connection in listener.incoming() {
            let (Ok(client), cut) = (connection, cuts.next()) else { return };
            thread::spawn(move || pass(client, server, cut));
        }
    });
    address
}

fn pass(client: TcpStream, server: SocketAddr, cut: Option<Cut>) {
    let Ok(server) = TcpStream::connect(server) else { return };
    let (from_client, from_server) = match cut {
        None => (usize::MAX, usize::MAX),
        Some(Cut::Request(bytes)) => (bytes, 0),
        Some(Cut::Answer(bytes)) => (usize::MAX, bytes),
    };
    let (client_too, server_too) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || copy(client_too, server_too, from_client));
    copy(server, client, from_server);
}

/// Copies until there were that many bytes, of which no more are passed on; then cuts both.
fn copy(mut from: TcpStream, mut to: TcpStream, most: usize) {
    let mut left = most;
    let mut buffer = [0; 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        let passed = read.min(left);
        left -= passed;
        if to.write_all(&buffer[..passed]).is_err() || passed < read {
            break;
        }
    }
    // The other side may be gone already.
    let _ = from.shutdown(Shutdown::Both).and(to.shutdown(Shutdown::Both));
}
