//! The desk of whoever drafts and signs notices: what is to be done, a draft with its preview, a notice with its steps.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::model::*;
use super::public::{SheetPage, SheetView, kept_sheet, not_indexed, origin, title};
use super::refusals::NoticeRefusal;
use super::to_do::to_do;
use super::told::NoticeBody;
use super::{actions, store};
use crate::awards::{self, Award};
use crate::claims::check_length;
use crate::db::Conn;
use crate::roster::{self, Action};
use crate::versions::{Asking, House, Numbered, Place, Screen, ToDo};
use crate::web::{Fields, Reply, Shell, Told, expected, page, page_refused, plain_day, see};
use crate::words::{Done, Kind, Refusal, Span};

/// How many notices the list shows.
pub(super) const LISTED: i64 = 24;

/// The pages of this desk.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/notices", get(list).post(draft))
        .route("/desk/{village}/notices/{id}", get(show))
        .route("/desk/{village}/notices/{id}/signature", post(decide))
        .route("/desk/{village}/notices/{id}/sheet", get(sheet))
}

/// The desk, where people work whom the village knows by name.
pub(super) struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeNotices;
}

pub(super) type Desk = Screen<AtDesk>;

/// A notice in the list.
#[derive(Clone, Debug)]
pub(super) struct NoticeRow {
    pub id: i64,
    pub title: String,
    pub state: &'static str,
    pub lines: i64,
    pub until: String,
}

impl NoticeRow {
    fn of(notice: &Notice, today: NaiveDate) -> Self {
        let until = notice.last_on.map_or_else(String::new, |last| format!("到 {}", plain_day(last, today)));
        Self { id: notice.id, title: title("", notice), state: notice.state_on(today).chinese(), lines: notice.lines, until }
    }
}

/// What to do about notices, a form for the next one, and the ones there are.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/desk.html")]
pub(super) struct NoticesPage {
    pub shell: Shell,
    pub to_do: Vec<ToDo>,
    /// None for whoever drafts none.
    pub form: Option<DraftForm>,
    pub notices: Vec<NoticeRow>,
}

/// The form of a draft.
#[derive(Clone, Debug)]
pub(super) struct DraftForm {
    pub from: String,
    pub until: String,
    pub days: String,
    pub operation: String,
    /// What it would show.
    pub preview: Option<String>,
    pub told: Option<Told>,
}

async fn list(desk: Desk) -> Reply<Response> {
    let view = notices_page(&desk).await?;
    page(&view)
}

async fn notices_page(desk: &Desk) -> Reply<NoticesPage> {
    let mut conn = desk.books.read().await?;
    let notices = store::notices(&mut conn, &desk.village, i64::MAX, LISTED).await?;
    let next = next_period(&notices, desk.today);
    let form = roster::may(desk.caller.actor.role, Action::DraftNotice).then(|| DraftForm {
        from: next.map_or_else(String::new, |(from, _)| from.to_string()),
        until: next.map_or_else(String::new, |(_, until)| until.to_string()),
        days: String::new(),
        operation: desk.books.chance.token(),
        preview: None,
        told: None,
    });
    let asking = Asking::new(&mut conn, &desk.village, &desk.caller.actor, desk.today).await?;
    let to_do = to_do(&mut conn, &asking).await?;
    let notices = notices.iter().map(|notice| NoticeRow::of(notice, desk.today)).collect();
    Ok(NoticesPage { shell: desk.shell("公示"), to_do, form, notices })
}

/// The months that are over and that no notice has shown; the last one where there has been none. `None` where all are shown.
pub(super) fn next_period(notices: &[Notice], today: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let this_month = Span::Month.of(today);
    let until = this_month.first_day()?.pred_opt()?;
    let shown_until = notices.iter().filter(|notice| notice.is_signed()).map(|notice| notice.until_on).max();
    let from = shown_until.map_or_else(|| this_month.later(-1).first_day(), |last| last.succ_opt())?;
    (from <= until).then_some((from, until))
}

#[derive(Deserialize)]
struct TypedDraft {
    operation: String,
    from: String,
    until: String,
    #[serde(default)]
    days: String,
    #[serde(default, rename = "do")]
    wish: String,
}

async fn draft(desk: Desk, Fields(typed): Fields<TypedDraft>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::DraftNotice)?;
    let is_look = typed.wish == "look";
    let outcome = submit(&desk, &typed, is_look).await?;
    if let (Ok(done), false) = (&outcome, is_look) {
        return Ok(see(format!("{}/notices/{}", desk.home(), done.answer.id)));
    }
    let mut view = notices_page(&desk).await?;
    let TypedDraft { operation, from, until, days, .. } = typed;
    let preview = outcome.as_ref().ok().map(|done| in_words(&done.answer));
    let told = outcome.as_ref().err().map(Told::from);
    view.form = Some(DraftForm { from, until, days, operation, preview, told });
    match &outcome {
        Ok(_) => page(&view),
        Err(refusal) => page_refused(refusal, &view),
    }
}

async fn submit(desk: &Desk, typed: &TypedDraft, dry_run: bool) -> Reply<Result<Done<NoticeBody>, Refusal>> {
    let days = match typed.days.trim() {
        "" => Ok(None),
        days => days.parse().map(Some),
    };
    let (Ok(from), Ok(until), Ok(days)) = (typed.from.trim().parse(), typed.until.trim().parse(), days) else {
        let next_step = "日期像 2026-03-01 这样写，天数写阿拉伯数字。";
        return Ok(Err(Refusal::new("request.wrong_form", Kind::Malformed, "日期或天数没有填对。", next_step)));
    };
    let act = desk.act(&typed.operation, dry_run)?;
    expected(actions::draft(&desk.books, &desk.library, act, (from, until), days).await)
}

/// What a draft would be.
fn in_words(body: &NoticeBody) -> String {
    format!("这一期有 {} 件，签字以后公示 {} 天。", body.lines, body.days)
}

/// An award on a notice. Its household stands there by its number.
#[derive(Clone, Debug)]
pub(super) struct LineRow {
    pub award: i64,
    pub rule: String,
    pub household: String,
    pub day: String,
    pub points: String,
    pub state: &'static str,
}

impl LineRow {
    fn of(award: &Award, today: NaiveDate) -> Self {
        let sign = if award.points.is_negative() { "−" } else { "+" };
        Self {
            award: award.id,
            rule: award.rule.clone(),
            household: award.household.clone(),
            day: plain_day(award.occurred_on, today),
            points: format!("{sign}{}", award.points.abs().plain()),
            state: award.state.chinese(),
        }
    }
}

/// One notice: what has been done, what is to be done, what stands on it.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "notices/notice.html")]
pub(super) struct NoticePage {
    pub shell: Shell,
    pub id: i64,
    pub title: String,
    /// Each step, and whether it is done.
    pub steps: Vec<(String, bool)>,
    /// For the form that signs it or sends it back; none where nobody has to, or this reader may not.
    pub operation: Option<String>,
    /// Why this reader may not sign what waits.
    pub barred: Option<String>,
    pub reason: String,
    pub told: Option<Told>,
    pub lines: Vec<LineRow>,
}

async fn show(desk: Desk, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    page(&notice_page(&desk, id).await?)
}

async fn found(desk: &Desk, conn: &mut Conn, id: i64) -> Reply<Notice> {
    let found = store::notice(conn, &desk.village, id).await?;
    found.ok_or_else(|| Refusal::from(NoticeRefusal::UnknownNotice(id)).into())
}

async fn notice_page(desk: &Desk, id: i64) -> Reply<NoticePage> {
    let mut conn = desk.books.read().await?;
    let notice = found(desk, &mut conn, id).await?;
    let ids = store::on_notice(&mut conn, &desk.village, id).await?;
    let lines = awards::awards_of(&mut conn, &desk.village, &ids).await?;
    let actor = &desk.caller.actor;
    let barred = match notice.state {
        NoticeState::Drafted if !roster::may(actor.role, Action::SignNotice) => {
            Some(format!("等{}签字。", roster::whom_to_ask(Action::SignNotice)))
        }
        NoticeState::Drafted if actor.staff == notice.drafted_by => Some(Refusal::from(NoticeRefusal::OwnDraft).sentence),
        _ => None,
    };
    let may_sign = notice.state == NoticeState::Drafted && barred.is_none();
    Ok(NoticePage {
        shell: desk.shell(&title("", &notice)),
        id,
        title: title("", &notice),
        steps: steps(&notice, desk.today),
        operation: may_sign.then(|| desk.books.chance.token()),
        barred,
        reason: String::new(),
        told: None,
        lines: lines.iter().map(|award| LineRow::of(award, desk.today)).collect(),
    })
}

/// What has been done with a notice, and what comes next.
fn steps(notice: &Notice, today: NaiveDate) -> Vec<(String, bool)> {
    let day = |day: NaiveDate| plain_day(day, today);
    let drafted = format!("{}拟好，{} 件", day(notice.drafted_at.day()), notice.lines);
    if notice.state == NoticeState::Returned {
        return vec![(drafted, true), (format!("退回：{}", notice.reason.as_deref().unwrap_or_default()), true)];
    }
    let signed = notice.decided_at.map(|at| format!("{}签字，开始公示", day(at.day())));
    let over = notice.last_on.map(|last| format!("公示到 {}，共 {} 天", day(last), notice.days));
    let counts = notice.posted.zip(notice.fallen).map(|(posted, fallen)| format!("已结束：{posted} 件算数，{fallen} 件不算"));
    let is_closed = matches!(notice.state_on(today), NoticeState::Closed | NoticeState::Settled);
    vec![
        (drafted, true),
        (signed.clone().unwrap_or_else(|| "签字".to_owned()), signed.is_some()),
        (over.unwrap_or_else(|| format!("公示 {} 天", notice.days)), is_closed),
        (counts.clone().unwrap_or_else(|| "没有等着定的，自动入账、结束".to_owned()), counts.is_some()),
    ]
}

#[derive(Deserialize)]
struct TypedDecision {
    operation: String,
    #[serde(rename = "do")]
    wish: String,
    #[serde(default)]
    reason: String,
}

async fn decide(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<TypedDecision>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::SignNotice)?;
    let sent_back = (typed.wish != "sign").then(|| typed.reason.clone());
    let outcome = match check_length(&typed.reason, "原因") {
        Ok(()) => {
            let act = desk.act(&typed.operation, false)?;
            expected(actions::decide(&desk.books, act, id, sent_back).await)?
        }
        Err(refusal) => Err(refusal),
    };
    match outcome {
        Ok(_) => Ok(see(format!("{}/notices/{id}", desk.home()))),
        Err(refusal) => {
            let view = notice_page(&desk, id).await?;
            page_refused(&refusal, &NoticePage { reason: typed.reason, told: Some(Told::from(&refusal)), ..view })
        }
    }
}

/// The sheet to print, drafts and past ones included.
async fn sheet(desk: Desk, Path(Numbered { id }): Path<Numbered>, headers: HeaderMap) -> Reply<Response> {
    let mut conn = desk.books.read().await?;
    let notice = found(&desk, &mut conn, id).await?;
    let sheet = kept_sheet(&mut conn, &desk.village, id).await?;
    let view = SheetView::of(&desk.village, &notice, sheet, &origin(&headers));
    Ok(not_indexed(page(&SheetPage { shell: desk.shell(&view.title), view })?))
}

#[cfg(test)]
mod tests {
    use super::super::drafting::tests::notice;
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// What was shown until when, today, and the period of the next notice.
    #[test]
    fn the_next_notice_shows_the_months_that_are_over() {
        let table = [
            (None, "2026-03-31", Some(("2026-02-01", "2026-02-28"))),
            (None, "2028-03-01", Some(("2028-02-01", "2028-02-29"))),
            (Some("2026-02-28"), "2026-03-31", None),
            (Some("2026-02-28"), "2026-04-01", Some(("2026-03-01", "2026-03-31"))),
            (Some("2026-02-28"), "2026-06-15", Some(("2026-03-01", "2026-05-31"))),
        ];
        for (shown, today, expected) in table {
            let notices: Vec<_> = shown
                .map(|until| Notice { issue: Some(1), until_on: day(until), state: NoticeState::Settled, ..notice() })
                .into_iter()
                .collect();
            assert_eq!(next_period(&notices, day(today)), expected.map(|(from, until)| (day(from), day(until))), "{shown:?} {today}");
        }
    }
}
