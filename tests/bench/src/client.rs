//! A small HTTP/1.1 client: keep-alive connections, one request at a time on each, answers read by their Content-Length.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// How many requests a second are answered on so many connections. Each connection goes round its own share of the requests.
pub async fn requests_a_second(server: SocketAddr, requests: &[Vec<u8>], connections: usize, time: Duration) -> Result<f64> {
    let mut running = JoinSet::new();
    let start = Instant::now();
    for nth in 0..connections {
        let own: Vec<_> = requests.iter().skip(nth % requests.len()).step_by(connections).cloned().collect();
        running.spawn(ask(server, own, start + time));
    }
    // The client never sleeps: waking it up would cost the server more, the slower it answers.
    let awake = tokio::spawn(async {
        loop {
            tokio::task::yield_now().await;
        }
    });
    let mut answered = 0;
    while let Some(done) = running.join_next().await {
        answered += done??;
    }
    awake.abort();
    Ok(answered as f64 / start.elapsed().as_secs_f64())
}

async fn ask(server: SocketAddr, requests: Vec<Vec<u8>>, until: Instant) -> Result<usize> {
    let mut stream = TcpStream::connect(server).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 16 * 1024];
    let mut answered = 0;
    for request in requests.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        stream.write_all(request).await?;
        answer(&mut stream, &mut buffer).await?;
        answered += 1;
    }
    Ok(answered)
}

/// Reads one answer to its end; anything but 200 ends the bench.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Result<()> {
    let mut filled = 0;
    loop {
        let read = stream.read(&mut buffer[filled..]).await?;
        ensure!(read > 0, "the server hung up");
        filled += read;
        let Some(end) = buffer[..filled].windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = std::str::from_utf8(&buffer[..end])?;
        if !head.starts_with("HTTP/1.1 200") {
            bail!("{}", head.lines().next().unwrap_or_default());
        }
        let length: usize = length(head).context("an answer without Content-Length")?;
        while filled < end + 4 + length {
            let read = stream.read(&mut buffer[filled..]).await?;
            ensure!(read > 0, "the server hung up");
            filled += read;
        }
        return Ok(());
    }
}

fn length(head: &str) -> Option<usize> {
    let (_, value) = head.lines().filter_map(|line| line.split_once(':')).find(|(name, _)| name.eq_ignore_ascii_case("content-length"))?;
    value.trim().parse().ok()
}
