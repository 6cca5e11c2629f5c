//! Samples of one's own page.

use super::super::dossier::RowBody;
use super::super::fields::Section;
use super::*;
use crate::entrance::dressed;
use crate::words::Points;

fn row(on: Option<&str>, what: &str, points: Option<i64>, detail: &[&str]) -> RowBody {
    let (on, detail) = (on.map(|day| day.parse().unwrap()), detail.iter().map(ToString::to_string).collect());
    RowBody { on, what: what.to_owned(), points: points.map(Points::whole), detail, photos: Vec::new() }
}

fn rows(section: Section) -> Vec<RowBody> {
    match section {
        Section::Person => vec![
            row(None, "姓名", None, &["张小明"]),
            row(None, "编号", None, &["3-07-2"]),
            row(None, "户号", None, &["3-07"]),
            row(None, "小组", None, &["三组"]),
            row(None, "和户主的关系", None, &["子"]),
        ],
        Section::Points => vec![
            row(None, "3-07-2 的积分", None, &["还剩 48 分"]),
            row(Some("2026-03-05"), "换东西（本人已要求删除）", Some(-5), &[]),
            row(Some("2026-03-02"), "志愿服务", Some(10), &["5 小时 × 2 = 10 分"]),
        ],
        Section::Deeds => vec![row(Some("2026-03-02"), "志愿服务", None, &["时长：5", "网格员记的，已通过", "村书记：同意"])],
        Section::Redemptions => vec![row(Some("2026-03-05"), "香皂 1 件", Some(-5), &[])],
        Section::Keys => vec![row(Some("2026-03-01"), "设了 6 位密码", None, &[]), row(Some("2026-03-01"), "积分卡", None, &[])],
        Section::Objections | Section::Consents | Section::Requests => Vec::new(),
    }
}

fn sample(skin: &'static str, given: bool, waits: bool, told: Option<Told>) -> DataPage {
    let section = |section: Section| {
        let mut body = SectionBody::of(section, rows(section));
        let lines = std::mem::take(&mut body.rows).into_iter().map(|row| LineView {
            day: row.on.map_or_else(String::new, |day| plain_day(day, "2026-03-09".parse().unwrap())),
            points: row.signed(),
            what: row.what,
            detail: row.detail,
            photos: row.photos,
        });
        SectionView { lines: lines.collect(), body }
    };
    let board =
        |board: Board| BoardView { name: board.name(), chinese: board.chinese(), shows: board.shows(), given, operation: "0".repeat(32) };
    let (place, home) = ("蒋河村".to_owned(), "/v/jianghe".to_owned());
    DataPage {
        shell: dressed(Shell { title: "我的信息".to_owned(), skin, place, home, ..Shell::default() }),
        day: "3月9日（周一）".to_owned(),
        sections: Section::ALL.map(section).into(),
        boards: Board::ALL.map(board).into(),
        erasure: waits.then(|| ErasureView { id: 2, day: "3月8日（周日）".to_owned(), operation: "0".repeat(32) }),
        typed: Typed::default(),
        operation: "0".repeat(32),
        done: given.then_some(DONE[1].1),
        told,
    }
}

/// Every page of this file, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let refusal = Refusal::from(PersonalRefusal::PointsLeft(Points::whole(48)));
    vec![
        ("own data", sample("v", false, false, None).render().unwrap()),
        ("own data on the kiosk", sample("kiosk", true, true, None).render().unwrap()),
        ("own data: refused", sample("v", false, false, Some(Told::from(&refusal))).render().unwrap()),
    ]
}

#[test]
fn the_page_says_what_for_and_how_long_and_offers_what_one_may_do() {
    let [(_, phone), (_, kiosk), (_, refused)] = samples().try_into().unwrap();
    for words in ["用来：", "留多久：", "张小明", "存成表格", "要求更正", "要求删除我的信息", "可以写", "不打印、不存成文件"]
    {
        assert!(phone.contains(words), "{words}");
    }
    assert!(!kiosk.contains("data.xlsx") && !kiosk.contains("<details open>") && kiosk.contains("不要写了") && kiosk.contains("不删了"));
    assert!(refused.contains("账上还有 48 分") && refused.contains("剩下的分不要了"));
}
