//! What anybody may read: the villages in a few figures, and one village with its fund and its rules.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use serde::Deserialize;

use super::honours::{self, HonourBoard};
use super::model::Figures;
use super::outlook::WARNING_DAYS;
use super::store::figures;
use super::{earning, expiring, family, group, help, kiosk, own, rule_sheet};
use crate::db::{Books, Conn};
use crate::entrance::standing_notice;
use crate::ledger;
use crate::roster;
use crate::rulebook::{Rule, Rulebook, Settings, Subject};
use crate::versions::{self, House, Library};
use crate::web::{Notice, Reply, Shell, after_name, expected, page, plain_day};
use crate::words::{VillageId, short_code};

/// How many villages the front page shows at once.
const ON_FRONT: usize = 50;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/", get(home))
        .route("/villages/{village}", get(village))
        .merge(rule_sheet::pages())
        .merge(kiosk::pages())
        .merge(earning::pages())
        .merge(help::pages())
        .merge(expiring::pages())
        .merge(group::pages())
        .merge(family::pages())
        .merge(own::pages())
}

/// A village's figures in words.
#[derive(Clone, Debug)]
pub(super) struct FiguresView {
    pub id: String,
    pub name: String,
    pub township: String,
    pub households: i64,
    pub residents: i64,
    pub with_points: i64,
    pub redeemed: i64,
    /// What accounts belong to: 人 or 户.
    pub unit: &'static str,
    pub on_trial: bool,
}

impl FiguresView {
    fn of(id: &VillageId, figures: &Figures, rulebook: Option<&Rulebook>) -> Self {
        let settings = rulebook.map(Rulebook::settings);
        let by_household = settings.is_some_and(|settings| settings.account_unit == Subject::Household);
        Self {
            id: id.to_string(),
            name: figures.village.name.clone(),
            township: figures.village.township.clone(),
            households: figures.village.households,
            residents: figures.village.residents,
            with_points: figures.with_points,
            redeemed: figures.redeemed,
            unit: if by_household { "户" } else { "人" },
            on_trial: settings.is_some_and(|settings| settings.on_trial),
        }
    }
}

/// The front page.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/home.html")]
struct HomePage {
    shell: Shell,
    villages: Vec<FiguresView>,
    /// The village after which the next page begins.
    next: Option<String>,
}

impl HomePage {
    fn new(villages: Vec<FiguresView>, next: Option<String>, notice: Option<Notice>) -> Self {
        let on_trial = !villages.is_empty() && villages.iter().all(|village| village.on_trial);
        let shell = Shell { title: "乡村积分".to_owned(), skin: "public", home: "/".to_owned(), on_trial, notice, ..Shell::default() };
        Self { shell, villages, next }
    }
}

#[derive(Deserialize)]
struct Asked {
    /// The last village of the page before.
    #[serde(default)]
    after: String,
}

async fn home(State(books): State<Books>, State(library): State<Library>, Query(asked): Query<Asked>) -> Reply<Response> {
    let today = books.clock.now().day();
    // The library reads by a connection of its own: this one is given back first, or a full house would wait for itself.
    let (found, next) = listed(&mut books.read().await?, &asked.after).await?;
    let mut views = Vec::new();
    for (id, figures) in found {
        let rulebook = expected(library.in_force(&id, today).await)?.ok();
        views.push(FiguresView::of(&id, &figures, rulebook.as_deref()));
    }
    page(&HomePage::new(views, next, standing_notice(&books, None)))
}

/// One page of villages with their figures, and after which one the next page begins.
async fn listed(conn: &mut Conn, after: &str) -> anyhow::Result<(Vec<(VillageId, Figures)>, Option<String>)> {
    let mut ids = roster::villages_after(conn, after, ON_FRONT as i64 + 1).await?;
    let more = ids.len() > ON_FRONT;
    ids.truncate(ON_FRONT);
    let next = ids.last().filter(|_| more).map(ToString::to_string);
    let mut found = Vec::new();
    for id in ids {
        if let Some(figures) = figures(conn, &id).await? {
            found.push((id, figures));
        }
    }
    Ok((found, next))
}

/// A chapter of the rules, as the list on the wall has it.
#[derive(Clone, Debug)]
pub(super) struct ChapterView {
    pub name: String,
    pub rules: Vec<RuleView>,
}

/// One rule in a sentence.
#[derive(Clone, Debug)]
pub(super) struct RuleView {
    pub name: String,
    pub sentence: String,
    pub is_deduction: bool,
}

/// The rules that apply today, by chapter, in the order they are written.
pub(super) fn chapters(rulebook: &Rulebook, today: chrono::NaiveDate) -> Vec<ChapterView> {
    let views = |rules: Vec<&Rule>| rules.into_iter().map(|rule| rule_view(rule, today)).collect();
    let chapter = |(name, rules): (&str, Vec<&Rule>)| ChapterView { name: name.to_owned(), rules: views(rules) };
    rulebook.chapters(today).into_iter().map(chapter).collect()
}

/// A rule in its sentence of a day.
pub(super) fn rule_view(rule: &Rule, today: NaiveDate) -> RuleView {
    RuleView {
        name: rule.name().to_owned(),
        sentence: after_name(&rule.sentence_on(today), rule.name()).to_owned(),
        is_deduction: rule.is_deduction(),
    }
}

/// One village for everybody.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/village.html")]
struct VillagePage {
    shell: Shell,
    figures: FiguresView,
    fund: FundView,
    chapters: Vec<ChapterView>,
    chain: ChainView,
    /// Where the village wants one.
    honours: Option<HonourBoard>,
    /// Within thirty days of 清零日, what it does and when.
    reset: Option<String>,
}

/// What is announced beforehand: the year begins anew.
pub(super) fn announced(settings: &Settings, today: NaiveDate) -> Option<String> {
    let on = settings.reset_on?.from(today);
    let is_near = (on - today).num_days() <= WARNING_DAYS as i64;
    is_near.then(|| settings.reset_sentence()).flatten().map(|sentence| format!("{}清零：{sentence}。", plain_day(on, today)))
}

/// The fund in yuan.
struct FundView {
    budget: String,
    spent: String,
    left: String,
    /// How much of the budget is spent, in whole percent.
    percent: i64,
}

impl FundView {
    fn of(fund: &crate::funds::Fund) -> Self {
        let budget = fund.budget.hundredths();
        let percent = if budget > 0 { (fund.spent.hundredths().saturating_mul(100) / budget).clamp(0, 100) } else { 0 };
        Self { budget: fund.budget.plain(), spent: fund.spent.plain(), left: fund.available.plain(), percent }
    }
}

/// The newest link of the chain, short enough to compare by eye.
struct ChainView {
    seq: i64,
    code: String,
}

impl ChainView {
    fn of(head: Option<&ledger::Head>) -> Self {
        let (seq, hash) = head.map_or((0, ledger::GENESIS), |head| (head.seq, head.hash.as_str()));
        Self { seq, code: short_code(hash) }
    }
}

async fn village(State(books): State<Books>, State(library): State<Library>, Path(id): Path<VillageId>) -> Reply<Response> {
    let mut conn = books.read().await?;
    let Some(found) = figures(&mut conn, &id).await? else { return Err(roster::unknown_village().into()) };
    let head = ledger::head_on_disk(&mut conn, &id).await?;
    drop(conn);
    let today = books.clock.now().day();
    let rulebook = library.in_force(&id, today).await?;
    let honours = match rulebook.settings().honour_board {
        true => Some(honours::read(&mut books.read().await?, &id, today).await?),
        false => None,
    };
    page(&VillagePage {
        honours,
        shell: versions::shell(&books, &id, &rulebook, "public", "/".to_owned()).titled(format!("{}的积分", found.village.name)),
        figures: FiguresView::of(&id, &found, Some(&rulebook)),
        fund: FundView::of(&found.fund),
        chapters: chapters(&rulebook, today),
        chain: ChainView::of(head.as_ref()),
        reset: announced(rulebook.settings(), today),
    })
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::db::Halt;
    use crate::entrance::dressed;
    use crate::web::Notice;

    /// A frame as a village on trial has it.
    pub(in crate::statements) fn shell(skin: &'static str, home: &str, title: &str) -> Shell {
        let place = "蒋河村".to_owned();
        dressed(Shell { title: title.to_owned(), skin, place, home: home.to_owned(), on_trial: true, ..Shell::default() })
    }

    fn figures_view() -> FiguresView {
        FiguresView {
            id: "xinjiayuan".to_owned(),
            name: "蒋河村".to_owned(),
            township: "头营镇".to_owned(),
            households: 639,
            residents: 1758,
            with_points: 507,
            redeemed: 34,
            unit: "人",
            on_trial: true,
        }
    }

    /// Two chapters, one with a deduction.
    pub(in crate::statements) fn chapter_views() -> Vec<ChapterView> {
        let rule = |name: &str, sentence: &str, is_deduction| RuleView { name: name.into(), sentence: sentence.into(), is_deduction };
        let law = vec![rule("拾金不昧", "每次加 5 分。", false), rule("公共场合说脏话", "每次减 2 分，公示七天后才算。", true)];
        let clean = vec![rule("庭院整洁", "每户每月 1 次：优加 5 分，良加 3 分。", false)];
        vec![ChapterView { name: "遵纪守法".into(), rules: law }, ChapterView { name: "环境卫生".into(), rules: clean }]
    }

    fn village_page() -> VillagePage {
        VillagePage {
            shell: shell("public", "/", "蒋河村的积分"),
            figures: figures_view(),
            fund: FundView { budget: "15000".into(), spent: "1790".into(), left: "13210".into(), percent: 11 },
            chapters: chapter_views(),
            honours: None,
            reset: Some("12月31日（周四）清零：每年12月31日过完清零，大家从头开始。".to_owned()),
            chain: ChainView { seq: 2304, code: "3f9a 12c4 77e0".into() },
        }
    }

    /// Every public page of this feature, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let village = village_page().render().unwrap();
        let mut halted = village_page();
        let names = [("张小明", "志愿服务 3 次、拾金不昧"), ("张大山", "庭院整洁")];
        let name = |(name, deeds): (&str, &str)| super::honours::HonouredName { name: name.to_owned(), deeds: deeds.to_owned() };
        halted.honours = Some(HonourBoard { month: "2026年2月".to_owned(), names: names.map(name).into() });
        halted.shell.notice = Some(Notice { sentence: Halt::Full.sentence(), next_step: Halt::Full.next_step() });
        let pages = [HomePage::new(vec![figures_view()], Some("xinjiayuan".into()), None), HomePage::new(Vec::new(), None, None)]
            .map(|page| page.render().unwrap());
        let [home, empty] = pages;
        vec![
            ("home", home),
            ("home without villages", empty),
            ("village", village),
            ("village halted", halted.render().unwrap()),
            ("rule sheet", rule_sheet::samples::page()),
        ]
    }

    #[test]
    fn the_public_page_says_the_figures_in_plain_words() {
        let page = village_page().render().unwrap();
        for words in ["639 户", "1758 人", "有积分 507 人", "换过东西 34 人", "预算", "已用", "还剩", "13210", "试行", "3f9a 12c4 77e0"]
        {
            assert!(page.contains(words), "{words}");
        }
    }
}
