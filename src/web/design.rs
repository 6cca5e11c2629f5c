//! Every token and every part that pages are made of, on one page for each skin (tests alone: it hangs in the gallery beside the other pages, is measured like
//! them in a real browser, and no village has need of it).

use std::collections::BTreeMap;

use askama::Template;

use super::assets::text as style;
use super::chart::{Bars, Falling, FallingLine, Rows};
use super::page::{Shell, Told};
use crate::words::{Kind, Problem, Refusal};

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "web/design.html")]
struct DesignPage {
    shell: Shell,
    colours: Vec<(String, String)>,
    lengths: Vec<(String, String)>,
    told: Told,
    rows: Rows,
    bars: Bars,
    falling: Falling,
}

/// The tokens as a skin has them: those of all pages, and what it says instead.
fn tokens(skin: &str) -> BTreeMap<String, String> {
    let mut tokens = BTreeMap::new();
    let blocks = style().split("/* Frame */").next().into_iter().chain(style().split('\n').filter(|line| line.starts_with(".wall {")));
    for rule in blocks.flat_map(|part| part.split('}')) {
        let Some((selector, body)) = rule.rsplit_once('{') else { continue };
        let selector = selector.rsplit("*/").next().unwrap_or_default();
        if selector.split(',').any(|one| one.trim() == ":root" || one.trim().strip_prefix('.') == Some(skin)) {
            let pairs = body.split(';').filter_map(|pair| pair.trim().strip_prefix("--")?.split_once(':'));
            tokens.extend(pairs.map(|(name, value)| (name.to_owned(), value.trim().to_owned())));
        }
    }
    tokens
}

fn design(skin: &'static str, title: &str) -> String {
    let (colours, lengths) = tokens(skin).into_iter().partition(|(_, value)| value.starts_with('#'));
    let parts = ["桌数要填数字。", "日期还没有到。"].map(|message| Problem { pointer: String::new(), message: message.into(), fix: None });
    let refusal =
        Refusal::new("request.malformed", Kind::Invalid, "有 2 处要改，还没有记。", "请改好标出的地方，再交一次。").with(parts.into());
    let row = |label: &str, number: &str, count| (label.to_owned(), number.to_owned(), count);
    let rows = vec![row("甲村", "80 %", Some(80)), row("乙村", "45 %", Some(45)), row("丙村", "不到 10 户，不显示", None)];
    let bar = |label: &str, number: &str, count, class| (label.to_owned(), number.to_owned(), count, class);
    let bars = vec![bar("多得", "12 户", 12, "bar"), bar("少得", "3 户", 3, "bar-less"), bar("不变", "40 户", 40, "bar-same")];
    let shell = Shell { title: title.to_owned(), skin, home: "/".to_owned(), ..Shell::default() };
    let page = DesignPage {
        shell,
        colours,
        lengths,
        told: Told::from(&refusal),
        rows: Rows::new("甲村最多".to_owned(), rows, 100, Some(60)),
        bars: Bars::new("多得的比少得的多".to_owned(), bars),
        falling: Falling {
            summary: "草案早用完一个月".to_owned(),
            from: "13210 元".to_owned(),
            start: "今天".to_owned(),
            end: "一年后".to_owned(),
            lines: [FallingLine::new("现行".to_owned(), Some(240), 365), FallingLine::new("草案".to_owned(), Some(210), 365)],
        },
    };
    page.render().unwrap()
}

/// The page in each of its skins, by name.
pub(crate) fn samples() -> Vec<(&'static str, String)> {
    vec![
        ("design public", design("public", "样子：公开的页面")),
        ("design desk", design("desk", "样子：桌面")),
        ("design kiosk", design("kiosk", "样子：自助机")),
        ("design wall", design("wall", "样子：大屏")),
    ]
}

#[test]
fn a_skin_says_what_it_has_instead() {
    let size = |skin| tokens(skin)["body"].clone();
    assert_eq!([size("public"), size("desk"), size("shop"), size("kiosk"), size("wall")], ["20px", "18px", "21px", "32px", "26px"]);
}

#[test]
fn a_colour_is_said_once_as_a_token() {
    let is_colour = |text: &str| text.chars().take_while(char::is_ascii_hexdigit).count() >= 3;
    let loose = style().lines().filter(|line| !line.trim_start().starts_with("--") && !line.starts_with(".wall {"));
    let loose: Vec<_> = loose.filter(|line| line.split('#').skip(1).any(is_colour)).collect();
    assert!(loose.is_empty(), "{loose:#?}");
}

#[test]
fn every_token_is_used_and_every_one_that_is_used_is_there() {
    let named = |text: &str| text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect::<String>();
    let used: Vec<_> = style().split("var(--").skip(1).map(named).collect();
    let tokens = tokens("public");
    assert!(used.iter().all(|name| tokens.contains_key(name)), "{used:?}");
    let idle: Vec<_> = tokens.keys().filter(|name| !used.contains(name)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}
