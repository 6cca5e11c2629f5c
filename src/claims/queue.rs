//! The review queue (待审核): what waits on one side, one claim with everything that helps to decide on the other. After a decision the next one opens; the
//! keys are in `page.js`, and it works without them.

use anyhow::Result;
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::desk::ClaimView;
use super::model::*;
use super::pages::Desk;
use crate::web::{Reply, Shell, after_name, expected, page, page_refused};
use crate::words::Refusal;

/// How many claims the list shows at once.
const LISTED: i64 = 40;

/// How many earlier ones of the same household stand beside a claim.
const SIMILAR: i64 = 5;

/// One claim, with what helps to decide.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub claim: ClaimView,
    /// The rule that judged it, in a sentence, and what it rests on.
    pub rule: Option<String>,
    pub basis: Option<String>,
    /// What else the household was recorded for under this rule, newest first.
    pub similar: Vec<ClaimView>,
}

/// What waits for review and what waits for a second one.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/queue.html")]
pub(super) struct QueuePage {
    pub shell: Shell,
    /// The claim that was just decided.
    pub done: Option<ClaimView>,
    pub count: i64,
    pub waiting: Vec<ClaimView>,
    pub contested: Vec<ClaimView>,
    /// The claim behind which the next page begins.
    pub next: Option<i64>,
    pub opened: Option<Opened>,
}

impl QueuePage {
    /// Whether this one is open.
    fn is_open(&self, claim: &ClaimView) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.claim.id == claim.id)
    }
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    /// The one to open.
    claim: Option<i64>,
    /// The one that was just decided: the next one opens.
    done: Option<i64>,
    /// The last one of the page before.
    #[serde(default)]
    after: i64,
}

pub(super) async fn show(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    let done = desk.done(asked.done).await?;
    let mut view = listed(&desk, asked.after).await?;
    let wanted = match asked.claim {
        Some(id) => desk.done(Some(id)).await?,
        None => next(&view, asked.done.unwrap_or_default()).cloned(),
    };
    view.done = done;
    view.opened = match wanted {
        Some(claim) => Some(opened(&desk, claim).await?),
        None => None,
    };
    page(&view)
}

/// The same with a no beside the claim that was to be decided, and with what was typed.
pub(super) async fn refused(desk: &Desk, claim: ClaimView, refusal: &Refusal) -> Reply<Response> {
    let mut view = listed(desk, 0).await?;
    view.opened = Some(opened(desk, claim).await?);
    page_refused(refusal, &view)
}

async fn listed(desk: &Desk, after: i64) -> Result<QueuePage> {
    let mut conn = desk.books.read().await?;
    let mut reader = desk.reader(&mut conn).await?;
    let mut waiting = reader.waiting(ClaimState::Submitted, after, LISTED + 1).await?;
    let is_more = waiting.len() as i64 > LISTED;
    waiting.truncate(LISTED as usize);
    Ok(QueuePage {
        shell: desk.shell("审核"),
        done: None,
        count: reader.count(ClaimState::Submitted).await?,
        next: waiting.last().map(|last| last.id).filter(|_| is_more),
        contested: reader.waiting(ClaimState::Contested, 0, LISTED).await?,
        waiting,
        opened: None,
    })
}

/// The first behind a claim that waits for this reader, or the first of all; where none does, the first there is.
fn next(view: &QueuePage, behind: i64) -> Option<&ClaimView> {
    let all = || view.waiting.iter().chain(&view.contested);
    let mine = || all().filter(|claim| claim.is_mine());
    mine().find(|claim| claim.id > behind).or_else(|| mine().next()).or_else(|| all().next())
}

async fn opened(desk: &Desk, mut claim: ClaimView) -> Reply<Opened> {
    let mut conn = desk.books.read().await?;
    let mut reader = desk.reader(&mut conn).await?;
    reader.add_photos(&mut claim).await?;
    let similar = reader.similar(claim.id, SIMILAR).await?;
    // A rulebook is read by a connection of its own: this one is given back first.
    drop(conn);
    let rulebook = expected(desk.library.version(&desk.village, &claim.rulebook).await)?.ok();
    let rule = rulebook.as_ref().and_then(|rulebook| rulebook.rule(&claim.rule));
    let sentence = rule.map(|rule| after_name(&rule.sentence_on(claim.occurred_on), rule.name()).to_owned());
    let basis = rule.and_then(|rule| rule.basis()).map(str::to_owned);
    Ok(Opened { claim, rule: sentence, basis, similar })
}
