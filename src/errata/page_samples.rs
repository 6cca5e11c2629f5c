//! Samples of every page of errata.

use askama::Template;

use super::deciding::tests::erratum;
use super::desk::{Correction, ErrataPage, ErratumPage, ErratumRow, ProposalForm, StatementsPage};
use super::model::*;
use super::own::OwnPage;
use super::public::SheetPage;
use super::refusals::ErratumRefusal;
use super::sheet::{Line, Sheet};
use super::view::{ChangesView, SheetView, StatementView, steps, title};
use crate::entrance::dressed;
use crate::web::{Shell, Told};
use crate::words::{Moment, Points, Refusal, Yuan};

fn shell(skin: &'static str, home: &str, title: &str) -> Shell {
    dressed(Shell { title: title.into(), skin, place: "蒋河村".into(), home: home.into(), on_trial: true, ..Shell::default() })
}

fn line((award, household, hours): (i64, &str, i64), moved: i64, waived: i64) -> Line {
    Line {
        award,
        household: household.into(),
        person: None,
        account: household.into(),
        rule: "志愿服务".into(),
        occurred_on: "2026-03-05".parse().unwrap(),
        is_posted: true,
        before: Points::whole(hours * 20),
        after: Points::whole(hours * 2),
        moved: Points::whole(moved),
        waived: Points::whole(waived),
        because_before: vec![format!("志愿服务：时长 {hours} 小时 × 20 = {} 分", hours * 20)],
        because_after: vec![format!("志愿服务：时长 {hours} 小时 × 2 = {} 分", hours * 2)],
    }
}

fn sheet() -> Sheet {
    Sheet { lines: vec![line((17, "3-07", 1), -18, 0), line((21, "3-08", 2), -20, 16)], yuan_per_point: Yuan::whole(1) }
}

fn announced() -> Erratum {
    let at = Moment::on("2026-04-01".parse().unwrap(), 10, 0);
    let last_on = "2026-04-08".parse().ok();
    Erratum {
        state: ErratumState::Announced,
        confirmed_by: Some("S02".into()),
        confirmed_at: Some(at),
        days: Some(7),
        last_on,
        ..erratum()
    }
}

fn statements(erratum: &Erratum) -> Vec<StatementView> {
    let lines = sheet().lines;
    lines
        .iter()
        .map(|line| StatementView::of(erratum, &line.household, std::slice::from_ref(line), "2026-04-02".parse().unwrap()))
        .collect()
}

/// The pages everybody may see, by name.
pub(crate) fn public() -> Vec<(&'static str, String)> {
    // The households' codes stand on it as on every public sheet; the gallery's people live elsewhere.
    let sheet = Sheet { lines: vec![line((17, "1-01", 1), -18, 0)], ..sheet() };
    let view = SheetView::of("蒋河村", &announced(), None, &sheet);
    let village = shell("public", "/villages/xinjiayuan", &view.title);
    let kiosk = shell("kiosk", "/kiosk/xinjiayuan", &view.title);
    let own = OwnPage { shell: shell("v", "/v/xinjiayuan", "规则改正"), statements: statements(&announced()) };
    vec![
        ("erratum announced", SheetPage { shell: village, view: view.clone() }.render().unwrap()),
        ("erratum on the kiosk", SheetPage { shell: kiosk, view }.render().unwrap()),
        ("errata of one's own", own.render().unwrap()),
    ]
}

/// The pages of those who serve, by name.
pub(crate) fn others() -> Vec<(&'static str, String)> {
    let desk = |title: &str| shell("desk", "/desk/xinjiayuan", title);
    let form = ProposalForm {
        versions: vec![(2, "第 2 版，3月1日（周日）起".into(), true)],
        version: 2,
        correction: Some(Correction { rule: "志愿服务".into(), sentence: erratum().sentence }),
        operation: "0123456789abcdef0123456789abcdef".into(),
        from: "2026-03-01".into(),
        reason: erratum().reason,
        preview: Some(ChangesView::of(&sheet())),
        told: Some(Told::from(&Refusal::from(ErratumRefusal::ReasonMissing))),
        ..ProposalForm::default()
    };
    let row = ErratumRow { id: 1, sentence: erratum().sentence, state: "公示中", until: "公示到 4月8日（周三）".into() };
    let one = |erratum: &Erratum, barred: Option<String>, confirm: bool| ErratumPage {
        shell: desk(&title("", erratum)),
        id: 1,
        title: title("", erratum),
        sentence: erratum.sentence.clone(),
        reason: erratum.reason.clone(),
        record: "2026 年 2 月 20 日第二次村民代表会议（某村〔2026〕3 号）".into(),
        days: "第 2 版，3月1日（周日）起".into(),
        steps: steps(erratum, "2026-04-02".parse().unwrap()),
        confirm: confirm.then(|| "0123456789abcdef0123456789abcdef".into()),
        barred,
        withdraw: Some("0123456789abcdef0123456789abcdef".into()),
        because: String::new(),
        told: None,
        changes: ChangesView::of(&sheet()),
    };
    let barred = Some(Refusal::from(ErratumRefusal::OwnProposal).sentence);
    let empty = ProposalForm { hint: Some("还没有草案。".into()), ..ProposalForm::default() };
    let page = |form, errata| ErrataPage { shell: desk("规则改正"), form, errata }.render().unwrap();
    let draft = SheetView::of("蒋河村", &erratum(), None, &sheet());
    vec![
        ("errata", page(Some(form), vec![row])),
        ("errata, nothing to propose", page(Some(empty), Vec::new())),
        ("erratum to confirm", one(&erratum(), None, true).render().unwrap()),
        ("erratum of one's own proposal", one(&erratum(), barred, false).render().unwrap()),
        ("erratum that is announced", one(&announced(), None, false).render().unwrap()),
        ("erratum sheet, a draft", SheetPage { shell: desk("规则改正公告"), view: draft }.render().unwrap()),
        ("erratum statements", StatementsPage { shell: desk("各户对账单"), id: 1, statements: statements(&announced()) }.render().unwrap()),
    ]
}
