//! Samples of the desk's pages about households.

use super::super::new_pages::NewPage;
use super::*;

fn shell(title: &str) -> Shell {
    Shell { title: title.to_owned(), skin: "desk", place: "蒋河村".to_owned(), home: "/desk/jianghe".to_owned(), ..Shell::default() }
}

fn change(barred: Option<&str>) -> ChangeView {
    ChangeView {
        id: 3,
        sentence: "3-07 户分出 3-21 户：张*明等 2 人，带走 40 分，还剩 60 分".to_owned(),
        day: "3月2日".to_owned(),
        basis: "分户协议 2026 第 3 号".to_owned(),
        proposer: "村书记".to_owned(),
        state: "等另一个人定",
        barred: barred.map(str::to_owned),
        may_reject: true,
        operation: "0".repeat(32),
    }
}

fn card(told: Option<Told>, preview: Option<Preview>) -> CardPage {
    let member = |number: &str, name: &str, relation: &str| MemberView {
        number: number.to_owned(),
        name: name.to_owned(),
        relation: relation.to_owned(),
        points: None,
        is_head: relation == "户主",
    };
    let typed = [("act", "split"), ("member:3-07-2", "on"), ("into", "3-21"), ("points", "40"), ("basis", "分户协议")];
    CardPage {
        shell: shell("3-07 户"),
        number: "3-07".to_owned(),
        group: "三组".to_owned(),
        members: vec![member("3-07-1", "张大山", "户主"), member("3-07-2", "张小明", "子")],
        balance: Some("100".to_owned()),
        history: vec!["3月1日：3-07-2 出生，到 3-07 户".to_owned()],
        may_change: true,
        tag: "0011223344556677".to_owned(),
        next_member: "3-07-3".to_owned(),
        operation: "0".repeat(32),
        today: "2026-03-02".parse().unwrap(),
        typed: Typed(typed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()),
        whom: Whom::default(),
        told,
        preview,
    }
}

fn new(told: Option<Told>, preview: Option<Preview>) -> NewPage {
    let typed =
        [("act", "settlement"), ("household", "3-21"), ("group", "三组"), ("name:1", "李芳"), ("name:2", "李小明"), ("kin:2", "子")];
    NewPage {
        shell: shell("新立一户"),
        groups: vec![("三组".to_owned(), "3-21".to_owned()), ("四组".to_owned(), "4-13".to_owned())],
        rows: (1..=3).collect(),
        has_room: true,
        operation: "0".repeat(32),
        today: "2026-03-02".parse().unwrap(),
        typed: Typed(typed.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()),
        told,
        preview,
    }
}

/// Every page of this feature, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let refusal = Refusal::from(super::super::model::HouseholdRefusal::WrongPoints);
    let fields = vec![("act".to_owned(), "split".to_owned()), ("operation".to_owned(), "0".repeat(32))];
    let preview = Preview { sentence: change(None).sentence, waits: true, people: Vec::new(), fields };
    let settled = Preview {
        sentence: "新立 3-21 户（三组）：李*等 2 人迁入，从 20 分开始".to_owned(),
        people: vec!["李芳（户主）".to_owned(), "李小明（子）".to_owned()],
        ..preview.clone()
    };
    let (empty, done, told) = (Vec::new(), Some(change(None)), Some(Told::from(&refusal)));
    let waiting =
        |done, told, changes| WaitingPage { shell: shell("户口变动"), done, told, whom: Whom::default(), changes }.render().unwrap();
    vec![
        ("household changes: none", waiting(None, told.clone(), empty)),
        ("household changes", waiting(done, None, vec![change(None), change(Some("这次变动是您提出的，要另一个人同意。"))])),
        ("household", card(None, None).render().unwrap()),
        ("household: preview", card(None, Some(preview)).render().unwrap()),
        ("household: refused", card(told.clone(), None).render().unwrap()),
        ("household: new", new(None, None).render().unwrap()),
        ("household: new, preview", new(None, Some(settled)).render().unwrap()),
        ("household: new, refused", new(told, None).render().unwrap()),
    ]
}
