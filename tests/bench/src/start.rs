//! From starting the service on an existing database to its first answer. The database is the demo township, made before by the same program.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::folder::{Folder, url};
use crate::measure::{median, millis};
use crate::roles;
use crate::table::Table;

const STARTS: usize = 7;
/// The first start tells a year of life in seven villages.
const LONGEST: Duration = Duration::from_secs(120);

pub fn bench(table: &mut Table) -> Result<()> {
    let folder = Folder::new()?;
    let file = folder.file("jifen.db");
    let first = start(&file)?;
    let later = (0..STARTS).map(|_| start(&file)).collect::<Result<Vec<_>>>()?;
    let against = format!("first start, with the demo year {}", millis(first));
    let later = median(later);
    table.against("start: existing township to /healthz", millis(later), against, later / first, "≤ 1 s");
    Ok(())
}

/// Starts, waits for the first answer, stops; the seconds until the answer.
fn start(file: &Path) -> Result<f64> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let project = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut command = roles::jifen()?;
    command.args(["serve", "--listen", &address.to_string(), "--database", &url(file)]);
    command.arg("--villages").arg(project.join("villages")).arg("--rules").arg(project.join("rules"));
    let began = Instant::now();
    let mut service = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let answered = wait(address, &mut service, began);
    stop(&mut service)?;
    answered
}

fn wait(address: SocketAddr, service: &mut Child, began: Instant) -> Result<f64> {
    while began.elapsed() < LONGEST {
        if healthy(address) {
            return Ok(began.elapsed().as_secs_f64());
        }
        if let Some(status) = service.try_wait()? {
            bail!("the service ended: {status}");
        }
        sleep(Duration::from_millis(1));
    }
    bail!("no answer within {} s", LONGEST.as_secs())
}

/// The socket listens before the villages are ready; only an answer counts.
fn healthy(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(LONGEST))?;
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}

/// Asks it to end as a service manager does, and waits.
fn stop(service: &mut Child) -> Result<()> {
    Command::new("kill").arg(service.id().to_string()).status().context("kill")?;
    service.wait()?;
    Ok(())
}
