//! The kiosk in the village hall: 看我的积分 · 换东西 · 怎样加分. A device signed in by the village; villagers type their number.
//!
//! Not here: spending. Goods are handed out at the counter. A number never stands in an address: it is posted.

use askama::Template;
use axum::Router;
use axum::extract::{FromRef, Query};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::pages::{ChapterView, chapters};
use super::passbook::{self, GoodsView, Passbook};
use crate::db::{Books, Conn};
use crate::entrance::{Caller, Doorkeeper};
use crate::ledger::{self, AccountKind};
use crate::roster::{self, Action, Subject, masked};
use crate::rulebook::{Rulebook, Subject as Unit};
use crate::shop;
use crate::versions::{Library, Place, Screen};
use crate::web::{Fields, Reply, Shell, Told, page, page_refused};
use crate::words::{Kind, Refusal, VillageId};

/// The pages of the kiosk.
pub(super) fn pages<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Books: FromRef<S>,
    Library: FromRef<S>,
    Doorkeeper: FromRef<S>,
{
    Router::new()
        .route("/kiosk/{village}", get(home))
        .route("/kiosk/{village}/points", get(number).post(points))
        .route("/kiosk/{village}/shelf", get(shelf))
        .route("/kiosk/{village}/rules", get(rules))
}

/// The device in the village hall, or whoever helps there.
struct InTheHall;

impl Place for InTheHall {
    const NAME: &'static str = "kiosk";
    const RIGHT: Action = Action::SeeAccounts;

    fn who(_: &Caller) -> Option<String> {
        None
    }
}

type Kiosk = Screen<InTheHall>;

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_home.html")]
struct HomePage {
    shell: Shell,
}

async fn home(kiosk: Kiosk) -> Reply<Response> {
    page(&HomePage { shell: kiosk.shell("自助机") })
}

/// Where a number is typed.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_number.html")]
struct NumberPage {
    shell: Shell,
    typed: String,
    told: Option<Told>,
}

async fn number(kiosk: Kiosk) -> Reply<Response> {
    page(&NumberPage { shell: kiosk.shell("看我的积分"), typed: String::new(), told: None })
}

#[derive(Deserialize)]
struct Typed {
    #[serde(default)]
    number: String,
    /// A key of the number pad, where no script runs.
    #[serde(default)]
    key: String,
    /// Where earlier lines begin.
    before: Option<i64>,
}

impl Typed {
    /// What the box holds after a key.
    fn after_key(&self) -> Option<String> {
        let typed = self.number.trim();
        match self.key.as_str() {
            "" | "done" => None,
            "clear" => Some(String::new()),
            "back" => Some(typed.chars().take(typed.chars().count().saturating_sub(1)).collect()),
            key => Some(format!("{typed}{key}").chars().take(20).collect()),
        }
    }
}

/// Several people share the number of a household.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_who.html")]
struct WhoPage {
    shell: Shell,
    people: Vec<PersonView>,
}

struct PersonView {
    number: String,
    name: String,
    relation: String,
}

/// My points.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_points.html")]
struct PointsPage {
    shell: Shell,
    book: Passbook,
    /// Whether earlier lines are shown; then the balance need not be.
    is_earlier: bool,
}

async fn points(kiosk: Kiosk, Fields(typed): Fields<Typed>) -> Reply<Response> {
    let shell = kiosk.shell("看我的积分");
    if let Some(typed) = typed.after_key() {
        return page(&NumberPage { shell, typed, told: None });
    }
    let mut conn = kiosk.books.read().await?;
    let wanted = typed.number.trim();
    match find(&mut conn, &kiosk.village, &kiosk.rulebook, wanted).await? {
        Found::Nobody => {
            let refusal = unknown_number(wanted);
            page_refused(&refusal, &NumberPage { shell, typed: wanted.to_owned(), told: Some(Told::from(&refusal)) })
        }
        Found::Several(people) => page(&WhoPage { shell, people }),
        Found::One(subject, account) => {
            let book = Passbook::open(&mut conn, &kiosk, &subject, &account, typed.before).await?;
            page(&PointsPage { shell, book, is_earlier: typed.before.is_some() })
        }
    }
}

/// Whose points a typed number means.
enum Found {
    Nobody,
    Several(Vec<PersonView>),
    One(Box<Subject>, ledger::Account),
}

async fn find(conn: &mut Conn, village: &VillageId, rulebook: &Rulebook, number: &str) -> anyhow::Result<Found> {
    let by_person = rulebook.settings().account_unit == Unit::Person;
    let mut meant = roster::meant(conn, village, number, by_person).await?;
    if meant.len() > 1 {
        return Ok(Found::Several(meant.into_iter().filter_map(|subject| subject.person).map(person).collect()));
    }
    let Some(subject) = meant.pop() else { return Ok(Found::Nobody) };
    let account = ledger::account(conn, village, subject.number()).await?.filter(|account| account.kind == AccountKind::Holder);
    Ok(account.map_or(Found::Nobody, |account| Found::One(Box::new(subject), account)))
}

fn person(resident: roster::Resident) -> PersonView {
    PersonView { name: masked(&resident.name), number: resident.number, relation: resident.relation }
}

/// Refuses `kiosk.unknown_number`.
fn unknown_number(number: &str) -> Refusal {
    let sentence = if number.is_empty() { "还没有输号码。".to_owned() } else { format!("没有找到 {number} 这个号。") };
    Refusal::new("kiosk.unknown_number", Kind::Missing, sentence, "看看积分卡或门牌上的号，再输一次。找不到就叫村里的人帮忙。")
}

#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_shelf.html")]
struct ShelfPage {
    shell: Shell,
    goods: Vec<GoodsView>,
}

async fn shelf(kiosk: Kiosk) -> Reply<Response> {
    let items = shop::items(&mut kiosk.books.read().await?, &kiosk.village).await?;
    page(&ShelfPage { shell: kiosk.shell("换东西"), goods: items.iter().map(passbook::goods).collect() })
}

/// The chapters, or the rules of one of them.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "statements/kiosk_rules.html")]
struct RulesPage {
    shell: Shell,
    chapters: Vec<ChapterView>,
    chosen: Option<ChapterView>,
}

#[derive(Deserialize)]
struct Chosen {
    /// Counted from 0 in the order of the list.
    chapter: Option<usize>,
}

async fn rules(kiosk: Kiosk, Query(chosen): Query<Chosen>) -> Reply<Response> {
    let chapters = chapters(&kiosk.rulebook, kiosk.today);
    let chosen = chosen.chapter.and_then(|at| chapters.get(at).cloned());
    page(&RulesPage { shell: kiosk.shell("怎样加分"), chapters, chosen })
}

#[cfg(test)]
#[path = "kiosk_samples.rs"]
pub(crate) mod samples;
