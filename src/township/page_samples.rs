//! Samples of the township's pages.

use super::super::basket::Worth;
use super::super::model::{Figures, Known};
use super::super::store::When;
use super::super::wall::{WallPage, blocks, rows};
use super::*;
use crate::roster::Village;
use crate::words::Points;

fn shell(title: &str, skin: &'static str) -> Shell {
    let who = Some("乡镇干部 马小山".to_owned());
    Shell { title: title.into(), skin, place: "头营镇".into(), home: "/township/640402105000".into(), who, ..Shell::default() }
}

fn when() -> When {
    let today = "2026-11-12".parse().unwrap();
    When { month: month(today).later(-1), today }
}

fn figures(households: i64, at: i64) -> Figures {
    Figures {
        households,
        accounts: households,
        empty: households * (2 + at) / 10,
        earners: households * at / 10,
        redeemers: at * 4,
        chapters: vec![
            ("环境卫生".into(), 60, households * 300),
            ("公益服务".into(), 30, households * 390),
            ("移风易俗".into(), 4, households * 10),
        ],
        redeemed: households * 120,
        approvals: 100,
        most_approvals: 88 + at,
        written_off: at,
        months_with_notice: at,
        months_alive: 12,
        objected: at * 3,
        spent: 60_000,
        fund: 30_000 * at,
        overdue: i64::from(at == 1),
        has_notice: at > 2,
    }
}

fn villages() -> Villages {
    let names = ["东梁村", "蒋河村", "柳林铺村", "青松村", "双河村", "文昌村", "新家园村"];
    let village = |(at, name): (i64, &&str)| {
        let households = 120 + at * 90;
        let code = format!("64040210520{at}");
        let [key, name, township] = ["village", name, "头营镇"].map(str::to_owned);
        let village = Village { key, code, name, township, households, residents: households * 3 };
        (VillageId::parse(&format!("village-{at}")).unwrap(), village, figures(households, at))
    };
    (1..).zip(&names).map(village).collect()
}

fn shown(by_household: bool) -> Vec<Shown> {
    let buys = vec![("香皂".to_owned(), Points::whole(5), 12), ("大米".to_owned(), Points::whole(50), 1)];
    let worth = |points: i64| Worth {
        points: Points::whole(points),
        yuan: crate::words::Yuan::whole(points),
        deeds: vec![Some(("拾金不昧".to_owned(), Points::whole(5))), None],
        buys: buys.clone(),
    };
    let one = |(at, (id, village, figures)): (i64, (VillageId, Village, Figures))| {
        let known = Known {
            holders: vec![(figures.empty, 0), (figures.accounts - figures.empty, 90_000)],
            by_household,
            worth: worth(30 + at * 4),
        };
        Shown::of((id, village.code, village.name), &figures, known)
    };
    (1..).zip(villages()).map(one).collect()
}

fn full() -> TownshipPage {
    let shown = shown(true);
    let month = when().first_day();
    let reason = |(reason, sentence): (Reason, String)| reason_view(reason, sentence, &shown[0].id, Some(&shown[1].id));
    let help = villages().into_iter().map(|(_, village, figures)| HelpView {
        village: village.name,
        reasons: reasons(&figures, when().today, month).into_iter().map(reason).collect(),
    });
    TownshipPage {
        shell: shell("全乡镇", "desk"),
        month: "2026-10".into(),
        month_name: "2026年10月".into(),
        earlier: "2026-09".into(),
        later: Some("2026-11".into()),
        count: 7,
        help: help.filter(|view| !view.reasons.is_empty()).collect(),
        more_help: 3,
        sections: sections(&shown),
        chapters_chart: chart_of("全乡镇", store::chapters(&villages())),
        chapters: shown.iter().map(|village| [village.name.clone(), chapters(village)]).collect(),
        names: shown.iter().map(|village| village.name.clone()).collect(),
        basket: basket(&shown),
        for_all: FOR_ALL,
        next: Some("640402105207-village-7".into()),
        reports: Some("/reports/village-2".into()),
        whole: "全乡镇",
        townships: Vec::new(),
    }
}

/// Every page of this feature, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    let empty = TownshipPage {
        count: 0,
        help: Vec::new(),
        more_help: 0,
        sections: sections(&[]),
        chapters_chart: None,
        chapters: Vec::new(),
        names: Vec::new(),
        basket: basket(&[]),
        next: None,
        later: None,
        ..full()
    };
    let wall = |refresh| WallPage {
        shell: Shell { who: None, ..shell("大屏", "wall") },
        month_name: "2026年10月".into(),
        as_of: "11月12日（周四）9:40".into(),
        refresh,
        blocks: blocks(&villages(), when()),
        rows: rows(&villages(), 1, "全乡镇"),
        chart: full().chapters_chart,
        screen: 1,
        screens: 1,
    };
    let one = |name: &str, code: &str, villages, helped| TownshipView {
        name: name.into(),
        address: format!("/township/{code}"),
        villages,
        helped,
    };
    let county = TownshipPage {
        shell: Shell { place: "全县 2 个乡镇".into(), home: "/township/640402000000".into(), ..shell("全县", "desk") },
        townships: vec![one("头营镇", "640402105000", 7, 4), one("三营镇", "640402106000", 12, 0)],
        reports: None,
        whole: "全县",
        ..full()
    };
    vec![
        ("county", county.render().unwrap()),
        ("township", full().render().unwrap()),
        ("township without villages", empty.render().unwrap()),
        ("definitions", DefinitionsPage::new(shell("这些数怎么算", "desk")).render().unwrap()),
        ("wall", wall(Some(180)).render().unwrap()),
        ("wall paused", WallPage { screens: 2, ..wall(None) }.render().unwrap()),
    ]
}

#[test]
fn every_number_has_its_definition_and_few_people_are_hidden() {
    let page = full().render().unwrap();
    for indicator in Indicator::ALL {
        assert!(page.contains(indicator.title()) && page.contains(indicator.definition().formula), "{indicator:?}");
    }
    assert!(page.contains(crate::township::hiding::FEW), "objections of the first villages are few");
    assert!(page.len() < 200 * 1024, "{} bytes", page.len());
}

#[test]
fn nobody_is_led_to_a_desk_at_which_they_are_not_let_in() {
    let page = full().render().unwrap();
    assert!(page.contains("请村里去看意见") && page.contains("href=\"/notices/village-1\""), "{page}");
    assert!(!page.contains("href=\"/desk/") && !page.contains("/sign-in?next="));
}

#[test]
fn a_wall_refreshes_itself_until_it_is_paused() {
    let pages: std::collections::BTreeMap<_, _> = samples().into_iter().collect();
    assert!(pages["wall"].contains("http-equiv=\"refresh\"") && pages["wall"].contains("?paused=1"));
    assert!(!pages["wall paused"].contains("http-equiv"));
    for wall in [&pages["wall"], &pages["wall paused"]] {
        assert!(wall.matches("class=\"block").count() <= 9 + 1, "at most nine blocks in their frame");
        assert!(wall.contains("数据到"), "{wall}");
    }
}
