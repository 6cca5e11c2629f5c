//! The desk of whoever proposes and confirms errata: what the draft would put right and for whom, what waits, and what is printed.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use chrono::NaiveDate;
use serde::Deserialize;

use super::deciding::{barred, held_back};
use super::model::*;
use super::proposing::Wanted;
use super::public::SheetPage;
use super::refusals::ErratumRefusal;
use super::view::{ChangesView, SheetView, StatementView, record, steps, title};
use super::{actions, store};
use crate::db::Conn;
use crate::roster::{self, Action};
use crate::rulebook::{Bundle, Changes};
use crate::versions::{House, Numbered, Place, Screen, Version, compared};
use crate::web::{Asked, Fields, Reply, Shell, Told, expected, page, page_refused, plain_day, see};
use crate::words::{Kind, Refusal};

/// How many errata the list shows.
const LISTED: i64 = 24;

/// The pages of this desk.
pub(super) fn pages() -> Router<House> {
    Router::new()
        .route("/desk/{village}/errata", get(list).post(propose))
        .route("/desk/{village}/errata/{id}", get(show))
        .route("/desk/{village}/errata/{id}/confirmation", post(confirm))
        .route("/desk/{village}/errata/{id}/withdrawal", post(withdraw))
        .route("/desk/{village}/errata/{id}/sheet", get(sheet))
        .route("/desk/{village}/errata/{id}/statements", get(statements))
}

/// The desk, where people work whom the village knows by name.
pub(super) struct AtDesk;

impl Place for AtDesk {
    const NAME: &'static str = "desk";
    const RIGHT: Action = Action::SeeErrata;
}

type Desk = Screen<AtDesk>;

/// An erratum in the list.
#[derive(Clone, Debug)]
pub(super) struct ErratumRow {
    pub id: i64,
    pub sentence: String,
    pub state: &'static str,
    pub until: String,
}

/// What there is, and a form for the next one.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "errata/desk.html")]
pub(super) struct ErrataPage {
    pub shell: Shell,
    /// None for whoever proposes none, and while one waits.
    pub form: Option<ProposalForm>,
    pub errata: Vec<ErratumRow>,
}

/// The form of a proposal.
#[derive(Clone, Debug, Default)]
pub(super) struct ProposalForm {
    /// The versions that may be wrong, and whether each is chosen.
    pub versions: Vec<(i64, String, bool)>,
    pub version: i64,
    /// What the draft says differently; none where there is nothing to propose.
    pub correction: Option<Correction>,
    /// What else the page has to say instead.
    pub hint: Option<String>,
    pub operation: String,
    pub from: String,
    pub reason: String,
    pub preview: Option<ChangesView>,
    pub told: Option<Told>,
}

/// A rule, and what is different in it.
#[derive(Clone, Debug)]
pub(super) struct Correction {
    pub rule: String,
    pub sentence: String,
}

#[derive(Deserialize)]
struct Which {
    version: Option<i64>,
}

async fn list(desk: Desk, Asked(asked): Asked<Which>) -> Reply<Response> {
    page(&errata_page(&desk, asked.version).await?)
}

async fn errata_page(desk: &Desk, version: Option<i64>) -> Reply<ErrataPage> {
    let errata = store::errata(&mut desk.books.read().await?, &desk.village, i64::MAX, LISTED).await?;
    let may_propose = roster::may(desk.caller.actor.role, Action::ProposeErratum) && !errata.iter().any(|erratum| erratum.state.is_open());
    let row = |erratum: &Erratum| ErratumRow {
        id: erratum.id,
        sentence: erratum.sentence.clone(),
        state: erratum.state.chinese(),
        until: erratum.last_on.map_or_else(String::new, |last| format!("公示到 {}", plain_day(last, desk.today))),
    };
    Ok(ErrataPage {
        shell: desk.shell("规则改正"),
        form: if may_propose { Some(blank(desk, version).await?) } else { None },
        errata: errata.iter().map(row).collect(),
    })
}

/// The form before anything is typed: what the draft would put right of a version, the one in force where none is named.
async fn blank(desk: &Desk, version: Option<i64>) -> Reply<ProposalForm> {
    let versions = desk.library.versions(&desk.village).await?;
    let in_force = desk.library.number_in_force(&desk.village, desk.today).await?.0;
    let version = version.filter(|number| versions.iter().any(|version| version.version == *number)).unwrap_or(in_force);
    let option = |one: &Version| {
        (one.version, format!("第 {} 版，{}起", one.version, plain_day(one.effective_on, desk.today)), one.version == version)
    };
    let began = versions.iter().find(|one| one.version == version).map_or(desk.today, |one| one.effective_on);
    let mut form = ProposalForm {
        versions: versions.iter().map(option).collect(),
        version,
        operation: desk.books.chance.token(),
        from: began.to_string(),
        ..ProposalForm::default()
    };
    let draft = desk.library.draft(&desk.village, None).await?.and_then(|draft| Bundle::from_json(&draft.bundle));
    let Some(draft) = draft else {
        form.hint = Some("还没有草案。先到“村规则”里把写错的数改成会上定的，存成草案，再回到这里。".to_owned());
        return Ok(form);
    };
    match expected(compared(desk.library.files(&desk.village, version).await?, draft).await)? {
        Ok(changes) => (form.correction, form.hint) = correction(&changes),
        Err(refusal) => form.told = Some(Told::from(&refusal)),
    }
    Ok(form)
}

/// What a draft puts right, or why it is no correction.
fn correction(changes: &Changes) -> (Option<Correction>, Option<String>) {
    let rule = changes.rules.first().map_or_else(String::new, |change| change.rule.clone());
    match corrected(changes, &rule) {
        Ok(sentence) => (Some(Correction { rule, sentence }), None),
        Err(refusal) => {
            let Refusal { sentence, next_step, .. } = refusal.into();
            (None, Some(format!("{sentence}{next_step}")))
        }
    }
}

#[derive(Deserialize)]
struct Typed {
    operation: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    rule: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    reason: String,
    #[serde(default, rename = "do")]
    wish: String,
}

async fn propose(desk: Desk, Fields(typed): Fields<Typed>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::ProposeErratum)?;
    let is_look = typed.wish == "look";
    let outcome = match wanted(&typed) {
        Ok(wanted) => expected(actions::propose(&desk.books, &desk.library, desk.act(&typed.operation, is_look)?, wanted).await)?,
        Err(refusal) => Err(refusal),
    };
    if let (Ok(done), false) = (&outcome, is_look) {
        return Ok(see(format!("{}/errata/{}", desk.home(), done.answer.id)));
    }
    let mut view = errata_page(&desk, typed.version.parse().ok()).await?;
    let told = outcome.as_ref().err().map(Told::from);
    let Typed { operation, from, reason, .. } = typed;
    let preview = outcome.as_ref().ok().map(|done| ChangesView::told(&done.answer));
    view.form = view.form.map(|form| ProposalForm { operation, from, reason, preview, told, ..form });
    match &outcome {
        Ok(_) => page(&view),
        Err(refusal) => page_refused(refusal, &view),
    }
}

fn wanted(typed: &Typed) -> Result<Wanted, Refusal> {
    let from_on = match typed.from.trim() {
        "" => Ok(None),
        day => day.parse::<NaiveDate>().map(Some),
    };
    let (Ok(version), Ok(from_on)) = (typed.version.trim().parse(), from_on) else {
        let next_step = "日期像 2026-03-01 这样写，版号写阿拉伯数字。";
        return Err(Refusal::new("request.wrong_form", Kind::Malformed, "版号或日期没有填对。", next_step));
    };
    Ok(Wanted { version, rule: typed.rule.clone(), from_on, reason: typed.reason.clone(), files: None })
}

/// One erratum: what is to be put right, what has been done, what it changes.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "errata/erratum.html")]
pub(super) struct ErratumPage {
    pub shell: Shell,
    pub id: i64,
    pub title: String,
    pub sentence: String,
    pub reason: String,
    pub record: String,
    pub days: String,
    pub steps: Vec<(String, bool)>,
    /// For the form that confirms it; none where nobody has to, or this reader may not.
    pub confirm: Option<String>,
    /// Why this reader may not confirm what waits.
    pub barred: Option<String>,
    /// For the form that withdraws it.
    pub withdraw: Option<String>,
    pub because: String,
    pub told: Option<Told>,
    pub changes: ChangesView,
}

async fn found(desk: &Desk, conn: &mut Conn, id: i64) -> Reply<Erratum> {
    let found = store::erratum(conn, &desk.village, id).await?;
    found.ok_or_else(|| Refusal::from(ErratumRefusal::UnknownErratum(id)).into())
}

async fn version(desk: &Desk, erratum: &Erratum) -> Reply<Option<Version>> {
    Ok(desk.library.versions(&desk.village).await?.into_iter().find(|version| version.version == erratum.version))
}

async fn show(desk: Desk, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    page(&erratum_page(&desk, id).await?)
}

async fn erratum_page(desk: &Desk, id: i64) -> Reply<ErratumPage> {
    let mut conn = desk.books.read().await?;
    let erratum = found(desk, &mut conn, id).await?;
    let sheet = store::sheet(&mut conn, &desk.village, &erratum).await?;
    let actor = &desk.caller.actor;
    let kin = roster::kin_of(&mut conn, &desk.village, &actor.staff).await?;
    drop(conn);
    let households = sheet.households();
    let is_kin = households.iter().any(|household| kin.contains(household));
    let waits = erratum.state == ErratumState::Proposed;
    let barred = match waits {
        true if !roster::may(actor.role, Action::ConfirmErratum) => {
            Some(format!("等{}同意。", roster::whom_to_ask(Action::ConfirmErratum)))
        }
        true => barred(actor, &erratum, &households, is_kin).map(|refusal| Refusal::from(refusal).sentence),
        false => None,
    };
    let is_barred = held_back(actor, &erratum, &households, is_kin).is_some();
    let may_withdraw = erratum.state.is_open() && roster::may(actor.role, Action::WithdrawErratum) && !is_barred;
    Ok(ErratumPage {
        shell: desk.shell(&title("", &erratum)),
        id,
        title: title("", &erratum),
        record: record(version(desk, &erratum).await?.as_ref()),
        days: format!("第 {} 版，{}起", erratum.version, plain_day(erratum.from_on, desk.today)),
        steps: steps(&erratum, desk.today),
        confirm: (waits && barred.is_none()).then(|| desk.books.chance.token()),
        barred,
        withdraw: may_withdraw.then(|| desk.books.chance.token()),
        because: String::new(),
        told: None,
        changes: ChangesView::of(&sheet),
        sentence: erratum.sentence,
        reason: erratum.reason,
    })
}

#[derive(Deserialize)]
struct Decision {
    operation: String,
    #[serde(default)]
    reason: String,
}

async fn confirm(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::ConfirmErratum)?;
    let act = desk.act(&typed.operation, false)?;
    let outcome = expected(actions::confirm(&desk.books, &desk.library, act, id).await)?;
    decided(&desk, id, outcome.map(drop), typed.reason).await
}

async fn withdraw(desk: Desk, Path(Numbered { id }): Path<Numbered>, Fields(typed): Fields<Decision>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::WithdrawErratum)?;
    let act = desk.act(&typed.operation, false)?;
    let outcome = expected(actions::withdraw(&desk.books, act, id, typed.reason.clone()).await)?;
    decided(&desk, id, outcome.map(drop), typed.reason).await
}

async fn decided(desk: &Desk, id: i64, outcome: Result<(), Refusal>, because: String) -> Reply<Response> {
    match outcome {
        Ok(()) => Ok(see(format!("{}/errata/{id}", desk.home()))),
        Err(refusal) => {
            let view = erratum_page(desk, id).await?;
            page_refused(&refusal, &ErratumPage { because, told: Some(Told::from(&refusal)), ..view })
        }
    }
}

/// The announcement to print.
async fn sheet(desk: Desk, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    let mut conn = desk.books.read().await?;
    let erratum = found(&desk, &mut conn, id).await?;
    let sheet = store::sheet(&mut conn, &desk.village, &erratum).await?;
    drop(conn);
    let view = SheetView::of(&desk.rulebook.settings().name, &erratum, version(&desk, &erratum).await?.as_ref(), &sheet);
    page(&SheetPage { shell: desk.shell(&view.title), view })
}

/// A statement for each household, to print and hand out.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "errata/statements.html")]
pub(super) struct StatementsPage {
    pub shell: Shell,
    pub id: i64,
    pub statements: Vec<StatementView>,
}

async fn statements(desk: Desk, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    let mut conn = desk.books.read().await?;
    let erratum = found(&desk, &mut conn, id).await?;
    let sheet = store::sheet(&mut conn, &desk.village, &erratum).await?;
    let of = |household: String| {
        let lines: Vec<_> = sheet.lines.iter().filter(|line| line.household == household).cloned().collect();
        StatementView::of(&erratum, &household, &lines, desk.today)
    };
    let statements = sheet.households().into_iter().map(of).collect();
    page(&StatementsPage { shell: desk.shell("各户对账单"), id, statements })
}
