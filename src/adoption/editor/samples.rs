//! Samples of every page of the editor, made from a small village's files: whole, and with mistakes in them.

use askama::Template;

use super::adding::NewPage;
use super::adopting::AdoptPage;
use super::bench::{Bench, Head};
use super::changes::{ChangesPage, change};
use super::examples;
use super::fields::{cells, fields};
use super::findings::{FindingView, views};
use super::history::{HistoryPage, VersionPage, VersionView};
use super::list::{ChapterView, ListPage, RuleView};
use super::rule::{RuleForm, RulePage};
use super::saving::{TornPage, TornRow, Typed};
use super::text::TextPage;
use super::waiting::{ProposalView, WaitingPage};
use crate::rulebook::editing::open;
use crate::rulebook::sheet::{COLUMNS, chapters};
use crate::rulebook::{Bundle, Side, Source, check, compare};
use crate::versions::Start;
use crate::web::{Shell, Told};
use crate::words::{Kind, Refusal, VillageId};

const RULES: &str = "\
标题: 积分标准
规则:
  环境卫生:
    打扫门前: 10
    垃圾入桶: { 分值: 2, 上限: [每人每天 1 次, 每人每月 20 分] }
    旧规矩: { 分值: 1, 停用: 是 }
  移风易俗:
    办酒从简:
      填报: { 桌数: { 类型: 整数, 最小: 0, 最大: 200 } }
      分档:
        - 桌数 <= 10: 30
        - 其他: 0
      比如:
        - { 桌数: 8, 得: 30 }
        - { 桌数: 12, 得: 5 }
    乱倒垃圾: -3
";

fn bundle(rules: &str) -> Bundle {
    let file = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let files = vec![file("village.yaml", "名称: 甲村\n区划代码: \"640402105299\"\n试行: 是\n"), file("rules.yaml", rules)];
    Bundle { village: VillageId::parse("jia").unwrap(), files, packs: Vec::new() }
}

fn shell(title: &str) -> Shell {
    Shell {
        title: title.into(),
        skin: "desk",
        place: "甲村".into(),
        home: "/desk/jia".into(),
        on_trial: true,
        who: Some("村书记 柯大山".into()),
        ..Shell::default()
    }
}

fn bench(tab: &'static str, rules: &str) -> Bench {
    let (before, files) = (bundle(&RULES.replace("门前: 10", "门前: 5")), bundle(rules));
    let opening = open(&files);
    let head = Head {
        tab,
        in_force: "现在用的是第 1 版，3月1日（周日）起。".into(),
        coming: None,
        draft: Some("改 1 条。柯大山 3月2日（周一）9:05 写的。".into()),
        errors: opening.checked.errors().count(),
        may_write: true,
        may_try: true,
        may_adopt: true,
        may_confirm: false,
        waiting: None,
    };
    let start = Start { tag: "draft-3".into(), files: files.clone(), draft: None };
    Bench { start, changes: compare(&before, &files).ok(), files, opening, head }
}

fn list(rules: &str, may_write: bool) -> ListPage {
    let mut bench = bench("", rules);
    bench.head.may_write = may_write;
    let in_force = check(&bundle(&RULES.replace("得: 5", "得: 0"))).rulebook.unwrap();
    let chapter = |chapter: &crate::rulebook::editing::Chapter| ChapterView {
        heading: chapter.heading.clone(),
        name: "x".into(),
        limits: chapter.limits.clone(),
        rules: chapter.rules.iter().map(|rule| RuleView::of(rule, &bench, &in_force, &Typed::default())).collect(),
    };
    ListPage {
        shell: shell("村规则"),
        seen: "draft-3".into(),
        chapters: bench.opening.chapters.iter().map(chapter).collect(),
        findings: views(&bench.opening).into_iter().filter(|finding| finding.is_error).collect(),
        head: bench.head,
        done: Some("已经存进草案，还没有生效。"),
        is_unsaved: false,
        told: None,
    }
}

/// A list in which one cell cannot be written as typed.
fn refused_in_place(list: ListPage) -> ListPage {
    let refusal = Refusal::new("editing.not_alone", Kind::Conflict, "这一处不能单独改。", "请到“文字”里改。");
    let mut list = ListPage { told: Some(Told::from(&refusal)), done: None, ..list };
    list.chapters[0].rules[1].refuse("上限", &refusal);
    list
}

fn rule(name: &str, rules: &str, told: Option<Told>) -> RulePage {
    let bench = bench("", rules);
    let opened = bench.opening.rule(name).unwrap();
    let typed = Typed::default();
    let form = RuleForm {
        name: name.into(),
        new_name: name.into(),
        chapter: opened.row.chapter.clone(),
        chapters: vec!["环境卫生".into(), "移风易俗".into()],
        sentence: opened.told.as_ref().map(|told| told.sentence.clone()).unwrap_or_default(),
        change: bench.change(name).map(str::to_owned),
        fields: fields(opened, &typed),
        cells: cells(opened, &typed),
        examples: examples::views(opened),
        file: "rules.yaml".into(),
        line: opened.row.line,
        ..RuleForm::default()
    };
    let findings: Vec<FindingView> = views(&bench.opening).into_iter().filter(|finding| finding.rule.as_deref() == Some(name)).collect();
    RulePage { shell: shell(name), head: bench.head, seen: "draft-3".into(), rule: form, findings, done: true, is_unsaved: false, told }
}

fn text(rules: &str) -> TextPage {
    let bench = bench("text", rules);
    let findings: Vec<FindingView> = views(&bench.opening).into_iter().filter(|finding| finding.file == "rules.yaml").collect();
    TextPage {
        shell: shell("规则的文字"),
        head: bench.head,
        seen: "draft-3".into(),
        files: vec![("rules.yaml".into(), "rules.yaml".into(), findings.len()), ("village.yaml".into(), "village.yaml".into(), 0)],
        file: "rules.yaml".into(),
        text: rules.into(),
        mendable: findings.iter().filter(|finding| finding.is_sure).count(),
        findings,
        done: None,
        is_unsaved: false,
        keep: "jia/rules.yaml".into(),
        told: None,
    }
}

fn adopt(rules: &str, back_to: Option<i64>) -> AdoptPage {
    let bench = bench("adoption", rules);
    let findings: Vec<FindingView> = views(&bench.opening).into_iter().filter(|finding| finding.is_error).collect();
    let changes = bench.changes.unwrap();
    AdoptPage {
        shell: shell("采纳"),
        head: bench.head,
        seen: "draft-3".into(),
        operation: format!("{:032x}", 7),
        back_to,
        summary: changes.summary,
        changes: changes.rules.into_iter().map(change).collect(),
        is_ready: findings.is_empty(),
        findings,
        typed: Typed::default(),
        wrong: Vec::new(),
        told: None,
    }
}

fn waiting(is_own: bool, told: Option<Told>) -> WaitingPage {
    let mut bench = bench("adoption", RULES);
    bench.head.waiting = Some("第 1 份采纳等村务监督委员同意。".into());
    (bench.head.may_adopt, bench.head.may_confirm) = (is_own, !is_own);
    let changes = bench.changes.unwrap();
    let proposal = ProposalView {
        id: 1,
        brought: "村书记 柯大山 3月2日（周一）9:05 提出".into(),
        decision: "2月28日（周六）村民代表会议，应到 30、实到 28、赞成 27（甲村〔2026〕3 号）".into(),
        from: "4月1日（周三）".into(),
        back_to: None,
        summary: changes.summary,
        changes: changes.rules.into_iter().map(change).collect(),
        settings: Vec::new(),
        may_confirm: !is_own,
        is_own,
        operation: format!("{:032x}", 7),
        no_operation: format!("{:032x}", 8),
        reason: String::new(),
    };
    WaitingPage {
        shell: shell("采纳"),
        head: bench.head,
        done: is_own.then(|| "已经提出，还没有生效。".into()),
        proposal: Some(proposal),
        told,
    }
}

fn version() -> VersionView {
    VersionView {
        number: 2,
        standing: "以前用的",
        is_in_force: false,
        from: "3月1日（周日）".into(),
        until: Some("3月31日（周二）".into()),
        decision: "2月28日（周六）村民代表会议，应到 30、实到 28、赞成 27（甲村〔2026〕3 号）".into(),
        adopted_by: "柯大山提出，李会计同意".into(),
        follows: 1,
    }
}

fn torn(can_choose: bool) -> TornPage {
    let row = |about: &str, mine: Option<&str>, theirs: Option<&str>, side: Option<Side>| TornRow {
        about: about.into(),
        mine: mine.map(str::to_owned),
        theirs: theirs.map(str::to_owned),
        side,
    };
    TornPage {
        shell: shell("两个人都改了"),
        head: bench("", RULES).head,
        who: "李会计 3月2日（周一）10:32 写的。".into(),
        address: "/desk/jia/rules".into(),
        fields: vec![("分值@打扫门前".into(), "15".into())],
        theirs: "draft-4".into(),
        rows: vec![
            row("打扫门前", Some("打扫门前：10 分 → 15 分"), None, Some(Side::Mine)),
            row("乱倒垃圾", None, Some("乱倒垃圾：-3 分 → -5 分"), Some(Side::Theirs)),
            row("垃圾入桶", Some("垃圾入桶：2 分 → 4 分"), Some("垃圾入桶：2 分 → 1 分"), None),
        ],
        can_choose,
        told: can_choose.then_some("还有没选的，见下面标“请选一个”的。选好再存。"),
    }
}

/// Every page of the editor, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let sound = RULES.replace("得: 5", "得: 0");
    let wrong = RULES.replace("门前: 10", "门前: 十分").replace("入桶: { 分值: 2", "入桶: { 分值： 2");
    let refusal = Refusal::new("editing.name_taken", Kind::Conflict, "已经有一条叫“垃圾入桶”的规则。", "请换一个名称。");
    let changes = compare(&bundle(RULES), &bundle(&RULES.replace("门前: 10", "门前: 15"))).unwrap();
    let changes = ChangesPage {
        shell: shell("改了什么"),
        head: bench("changes", RULES).head,
        seen: "draft-3".into(),
        between: "现行的一版 → 草案".into(),
        summary: changes.summary,
        rules: changes.rules.into_iter().map(change).collect(),
        settings: vec!["公示天数 3 天 → 7 天".into()],
        is_draft: true,
    };
    let new = NewPage {
        shell: shell("新增一条"),
        head: bench("", RULES).head,
        seen: "draft-3".into(),
        chapters: vec!["环境卫生".into()],
        beginnings: vec![("fixed", "每次记一样的分")],
        typed: Typed::default(),
        told: Some(Told::from(&refusal)),
    };
    let history = HistoryPage {
        shell: shell("历次规则"),
        head: bench("versions", RULES).head,
        done: Some("第 2 版已经采纳，3月1日（周日）起用。".into()),
        versions: vec![version()],
    };
    let old = VersionPage {
        shell: shell("第 2 版"),
        head: bench("versions", RULES).head,
        version: version(),
        columns: COLUMNS,
        chapters: chapters(&check(&bundle(&sound)).rulebook.unwrap()),
        files: bundle(RULES).files,
    };
    let pages: Vec<(&'static str, askama::Result<String>)> = vec![
        ("rules list", list(&sound, true).render()),
        ("rules list to read", list(&sound, false).render()),
        ("rules list wrong", list(RULES, true).render()),
        ("rules list refused", refused_in_place(list(&sound, true)).render()),
        ("rules list unreadable", list(&wrong, true).render()),
        ("rule", rule("打扫门前", &sound, None).render()),
        ("rule wrong", rule("办酒从简", RULES, None).render()),
        ("rule refused", rule("垃圾入桶", &sound, Some(Told::from(&refusal))).render()),
        ("rules text", text(&wrong).render()),
        ("rules text sound", text(&sound).render()),
        ("rules changes", changes.render()),
        ("rule new", new.render()),
        ("rules adopt", adopt(&sound, None).render()),
        ("rules adopt wrong", adopt(RULES, None).render()),
        ("rules back", adopt(&sound, Some(1)).render()),
        ("rules waiting", waiting(true, None).render()),
        ("rules to be agreed to", waiting(false, None).render()),
        ("rules nothing waits", WaitingPage { proposal: None, ..waiting(false, None) }.render()),
        ("rules history", history.render()),
        ("rules version", old.render()),
        ("rules torn", torn(true).render()),
        ("rules torn whole", torn(false).render()),
    ];
    pages.into_iter().map(|(name, page)| (name, page.unwrap())).collect()
}

#[test]
fn a_wrong_example_is_red_and_its_new_result_can_be_kept() {
    let page = rule("办酒从简", RULES, None).render().unwrap();
    assert!(page.contains("✗ 不对") && page.contains("✓ 对") && page.contains("value=\"keep:1\""), "{page}");
    assert!(!page.contains("value=\"keep:0\""));
}

#[test]
fn a_finding_is_said_beside_its_field_as_in_the_summary() {
    let view = rule("打扫门前", &RULES.replace("门前: 10", "门前: 十分"), None);
    let (message, page) = (view.findings[0].message.clone(), view.render().unwrap());
    assert_eq!(page.matches(&message).count(), 2, "{message}: {page}");
    assert!(page.contains("aria-invalid") && page.contains("href=\"#key-分值\""));
}

#[test]
fn what_is_refused_in_the_list_is_said_beside_its_cell() {
    let page = refused_in_place(list(&RULES.replace("得: 5", "得: 0"), true)).render().unwrap();
    assert!(page.contains("name=\"上限@垃圾入桶\" aria-label=\"垃圾入桶的上限\" rows=\"2\" aria-invalid=\"true\""), "{page}");
    assert_eq!(page.matches("这一处不能单独改。").count(), 2, "above, and in the row: {page}");
}

#[test]
fn the_caret_is_under_the_characters_that_are_wrong() {
    let page = text(&RULES.replace("门前: 10", "门前： 10")).render().unwrap();
    assert!(page.contains("打扫门前<mark>：") && page.contains("value=\"fix:"), "{page}");
}
