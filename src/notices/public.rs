//! The sheet of a notice for everybody: on the wall, on a phone, on the kiosk. It is there for its days, and gone after them; without names.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use axum::routing::get;
use chrono::NaiveDate;
use qrcode::{Color, QrCode};
use serde::Deserialize;

use super::model::*;
use super::refusals::NoticeRefusal;
use super::sheet::Sheet;
use super::store;
use crate::db::{Books, Conn};
use crate::errata::{self, Erratum, ErratumState};
use crate::roster;
use crate::versions::{self, House, InTheHall, Library, Numbered, Screen};
use crate::web::{Reply, Shell, page, plain_day};
use crate::words::{Refusal, VillageId, short_code};

/// The pages everybody may open.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/notices/{village}", get(list))
        .route("/notices/{village}/{id}", get(show))
        .route("/kiosk/{village}/notices", get(kiosk_list))
        .route("/kiosk/{village}/notices/{id}", get(kiosk_show))
}

/// A notice or an erratum in a list.
#[derive(Clone, Debug)]
pub(super) struct NoticeLink {
    /// Where it is, behind the beginning of the page's addresses: `notices`, `errata`; and its number there.
    pub room: &'static str,
    pub id: i64,
    pub title: String,
    /// `3月31日（周二）起公示到 4月7日（周二）`
    pub until: String,
}

impl NoticeLink {
    fn of(notice: &Notice, today: NaiveDate) -> Self {
        let until = notice.last_on.map_or_else(String::new, |last| format!("公示到 {}", plain_day(last, today)));
        Self { room: "notices", id: notice.id, title: title("", notice), until }
    }

    fn of_erratum(erratum: &Erratum, today: NaiveDate) -> Self {
        let until = match erratum.state {
            ErratumState::Announced => erratum.last_on.map_or_else(String::new, |last| format!("公示到 {}", plain_day(last, today))),
            state => state.chinese().to_owned(),
        };
        Self { room: "errata", id: erratum.id, title: format!("规则改正：{}", erratum.sentence), until }
    }
}

/// What is on the wall today.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/current.html")]
pub(super) struct CurrentPage {
    pub shell: Shell,
    pub notices: Vec<NoticeLink>,
}

impl CurrentPage {
    /// Where something on the wall is: on the kiosk behind its first page, elsewhere by itself.
    fn address(&self, link: &NoticeLink) -> String {
        let (home, NoticeLink { room, id, .. }) = (&self.shell.home, link);
        match self.shell.skin {
            "kiosk" => format!("{home}/{room}/{id}"),
            _ => format!("{}/{id}", home.replace("/villages/", &format!("/{room}/"))),
        }
    }
}

/// One sheet.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/sheet.html")]
pub(super) struct SheetPage {
    pub shell: Shell,
    pub view: SheetView,
}

/// A sheet with what stands around it.
#[derive(Clone, Debug)]
pub(super) struct SheetView {
    pub title: String,
    pub period: String,
    /// When it is up; of a draft, for how long it will be.
    pub days: String,
    pub is_draft: bool,
    pub sheet: Sheet,
    pub proof: Option<Proof>,
}

/// What proves that nothing was changed before the sheet was printed.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub seq: i64,
    pub code: String,
    /// The way to the page that checks it, as a square: its path, and how wide that is.
    pub path: String,
    pub width: usize,
}

impl SheetView {
    /// A notice with its sheet; `origin` is how the addresses of this service begin.
    pub(super) fn of(village: &VillageId, notice: &Notice, sheet: Sheet, origin: &str) -> Self {
        let until = |last: NaiveDate| {
            let from = notice.decided_at.map_or(last, |at| at.day());
            format!("{} 至 {}（{} 天，开始当天不算）", long_day(from), long_day(last), notice.days)
        };
        Self {
            title: title(&sheet.village, notice),
            period: format!("{} 至 {}", long_day(notice.from_on), long_day(notice.until_on)),
            days: notice.last_on.map_or_else(|| format!("签字以后 {} 天", notice.days), until),
            is_draft: !notice.is_signed(),
            proof: notice.head_seq.zip(notice.head.as_deref()).map(|(seq, head)| Proof::of(village, seq, head, origin)),
            sheet,
        }
    }
}

impl Proof {
    /// How many digits of the head the square holds.
    const DIGITS: usize = 24;

    fn of(village: &VillageId, seq: i64, head: &str, origin: &str) -> Self {
        let digits: String = head.chars().take(Self::DIGITS).collect();
        let address = format!("{origin}/villages/{village}/verify?head={seq}-{digits}");
        let (path, width) = square(&address);
        Self { seq, code: short_code(head), path, width }
    }
}

/// The dark modules of a QR code as an SVG path, and how many stand beside one another.
fn square(text: &str) -> (String, usize) {
    let Ok(code) = QrCode::new(text) else { return (String::new(), 1) };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    (dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width, at / width)).collect(), width)
}

/// `算例村 2026 年 3 月积分公示（第 3 期）`; of a period that is no month, without one.
pub(super) fn title(village: &str, notice: &Notice) -> String {
    let (from, until) = (notice.from_on, notice.until_on);
    let is_month =
        later(until, 1).format("%-d").to_string() == "1" && from.format("%-d").to_string() == "1" && (until - from).num_days() < 31;
    let month = if is_month { from.format(" %Y 年 %-m 月").to_string() } else { format!(" {from} 至 {until} ") };
    let issue = notice.issue.map_or_else(|| "草稿".to_owned(), |issue| format!("第 {issue} 期"));
    format!("{village}{month}积分公示（{issue}）").trim_start().to_owned()
}

fn long_day(day: NaiveDate) -> String {
    day.format("%Y 年 %-m 月 %-d 日").to_string()
}

/// How the addresses of this service begin for whoever asked; nothing where they did not say.
pub(super) fn origin(headers: &HeaderMap) -> String {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let scheme = if text("x-forwarded-proto") == Some("https") { "https" } else { "http" };
    text(header::HOST.as_str()).map_or_else(String::new, |host| format!("{scheme}://{host}"))
}

/// The sheet of a notice as it is kept.
pub(super) async fn kept_sheet(conn: &mut Conn, village: &VillageId, notice: i64) -> anyhow::Result<Sheet> {
    let body = store::sheet(conn, village, notice).await?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()).unwrap_or_default())
}

/// A notice that is up today. Refuses `notices.unknown_notice` and, once its days are over, `notices.over`.
async fn public_sheet(books: &Books, village: &VillageId, id: i64, headers: &HeaderMap) -> Reply<SheetView> {
    let today = books.clock.now().day();
    let mut conn = books.read().await?;
    let found = store::notice(&mut conn, village, id).await?.filter(Notice::is_signed);
    let notice = found.ok_or_else(|| Refusal::from(NoticeRefusal::UnknownNotice(id)))?;
    if !notice.is_public(today) {
        return Err(Refusal::from(NoticeRefusal::Over).into());
    }
    let sheet = kept_sheet(&mut conn, village, id).await?;
    Ok(SheetView::of(village, &notice, sheet, &origin(headers)))
}

/// No search engine keeps a notice beyond its days.
pub(super) fn not_indexed(mut response: Response) -> Response {
    response.headers_mut().insert("x-robots-tag", HeaderValue::from_static("noindex, noarchive"));
    response
}

#[derive(Deserialize)]
struct One {
    village: VillageId,
    id: i64,
}

/// The frame of a village's public page. Refuses `roster.unknown_village`.
pub(super) async fn public_shell(books: &Books, library: &Library, village: &VillageId, title: &str) -> Reply<Shell> {
    if roster::village(&mut books.read().await?, village).await?.is_none() {
        return Err(roster::unknown_village().into());
    }
    let rulebook = library.in_force(village, books.clock.now().day()).await?;
    Ok(versions::shell(books, village, &rulebook, "public", format!("/villages/{village}")).titled(title))
}

async fn list(State(books): State<Books>, State(library): State<Library>, Path(village): Path<VillageId>) -> Reply<Response> {
    let shell = public_shell(&books, &library, &village, "看公示").await?;
    Ok(not_indexed(page(&CurrentPage { shell, notices: links(&books, &village).await? })?))
}

async fn links(books: &Books, village: &VillageId) -> Reply<Vec<NoticeLink>> {
    let today = books.clock.now().day();
    let mut conn = books.read().await?;
    let (errata, notices) = (errata::on_the_wall(&mut conn, village, today).await?, store::on_the_wall(&mut conn, village, today).await?);
    let errata = errata.iter().map(|erratum| NoticeLink::of_erratum(erratum, today));
    Ok(errata.chain(notices.iter().map(|notice| NoticeLink::of(notice, today))).collect())
}

async fn show(
    State(books): State<Books>,
    State(library): State<Library>,
    Path(One { village, id }): Path<One>,
    headers: HeaderMap,
) -> Reply<Response> {
    let shell = public_shell(&books, &library, &village, "").await?;
    let view = public_sheet(&books, &village, id, &headers).await?;
    Ok(not_indexed(page(&SheetPage { shell: shell.titled(view.title.clone()), view })?))
}

async fn kiosk_list(kiosk: Screen<InTheHall>) -> Reply<Response> {
    page(&CurrentPage { shell: kiosk.shell("看公示"), notices: links(&kiosk.books, &kiosk.village).await? })
}

async fn kiosk_show(kiosk: Screen<InTheHall>, Path(Numbered { id }): Path<Numbered>, headers: HeaderMap) -> Reply<Response> {
    let view = public_sheet(&kiosk.books, &kiosk.village, id, &headers).await?;
    page(&SheetPage { shell: kiosk.shell(&view.title), view })
}

#[cfg(test)]
mod tests {
    use super::super::drafting::tests::notice;
    use super::*;

    #[test]
    fn a_whole_month_is_called_by_its_name() {
        let day = |text: &str| text.parse().unwrap();
        let table = [
            ("2026-02-01", "2026-02-28", "算例村 2026 年 2 月积分公示（第 3 期）"),
            ("2028-02-01", "2028-02-29", "算例村 2028 年 2 月积分公示（第 3 期）"),
            ("2028-02-01", "2028-02-28", "算例村 2028-02-01 至 2028-02-28 积分公示（第 3 期）"),
            ("2026-01-01", "2026-03-31", "算例村 2026-01-01 至 2026-03-31 积分公示（第 3 期）"),
        ];
        for (from, until, expected) in table {
            assert_eq!(title("算例村", &Notice { from_on: day(from), until_on: day(until), issue: Some(3), ..notice() }), expected);
        }
    }

    /// Its three large corners are where every QR code has them.
    #[test]
    fn the_square_has_its_corners() {
        let (path, width) = square("http://village.example/villages/suanli/verify?head=9-3f9a12c477e0");
        for (x, y) in [(0, 0), (width - 1, 0), (0, width - 1)] {
            assert!(path.contains(&format!("M{x} {y}h1")), "{x} {y}");
        }
        assert!(!path.contains("M7 7h1") && width >= 21);
    }
}
