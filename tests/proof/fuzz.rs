//! Whatever is handed in is read without breaking: rule files, formulas, spreadsheets, JSON. The repository's own files are changed at random (bytes, letters,
//! lines, words of other files put in) and handed to everything that reads them. Nothing panics, and nothing takes longer than a counted time of the
//! processor.
//!
//! Control: a reader that panics and one that goes on and on are found out by the same harness.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use jifen::app::files;
use jifen::roster::{read_roster, read_staff};
use jifen::rulebook::{self, Bundle, Source};
use jifen::sheets::Sheet;
use jifen::shop::read_shelf;
use jifen::words::{Chance, VillageId};

use super::lot::{Lot, below, one_of};

/// The most nanoseconds of the processor one input may take in a program that is not optimised.
const LONGEST: u64 = 5_000_000_000;

/// How long this thread has been on a processor: not how late it is, so that a busy machine changes nothing. None where the system does not say.
fn on_processor() -> u64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    told.split(' ').next().and_then(|nanoseconds| nanoseconds.parse().ok()).unwrap_or_default()
}

/// Reads an input; what is wrong with how it went.
fn tried<I: ?Sized>(input: &I, read: impl Fn(&I)) -> Result<u64, String> {
    let began = on_processor();
    let ended = catch_unwind(AssertUnwindSafe(|| read(input)));
    let took = on_processor() - began;
    match ended {
        Err(panic) => Err(format!("panicked: {:?}", panic.downcast_ref::<String>())),
        Ok(()) if took > LONGEST => Err(format!("took {} ms", took / 1_000_000)),
        Ok(()) => Ok(took),
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn below_folder(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        match path.extension().and_then(|ending| ending.to_str()) {
            _ if path.is_dir() => below_folder(&path, endings, found),
            Some(ending) if endings.contains(&ending) => found.push(path),
            _ => {}
        }
    }
}

fn corpus(folders: &[&str], endings: &[&str]) -> Vec<Vec<u8>> {
    let mut paths = Vec::new();
    folders.iter().for_each(|folder| below_folder(&root().join(folder), endings, &mut paths));
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

/// Letters and words that readers stumble over.
const THORNS: [&str; 40] = [
    ":",
    "{",
    "}",
    "[",
    "]",
    "- ",
    "\n",
    "\n  ",
    "\t",
    "#",
    "'",
    "\"",
    "&a ",
    "*a",
    "!!",
    "---\n",
    "...\n",
    "|",
    ">",
    "，",
    "：",
    "（",
    "１２",
    "\u{feff}",
    "\u{0}",
    "\u{202e}",
    "\u{200b}",
    "e\u{301}",
    "𠮷",
    "99999999999999999999999999999",
    "1e400",
    "0x10",
    "-",
    "如果",
    "否则",
    "(",
    ")",
    "且",
    "不",
    "。",
];

/// A change of an input.
fn changed(input: &[u8], others: &[Vec<u8>], chance: &Chance) -> Vec<u8> {
    let mut text = input.to_vec();
    for _ in 0..1 + below(chance, 6) {
        let at = below(chance, text.len() + 1);
        let end = (at + 1 + below(chance, 40)).min(text.len());
        match below(chance, 8) {
            0 if at < text.len() => text[at] ^= 1 << below(chance, 8),
            1 => drop(text.drain(at..end)),
            2 => {
                let piece = text[at..end].to_vec();
                let to = below(chance, text.len() + 1);
                text.splice(to..to, piece);
            }
            3 => {
                let other = one_of(chance, others);
                let from = below(chance, other.len() + 1);
                let piece = other[from..(from + 1 + below(chance, 200)).min(other.len())].to_vec();
                text.splice(at..end, piece);
            }
            4 => {
                let piece = text[at..end].to_vec();
                let many = piece.iter().copied().cycle().take(piece.len() * below(chance, 60)).collect::<Vec<u8>>();
                text.splice(at..at, many);
            }
            5 => text = lines_exchanged(&text, chance),
            _ => drop(text.splice(at..at, one_of(chance, &THORNS).bytes())),
        }
    }
    text
}

fn lines_exchanged(text: &[u8], chance: &Chance) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let (one, other) = (below(chance, lines.len()), below(chance, lines.len()));
    lines.swap(one, other);
    lines.join(&b'\n')
}

/// Hands so many changed inputs to a reader; how many.
fn fuzzed(name: &'static str, short: u64, corpus: &[Vec<u8>], read: impl Fn(&[u8])) {
    assert!(!corpus.is_empty());
    let lot = Lot::of(name);
    let (mut count, mut longest) = (0, 0);
    for seed in lot.rounds(short) {
        let chance = Chance::seeded(seed);
        let input = changed(one_of::<Vec<u8>>(&chance, corpus), corpus, &chance);
        match tried(input.as_slice(), &read) {
            Ok(took) => longest = longest.max(took),
            Err(how) => panic!("{name}, seed {seed}: {how}\n{}", String::from_utf8_lossy(&input).chars().take(4_000).collect::<String>()),
        }
        count += 1;
    }
    lot.tells(&format!("{count} inputs, at most {} ms of the processor", longest / 1_000_000));
}

const FRONT: &str = "名称: 样例村\n试行: 是\n";

fn bundle(village: &str, rules: &str, script: &str, packs: Vec<Source>) -> Bundle {
    let file = |path: &str, text: &str| Source { path: path.to_owned(), text: text.to_owned() };
    let files = vec![file("village.yaml", village), file("rules.yaml", rules), file("一.rhai", script)];
    Bundle { village: VillageId::parse("sample").unwrap(), files, packs }
}

/// Everything that reads a village's files.
fn reads_rules(bundle: &Bundle) {
    let checked = rulebook::check(bundle);
    let _ = (rulebook::text(&checked.findings, true), rulebook::json(&checked.findings), rulebook::annotations(&checked.findings));
    let _ = (bundle.pinned().digest(), rulebook::settings(bundle), rulebook::compare(bundle, bundle).is_ok());
    let _ = rulebook::editing::table(bundle);
    for file in &bundle.files {
        let _ = rulebook::mended(file, &checked.findings).text;
    }
}

#[test]
fn rule_files_are_read_without_breaking() {
    let packs = files::packs(&root().join("rules")).unwrap();
    let rules = corpus(&["villages", "rules", "tests/village", "tests/mistakes"], &["yaml"]);
    fuzzed("rule files", 120, &rules, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        reads_rules(&bundle(FRONT, &text, "", packs.clone()));
        reads_rules(&bundle(&text, "规则: {公益: {签到: 1}}", "", Vec::new()));
        let pack = Source { path: "packs/一.yaml".to_owned(), text: text.into_owned() };
        let _ = rulebook::check_pack(&pack, &[]);
    });
}

/// Formulas and conditions of the repository, and its scripts.
fn formulas() -> Vec<Vec<u8>> {
    let mut formulas = corpus(&["villages", "rules", "tests/mistakes"], &["rhai"]);
    for file in corpus(&["villages", "rules", "tests/village", "tests/mistakes"], &["yaml"]) {
        let text = String::from_utf8_lossy(&file).into_owned();
        for line in text.lines() {
            let value = ["分值:", "条件:"].iter().find_map(|key| line.split(key).nth(1));
            formulas.extend(value.map(|value| value.trim().trim_matches(['\'', '"']).as_bytes().to_vec()));
        }
    }
    formulas
}

#[test]
fn formulas_and_scripts_are_read_without_breaking() {
    fuzzed("formulas", 300, &formulas(), |bytes| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let quoted = text.replace('\'', "''").replace('\n', " ");
        let fields = "填报: {时长: 小时, 核实: 是否, 人数: 整数, 名次: [一等, 二等], 日子: 日期}";
        let example = "比如: [{时长: 1.5, 核实: 是, 人数: 3, 名次: 一等, 日子: 2026-03-01, 得: 8}]";
        let rule = |points: &str| format!("规则:\n  公益:\n    甲:\n      {fields}\n      {points}\n      {example}\n");
        reads_rules(&bundle(FRONT, &rule(&format!("分值: '{quoted}'")), "", Vec::new()));
        reads_rules(&bundle(FRONT, &rule(&format!("条件: '{quoted}'\n      分值: 1")), "", Vec::new()));
        reads_rules(&bundle(FRONT, &rule("脚本: 一.rhai"), &text, Vec::new()));
    });
}

/// The lists of the repository as they are, as an old WPS saves them, and as workbooks.
fn lists() -> Vec<Vec<u8>> {
    let mut lists = corpus(&["villages", "tests/village", "tests/catalogues"], &["csv"]);
    lists.push("项目,内容,分值\n公益,扫地,2分\n,帮忙,每次3分，每月最多10分\n其他,说脏话,扣2分\n".as_bytes().to_vec());
    lists.retain(|list| list.len() < 20_000);
    let texts: Vec<String> = lists.iter().map(|list| String::from_utf8_lossy(list).into_owned()).collect();
    lists.extend(texts.iter().map(|text| encoding_rs::GB18030.encode(text).0.into_owned()));
    lists.extend(texts.iter().map(|text| workbook(text)));
    lists
}

fn workbook(text: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines().take(40)) {
        for (column, cell) in (0..).zip(line.split(',')) {
            page.write_string(row, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn spreadsheets_are_read_without_breaking() {
    let village = bundle(FRONT, "规则: {公益: {签到: 1}}", "", Vec::new());
    fuzzed("spreadsheets", 400, &lists(), |bytes| {
        if let Ok(sheet) = Sheet::read(bytes) {
            let _ = (read_roster(&sheet).is_ok(), read_staff(&sheet).is_ok(), read_shelf(&sheet).is_ok());
        }
        let _ = rulebook::transcribe(bytes, &village).map(drop);
    });
}

#[test]
fn stories_are_read_without_breaking() {
    let cases: Vec<_> =
        corpus(&["villages"], &["yaml"]).into_iter().filter(|text| String::from_utf8_lossy(text).contains("记录:")).collect();
    fuzzed("stories", 300, &cases, |bytes| {
        let source = Source { path: "cases/一.yaml".to_owned(), text: String::from_utf8_lossy(bytes).into_owned() };
        let _ = rulebook::story(&source);
    });
}

/// JSON as it comes to the door; what is well formed and wrong is asked in `calls`.
#[tokio::test]
async fn bodies_are_read_without_breaking() {
    let world = super::world::World::new(super::world::On::Sqlite).await.unwrap();
    let grid = world.somebody(jifen::words::Role::GridWorker).await;
    let deed = r#"{"rule":"志愿服务","subject":"1-01-1","occurred_on":"2026-03-01","facts":{"时长":"1.5"},"note":"\u767b"}"#;
    let event =
        format!(r#"{{"specversion":"1.0","id":"e","source":"/c","type":"jifen.deed","time":"2026-03-01T09:00:00Z","data":{deed}}}"#);
    let corpus = [deed.to_owned(), format!(r#"{{"claims":[{deed},{deed}]}}"#), event, "[1e400,-0,{\"a\":[[[[[]]]]]}]".to_owned()]
        .map(String::into_bytes);
    let (lot, mut count) = (Lot::of("bodies"), 0);
    for seed in lot.rounds(150) {
        let chance = Chance::seeded(seed);
        let body = changed(one_of::<Vec<u8>>(&chance, &corpus), &corpus, &chance);
        for path in ["/api/v1/villages/suanli/claims", "/api/v1/villages/suanli/claims/batches", "/api/v1/events"] {
            let request = axum::http::Request::post(path).header("authorization", format!("Bearer {}", grid.token));
            let kind = if path.ends_with("events") { "application/cloudevents+json" } else { "application/json" };
            let request = request.header("idempotency-key", chance.token()).header("content-type", kind);
            let answer = world.send(request.body(axum::body::Body::from(body.clone())).unwrap()).await;
            assert!(answer.status.as_u16() < 500, "seed {seed}: {path} {answer:?}\n{}", String::from_utf8_lossy(&body));
            count += 1;
        }
    }
    lot.tells(&format!("{count} bodies"));
    drop(grid);
    world.end().await;
}

#[test]
fn a_reader_that_breaks_is_found_out() {
    assert!(tried("x", |_| panic!("it broke")).is_err());
    assert!(tried("x", |_| ()).is_ok());
    if on_processor() > 0 {
        let goes_on = tried("x", |_| {
            let began = on_processor();
            while on_processor() - began <= LONGEST {}
        });
        assert!(goes_on.is_err());
    }
}
