//! Two worlds: the same month twice, in which only *who* reported something differs. Every byte that anybody but the reporters can get is the same:
//! every GET route of the API with everything there is, every page that links lead to, what look-ups and dry runs answer, a trial, counts, the log, what
//! `jifen verify` says, and the rows of every table but whose report it is.
//!
//! The reporters redeem and record like everybody else. In the end some have asked for a move; it is not done yet, so it tells nothing.
//! Not here: what the reporter sees (`reports`). `JIFEN_TWO_WORLDS=200 cargo test --release --test story two_worlds` tries so many pairs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use axum::body::Body;
use axum::http::{Method, Request, header};
use http_body_util::BodyExt;
use jifen::cli::verify;
use jifen::entrance::{COOKIE, MINE};
use jifen::words::{Chance, Moment, Points, Role};
use serde_json::{Value, json};
use tracing::Level;

use super::actors::Actor;
use super::log::Log;
use super::tampering::by_hand;
use super::world::{On, VILLAGE, World, day, from};

const PEOPLE: [&str; 7] = ["1-01-1", "1-01-2", "1-02-1", "2-01-1", "2-02-1", "2-03-1", "2-04-1"];
const HOMES: [&str; 6] = ["1-01", "1-02", "2-01", "2-02", "2-03", "2-04"];
/// They report nothing in either world, and look around like everybody else. The first is the head of a household in which somebody may have reported.
const BYSTANDERS: [&str; 3] = ["1-01-1", "1-02-1", "2-03-1"];
const STAFF: [Role; 9] = Role::PEOPLE;

/// Rules with 保密 whose points depend on what is filled in, and are limited by person, household and village.
fn rules(rules: String) -> String {
    let protected = "    举报违法行为有功: { 分值: 10, 保密: 是, 上限: 每人每月 15 分 }
    举报倒垃圾: { 填报: { 车数: { 类型: 整数, 最小: 1, 最大: 9 } }, 分值: 车数 * 2, 保密: 是, 审核: 两人, 上限: [每户每月 1 次, 全村每月 12 分] }
";
    rules.replace("    举报违法行为有功: { 分值: 10, 保密: 是 }\n", protected)
}

/// Who reports: chances of their own, so that the rest of the world is not touched by them.
struct Reporters(Chance);

impl Reporters {
    fn next(&self) -> &'static str {
        let able: Vec<_> = PEOPLE.into_iter().filter(|number| !BYSTANDERS.contains(number)).collect();
        able[self.0.below(able.len() as u64) as usize]
    }
}

/// What somebody got, by who asked for what.
type Told = Vec<(String, String)>;

/// Everything that was got in a world, in order.
struct Crawl<'a> {
    world: &'a World,
    told: Told,
}

impl Crawl<'_> {
    /// Asks as somebody (a header with their token) and keeps the whole answer.
    async fn ask(
        &mut self,
        who: &str,
        credentials: &[(header::HeaderName, String)],
        method: Method,
        path: &str,
        body: Option<(&str, String)>,
    ) -> String {
        let mut request = Request::builder().method(method.clone()).uri(path);
        for (name, value) in credentials {
            request = request.header(name, value);
        }
        let what = body.as_ref().map_or_else(String::new, |(_, text)| format!(" {text}"));
        if method != Method::GET {
            request = request.header("idempotency-key", self.world.fresh_operation());
        }
        let body = body.map_or_else(Body::empty, |(kind, text)| {
            request = std::mem::take(&mut request).header(header::CONTENT_TYPE, kind);
            Body::from(text)
        });
        let answer = self.world.answer(request.body(body).unwrap()).await;
        let (status, headers) = (answer.status(), format!("{:?}", answer.headers()));
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        self.told.push((format!("{who}: {method} {path}{what}"), format!("{status} {headers}\n{text}")));
        text
    }
}

fn bearer(token: &str) -> [(header::HeaderName, String); 1] {
    [(header::AUTHORIZATION, format!("Bearer {token}"))]
}

/// What a name may stand for behind a part of a route: everything there is of it, and the first that is not.
fn all(before: &str, name: &str, claims: i64) -> Vec<String> {
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
    let numbers = |last: i64| (1..=last + 1).map(|id| id.to_string()).collect();
    match name {
        "village" => texts(&[VILLAGE]),
        "number" => [texts(&PEOPLE), texts(&HOMES), texts(&["1", "@pool"])].concat(),
        "id" if before.ends_with("/claims/") => numbers(claims),
        "id" => numbers(13),
        "item" => texts(&["A01", "A02"]),
        "month" => texts(&["2026-03"]),
        "code" => texts(&["640402105000"]),
        other => panic!("a route names {other}: say what it may stand for"),
    }
}

/// A route with everything its names may stand for.
fn spelt(route: &str, claims: i64) -> Vec<String> {
    let Some((before, rest)) = route.split_once('{') else { return vec![route.to_owned()] };
    let (name, after) = rest.split_once('}').unwrap();
    all(before, name, claims).iter().flat_map(|value| spelt(&format!("{before}{value}{after}"), claims)).collect()
}

/// A month of village life. `who` says who reports; nothing else depends on it.
async fn live(world: &World, seed: u64, who: &Reporters) {
    let chance = Chance::seeded(seed);
    let one_of = |count: usize| chance.below(count as u64) as usize;
    let (mut claims, mut reports) = (0, 0);
    for date in 2..=31 {
        world.wake_up_on(&format!("2026-03-{date:02}")).await;
        let (grid, secretary, supervisor) =
            (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
        let deeds = [("拾金不昧", json!({})), ("志愿服务", json!({"时长": 5})), ("义务劳动", json!({})), ("签到", json!({}))];
        for _ in 0..one_of(3) {
            let (rule, facts) = deeds[one_of(deeds.len())].clone();
            if grid.records(rule, PEOPLE[one_of(PEOPLE.len())], &format!("2026-03-{date:02}"), facts).await.status == 201 {
                claims += 1;
                let reviewer = if one_of(2) == 0 { &secretary } else { &supervisor };
                if one_of(8) == 0 {
                    reviewer.rejects(&claims.to_string(), "没有看到").await
                } else {
                    reviewer.approves(&claims.to_string()).await
                };
            }
        }
        if one_of(5) == 0 && claims > 0 {
            let wrong = (one_of(claims) + 1).to_string();
            secretary.proposes_reversal(&wrong, "记错了").await;
            supervisor.confirms_reversal(&wrong).await;
        }
        if one_of(3) == 0 {
            let keeper = world.somebody(Role::Keeper).await;
            keeper.redeems(PEOPLE[one_of(PEOPLE.len())], json!([{"item": "A01", "quantity": 1}])).await;
        }
        if one_of(4) == 0 {
            report(world, date, one_of(3), who.next()).await;
            reports += 1;
        }
        if one_of(4) == 0 && reports > 0 {
            decide(world, one_of(reports) + 1, one_of(5) > 0).await;
        }
    }
    for report in 1..=reports {
        decide(world, report, true).await;
    }
    world.wake_up_on("2026-04-01").await;
    ask_to_move(world).await;
    look_at_the_month(world).await;
}

/// What was agreed to is put up; some of it was drawn by itself to be looked at again.
async fn look_at_the_month(world: &World) {
    let (secretary, supervisor) = (world.somebody(Role::Secretary).await, world.somebody(Role::Supervisor).await);
    let drawn = supervisor.get("/oversight/samples/2026-03").await;
    assert!(!drawn.body["items"].as_array().unwrap().is_empty(), "when the month was over it was drawn: {drawn:?}");
    for (who, path, body) in
        [(&secretary, "/notices", json!({"from": "2026-03-01", "until": "2026-03-31"})), (&supervisor, "/notices/1/signature", json!({}))]
    {
        let answer = who.post(path, body).await;
        assert_eq!(answer.status, 201, "{path}: {answer:?}");
    }
}

/// Everybody signs in, in the same order whoever acts then.
async fn signed_in(world: &World) -> Vec<Actor<'_>> {
    let mut everybody = Vec::new();
    for number in PEOPLE {
        everybody.push(world.resident(number).await);
    }
    everybody
}

fn place(who: &str) -> usize {
    PEOPLE.iter().position(|number| *number == who).unwrap()
}

/// On one's own page, or at the township; under one of two rules.
async fn report(world: &World, date: usize, how: usize, who: &str) {
    let occurred_on = format!("2026-03-{date:02}");
    let mut body = match how {
        0 => json!({"rule": "举报违法行为有功", "occurred_on": occurred_on, "told": "夜里有人往河里倒垃圾。"}),
        _ => json!({"rule": "举报倒垃圾", "occurred_on": occurred_on, "told": "一车车往沟里倒。", "facts": {"车数": "3"}}),
    };
    let mut everybody = signed_in(world).await;
    let township = world.somebody(Role::Township).await;
    let reporter = if how == 2 { township } else { everybody.swap_remove(place(who)) };
    if how == 2 {
        body["person"] = json!(who);
    }
    let answer = reporter.post("/reports", body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
}

/// Somebody who has something asks for a part of it.
async fn ask_to_move(world: &World) {
    let mut everybody = signed_in(world).await;
    for (at, number) in PEOPLE.into_iter().enumerate() {
        let mut conn = world.house.books.read().await.unwrap();
        let own = jifen::reports::own(&mut conn, &world.village(), number).await.unwrap();
        drop(conn);
        if own.available >= Points::whole(2) {
            let asked = everybody.swap_remove(at).post("/reports/own/moves", json!({"points": "2"})).await;
            return assert_eq!(asked.status, 201, "{asked:?}");
        }
    }
}

async fn decide(world: &World, report: usize, approves: bool) {
    for number in ["T02", "T03"] {
        let township = world.another(Role::Township, number).await;
        if approves {
            township.post(&format!("/reports/{report}/approval"), json!({})).await;
        } else {
            township.post(&format!("/reports/{report}/rejection"), json!({"reason": "去看过，没有。"})).await;
        }
    }
}

/// Everything that everybody but the reporters can get.
async fn crawl(world: &World) -> Told {
    let mut crawl = Crawl { world, told: Vec::new() };
    let mut everybody: Vec<(String, String)> = vec![("nobody".to_owned(), String::new())];
    for role in STAFF {
        everybody.push((role.name().to_owned(), world.somebody(role).await.token));
    }
    for number in BYSTANDERS {
        everybody.push((format!("resident {number}"), world.resident(number).await.token));
    }
    let document: Value = serde_json::from_str(&crawl.ask("nobody", &[], Method::GET, "/api/openapi.json", None).await).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let routes: Vec<String> = paths.iter().filter(|(_, ways)| ways.get("get").is_some()).map(|(path, _)| path.clone()).collect();
    assert!(routes.len() > 15, "{routes:?}");
    let claims = newest(world).await;
    let mut addresses: Vec<String> = routes.iter().flat_map(|route| spelt(route, claims)).collect();
    let states = ["submitted", "approved", "returned", "rejected", "withdrawn", "objected", "contested", "reversed"];
    let in_state = |what: &str, state: &str| format!("/api/v1/villages/{VILLAGE}/{what}?state={state}&limit=100");
    addresses.push(format!("/api/v1/villages/{VILLAGE}/oversight/reviewers?month=2026-03"));
    addresses.push("/api/v1/divisions/640402105000/comparison?month=2026-04".to_owned());
    addresses.extend(states.iter().flat_map(|state| [in_state("claims", state), in_state("reports", state)]));
    for (who, token) in &everybody {
        let credentials: &[_] = if token.is_empty() { &[] } else { &bearer(token) };
        for address in &addresses {
            crawl.ask(who, credentials, Method::GET, address, None).await;
        }
        pages(&mut crawl, who, token).await;
    }
    for place in LOOKED_UP {
        let asked = format!("POST {} ", place.replace("{village}", VILLAGE));
        let finds = |(what, answer): &(String, String)| what.contains(&asked) && answer.starts_with("200");
        assert!(crawl.told.iter().any(finds), "nobody finds anything at {place}");
    }
    probes(&mut crawl, &everybody.into_iter().collect()).await;
    let counts = world.send(from("127.0.0.1:1", Method::GET, "/metrics", "")).await.body.to_string();
    assert!(counts.contains("jifen_requests_total"), "{counts}");
    // How much room the machine has tells of the machine; how many pages the file takes, of the order in which keys came: neither says whose a report is.
    let counts = without(&without(&counts, "jifen_disk_free_bytes "), "jifen_database_bytes ");
    crawl.told.push(("counts".to_owned(), counts));
    crawl.told.push(("verify".to_owned(), verified(world).await));
    crawl.told.extend(rows(world).await);
    crawl.told
}

/// The counts without the value of one of them.
fn without(counts: &str, name: &str) -> String {
    let (before, after) = counts.rsplit_once(name).unwrap();
    format!("{before}{}", after.trim_start_matches(|digit: char| digit.is_ascii_digit()))
}

/// Where a number is typed and posted.
const LOOKED_UP: [&str; 6] = [
    "/shop/{village}",
    "/desk/{village}/claims",
    "/desk/{village}/households",
    "/desk/{village}/cards",
    "/v/{village}/family",
    "/v/{village}/who",
];

/// The number of the newest claim.
async fn newest(world: &World) -> i64 {
    let mut conn = world.house.books.read().await.unwrap();
    let newest: Vec<(i64,)> = conn.query("SELECT MAX(id) FROM claims", &[]).await.unwrap();
    newest[0].0
}

/// Every page that somebody gets to by links, beginning where people come in.
async fn pages(crawl: &mut Crawl<'_>, who: &str, token: &str) {
    // A resident with a kiosk's cookie, too, would be signed out by its first page, and see nothing of their own.
    let cookies = if who.starts_with("resident") { format!("{MINE}={token}") } else { format!("{COOKIE}={token}; {MINE}={token}") };
    let credentials = [(header::COOKIE, cookies)];
    let begin = ["/", "/readyz", &format!("/villages/{VILLAGE}"), "/township/640402105000"].map(str::to_owned);
    let screens = ["desk", "shop", "kiosk", "v", "reports"].map(|place| format!("/{place}/{VILLAGE}"));
    let numbered = (1..=9).flat_map(|id| [format!("/desk/{VILLAGE}/claims/{id}"), format!("/shop/{VILLAGE}/redemptions/{id}")]);
    let mut ahead: VecDeque<String> = begin.into_iter().chain(screens).chain(numbered).collect();
    let mut seen: BTreeSet<String> = ahead.iter().cloned().collect();
    while let Some(address) = ahead.pop_front() {
        let text = crawl.ask(who, &credentials, Method::GET, &address, None).await;
        for link in text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let link = link.replace("&amp;", "&").replace("&#38;", "&");
            if link.starts_with('/') && !link.starts_with("/api/docs") && seen.insert(link.clone()) {
                ahead.push_back(link);
            }
        }
    }
    // Numbers are typed and posted, they stand in no address.
    for number in PEOPLE.into_iter().chain(HOMES) {
        let typed = ("application/x-www-form-urlencoded", format!("number={number}"));
        for place in LOOKED_UP {
            crawl.ask(who, &credentials, Method::POST, &place.replace("{village}", VILLAGE), Some(typed.clone())).await;
        }
    }
}

/// What would happen: whoever tries to find something out by a limit, a balance or a refusal.
async fn probes(crawl: &mut Crawl<'_>, tokens: &BTreeMap<String, String>) {
    let api = format!("/api/v1/villages/{VILLAGE}");
    let mut ask = async |who: &str, path: &str, body: Value| {
        let body = Some(("application/json", body.to_string()));
        crawl.ask(who, &bearer(&tokens[who]), Method::POST, &format!("{api}{path}"), body).await;
    };
    for number in PEOPLE {
        for (rule, facts) in
            [("志愿服务", json!({"时长": 9})), ("义务劳动", json!({})), ("公共场合说脏话", json!({})), ("举报违法行为有功", json!({}))]
        {
            let deed = json!({"rule": rule, "subject": number, "occurred_on": "2026-03-31", "facts": facts});
            ask("grid_worker", "/claims?dry_run=true", deed).await;
        }
        for quantity in [1, 3] {
            ask("keeper", "/redemptions?dry_run=true", json!({"account": number, "items": [{"item": "A01", "quantity": quantity}]})).await;
        }
        let report = json!({"rule": "举报违法行为有功", "occurred_on": "2026-03-31", "told": "又来了", "person": number});
        ask("township", "/reports?dry_run=true", report).await;
        ask("secretary", "/lookups", json!({"text": number})).await;
        let deed = json!({"rule": "志愿服务", "member": number, "occurred_on": "2026-03-31", "facts": {"时长": 9}});
        ask("resident 1-01-1", "/claims/own?dry_run=true", deed).await;
        ask("resident 1-01-1", "/reports/own/moves?dry_run=true", json!({"points": "1"})).await;
    }
    let period = json!({"from": "2026-03-01", "to": "2026-03-31", "under": "in_force"});
    ask("secretary", "/rulebook/trial", period).await;
}

/// What `jifen verify` finds, and the head it prints.
async fn verified(world: &World) -> String {
    let mut conn = world.house.books.read().await.unwrap();
    let found = verify::audit(&mut conn, &world.house.library, &world.village(), None).await.unwrap();
    drop(conn);
    format!("{found:?} {:?}", world.head().await)
}

/// Every row of every table, but whose report it is (`report_owners`), who asked for a move (`pool_moves`), whose session a digest stands for (`tokens`)
/// and the digests of requests, which hold who asked.
async fn rows(world: &World) -> Told {
    const PRIVATE: [&str; 3] = ["report_owners", "pool_moves", "tokens"];
    let found = tables(world, ("operations", "digest")).await;
    assert!(PRIVATE.iter().all(|name| found.contains_key(*name)), "{:?}", found.keys());
    let told = found.into_iter().filter(|(table, _)| !PRIVATE.contains(&table.as_str()));
    told.flat_map(|(table, rows)| rows.into_iter().map(move |row| (format!("table {table}"), row))).collect()
}

/// The rows of every table as text, ordered, without one column of one table.
pub async fn tables(world: &World, without: (&str, &str)) -> BTreeMap<String, Vec<String>> {
    let mut conn = world.house.books.read().await.unwrap();
    let names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_%' ESCAPE '\\'";
    let names: Vec<(String,)> = conn.query(names, &[]).await.unwrap();
    let mut tables = BTreeMap::new();
    for (table,) in names {
        let columns: Vec<(String,)> = conn.query(&format!("SELECT name FROM pragma_table_info('{table}')"), &[]).await.unwrap();
        let told = columns.iter().filter(|(column,)| (table.as_str(), column.as_str()) != without);
        let row = told.map(|(column,)| format!("quote({column})")).collect::<Vec<_>>().join(" || ',' || ");
        let rows: Vec<(String,)> = conn.query(&format!("SELECT {row} FROM {table} ORDER BY 1"), &[]).await.unwrap();
        tables.insert(table, rows.into_iter().map(|(row,)| row).collect());
    }
    tables
}

/// A world with its month, as everybody but the reporters sees it in the end, and how many points its pool has. `leak` damages it on purpose.
async fn world(seed: u64, reporters: u64, leak: &str) -> (Told, i64) {
    let log = Log::from(Level::INFO);
    let world = World::drawn(On::Sqlite, seed, |file, text| if file == "rules.yaml" { rules(text) } else { text }).await.unwrap();
    live(&world, seed, &Reporters(Chance::seeded(reporters))).await;
    if !leak.is_empty() {
        by_hand(&world, leak).await.unwrap();
    }
    world.clock.turn_to(Moment::on(day("2026-04-02"), 9, 0));
    let mut told = crawl(&world).await;
    let mut conn = world.house.books.read().await.unwrap();
    let pooled = jifen::ledger::account(&mut conn, &world.village(), "@pool").await.unwrap().map_or(0, |pool| pool.posted);
    drop(conn);
    if leak.is_empty() {
        world.end().await
    } else {
        world.vanish().await
    }
    let logged = log.text();
    assert!(logged.contains("/api/v1/villages/{village}/reports"), "the log was not kept");
    told.extend(logged.lines().map(|line| ("log".to_owned(), line.to_owned())));
    (told, pooled)
}

/// Where two worlds differ first: what was asked, and both answers.
fn difference(one: &Told, other: &Told) -> Option<String> {
    let differs = one.iter().zip(other).find(|(one, other)| one != other);
    let length = (one.len() != other.len()).then(|| format!("{} answers, and {}", one.len(), other.len()));
    differs.map(|((what, one), (_, other))| format!("{what}\n--- {one}\n--- {other}")).or(length)
}

#[tokio::test]
async fn two_worlds_differ_in_nothing_but_who_reported() {
    let pairs: u64 = std::env::var("JIFEN_TWO_WORLDS").ok().and_then(|count| count.parse().ok()).unwrap_or(2);
    let mut pooled = 0;
    for seed in 1..=pairs {
        let (one, more) = world(seed, 1_000 + seed, "").await;
        let (other, _) = world(seed, 2_000 + seed, "").await;
        assert!(one.len() > 2_000, "seed {seed}: {} answers", one.len());
        assert_eq!(difference(&one, &other), None, "seed {seed}");
        pooled += more;
    }
    assert!(pooled > 0, "somebody earned something");
}

#[tokio::test]
async fn a_leak_is_found() {
    // As if what somebody is owed were counted in their account; as if an entry told whose it is.
    let counted =
        "UPDATE accounts SET posted = posted + (SELECT COALESCE(SUM(o.points), 0) FROM report_owners o WHERE o.person = accounts.number)";
    let named = "UPDATE particulars SET explanation = (SELECT MIN(o.receipt || o.person) FROM report_owners o) WHERE seq = (SELECT MAX(entry) FROM reports)";
    // As if the trail said who acted in confidence.
    let told = "DROP TRIGGER operations_no_update; DROP TRIGGER operations_trail_no_update; UPDATE operations SET staff = (SELECT o.person
         FROM report_owners o WHERE o.receipt = json_extract(operations.answer, '$.receipt')) WHERE verb = 'report'";
    for (leak, at) in [(counted, "/accounts"), (named, "table particulars"), (told, "table operations")] {
        let (one, _) = world(1, 1_001, leak).await;
        let (other, _) = world(1, 2_001, leak).await;
        let found: Vec<&str> = one.iter().zip(&other).filter(|(one, other)| one != other).map(|((asked, _), _)| asked.as_str()).collect();
        assert!(found.iter().any(|asked| asked.contains(at)), "{leak}: {found:?}");
        // The head of a household would be the first to see it.
        let is_seen_at_home = found.iter().any(|asked| asked.starts_with("resident 1-01-1: ") && asked.contains("/family"));
        assert_eq!(is_seen_at_home, leak == counted, "{leak}: {found:?}");
    }
}
