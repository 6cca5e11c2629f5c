//! 怎样加分: what earns points, the easiest first; what old people can do as well; or chapter by chapter, with what takes points away.
//!
//! Which is easy is nobody's opinion: it is how many accounts earned something by a rule within a year, and of two that as many earned by, the one that
//! gives less. What is kept in confidence (保密) is not counted anywhere, so it stands in its chapter alone.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use chrono::Months;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::pages::{ChapterView, RuleView, chapters, rule_view};
use crate::awards;
use crate::rulebook::{Rule, Rulebook};
use crate::versions::{House, Passing};
use crate::web::{Asked, Reply, Shell, page};

/// How many rules are on a page.
const ON_A_PAGE: usize = 4;

/// Of fewer, no number is told: it might be somebody.
const FEWEST: i64 = 10;

/// The page of this file.
pub(super) fn pages() -> Router<House> {
    Router::new().route("/villages/{village}/earning", get(earning))
}

/// What is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Show {
    #[default]
    Easy,
    Elders,
    Chapters,
}

impl Show {
    /// Each as addresses and as readers call it.
    const ALL: [(Self, &str, &str); 3] =
        [(Self::Easy, "easy", "容易的在前"), (Self::Elders, "elders", "老人也能做"), (Self::Chapters, "chapters", "一类一类看")];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(show, ..)| *show == self).map_or("", |(_, name, _)| name)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    show: Show,
    /// Counted from 0 in the order of the list.
    chapter: Option<usize>,
    /// Counted from 1.
    page: usize,
}

/// A rule, and how many earned something by it.
#[derive(Clone, Debug)]
pub(super) struct EasyView {
    pub rule: RuleView,
    pub earned: String,
}

/// What earns points.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/earning.html")]
pub(super) struct EarningPage {
    pub shell: Shell,
    /// Where whoever is signed in goes back to.
    pub own: Option<String>,
    /// Where this page is.
    pub at: String,
    pub show: Show,
    /// What accounts belong to: 人 or 户.
    pub unit: &'static str,
    pub rules: Vec<EasyView>,
    /// Which page of how many.
    pub page: usize,
    pub pages: usize,
    /// The chapters to choose from, or the one that was chosen.
    pub chapters: Vec<ChapterView>,
    pub chosen: Option<ChapterView>,
}

impl EarningPage {
    /// Turns to a page of rules.
    fn leaf(mut self, rules: Vec<EasyView>, page: usize) -> Self {
        self.pages = rules.len().div_ceil(ON_A_PAGE).max(1);
        self.page = page.clamp(1, self.pages);
        self.rules = rules.into_iter().skip((self.page - 1) * ON_A_PAGE).take(ON_A_PAGE).collect();
        self
    }
}

async fn earning(passing: Passing, Asked(wish): Asked<Wish>) -> Reply<Response> {
    let (rulebook, today) = (&passing.rulebook, passing.today);
    let unit = rulebook.settings().account_unit.counter();
    let view = EarningPage {
        shell: passing.shell("怎样加分"),
        own: passing.own(),
        at: format!("/villages/{}/earning", passing.spot.village),
        show: wish.show,
        unit,
        rules: Vec::new(),
        page: 1,
        pages: 1,
        chapters: Vec::new(),
        chosen: None,
    };
    if wish.show == Show::Chapters {
        let chapters = chapters(rulebook, today);
        let chosen = wish.chapter.and_then(|at| chapters.get(at).cloned());
        return page(&EarningPage { chapters, chosen, ..view });
    }
    let since = today.checked_sub_months(Months::new(12)).unwrap_or(today);
    let earners = awards::earners(&mut passing.books.read().await?, &passing.spot.village, (since, today)).await?;
    let rules = easiest(rulebook, today, &earners).into_iter();
    let rules = rules.filter(|(rule, _)| wish.show == Show::Easy || !rule.is_strenuous());
    let rules = rules.map(|(rule, count)| EasyView { rule: rule_view(rule, today), earned: earned(count, unit) }).collect();
    page(&view.leaf(rules, wish.page))
}

/// What gives points to everybody on a day, the easiest first, with how many earned something by it.
fn easiest<'a>(rulebook: &'a Rulebook, today: chrono::NaiveDate, earners: &BTreeMap<String, i64>) -> Vec<(&'a Rule, i64)> {
    let is_open = |rule: &&Rule| rule.is_award() && !rule.is_confidential() && rule.is_in_force(today);
    let counted = |rule: &'a Rule| (rule, earners.get(rule.name()).copied().unwrap_or_default());
    let mut rules: Vec<_> = rulebook.rules().filter(is_open).map(counted).collect();
    rules.sort_by_key(|(rule, count)| (Reverse(*count), rule.largest().unwrap_or(Decimal::MAX)));
    rules
}

/// How many earned something by a rule, in words.
fn earned(count: i64, unit: &str) -> String {
    if count < FEWEST { format!("过去一年做到的不到 {FEWEST} {unit}") } else { format!("过去一年有 {count} {unit}做到") }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::statements::help::HelpPage;
    use crate::statements::pages::samples::{chapter_views, shell};

    fn frame(title: &str, is_kiosk: bool) -> Shell {
        if is_kiosk { shell("kiosk", "/kiosk/xinjiayuan", title) } else { shell("v", "/villages/xinjiayuan", title) }
    }

    fn view(is_kiosk: bool, show: Show) -> EarningPage {
        let shell = frame("怎样加分", is_kiosk);
        let (at, chapters) = ("/villages/xinjiayuan/earning".to_owned(), Vec::new());
        EarningPage { shell, own: None, at, show, unit: "人", rules: Vec::new(), page: 1, pages: 1, chapters, chosen: None }
    }

    /// Every page of this file and of `help`, by name.
    pub(in crate::statements) fn samples() -> Vec<(&'static str, String)> {
        let rules = |times: usize| {
            let rules = chapter_views().into_iter().flat_map(|chapter| chapter.rules).filter(|rule| !rule.is_deduction);
            let rules: Vec<_> = rules.zip([34, 0]).map(|(rule, count)| EasyView { rule, earned: earned(count, "人") }).collect();
            rules.iter().cycle().take(times).cloned().collect::<Vec<_>>()
        };
        let chosen = EarningPage { chosen: chapter_views().pop(), ..view(true, Show::Chapters) };
        let help = |is_kiosk, own, is_rung| HelpPage { shell: frame("叫人帮忙", is_kiosk), own, is_rung }.render().unwrap();
        vec![
            ("kiosk earning", view(true, Show::Easy).leaf(rules(12), 2).render().unwrap()),
            ("kiosk earning for elders", view(true, Show::Elders).leaf(rules(2), 0).render().unwrap()),
            ("kiosk chapters", EarningPage { chapters: chapter_views(), ..view(true, Show::Chapters) }.render().unwrap()),
            ("kiosk chapter", chosen.render().unwrap()),
            ("phone earning", view(false, Show::Easy).leaf(Vec::new(), 1).render().unwrap()),
            ("kiosk help", help(true, Some("/v/xinjiayuan".to_owned()), true)),
            ("phone help", help(false, None, false)),
        ]
    }

    #[test]
    fn a_page_that_is_not_there_is_the_last_one() {
        let rules: Vec<_> = (0..7).map(|_| EasyView { rule: chapter_views().remove(0).rules.remove(0), earned: String::new() }).collect();
        for (asked, page, on_it) in [(0, 1, 4), (1, 1, 4), (2, 2, 3), (9, 2, 3)] {
            let view = view(true, Show::Easy).leaf(rules.clone(), asked);
            assert_eq!((view.page, view.pages, view.rules.len()), (page, 2, on_it), "asked for {asked}");
        }
        assert_eq!(earned(9, "户"), "过去一年做到的不到 10 户");
        assert_eq!(earned(10, "人"), "过去一年有 10 人做到");
    }
}
