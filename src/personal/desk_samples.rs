//! Samples of the desk's page.

use super::super::refusals::PersonalRefusal;
use super::*;

fn request(barred: Option<&str>) -> RequestView {
    RequestView {
        id: 2,
        who: "3-07-2 张*明".to_owned(),
        why: "本人交了纸条，凭：2026 年第 3 号申请；村书记提出".to_owned(),
        day: "3月8日（周日）".to_owned(),
        waives: barred.is_none(),
        barred: barred.map(str::to_owned),
        may_reject: true,
        operation: "0".repeat(32),
    }
}

fn sample(requests: Vec<RequestView>, done: Option<&'static str>, told: Option<Told>) -> String {
    let (place, home) = ("蒋河村".to_owned(), "/desk/jianghe".to_owned());
    let view = DeskPage {
        shell: Shell { title: "个人信息".to_owned(), skin: "desk", place, home, ..Shell::default() },
        done,
        told,
        requests,
        boards: Board::ALL.map(|board| (board.name(), board.chinese())).into(),
        grounds: Ground::FOR_STAFF.map(|ground| (ground.name(), ground.chinese())).into(),
        may_ask: true,
        typed: Typed::default(),
        consenting: Whom::typed("9-99-9"),
        erased: Whom::default(),
        operation: "0".repeat(32),
    };
    view.render().unwrap()
}

/// Every page of this file, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let refusal = Refusal::from(PersonalRefusal::WrongGround);
    let requests = vec![request(None), request(Some("这是您自己提出的，要另一个人同意。"))];
    vec![
        ("personal data at the desk", sample(requests, Some(DONE[1].1), None)),
        ("personal data at the desk: refused", sample(Vec::new(), None, Some(Told::from(&refusal)))),
    ]
}
