//! Promise R8: a disk that takes nothing more stops writing; reading goes on, and when there is room again, so does writing. Nothing is lost or doubled.

#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::Command;

use super::service::{Folder, JIFEN, SERVE, Service, act, ask};

fn deed(service: &Service, token: &str, operation: &str) -> Option<(u16, bool)> {
    let body = r#"{"rule":"签到","subject":"1-01-1","occurred_on":"2026-01-01"}"#;
    ask(&service.address, &act("/claims", token, operation, body)).map(|answer| (answer.status, answer.replayed))
}

/// Acts until nothing is taken any more; `make_room` ends that; what was told before and after.
fn fills(service: &Service, token: &str, sentence: &str, make_room: impl FnOnce(u32)) {
    let page = || service.get("/villages/suanli", token).body;
    let taken = (0..20_000).take_while(|number| deed(service, token, &format!("op-{number}")) == Some((201, false))).count();
    assert!((1..20_000).contains(&taken), "{taken}");
    assert_eq!(deed(service, token, "one-more"), Some((503, false)));
    assert!(service.get("/api/v1/villages/suanli/accounts/1-01-1", token).body.contains(&format!(r#""posted":"{taken}.00""#)), "{taken}");
    assert!(page().contains(sentence), "{}", page());
    assert_eq!(service.get("/readyz", "").status, 503);
    make_room(service.process.id());
    assert_eq!(deed(service, token, "one-more"), Some((201, false)), "it goes on by itself");
    assert!(!page().contains(sentence));
    // What nobody could say of is on disk or not, but never twice.
    assert!(deed(service, token, &format!("op-{taken}")).is_some_and(|(status, _)| status == 201));
    println!("proof disk: {taken} acts before it was full");
}

/// The system lets a process write files up to a size and no further: to the process that is a write that fails (`SQLITE_IOERR_WRITE`).
#[test]
fn a_disk_with_faults_stops_writing_and_not_reading() {
    let folder = Folder::new("faults");
    Service::start(&folder).kill();
    // Room for a few hundred acts beside what an empty village takes, however many tables that is; counted in blocks of 512 bytes.
    let files = ["test.db", "test.db-wal"].map(|name| std::fs::metadata(folder.0.join(name)).map_or(0, |file| file.len()));
    let limit = format!("trap '' XFSZ; ulimit -S -f {}; exec \"$0\" \"$@\"", files.iter().sum::<u64>() / 512 + 1_000);
    let mut limited = Command::new("sh");
    limited.args(["-c", &limit, JIFEN]).args(SERVE).current_dir(&folder.0);
    let service = Service::begin(limited);
    fills(&service, &folder.token("grid_worker"), "账本现在写不进去，只能查", |pid| {
        let room = Command::new("prlimit").args(["--pid", &pid.to_string(), "--fsize=unlimited:"]).status().unwrap();
        assert!(room.success());
    });
    service.kill();
    let (sound, said) = folder.run(&["verify"]);
    assert!(sound, "{said}");
}

/// A disk of so many megabytes that the service alone sees, where the system allows that; `sh` goes on in it.
fn small_disk(at: &str, megabytes: u64, then: &str) -> Command {
    let script = format!("mount -t tmpfs -o size={megabytes}m tmpfs {at} && {then}");
    let mut command = Command::new("unshare");
    command.args(["--user", "--mount", "--map-root-user", "sh", "-c", &script]);
    command
}

/// A disk that is really full (`SQLITE_FULL`), until somebody deletes something.
#[test]
fn a_full_disk_stops_writing_and_not_reading() {
    let folder = Folder::new("full");
    let disk = folder.0.join("disk");
    std::fs::create_dir_all(&disk).unwrap();
    if !small_disk(&disk.display().to_string(), 1, "true").output().is_ok_and(|output| output.status.success()) {
        println!("left out: this system lets nobody mount a disk of their own");
        return;
    }
    Service::start(&folder).kill();
    let token = folder.token("grid_worker");
    let files = ["test.db", "test.db-wal"].map(|name| std::fs::metadata(folder.0.join(name)).map_or(0, |file| file.len()));
    let megabytes = files.iter().sum::<u64>() / 1024 / 1024 + 6;
    let serve = SERVE.join(" ").replace("test.db", "disk/test.db");
    let then = format!("cp test.db* disk/ && head -c 1500000 /dev/zero > disk/ballast && exec {JIFEN} {serve}");
    let mut command = small_disk("disk", megabytes, &then);
    command.current_dir(&folder.0);
    let service = Service::begin(command);
    let inside = format!("/proc/{}/root{}", service.process.id(), disk.display());
    fills(&service, &token, "机器的硬盘满了，现在只能查", |_| {
        std::fs::remove_file(Path::new(&inside).join("ballast")).unwrap()
    });
    // Its disk ends with the service: what is on it is looked at outside.
    for ending in ["", "-wal"] {
        std::fs::copy(format!("{inside}/test.db{ending}"), folder.0.join(format!("found.db{ending}"))).unwrap();
    }
    service.kill();
    let (sound, said) = folder.run(&["verify", "--database", "sqlite://found.db"]);
    assert!(sound, "{said}");
}
