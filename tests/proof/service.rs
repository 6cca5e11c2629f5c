//! The service in a process of its own, reached over TCP, with a village in a folder that is gone when the proof is over.

use std::fs::File;
use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;
use sqlx::sqlite::{SqliteConnectOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Row};

pub const JIFEN: &str = env!("CARGO_BIN_EXE_jifen");

pub const SERVE: [&str; 9] =
    ["serve", "--listen", "127.0.0.1:0", "--villages", "villages", "--rules", "rules", "--database", "sqlite://test.db"];

const API: &str = "/api/v1/villages/suanli";

/// The small village of the tests in a folder of its own.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("jifen_proof_{name}_{}", std::process::id()));
        let village = folder.join("villages/suanli");
        std::fs::create_dir_all(&village).unwrap();
        for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/village")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), village.join(file.file_name())).unwrap();
        }
        Self(folder)
    }

    /// Changes a file of the village.
    pub fn rewrite(&self, file: &str, from: &str, to: &str) {
        let path = self.0.join("villages/suanli").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        std::fs::write(path, text.replace(from, to)).unwrap();
    }

    /// A command; whether it went as wished, and what it said on both channels.
    pub fn run(&self, arguments: &[&str]) -> (bool, String) {
        let output = Command::new(JIFEN).args(arguments).env("JIFEN_DATABASE", "sqlite://test.db").current_dir(&self.0).output().unwrap();
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
        (output.status.success(), said)
    }

    pub fn token(&self, role: &str) -> String {
        let (done, said) = self.run(&["token", "--village", "suanli", "--role", role]);
        assert!(done, "{said}");
        said.lines().last().unwrap().to_owned()
    }

    /// What a query of a database of the folder gives, a row a line.
    pub fn run_sql(&self, file: &str, sql: &str) -> String {
        let file = self.0.join(file);
        let asking = async {
            let mut conn = SqliteConnectOptions::new().filename(file).connect().await.unwrap();
            let rows = sqlx::query(AssertSqlSafe(sql.to_owned())).fetch_all(&mut conn).await.unwrap();
            conn.close().await.unwrap();
            rows.iter().map(|row| (0..row.len()).map(|at| cell(row, at)).collect::<Vec<_>>().join("\t") + "\n").collect()
        };
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(asking)
    }

    /// A number out of a database of the folder.
    pub fn count(&self, file: &str, sql: &str) -> i64 {
        self.run_sql(file, sql).trim().parse().unwrap()
    }

    /// The files of its database under another name, or back.
    pub fn copy_database(&self, from: &str, to: &str) {
        for ending in ["", "-wal", "-shm"] {
            let [from, to] = [from, to].map(|name| self.0.join(format!("{name}{ending}")));
            let _ = std::fs::remove_file(&to);
            if from.exists() {
                std::fs::copy(from, to).unwrap();
            }
        }
    }
}

fn cell(row: &SqliteRow, at: usize) -> String {
    let text = row.try_get::<Option<String>, _>(at).or_else(|_| Ok(row.try_get::<Option<i64>, _>(at)?.map(|number| number.to_string())));
    let text: Result<Option<String>, sqlx::Error> = text;
    text.unwrap().unwrap_or_else(|| "-".to_owned())
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A service in a process of its own.
pub struct Service {
    pub process: Child,
    pub address: String,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Service {
    /// Starts it and waits until it says where it listens.
    pub fn start(folder: &Folder) -> Self {
        let mut command = Command::new(JIFEN);
        command.args(SERVE).current_dir(&folder.0);
        Self::begin(command)
    }

    pub fn begin(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines.by_ref().map(Result::unwrap).find_map(|line| Some(line.split_once("http://")?.1.split('/').next()?.to_owned()));
        Self { address: address.expect("the service says where it listens"), process, lines }
    }

    /// SIGKILL: no handler runs, nothing is flushed.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        assert!(Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status().unwrap().success());
    }

    /// Waits until it says so.
    pub fn says(&mut self, words: &str) {
        assert!(self.lines.by_ref().map(Result::unwrap).any(|line| line.contains(words)), "it never said {words}");
    }

    /// Waits until it is gone; its exit code.
    pub fn ended(mut self) -> Option<i32> {
        self.process.wait().unwrap().code()
    }

    pub fn get(&self, path: &str, token: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n");
        ask(&self.address, &request).unwrap()
    }
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub replayed: bool,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }
}

/// One act as it goes over the wire.
pub fn act(path: &str, token: &str, operation: &str, body: &str) -> String {
    format!(
        "POST {API}{path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Idempotency-Key: {operation}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// Sends a request; `None` unless all of the answer came.
pub fn ask(address: &str, request: &str) -> Option<Answer> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    answer(&mut stream)
}

/// The answer on a connection; `None` unless all of it came.
pub fn answer(stream: &mut TcpStream) -> Option<Answer> {
    let mut text = String::new();
    stream.read_to_string(&mut text).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse::<usize>().ok()?;
    let whole = Answer {
        status: head.split(' ').nth(1)?.parse().ok()?,
        replayed: head.contains("idempotency-replayed: true"),
        body: body.to_owned(),
    };
    (body.len() == length).then_some(whole)
}

/// A log on disk that the service knows nothing of: what stands in it was on disk before anybody went on.
pub struct Log(File);

impl Log {
    pub fn begin(path: &Path) -> Self {
        Self(File::options().create(true).append(true).open(path).unwrap())
    }

    pub fn write(&mut self, line: &str) {
        self.0.write_all(format!("{line}\n").as_bytes()).unwrap();
        self.0.sync_data().unwrap();
    }
}
