//! The village of the stories behind a real port, in a world of its own.

use std::net::SocketAddr;
use std::sync::LazyLock;

use jifen::app::router;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;

use crate::world::{On, World};

/// What everybody who serves has chosen.
pub const PASSWORD: &str = "田埂上的青蛙 7";

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

/// Waits for what happens behind the pages.
pub fn wait<T>(happening: impl Future<Output = T>) -> T {
    RUNTIME.block_on(happening)
}

/// Serves routes on a port nobody else has.
pub fn serve(routes: axum::Router) -> (u16, JoinHandle<()>) {
    let listener = wait(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    (port, RUNTIME.spawn(async move { axum::serve(listener, service).await.unwrap() }))
}

/// A world and where its service listens.
pub struct Service {
    pub world: World,
    pub port: u16,
    running: JoinHandle<()>,
}

impl Service {
    /// The village as the stories begin it, with a rule that asks for a picture, and somebody of its township; everybody who serves has a password.
    pub fn begin() -> Self {
        let begin = |file: &str, text: String| match file {
            "staff.csv" => text + "S05,郑某0008,乡镇干部,\n",
            "rules.yaml" => text.replace("  公益服务:", "    庭院整洁: { 分值: 3, 凭证: 照片 }\n  公益服务:"),
            _ => text,
        };
        let world = wait(World::begun(On::Sqlite, begin)).unwrap();
        for number in ["S01", "S02", "S03", "S04", "S05"] {
            wait(world.house.doorkeeper.give_password(&world.village(), number, PASSWORD)).unwrap();
        }
        let (port, running) = serve(router::router(world.house.clone()));
        Self { world, port, running }
    }

    /// What an account can spend, as a program is told.
    pub fn available(&self, account: &str) -> String {
        wait(async { self.world.somebody(jifen::words::Role::Keeper).await.available(account).await })
    }

    /// The books must be in order, and nothing stays.
    pub fn end(self) {
        self.running.abort();
        wait(self.world.end());
    }
}
