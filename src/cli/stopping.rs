//! How a running service stops. Told once (SIGTERM from whatever keeps it running, Ctrl-C from somebody at the machine) it takes nothing more, ends and
//! answers what it has taken, and closes its books. Told twice it ends at once; what was answered is on disk all the same.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::output::announce;

/// As long as the longest request may take. Somebody who opened a connection and says nothing holds nobody up for longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// How it stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stopped {
    /// Everything that was taken was answered.
    Drained,
    /// Somebody could not wait.
    AtOnce,
}

/// What the process is told from outside. From the moment it listens no signal ends it unasked.
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    pub(super) fn listen() -> Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
        }
        #[cfg(not(unix))]
        Ok(Self {})
    }

    /// Waits until it is told to stop, once.
    async fn told(&mut self) {
        #[cfg(unix)]
        tokio::select! { _ = self.terminate.recv() => {}, _ = self.interrupt.recv() => {} }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }

    /// Serves until told to stop.
    pub(super) async fn serve(&mut self, listener: TcpListener, service: axum::Router) -> Result<Stopped> {
        let (stop, stopping) = oneshot::channel::<()>();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(async move { drop(stopping.await) });
        let hurry = async move {
            self.told().await;
            announce!("正在停：不再接新的，办到一半的办完。再说一次，马上停。");
            drop(stop);
            tokio::select! { () = self.told() => Stopped::AtOnce, () = tokio::time::sleep(PATIENCE) => Stopped::Drained }
        };
        tokio::select! {
            served = serving.into_future() => served.map(|()| Stopped::Drained).map_err(Into::into),
            stopped = hurry => Ok(stopped),
        }
    }
}
