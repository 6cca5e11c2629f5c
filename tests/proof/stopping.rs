//! Told to stop (SIGTERM), the service takes nothing more, answers what it has taken and closes its books; told again it does not wait.

use std::io::Write;
use std::net::TcpStream;

use super::service::{Folder, Service, act, answer, ask};

/// A request of which half has been sent: the service has begun on it.
struct Half {
    stream: TcpStream,
    rest: String,
}

impl Half {
    fn sent(service: &Service, token: &str, operation: &str) -> Self {
        let request = act("/claims", token, operation, r#"{"rule":"签到","subject":"1-01-1","occurred_on":"2026-01-01"}"#);
        // Another request on the same connection was answered before: so this one was read up to its middle when the next is answered.
        let (first, rest) = request.split_at(request.len() - 20);
        let mut stream = TcpStream::connect(&service.address).unwrap();
        stream.write_all(first.as_bytes()).unwrap();
        Self { stream, rest: rest.to_owned() }
    }

    fn ended(mut self) -> Option<super::service::Answer> {
        self.stream.write_all(self.rest.as_bytes()).ok()?;
        answer(&mut self.stream)
    }
}

#[test]
fn told_once_it_drains_told_twice_it_ends() {
    let folder = Folder::new("stopping");
    let mut service = Service::start(&folder);
    let token = folder.token("grid_worker");
    let half = Half::sent(&service, &token, "taken");
    // Answered after the half request came in, so that has been taken, too.
    while service.get("/metrics", "").body.lines().all(|line| line != "jifen_requests_in_flight 2") {}
    service.terminate();
    service.says("正在停");
    let taken = half.ended().expect("what was taken is answered");
    assert_eq!((taken.status, taken.replayed), (201, false), "{taken:?}");
    service.says("已停止，账都在盘上");
    assert_eq!(ask(&service.address, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), None, "nothing more is taken");
    assert_eq!(service.ended(), Some(0));
    assert!(!folder.0.join("test.db-wal").exists(), "the books are closed: nothing waits beside the file");

    let mut service = Service::start(&folder);
    let half = Half::sent(&service, &token, "not-waited-for");
    while service.get("/metrics", "").body.lines().all(|line| line != "jifen_requests_in_flight 2") {}
    service.terminate();
    service.says("正在停");
    service.terminate();
    service.says("马上停了");
    assert_eq!(service.ended(), Some(1));
    assert_eq!(half.ended(), None, "nobody was told that it was done");
    let (sound, said) = folder.run(&["verify"]);
    assert!(sound, "{said}");
    assert_eq!(folder.count("test.db", "SELECT COUNT(*) FROM claims"), 1);
}
