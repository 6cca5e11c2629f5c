//! Promise R1: what was acknowledged is on disk. The service is killed without warning while clients record deeds; the next start has every one.
//!
//! Promise R2 besides: what was sent and not acknowledged is sent again under the same operation id and counts once.
//!
//! Promise R8: a disk that takes nothing more stops writing; reading goes on, and when there is room again, so does writing.
//!
//! And a first start: killed while it fills a demo village, the next start fills it to the end.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

const JIFEN: &str = env!("CARGO_BIN_EXE_jifen");

/// A service in a process of its own.
struct Service {
    process: Child,
    address: String,
}

impl Service {
    /// Starts it and waits until it says where it listens.
    fn start(folder: &Path) -> Self {
        Self::begin(serve(folder))
    }

    fn begin(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.as_mut().unwrap()).lines();
        let address = lines.map(Result::unwrap).find_map(|line| Some(line.split_once("http://")?.1.split('/').next()?.to_owned())).unwrap();
        Self { process, address }
    }

    fn kill(mut self) {
        self.process.kill().unwrap(); // SIGKILL: no handler runs, nothing is flushed
        self.process.wait().unwrap();
    }
}

fn serve(folder: &Path) -> Command {
    let mut command = Command::new(JIFEN);
    command.args(SERVE).current_dir(folder);
    command
}

const SERVE: [&str; 9] =
    ["serve", "--listen", "127.0.0.1:0", "--villages", "villages", "--rules", "rules", "--database", "sqlite://test.db"];

/// Records a deed; the status of the answer and whether it repeats an earlier one.
fn record(address: &str, token: &str, operation: &str) -> Option<(u16, bool)> {
    let body = r#"{"rule":"签到","subject":"1-01-1","occurred_on":"2026-01-01"}"#;
    let request = format!(
        "POST /api/v1/villages/suanli/claims HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: {operation}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let answer = ask(address, &request)?;
    Some((answer.split(' ').nth(1)?.parse().ok()?, answer.contains("idempotency-replayed: true")))
}

fn ask(address: &str, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

fn run(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(JIFEN).args(arguments).current_dir(folder).output().unwrap();
    (output.status.success(), String::from_utf8(output.stdout).unwrap())
}

fn token(folder: &Path) -> String {
    let (done, said) = run(folder, &["token", "--database", "sqlite://test.db", "--village", "suanli", "--role", "grid_worker"]);
    assert!(done, "{said}");
    said.lines().last().unwrap().to_owned()
}

fn fresh_folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("jifen_kill_{name}_{}", std::process::id()));
    let village = folder.join("villages/suanli");
    std::fs::create_dir_all(&village).unwrap();
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/village")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), village.join(file.file_name())).unwrap();
    }
    folder
}

#[test]
fn a_killed_service_comes_back_with_everything_it_acknowledged() {
    let folder = fresh_folder("acts");
    let (told, acknowledged) = mpsc::channel();
    let mut kept = Vec::new();
    let mut sent = 0;
    for round in 0..3 {
        let service = Service::start(&folder);
        let token = token(&folder);
        let clients: Vec<_> = (0..4)
            .map(|client| {
                let (address, token, told) = (service.address.clone(), token.clone(), told.clone());
                std::thread::spawn(move || {
                    let operations = (0..).map(|number| format!("{round}-{client}-{number}"));
                    operations
                        .take_while(|operation| {
                            record(&address, &token, operation) == Some((201, false)) && told.send(operation.clone()).is_ok()
                        })
                        .count()
                })
            })
            .collect();
        kept.extend(acknowledged.iter().take(60));
        service.kill();
        sent += clients.into_iter().map(|client| client.join().unwrap() + 1).sum::<usize>();
        kept.extend(acknowledged.try_iter());
    }
    let service = Service::start(&folder);
    let token = token(&folder);
    // Everything acknowledged is there: sent again, it is only repeated.
    assert!(kept.iter().all(|operation| record(&service.address, &token, operation) == Some((201, true))));
    service.kill();
    let (sound, said) = run(&folder, &["verify", "--database", "sqlite://test.db"]);
    assert!(sound, "{said}");
    let entries: usize = said.split('：').nth(1).unwrap().split(' ').next().unwrap().parse().unwrap();
    let awards = entries - 1; // the fund's allocation
    assert!((kept.len()..=sent).contains(&awards), "{} acknowledged, {sent} sent, {awards} in the ledger", kept.len());
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_first_start_that_was_killed_is_told_to_its_end() {
    let folder = fresh_folder("tale");
    std::fs::write(folder.join("villages/suanli/demo.yaml"), "{有积分: 3, 换过东西: 1, 记录: 600}").unwrap();
    let mut first = serve(&folder).env("JIFEN_LOG", "info").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let log = BufReader::new(first.stderr.as_mut().unwrap()).lines();
    assert!(log.map(Result::unwrap).any(|line| line.contains("month-4")), "the year is told month by month");
    first.kill().unwrap();
    first.wait().unwrap();
    let second = Service::start(&folder);
    let page = ask(&second.address, "GET /villages/suanli HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
    assert!(page.contains("有积分 3 人") && page.contains("换过东西 1 人"), "{page}");
    second.kill();
    let (sound, said) = run(&folder, &["verify", "--database", "sqlite://test.db"]);
    assert!(sound, "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The system lets a process write files up to a size and no further: to the process that is a disk that takes nothing more.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_takes_nothing_more_stops_writing_and_not_reading() {
    let folder = fresh_folder("full");
    Service::start(&folder).kill();
    // Room for a few hundred acts beside what an empty village takes, however many tables that is; counted in blocks of 512 bytes.
    let empty: u64 =
        ["test.db", "test.db-wal"].iter().filter_map(|name| std::fs::metadata(folder.join(name)).ok()).map(|file| file.len()).sum();
    let limit = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", empty / 512 + 1_000);
    let mut limited = Command::new("sh");
    limited.args(["-c", &limit, JIFEN]).args(SERVE).current_dir(&folder);
    let service = Service::begin(limited);
    let (token, address) = (token(&folder), &service.address);
    let get = |path: &str| {
        ask(address, &format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n")).unwrap()
    };
    let taken = (0..20_000).take_while(|number| record(address, &token, &format!("op-{number}")) == Some((201, false))).count();
    assert!((1..20_000).contains(&taken), "{taken}");
    assert_eq!(record(address, &token, "one-more"), Some((503, false)));
    assert!(get("/api/v1/villages/suanli/accounts/1-01-1").contains(&format!(r#""posted":"{taken}.00""#)), "{taken}");
    assert!(get("/villages/suanli").contains("账本现在写不进去，只能查"));
    assert!(get("/readyz").starts_with("HTTP/1.1 503"));
    let room = Command::new("prlimit").args(["--pid", &service.process.id().to_string(), "--fsize=unlimited:"]).status().unwrap();
    assert!(room.success());
    assert_eq!(record(address, &token, "one-more"), Some((201, false)), "it goes on by itself");
    assert!(!get("/villages/suanli").contains("账本现在写不进去"));
    // What nobody could say of is on disk or not, but never twice.
    assert!(record(address, &token, &format!("op-{taken}")).is_some_and(|(status, _)| status == 201));
    service.kill();
    let (sound, said) = run(&folder, &["verify", "--database", "sqlite://test.db"]);
    assert!(sound, "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}
