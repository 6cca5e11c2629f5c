//! Reading an account over HTTP, beside an empty handler in the same process: one worker thread for the server, one for the client, loopback only.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum::routing::get;
use jifen::app::{House, router};
use jifen::words::Role;
use tokio::net::TcpListener;

use crate::client::requests_a_second;
use crate::folder::Folder;
use crate::measure::{median, per_second};
use crate::table::Table;
use crate::village;

const CONNECTIONS: usize = 32;
const TIME: Duration = Duration::from_secs(3);
const ROUNDS: usize = 3;

pub fn bench(table: &mut Table) -> Result<()> {
    let folder = Folder::new()?;
    let (tell, told) = mpsc::channel();
    let file = folder.file("jifen.db");
    // It serves until the process ends.
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        runtime.block_on(serve(&file, &tell))
    });
    let up: Up = told.recv().context("the server did not come up")?;
    let client = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    client.block_on(compare(table, &up))
}

/// Where the two servers listen, and with what to sign in.
struct Up {
    jifen: SocketAddr,
    empty: SocketAddr,
    token: String,
}

async fn serve(file: &std::path::Path, tell: &mpsc::Sender<Up>) -> Result<()> {
    let house: House = village::settled(file).await?;
    let token = house.doorkeeper.mint(&village::id()?, Role::Secretary, None).await.map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
    let (jifen, empty) = (TcpListener::bind("127.0.0.1:0").await?, TcpListener::bind("127.0.0.1:0").await?);
    tell.send(Up { jifen: jifen.local_addr()?, empty: empty.local_addr()?, token })?;
    let nothing = Router::new().route("/", get(|| async {}));
    let (jifen, empty) = (axum::serve(jifen, router::router(house)), axum::serve(empty, nothing));
    tokio::try_join!(jifen.into_future(), empty.into_future())?;
    Ok(())
}

async fn compare(table: &mut Table, up: &Up) -> Result<()> {
    let of = |nth| account_request(up, &village::number(nth));
    let accounts: Vec<_> = (0..village::RESIDENTS).map(of).collect::<Result<_>>()?;
    let nothing = [b"GET / HTTP/1.1\r\nHost: bench\r\n\r\n".to_vec()];
    let (mut ours, mut empties, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let empty = requests_a_second(up.empty, &nothing, CONNECTIONS, TIME).await?;
        let jifen = requests_a_second(up.jifen, &accounts, CONNECTIONS, TIME).await?;
        ours.push(jifen);
        empties.push(empty);
        ratios.push(jifen / empty);
    }
    let against = format!("empty handler {}", per_second(median(empties)));
    table.against("http: an account, 32 connections", per_second(median(ours)), against, median(ratios), "≥ 0.50");
    Ok(())
}

fn account_request(up: &Up, number: &str) -> Result<Vec<u8>> {
    let (village, token) = (village::id()?, &up.token);
    let path = format!("/api/v1/villages/{village}/accounts/{number}");
    Ok(format!("GET {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n").into_bytes())
}
