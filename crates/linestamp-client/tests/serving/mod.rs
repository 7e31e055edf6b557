//! A server for as long as the process runs, shared by the tests that are programs of their own.

use std::net::{SocketAddr, TcpListener};
use std::thread;

use axum::Router;

/// Serves an app on a free port of this machine, on a thread of its own; connections wait for it from now on.
pub(crate) fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.unwrap().block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address
}
