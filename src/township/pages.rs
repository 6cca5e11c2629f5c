//! The township's pages: who needs help first, villages side by side, what the numbers mean; the same as a spreadsheet.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::export;
use super::help::{Reason, reasons};
use super::indicator::{Definition, FOR_ALL, Indicator};
use super::model::Shown;
use super::screen::Township;
use super::store::{self, Row, Villages};
use super::view::{Section, basket, chapters, sections};
use super::wall;
use crate::db::Books;
use crate::entrance::Caller;
use crate::roster::{self, Action, Village};
use crate::sums::month;
use crate::versions::House;
use crate::web::{Bars, Reply, Shell, page, see};
use crate::words::VillageId;
use crate::words::division::{Division, Level};

/// How many villages stand on a page.
const ON_PAGE: usize = 30;

/// How many villages that need help are named.
const HELPED: usize = 20;

/// The pages of this feature.
pub fn pages() -> Router<House> {
    Router::new()
        .route("/township", get(own))
        .route("/township/{code}", get(show))
        .route("/township/{code}/definitions", get(definitions))
        .route("/township/{code}/comparison.xlsx", get(spreadsheet))
        .merge(wall::pages())
}

/// The way to one's own township; where nobody knows which that is, to the reports of the village of one's number.
async fn own(State(books): State<Books>, caller: Caller) -> Reply<Response> {
    roster::check(caller.actor.role, Action::Compare)?;
    let village = roster::village(&mut books.read().await?, &caller.village).await?;
    let level = caller.reaches_up_to(Action::Compare).unwrap_or(Level::Township);
    let township = village.and_then(|village| Division::parse(&village.code)).map(|code| code.at(level));
    Ok(see(township.map_or_else(|| format!("/reports/{}", caller.village), |township| format!("/township/{township}"))))
}

/// A village that needs help.
#[derive(Clone, Debug)]
pub(super) struct HelpView {
    pub village: String,
    /// Why, what to do and where.
    pub reasons: Vec<ReasonView>,
}

#[derive(Clone, Debug)]
pub(super) struct ReasonView {
    pub tag: &'static str,
    pub sentence: String,
    pub step: &'static str,
    /// None where only those of that village get in: then they are asked.
    pub address: Option<String>,
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "township/township.html")]
struct TownshipPage {
    shell: Shell,
    /// The address of a page with the month it is of: `?month=2026-03`.
    month: String,
    month_name: String,
    earlier: String,
    later: Option<String>,
    count: usize,
    help: Vec<HelpView>,
    /// How many more need help than are named.
    more_help: usize,
    sections: Vec<Section>,
    chapters_chart: Option<Bars>,
    chapters: Vec<[String; 2]>,
    names: Vec<String>,
    basket: Vec<(String, Vec<String>)>,
    for_all: [&'static str; 4],
    next: Option<String>,
    /// Where the village of one's number has its reports; none for whoever does not handle them.
    reports: Option<String>,
    /// 全乡镇 or 全县.
    whole: &'static str,
    /// Of a county: its townships.
    townships: Vec<TownshipView>,
}

/// A township among others of its county.
#[derive(Clone, Debug)]
pub(super) struct TownshipView {
    pub name: String,
    pub address: String,
    pub villages: usize,
    /// How many of them need help.
    pub helped: usize,
}

/// The townships of a county; none of a township.
fn townships(township: &Township) -> Vec<TownshipView> {
    if township.division.level() != Level::County {
        return Vec::new();
    }
    let needs_help = |(.., figures): &&&Row| !reasons(figures, township.when.today, township.when.first_day()).is_empty();
    let view = |(code, name, rows): (Division, String, Vec<&Row>)| TownshipView {
        name,
        address: format!("/township/{code}?month={}", township.month()),
        villages: rows.len(),
        helped: rows.iter().filter(needs_help).count(),
    };
    store::townships(&township.villages).into_iter().map(view).collect()
}

async fn show(township: Township) -> Reply<Response> {
    let (villages, next) = on_page(&township.villages, &township.after);
    let shown = store::shown(&township.books, &township.library, villages, township.when).await?;
    let together = store::chapters(&township.villages);
    let mut help = helped(&township);
    let more_help = help.len().saturating_sub(HELPED);
    help.truncate(HELPED);
    let at = |count: i32| township.when.month.later(count).first_day().map(|first| first.format("%Y-%m").to_string());
    page(&TownshipPage {
        shell: township.shell(township.whole, "desk"),
        month: township.month(),
        month_name: township.month_name(),
        earlier: at(-1).unwrap_or_default(),
        later: at(1).filter(|_| township.when.month < month(township.when.today)),
        count: township.villages.len(),
        help,
        more_help,
        sections: sections(&shown),
        chapters_chart: chart_of(township.whole, together),
        chapters: shown.iter().map(|village| [village.name.clone(), chapters(village)]).collect(),
        names: shown.iter().map(|village| village.name.clone()).collect(),
        basket: basket(&shown),
        for_all: FOR_ALL,
        next,
        reports: roster::may(township.caller.actor.role, Action::HandleReports).then(|| format!("/reports/{}", township.caller.village)),
        whole: township.whole,
        townships: townships(&township),
    })
}

/// The villages of a page, and behind which place the next one begins.
fn on_page<'a>(villages: &'a Villages, after: &str) -> (&'a [Row], Option<String>) {
    let page = store::behind(villages, after, ON_PAGE + 1);
    let (page, rest) = page.split_at(page.len().min(ON_PAGE));
    (page, page.last().filter(|_| !rest.is_empty()).map(store::place))
}

/// Points of the month by chapter in the whole township or county: the largest by name, the others together.
pub(super) fn chart_of(whole_of: &str, together: Vec<(String, i64, i64)>) -> Option<Bars> {
    const NAMED: usize = 8;
    let parts = super::hiding::parts(together)?;
    let whole: i64 = parts.iter().map(|(_, sum)| sum).sum();
    let (named, others) = parts.split_at(parts.len().min(NAMED));
    let rest: i64 = others.iter().map(|(_, sum)| sum).sum();
    let mut bars: Vec<(String, i64)> = named.iter().map(|(name, sum)| (name.clone().unwrap_or("其他".to_owned()), *sum)).collect();
    match bars.iter_mut().find(|(name, _)| name == "其他") {
        Some((_, sum)) => *sum += rest,
        None if rest > 0 => bars.push(("其他".to_owned(), rest)),
        None => {}
    }
    let share = |sum: i64| if whole > 0 { sum.saturating_mul(100) / whole } else { 0 };
    let bar = |(name, sum): (String, i64)| (name, format!("{}%", share(sum)), sum, "bar");
    let summary = format!(
        "{whole_of}的分加在哪些类别：{}",
        bars.iter().map(|(name, sum)| format!("{name} {}%", share(*sum))).collect::<Vec<_>>().join("，")
    );
    Some(Bars::new(summary, bars.into_iter().map(bar).collect()))
}

/// The villages that need help, the most urgent first.
fn helped(township: &Township) -> Vec<HelpView> {
    let month = township.when.first_day();
    let mut found: Vec<_> = township
        .villages
        .iter()
        .map(|(id, village, figures)| (id, village, reasons(figures, township.when.today, month)))
        .filter(|(.., reasons)| !reasons.is_empty())
        .collect();
    found.sort_by_key(|(_, village, reasons)| (reasons[0].0, std::cmp::Reverse(reasons.len()), village.code.clone()));
    let own = roster::may(township.caller.actor.role, Action::Oversee).then_some(&township.caller.village);
    let view = |(id, village, reasons): (&VillageId, &Village, Vec<(Reason, String)>)| HelpView {
        village: village.name.clone(),
        reasons: reasons.into_iter().map(|(reason, sentence)| reason_view(reason, sentence, id, own)).collect(),
    };
    found.into_iter().map(view).collect()
}

/// Nobody is led to a desk at which they are not let in.
fn reason_view(reason: Reason, sentence: String, village: &VillageId, own: Option<&VillageId>) -> ReasonView {
    let (step, path) = reason.step();
    let path = path.replace("{village}", village.as_str());
    let address = (!path.starts_with("/desk/") || own == Some(village)).then_some(path);
    ReasonView { tag: reason.chinese(), sentence, step, address }
}

/// What the numbers mean.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "township/definitions.html")]
struct DefinitionsPage {
    shell: Shell,
    definitions: Vec<(Indicator, Definition)>,
    for_all: [&'static str; 4],
    reasons: Vec<(&'static str, &'static str)>,
}

async fn definitions(township: Township) -> Reply<Response> {
    page(&DefinitionsPage::new(township.shell("这些数怎么算", "desk")))
}

impl DefinitionsPage {
    fn new(shell: Shell) -> Self {
        Self {
            shell,
            definitions: Indicator::ALL.map(|indicator| (indicator, indicator.definition())).into(),
            for_all: FOR_ALL,
            reasons: Reason::ALL.map(|reason| (reason.chinese(), reason.definition())).into(),
        }
    }
}

async fn spreadsheet(township: Township) -> Reply<Response> {
    let shown: Vec<Shown> = store::shown(&township.books, &township.library, &township.villages, township.when).await?;
    let bytes = export::workbook(&township, &shown)?;
    let disposition = format!("attachment; filename=\"comparison-{}-{}.xlsx\"", township.division, township.month());
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned();
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response())
}

#[cfg(test)]
#[path = "page_samples.rs"]
pub(crate) mod samples;
