//! Promise R1: what was acknowledged is on disk. The service is killed without warning while clients record, approve, redeem and take back; the next start
//! has every act that was acknowledged, once. Promise R2 besides: what was sent and not acknowledged is sent again and counts once.
//!
//! Control: a disk that loses its newest writes (the files of before a round put back) is found out.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread::ScopedJoinHandle;

use jifen::words::Chance;

use super::lot::{Lot, below, one_of};
use super::service::{Answer, Folder, JIFEN, Log, SERVE, Service, act, ask};

/// One act of one client, as it is sent and as often as it is sent.
#[derive(Clone, Debug)]
struct Sent {
    operation: String,
    role: &'static str,
    path: String,
    body: String,
}

impl Sent {
    fn to(&self, address: &str, tokens: &Tokens) -> Option<Answer> {
        ask(address, &act(&self.path, &tokens[self.role], &self.operation, &self.body))
    }
}

type Tokens = BTreeMap<&'static str, String>;

const ROLES: [&str; 4] = ["grid_worker", "secretary", "supervisor", "keeper"];

fn tokens(folder: &Folder) -> Tokens {
    ROLES.into_iter().map(|role| (role, folder.token(role))).collect()
}

const PEOPLE: [&str; 3] = ["1-01-1", "1-01-2", "1-02-1"];

/// What a client does next, given what it was told last.
fn next(chance: &Chance, operation: String, last: Option<&(Sent, Answer)>) -> Sent {
    let subject = one_of(chance, &PEOPLE);
    let sent = |role, path: String, body: String| Sent { operation, role, path, body };
    let id = |answer: &Answer| answer.json()["id"].as_str().unwrap_or_default().to_owned();
    match last {
        Some((done, answer)) if done.path == "/claims" && answer.body.contains(r#""state":"submitted""#) => {
            sent("secretary", format!("/claims/{}/approval", id(answer)), String::new())
        }
        Some((done, answer)) if done.path == "/redemptions" && answer.status == 201 && below(chance, 2) == 0 => {
            sent("keeper", format!("/redemptions/{}/cancellation", id(answer)), r#"{"reason":"拿错了"}"#.to_owned())
        }
        _ => match below(chance, 6) {
            0 | 1 => sent("grid_worker", "/claims".to_owned(), deed("签到", subject)),
            2 => sent("grid_worker", "/claims".to_owned(), deed("拾金不昧", subject)),
            3 => sent("grid_worker", "/claims/batches".to_owned(), format!(r#"{{"claims":[{0},{0},{0}]}}"#, deed("签到", subject))),
            _ => {
                let basket = r#"[{"item":"A01","quantity":1}]"#;
                sent("keeper", "/redemptions".to_owned(), format!(r#"{{"account":"{subject}","items":{basket}}}"#))
            }
        },
    }
}

fn deed(rule: &str, subject: &str) -> String {
    format!(r#"{{"rule":"{rule}","subject":"{subject}","occurred_on":"2026-01-01"}}"#)
}

/// What came of one client: what it was told, and what it was never told.
#[derive(Default)]
struct Told {
    acknowledged: Vec<(Sent, Answer)>,
    unknown: Vec<Sent>,
}

/// Sends act after act until the service answers no more. An acknowledgement is on disk, elsewhere, before it counts.
fn client(address: &str, tokens: &Tokens, seed: u64, number: usize, log: &Path, told: &mpsc::Sender<()>) -> Told {
    let chance = Chance::seeded(seed.wrapping_mul(100).wrapping_add(number as u64));
    let (mut log, mut all, mut last) = (Log::begin(log), Told::default(), None);
    for count in 0.. {
        let sent = next(&chance, format!("{seed}-{number}-{count}"), last.as_ref());
        let Some(answer) = sent.to(address, tokens) else {
            all.unknown.push(sent);
            break;
        };
        assert!(answer.status < 500, "{sent:?}: {answer:?}");
        if matches!(answer.status, 200 | 201) {
            log.write(&format!("{}\t{}", sent.operation, answer.body));
            all.acknowledged.push((sent.clone(), answer.clone()));
            let _ = told.send(());
        }
        last = Some((sent, answer));
    }
    all
}

const CLIENTS: usize = 4;

/// One life of the service: started, loaded, killed at a moment that was drawn.
fn life(folder: &Folder, seed: u64, tokens: &mut Tokens) -> Told {
    let service = Service::start(folder);
    if tokens.is_empty() {
        *tokens = self::tokens(folder);
    }
    let (told, acknowledged) = mpsc::channel();
    let (address, tokens, log) = (service.address.clone(), &*tokens, folder.0.join("acknowledged.log"));
    std::thread::scope(|scope| {
        let clients: Vec<ScopedJoinHandle<'_, Told>> = (0..CLIENTS)
            .map(|number| {
                let (told, address, log) = (told.clone(), &address, &log);
                scope.spawn(move || client(address, tokens, seed, number, log, &told))
            })
            .collect();
        // The moment of its death: after so many acknowledgements, and somewhere within what comes next.
        let chance = Chance::seeded(seed);
        acknowledged.iter().take(1 + below(&chance, 120)).for_each(drop);
        (0..chance.below(20_000)).for_each(|_| std::hint::spin_loop());
        service.kill();
        let mut all = Told::default();
        for client in clients {
            let told = client.join().unwrap();
            all.acknowledged.extend(told.acknowledged);
            all.unknown.extend(told.unknown);
        }
        all
    })
}

/// Acknowledged acts that the service does not answer with the very same answer, as a repetition.
fn missing(address: &str, tokens: &Tokens, acknowledged: &[(Sent, Answer)]) -> Vec<String> {
    let kept = |(sent, before): &(Sent, Answer)| {
        let again = sent.to(address, tokens);
        again.is_some_and(|again| again.replayed && (again.status, &again.body) == (before.status, &before.body))
    };
    acknowledged.iter().filter(|act| !kept(act)).map(|(sent, _)| sent.operation.clone()).collect()
}

/// How many claims and redemptions acts have left behind, by what was acknowledged.
fn expected(acknowledged: &[(Sent, Answer)]) -> (i64, i64) {
    let claims = acknowledged.iter().map(|(sent, _)| match sent.path.as_str() {
        "/claims" => 1,
        "/claims/batches" => 3,
        _ => 0,
    });
    let redemptions = acknowledged.iter().filter(|(sent, _)| sent.path == "/redemptions").count();
    (claims.sum(), i64::try_from(redemptions).unwrap())
}

#[test]
fn a_killed_service_comes_back_with_everything_it_acknowledged() {
    let (folder, lot) = (Folder::new("acts"), Lot::of("killing"));
    folder.rewrite("shelf.csv", "5,4.50,3", "5,0.01,9000");
    let (mut tokens, mut acknowledged, mut lives, mut retried) = (Tokens::new(), Vec::new(), 0, 0);
    for seed in lot.rounds(3) {
        let told = life(&folder, seed, &mut tokens);
        lives += 1;
        let service = Service::start(&folder);
        assert_eq!(missing(&service.address, &tokens, &told.acknowledged), [""; 0], "seed {seed}: acknowledged and gone");
        acknowledged.extend(told.acknowledged);
        // Nobody could tell them; they send it again, and it counts once however it ended the first time.
        for sent in told.unknown {
            let answer = sent.to(&service.address, &tokens).unwrap();
            retried += 1;
            if matches!(answer.status, 200 | 201) {
                assert!(sent.to(&service.address, &tokens).unwrap().replayed, "seed {seed}: {sent:?}");
                acknowledged.push((sent, answer));
            }
        }
        service.kill();
    }
    let (sound, said) = folder.run(&["verify"]);
    assert!(sound, "{said}");
    let there = ["SELECT COUNT(*) FROM claims", "SELECT COUNT(*) FROM redemptions"].map(|sql| folder.count("test.db", sql));
    assert_eq!((there[0], there[1]), expected(&acknowledged));
    lot.tells(&format!("{} acknowledged acts, {retried} unanswered, {} kills", acknowledged.len(), lives * 2));
}

/// The control: whoever loses what was acknowledged is found out, by the log and by the chain's head.
#[test]
fn a_disk_that_loses_its_newest_writes_is_found_out() {
    let (folder, mut tokens) = (Folder::new("liar"), Tokens::new());
    let before = life(&folder, 1, &mut tokens).acknowledged;
    folder.copy_database("test.db", "older.db");
    let after = life(&folder, 2, &mut tokens).acknowledged;
    let (_, said) = folder.run(&["verify"]);
    folder.copy_database("older.db", "test.db");
    let service = Service::start(&folder);
    assert_eq!(missing(&service.address, &tokens, &before), [""; 0]);
    assert_eq!(missing(&service.address, &tokens, &after).len(), after.len());
    service.kill();
    let head = said.lines().find_map(|line| line.split("链头 ").nth(1)).unwrap();
    let (sound, said) = folder.run(&["verify", "--village", "suanli", "--anchor", head]);
    assert!(!sound, "{said}");
}

#[test]
fn a_first_start_that_was_killed_is_told_to_its_end() {
    let folder = Folder::new("tale");
    std::fs::write(folder.0.join("villages/suanli/demo.yaml"), "{有积分: 3, 换过东西: 1, 记录: 600}").unwrap();
    let mut first = Command::new(JIFEN);
    first.args(SERVE).current_dir(&folder.0).env("JIFEN_LOG", "info").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut first = first.spawn().unwrap();
    let log = std::io::BufRead::lines(std::io::BufReader::new(first.stderr.as_mut().unwrap()));
    assert!(log.map(Result::unwrap).any(|line| line.contains("month-4")), "the year is told month by month");
    first.kill().unwrap();
    first.wait().unwrap();
    let second = Service::start(&folder);
    let page = second.get("/villages/suanli", "").body;
    assert!(page.contains("有积分 3 人") && page.contains("换过东西 1 人"), "{page}");
    second.kill();
    let (sound, said) = folder.run(&["verify"]);
    assert!(sound, "{said}");
}
