//! The commands as an engineer types them: what they say, how they end, what they leave behind.

#![allow(clippy::unwrap_used)] // a test that cannot go on ends here

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of its own with a simulated township in `test.db`.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("jifen_commands_{name}_{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let desk = Self(folder);
        let (code, said) = desk.run(&["simulate", "--villages", "2", "--households", "16", "--months", "2"]);
        assert_eq!(code, 0, "{said}");
        desk
    }

    /// Exit code, and what was said on both channels.
    fn run(&self, arguments: &[&str]) -> (i32, String) {
        let url = format!("sqlite://{}", self.path("test.db"));
        let output = Command::new(env!("CARGO_BIN_EXE_jifen"))
            .args(arguments)
            .env("JIFEN_DATABASE", url)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
        (output.status.code().unwrap(), said)
    }

    fn path(&self, file: &str) -> String {
        self.0.join(file).display().to_string()
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap()
    }

    fn sheet(&self, file: &str, text: &str) -> String {
        std::fs::write(self.0.join(file), text).unwrap();
        self.path(file)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Runs a command and checks how it ends and what it says.
fn expect(desk: &Desk, arguments: &[&str], code: i32, words: &[&str]) {
    let (ended, said) = desk.run(arguments);
    assert_eq!(ended, code, "{arguments:?}: {said}");
    for word in words {
        assert!(said.contains(word), "{arguments:?} should say {word}: {said}");
    }
}

#[test]
fn people_come_in_whole_or_not_at_all_and_once() {
    let desk = Desk::new("people");
    let good = desk.sheet("good.csv", "编号,姓名,关系,组,户号\n9-01-1,新某0001,户主,1组,9-01\n9-01-2,新某0002,配偶,1组,9-01\n");
    let bad = desk.sheet("bad.csv", "组,户号,编号,姓名,关系\n1组,9-02,9 02,,户主\n1组,1-001-1,9-03-1,某,户主\n1组,9-04,9-04-1,某,户主\n");
    let headless = desk.sheet("headless.csv", "甲,乙\n1,2\n");
    let import = |file: &str| ["import", "sim-000001", "roster", file].map(str::to_owned);
    let import = |file: &str| import(file).to_vec();
    let run = |file: &str, code, words: &[&str]| expect(&desk, &import(file).iter().map(String::as_str).collect::<Vec<_>>(), code, words);
    run(&bad, 1, &["roster.wrong_rows", "第 2 行 编号", "第 3 行 户号", "一行也没有导入", "bad-错误说明.csv"]);
    let noted = desk.read("bad-错误说明.csv");
    let lines: Vec<&str> = noted.trim_start_matches('\u{FEFF}').lines().collect();
    assert_eq!((lines[0], lines[3]), ("组,户号,编号,姓名,关系,错误说明", "1组,9-04,9-04-1,某,户主,"));
    assert!(lines[1].starts_with("1组,9-02,9 02,,户主,编号：") && lines[2].starts_with("1组,1-001-1,9-03-1,某,户主,户号："), "{noted}");
    run(&headless, 1, &["sheet.missing_column", "组"]);
    expect(&desk, &["import", "sim-000001", "roster", &good, "--dry-run"], 0, &["试一试", "新增 1 户、2 人"]);
    run(&good, 0, &["新增 1 户、2 人"]);
    run(&good, 0, &["以前导入过了"]);
    expect(&desk, &["import", "nowhere", "roster", &good], 1, &["versions.no_rulebook"]);
    expect(&desk, &["verify"], 0, &["✓ sim-000001", "✓ sim-000002"]);
}

#[test]
fn goods_with_a_price_in_words_are_refused() {
    let desk = Desk::new("goods");
    let header = "编号,名称,规格,积分,成本,库存\n";
    let bad = desk.sheet("bad.csv", &format!("{header}Z1,锅,,十分,1,2\nZ2,碗,,0,1,2\n"));
    expect(&desk, &["import", "sim-000001", "stock", &bad], 1, &["shop.wrong_rows", "第 2 行 积分", "阿拉伯数字"]);
    let good = desk.sheet("good.csv", &format!("{header}Z1,锅,一只,10,9.5,2\n"));
    expect(&desk, &["import", "sim-000001", "stock", &good], 0, &["1 种商品入库"]);
    expect(&desk, &["import", "sim-000001", "stock", &good], 0, &["以前导入过了", "--again"]);
    for _ in 0..2 {
        expect(&desk, &["import", "sim-000001", "stock", &good, "--again"], 0, &["1 种商品入库"]);
    }
    expect(&desk, &["import", "sim-000001", "roster", &good], 1, &["sheet.missing_column"]);
    expect(&desk, &["verify", "--village", "sim-000001"], 0, &["✓ sim-000001"]);
}

#[test]
fn a_list_becomes_a_draft_and_what_is_in_force_stays() {
    let desk = Desk::new("list");
    let list = desk.sheet("list.csv", "类别,项目,分值,上限\n环境卫生,清扫,+5,每户每月2次\n环境卫生,巡查,酌情,\n");
    let import = ["import", "sim-000001", "sheet", &list];
    expect(&desk, &[&import[..], &["--dry-run"]].concat(), 0, &["试一试", "1 行变成了规则，1 行要看一看", "第 3 行：分值“酌情”没看懂"]);
    assert!(!Path::new(&desk.path("list-错误说明.csv")).exists(), "trying writes nothing");
    expect(&desk, &["diff", "sim-000001", "in_force", "draft"], 0, &["没有"]);
    expect(&desk, &import, 0, &["1 行变成了规则，1 行要看一看", "jifen diff sim-000001 in_force draft", "list-错误说明.csv"]);
    let noted = desk.read("list-错误说明.csv");
    let expected = "\u{FEFF}类别,项目,分值,上限,错误说明\r\n环境卫生,清扫,+5,每户每月2次,已成规则“清扫”\r\n\
                    环境卫生,巡查,酌情,,\"分值“酌情”没看懂，要写成 5、-2、5-10、5分/次 这样\"\r\n";
    assert_eq!(noted.replace('"', ""), expected.replace('"', ""));
    // Mended where the note stands, it is taken in; the notes are no part of it.
    let mended = desk.sheet("list-错误说明.csv", &noted.replace("酌情,", "3,"));
    let mended = ["import", "sim-000001", "sheet", &mended, "--dry-run", "--again"];
    expect(&desk, &mended, 0, &["2 行变成了规则，会成为"]);
    expect(&desk, &["diff", "sim-000001", "in_force", "draft"], 0, &["新增", "清扫"]);
    expect(&desk, &["diff", "sim-000001", "1", "in_force"], 0, &["没有"]);
    expect(&desk, &import, 1, &["import.draft_exists", "--again", "--to"]);
    expect(&desk, &[&import[..], &["--again"]].concat(), 0, &["1 行变成了规则"]);
    expect(&desk, &["import", "nowhere", "sheet", &list], 1, &["versions.no_rulebook"]);

    let folder = desk.path("written");
    let to = [&import[..], &["--to", &folder]].concat();
    expect(&desk, &[&to[..], &["--dry-run"]].concat(), 0, &["试一试", "1 行变成了规则"]);
    assert!(!Path::new(&folder).exists());
    let named = desk.path("named.csv");
    expect(&desk, &[&to[..], &["--dry-run", "--notes", &named]].concat(), 0, &["试一试", "named.csv"]);
    expect(&desk, &[&to[..], &["--notes", &named]].concat(), 1, &["output.exists"]);
    assert!(!Path::new(&folder).exists());
    expect(&desk, &to, 0, &["1 行变成了规则", "written/rules.yaml", "written/list-错误说明.csv"]);
    let written = desk.read("written/rules.yaml");
    let examples = "比如: [{ 得: 5 }, { 本月次数: 2, 得: 0 }]";
    assert!(written.contains(&format!("    清扫:\n      分值: 5\n      上限: 每户每月 2 次\n      {examples}\n")), "{written}");
    expect(&desk, &to, 1, &["output.exists"]);
    expect(&desk, &["import", "sim-000001", "roster", &list, "--to", &folder], 1, &["import.to_database"]);
    let nothing = desk.sheet("nothing.csv", "项目,分值\n清扫,看情况\n");
    expect(&desk, &["import", "sim-000001", "sheet", &nothing, "--to", &folder], 1, &["sheet.no_rules", "第 2 行"]);
}

#[test]
fn a_backup_is_checked_and_never_overwrites() {
    let desk = Desk::new("backup");
    let copy = desk.path("copy.db");
    expect(&desk, &["backup", &copy], 0, &["2 个村", "逐笔核对无误"]);
    expect(&desk, &["backup", &copy], 1, &["backup.exists"]);
    let (_, of_the_copy) = desk.run(&["verify", "--database", &format!("sqlite://{copy}")]);
    let (_, of_the_original) = desk.run(&["verify"]);
    assert_eq!(of_the_copy, of_the_original);
}

#[test]
fn a_backup_comes_back_checked_and_nothing_is_lost_by_it() {
    let desk = Desk::new("restore");
    let copy = desk.path("copy.db");
    expect(&desk, &["doctor"], 0, &["从来没有备份过", "2 个村最近的账都和校验码对得上"]);
    expect(&desk, &["backup", &copy], 0, &["2 个村"]);
    expect(&desk, &["doctor"], 0, &["上次备份在"]);
    let (_, before) = desk.run(&["verify"]);
    let goods = desk.sheet("goods.csv", "编号,名称,规格,积分,成本,库存\nZ1,香皂,1块,5,4,10\n");
    expect(&desk, &["import", "sim-000001", "stock", &goods], 0, &["1"]);

    expect(&desk, &["restore", &desk.path("none.db")], 1, &["restore.no_backup"]);
    expect(&desk, &["restore", &copy], 1, &["restore.in_the_way", "--replace"]);
    expect(&desk, &["restore", &copy, "--database", "postgres://x@127.0.0.1/x"], 1, &["restore.not_sqlite"]);
    let broken = desk.path("broken.db");
    let mut bytes = std::fs::read(&copy).unwrap();
    let half = bytes.len() / 2;
    bytes[half..].fill(0x5a);
    std::fs::write(&broken, bytes).unwrap();
    expect(&desk, &["restore", &broken, "--replace"], 1, &["restore.unsound", "没有动"]);
    let left: Vec<_> = files(&desk).into_iter().filter(|name| name.contains("restoring") || name.contains("before")).collect();
    assert!(left.is_empty(), "a backup that does not add up leaves everything as it was: {left:?}");
    let lock = std::fs::File::create(desk.path("test.db.lock")).unwrap();
    lock.lock().unwrap();
    expect(&desk, &["restore", &copy, "--replace"], 1, &["database.busy"]);
    drop(lock);

    expect(&desk, &["restore", &copy, "--replace"], 0, &["2 个村", "逐笔核对无误", "原来的数据库留在"]);
    assert_eq!(desk.run(&["verify"]).1, before);
    let kept =
        files(&desk).into_iter().find(|name| name.contains("before-") && !name.ends_with("-wal") && !name.ends_with("-shm")).unwrap();
    expect(&desk, &["verify", "--database", &format!("sqlite://{}", desk.path(&kept))], 0, &["✓"]);
    std::fs::remove_file(desk.path("test.db")).unwrap();
    expect(&desk, &["restore", &copy], 0, &["逐笔核对无误"]);
}

fn files(desk: &Desk) -> Vec<String> {
    let names = std::fs::read_dir(&desk.0).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

#[test]
fn a_doctor_says_what_is_ill_and_what_to_do() {
    let desk = Desk::new("doctor");
    let elsewhere = format!("sqlite://{}", desk.path("none.db"));
    expect(&desk, &["doctor", "--database", &elsewhere], 1, &["✗", "数据库打不开", "database.missing"]);
    let village = desk.0.join("villages/sim-000001");
    std::fs::create_dir_all(&village).unwrap();
    std::fs::write(village.join("rules.yaml"), "规则: {").unwrap();
    let villages = desk.path("villages");
    expect(&desk, &["doctor", "--villages", &villages], 0, &["! sim-000001 的规则文件有", "jifen check"]);
}

/// Adds the exported journal up with hledger, which we did not write.
#[test]
fn an_auditor_adds_the_books_up_with_a_tool_of_their_own() {
    let desk = Desk::new("journal");
    let journal = desk.path("books.journal");
    expect(&desk, &["export", "sim-000001", "journal", "--output", &journal], 0, &[]);
    expect(&desk, &["export", "sim-000001", "journal", "--output", &journal], 1, &["output.exists"]);
    expect(&desk, &["export", "tpyo", "journal"], 1, &["roster.unknown_village"]);
    expect(&desk, &["export", "sim-000001", "audit"], 0, &["\u{FEFF}编号,时间,职务", "记了第 1 件", "照文件定下第 1 版规则"]);
    let hledger =
        |file: &str, arguments: &[&str]| Command::new("hledger").args(["-f", file]).args(arguments).env("LANG", "C.UTF-8").output();
    let Ok(checked) = hledger(&journal, &["check", "accounts", "commodities"]) else {
        println!("left out: there is no hledger");
        return;
    };
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
    let fund = hledger(&journal, &["bal", "积分基金", "--format", "%(total)"]).unwrap();
    let text = std::fs::read_to_string(&journal).unwrap();
    let kept = text.lines().rfind(|line| line.trim_start().starts_with("积分基金 ")).unwrap();
    let total = String::from_utf8(fund.stdout).unwrap();
    assert!(kept.ends_with(total.lines().next().unwrap().trim()), "{kept} / {total}");

    let tampered = desk.sheet("tampered.journal", &text.replacen("积分发放  -", "积分发放  -1", 1));
    assert!(!hledger(&tampered, &["check"]).unwrap().status.success(), "it would find a changed amount");
}

#[test]
fn a_printed_head_must_be_in_the_chain() {
    let desk = Desk::new("anchor");
    let (_, said) = desk.run(&["verify", "--village", "sim-000001"]);
    let head = said.trim().rsplit(' ').next().unwrap().to_owned();
    expect(&desk, &["verify", "--village", "sim-000001", "--anchor", &head], 0, &["✓"]);
    expect(&desk, &["verify", "--village", "sim-000002", "--anchor", &head], 1, &["不在账本里"]);
    let copied = format!(" {} {}", &head[..6].to_uppercase(), &head[6..12]);
    expect(&desk, &["verify", "--village", "sim-000001", "--anchor", &copied], 0, &["✓"]);
    for wrong in ["", &head[..11], "还没有账还没有账还没有账"] {
        expect(&desk, &["verify", "--village", "sim-000001", "--anchor", wrong], 1, &["ledger.wrong_anchor", "12 位"]);
    }
    expect(&desk, &["verify", "--village", "tpyo"], 1, &["roster.unknown_village"]);
}

#[test]
fn a_token_is_the_last_line_and_unknown_things_are_said_kindly() {
    let desk = Desk::new("token");
    let (code, said) = desk.run(&["token", "--village", "sim-000001", "--role", "keeper"]);
    assert_eq!(code, 0);
    assert!(said.lines().last().unwrap().starts_with("jf.sim-000001."), "{said}");
    expect(&desk, &["token", "--village", "sim-000001", "--role", "keeper", "--staff", "S01"], 1, &["roster.unknown_staff"]);
    expect(&desk, &["token", "--village", "sim-000001", "--role", "keeper", "--staff", "S03"], 0, &["jf.sim-000001."]);
    expect(&desk, &["token", "--village", "nowhere", "--role", "keeper"], 1, &["roster.unregistered"]);
    expect(&desk, &["token", "--village", "sim-000001", "--role", "boss"], 2, &["写得不对"]);
    let token = said.lines().last().unwrap();
    expect(&desk, &["token", "--revoke", token], 0, &["已经停用"]);
    expect(&desk, &["token", "--revoke", "jf.sim-000001.00"], 1, &["roster.unknown_token"]);
    expect(&desk, &["token"], 2, &["少了"]);
    expect(&desk, &["invite", "--village", "sim-000001", "--staff", "S03"], 0, &["用一次有效", "jf.sim-000001."]);
    expect(&desk, &["invite", "--village", "sim-000001", "--staff", "S99"], 1, &["roster.unknown_staff"]);
    for wrong in [&["token", "--village", "A b", "--role", "keeper"][..], &["verify", "--village", "A b"], &["explain", "A b", "签到"]] {
        expect(&desk, wrong, 1, &["village.wrong_name"]);
    }
    expect(&desk, &["import", "sim-000001", "stock", "nowhere.csv"], 1, &["sheet.no_file"]);
    expect(&desk, &["explain", "nowhere", "签到"], 1, &["village.no_folder"]);
    for months in ["0", "1201", "4000000000"] {
        expect(&desk, &["simulate", "--months", months], 1, &["simulate.too_large"]);
    }
    expect(&desk, &["cluster-init"], 1, &["cluster.not_postgres", "--database postgres://"]);
    expect(&desk, &["verify", "--database", "copy.db"], 1, &["database.wrong_url", "sqlite://"]);
    expect(&desk, &["verify", "--database", "sqlite:///nowhere/nothing.db"], 1, &["database.missing"]);
}

/// A folder of rules with one number changed; simulated villages are on trial, this one is not.
fn changed(desk: &Desk, village: &str) -> String {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("villages/jianghe");
    let folder = desk.0.join(village);
    std::fs::create_dir_all(folder.join("rules")).unwrap();
    let read = |file: &str| std::fs::read_to_string(from.join(file)).unwrap();
    std::fs::write(folder.join("village.yaml"), read("village.yaml").replace("试行: 是", "").replace("文件即生效: 是", "")).unwrap();
    assert!(read("rules.yaml").contains("劝阻赌博: 5"));
    std::fs::write(folder.join("rules.yaml"), read("rules.yaml").replace("劝阻赌博: 5", "劝阻赌博: 8")).unwrap();
    folder.display().to_string()
}

/// A supervisor agrees, as they do at the desk; the version it became, and those it replaces.
fn agree(desk: &Desk, village: &str, proposal: i64) -> (i64, Vec<i64>) {
    use jifen::words::{Act, Actor, Chance, Clock, Role, VillageId};
    let agreed = async {
        let books =
            jifen::db::Books::open(&format!("sqlite://{}", desk.path("test.db")), Clock::machine(), Chance::machine()).await.unwrap();
        let house = jifen::app::House::new(books);
        let actor = Actor { staff: "J01".to_owned(), role: Role::Supervisor, household: None };
        let own = house.own_act(&VillageId::parse(village).unwrap(), &format!("agree-{proposal}")).unwrap();
        let done =
            jifen::adoption::decide(&house.books, &house.library, Act { actor, ..own }, proposal, true, String::new()).await.unwrap();
        house.books.close().await;
        done.answer.adopted.unwrap()
    };
    let adopted = tokio::runtime::Runtime::new().unwrap().block_on(agreed);
    (adopted.version, adopted.replaces)
}

#[test]
fn a_draft_comes_into_force_under_a_decision_and_can_be_taken_back() {
    let desk = Desk::new("adopt");
    let folder = changed(&desk, "sim-000001");
    let adopt = |rest: &[&str], code, words: &[&str]| {
        let arguments = [&["adopt", "sim-000001", "--effective", "2999-01-01"], rest].concat();
        expect(&desk, &arguments, code, words);
    };
    let record = ["--meeting", "村民代表会议", "--held-on", "2026-03-01", "--expected", "30", "--attended", "28", "--in-favour", "27"];
    let under = |document| [&record[..], &["--document", document]].concat();
    adopt(&[], 1, &["versions.no_draft", "--draft"]);
    adopt(&["--draft", &folder], 1, &["versions.no_adoption"]);
    adopt(&["--draft", &folder, "--meeting", "会"], 2, &["少了"]);
    adopt(&["--draft", &desk.path("nowhere")], 1, &["village.no_folder"]);
    let with_folder = |document| [&["--draft", folder.as_str()], &under(document)[..]].concat();
    adopt(&[&with_folder("一号")[..], &["--dry-run"]].concat(), 0, &["试一试", "可以提出"]);
    adopt(&with_folder("一号"), 0, &["第 1 份采纳已经提出，还没有生效", "请村务监督委员登录"]);
    adopt(&with_folder("二号"), 1, &["adoption.already_proposed"]);
    assert_eq!(agree(&desk, "sim-000001", 1), (2, Vec::new()));
    adopt(&with_folder("二号"), 1, &["versions.unchanged"]);
    let diff = |arguments: &[&str], code, words: &[&str]| expect(&desk, &[&["diff"], arguments].concat(), code, words);
    diff(&["sim-000001", "1", "2"], 0, &["第 1 版 → 第 2 版", "劝阻赌博：5 分 → 8 分"]);
    diff(&["sim-000001", "draft", "2", "--json"], 0, &["\"summary\": \"一个字也没有改。\""]);
    diff(&["villages/jianghe", &folder], 0, &["改 1 条", "劝阻赌博：5 分 → 8 分", "本村设置：试行 是 → 不写了"]);
    diff(&["sim-000001", "1", "9"], 1, &["versions.unknown_version"]);
    diff(&["sim-000001", "one", "2"], 1, &["versions.wrong_version", "in_force"]);
    diff(&["villages/jianghe", "nowhere"], 1, &["village.no_folder"]);
    diff(&["villages/jianghe"], 2, &["少了"]);
    adopt(&[&["--back-to", "1"], &under("二号")[..]].concat(), 0, &["第 2 份采纳已经提出"]);
    assert_eq!(agree(&desk, "sim-000001", 2), (3, vec![2]), "the one that has not begun is replaced");
    adopt(&[&["--back-to", "9"], &under("二号")[..]].concat(), 1, &["versions.unknown_version"]);
    expect(&desk, &["adopt", "sim-000001", "--effective", "2025-01-01", "--back-to", "2"], 1, &["versions.no_adoption"]);
    expect(&desk, &["adopt", "sim-000001"], 2, &["少了"]);
    expect(&desk, &["adopt", "sim-000001", "--effective", "明天"], 2, &["写得不对"]);
    expect(&desk, &["verify"], 0, &["✓ sim-000001"]);
}

#[test]
fn a_change_of_shared_packs_is_tried_in_several_villages() {
    let desk = Desk::new("township");
    let packs = desk.path("packs");
    std::fs::create_dir_all(&packs).unwrap();
    for pack in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).unwrap().map(|entry| entry.unwrap().path()) {
        let mut text = std::fs::read_to_string(&pack).unwrap();
        for (was, is) in
            [("夜校宣讲: 5", "夜校宣讲: 6"), ("垃圾分类: 3", "垃圾分类: 4"), ("门前三包: 2", "门前三包: 3"), ("老人互助: 2", "老人互助: 3")]
        {
            text = text.replace(was, is);
        }
        std::fs::write(Path::new(&packs).join(pack.file_name().unwrap()), text).unwrap();
    }
    let days = ["--packs", &packs, "--from", "2025-01-01", "--to", "2025-08-31"];
    let trial = |rest: &[&str], code, words: &[&str]| expect(&desk, &[&["trial"], &days[..], rest].concat(), code, words);
    trial(&["--all"], 0, &["0 个村", "不受影响：sim-000001、sim-000002"]);

    let url = format!("sqlite://{}", desk.path("packs.db"));
    let like = ["simulate", "--villages", "2", "--households", "16", "--months", "8", "--like", "dongliang", "--database", &url];
    expect(&desk, &like, 0, &["造好 2 个村"]);
    let there = |rest: &[&str], code, words: &[&str]| trial(&[rest, &["--database", url.as_str()]].concat(), code, words);
    there(&["--all"], 0, &["2 个村按现行规则和改过的规则包各算一遍", "sim-000001 算好了", "/2）", "草案得分"]);
    there(&["sim-000002"], 0, &["1 个村", "sim-000002"]);
    there(&["sim-000002", "nowhere"], 0, &["1 个村", "nowhere 没有算", "versions.no_rulebook"]);
    there(&["nowhere"], 1, &["versions.no_rulebook"]);
    let (_, json) = desk.run(&[&["trial", "--all", "--json", "--database", &url], &days[..]].concat());
    let json: serde_json::Value = serde_json::from_str(&json[..=json.rfind('}').unwrap()]).unwrap();
    for (line, village) in json["villages"].as_array().unwrap().iter().zip(["sim-000001", "sim-000002"]) {
        let alone = desk.run(&["trial", village, "--from", "2025-01-01", "--to", "2025-08-31", "--json", "--database", &url]).1;
        let alone: serde_json::Value = serde_json::from_str(&alone).unwrap();
        assert_eq!((&line["village"], &line["records"]), (&village.into(), &alone["records"]));
        assert_eq!(line["points"]["before"], alone["points"]["before"]);
        assert_ne!(line["points"]["after"], line["points"]["before"], "{line}");
        assert_eq!(line["before"], alone["money"]["before"]);
    }
    let sheet = desk.path("township.xlsx");
    there(&["--all", "--xlsx", &sheet], 0, &["写好了"]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&sheet).unwrap();
    let range = calamine::Reader::worksheet_range(&mut book, "试算").unwrap();
    assert!(range.rows().any(|row| row[0] == "sim-000002"));

    trial(&["--all", "--draft", "villages/jianghe"], 2, &[]);
    expect(&desk, &["trial", "--all", "--from", "2025-01-01", "--to", "2025-02-28"], 2, &[]);
    let two = ["trial", "sim-000001", "sim-000002", "--from", "2025-01-01", "--to", "2025-02-28"];
    expect(&desk, &two, 1, &["trial.several_drafts", "--packs"]);
    expect(&desk, &["trial", "--all", "--packs", "nowhere", "--from", "2025-01-01", "--to", "2025-02-28"], 1, &["trial.no_packs"]);
    let wrong = ["trial", "--all", "--packs", &packs, "--from", "2025-03-01", "--to", "2025-02-28"];
    expect(&desk, &wrong, 1, &["trial.wrong_period"]);
    expect(&desk, &["verify", "--database", &url], 0, &["✓ sim-000001", "✓ sim-000002"]);
}

#[test]
fn a_draft_is_tried_and_the_books_stay_as_they_are() {
    use calamine::Reader;
    let desk = Desk::new("trial");
    let folder = changed(&desk, "sim-000001");
    let (_, before) = desk.run(&["verify"]);
    let sheet = desk.path("trial.xlsx");
    let period = ["trial", "sim-000001", "--from", "2025-01-01", "--to", "2025-12-31"];
    let trial = |rest: &[&str], code, words: &[&str]| expect(&desk, &[&period[..], rest].concat(), code, words);
    trial(&["--draft", &folder], 0, &["什么也没有改", "净得分", "劝阻赌博", "变化最大的", "记 8 分", "每天用 = 折合元"]);
    trial(&[], 0, &["多得      0 人"]);
    trial(&["--draft", &folder, "--json"], 0, &["\"gain\": "]);
    trial(&["--draft", &folder, "--xlsx", &sheet], 0, &["写好了"]);
    trial(&["--draft", &folder, "--xlsx", &desk.path("no/where.xlsx")], 3, &["写不了"]);
    trial(&["--json", "--xlsx", &sheet], 2, &[]);
    trial(&["--draft", &desk.path("nowhere")], 1, &["village.no_folder"]);
    expect(&desk, &["trial", "sim-000001", "--from", "2025-03-01", "--to", "2025-02-28"], 1, &["trial.wrong_period"]);
    expect(&desk, &["trial", "nowhere", "--from", "2025-01-01", "--to", "2025-02-28"], 1, &["versions.no_rulebook"]);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&sheet).unwrap();
    assert_eq!(book.sheet_names(), ["合计", "各条规则", "变化最大的", "上限", "草案不收的记录"]);
    let rules = book.worksheet_range("各条规则").unwrap();
    let found = rules.rows().find(|row| row[0] == "劝阻赌博").unwrap();
    let figures: Vec<String> = found[2..].iter().map(ToString::to_string).collect();
    let [records, was, is, change] = [0, 1, 2, 3].map(|at| figures[at].parse::<u32>().unwrap());
    assert!(records > 0 && was == 5 * records && is == 8 * records && change == 3 * records, "{figures:?}");
    assert_eq!(desk.run(&["verify"]).1, before);
}

#[test]
fn one_village_that_cannot_come_in_does_not_stop_the_service() {
    use std::io::{BufRead, BufReader};
    let folder = std::env::temp_dir().join(format!("jifen_commands_serve_{}", std::process::id()));
    for village in ["broken", "sound", "shown"] {
        std::fs::create_dir_all(folder.join("villages").join(village)).unwrap();
        for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/village")).unwrap() {
            let file = file.unwrap();
            std::fs::copy(file.path(), folder.join("villages").join(village).join(file.file_name())).unwrap();
        }
    }
    std::fs::write(folder.join("villages/broken/staff.csv"), "编号,姓名,职务,户号\nS01,某,村书记,99-99\n").unwrap();
    std::fs::write(folder.join("villages/shown/demo.yaml"), "{有积分: 2, 换过东西: 1, 记录: 20}").unwrap();
    let staff = folder.join("villages/shown/staff.csv");
    std::fs::write(&staff, std::fs::read_to_string(&staff).unwrap() + "K01,大厅,自助机,\n").unwrap();
    let mut service = Command::new(env!("CARGO_BIN_EXE_jifen"))
        .args(["serve", "--listen", "127.0.0.1:0", "--database", "sqlite://test.db"])
        .current_dir(&folder)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(service.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
    let said: Vec<String> = lines.take_while(|line| !line.contains("接口文档")).collect();
    service.kill().unwrap();
    service.wait().unwrap();
    let said = said.join("\n");
    for words in ["broken：没有准备好", "第 2 行 户号", "/villages/sound", "jifen invite --village sound"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    // Only a demonstration is signed in with what is shown: one line a role.
    for words in [
        "村书记  /desk/shown  编号 S01  密码 ",
        "店员  /shop/shown  编号 S03  密码 ",
        "自助机  /kiosk/shown  注册码 ",
        "村民  /v/shown  编号 1-01-1  密码 ",
    ] {
        assert_eq!(said.matches(words).count(), 1, "{words}: {said}");
    }
    assert!(!said.contains("jf.") && !said.contains("/desk/sound  编号"), "shown to nobody who asked: {said}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn the_same_seed_builds_the_same_township() {
    let (one, other) = (Desk::new("one"), Desk::new("other"));
    assert_eq!(one.run(&["verify"]), other.run(&["verify"]));
}
