//! What was brought to be adopted, for the one who agrees: what changes, the record of the meeting, from which day on.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;

use super::super::model::Proposal;
use super::super::{actions, store};
use super::bench::{Bench, Head, Rules, told};
use super::changes::{ChangeView, change};
use super::history::decision;
use crate::roster::{self, Action};
use crate::rulebook::{Bundle, Changes, settings};
use crate::web::{Fields, Reply, Shell, Told, expected, page_refused, plain_day, plain_time, see};
use crate::words::{Refusal, Role};

/// The second look.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/waiting.html")]
pub struct WaitingPage {
    pub shell: Shell,
    pub head: Head,
    /// What was just done.
    pub done: Option<String>,
    pub proposal: Option<ProposalView>,
    pub told: Option<Told>,
}

/// What waits, in words.
#[derive(Clone, Debug)]
pub struct ProposalView {
    pub id: i64,
    /// `村书记 柯大山 3月2日（周一）9:05 提出`
    pub brought: String,
    pub decision: String,
    pub from: String,
    pub back_to: Option<i64>,
    pub summary: String,
    pub changes: Vec<ChangeView>,
    /// Sentences about the village's settings.
    pub settings: Vec<String>,
    pub may_confirm: bool,
    /// Whether this reader brought it, and so may only withdraw it.
    pub is_own: bool,
    pub operation: String,
    pub no_operation: String,
    pub reason: String,
}

/// The page of a proposal, or that nothing waits.
pub(super) async fn view(screen: &Rules, proposal: Option<Proposal>, done: Option<&str>) -> Reply<WaitingPage> {
    let head = Bench::of(screen, "adoption").await?.head;
    let done = match (done, &proposal) {
        (Some("proposed"), Some(proposal)) => Some(format!("第 {} 份采纳已经提出，还没有生效。", proposal.id)),
        (Some("rejected"), _) => Some("已经退回，没有生效。".to_owned()),
        _ => None,
    };
    let proposal = match proposal {
        Some(proposal) => Some(shown(screen, proposal).await?),
        None => None,
    };
    Ok(WaitingPage { shell: screen.shell("采纳"), head, done, proposal, told: None })
}

async fn shown(screen: &Rules, proposal: Proposal) -> Reply<ProposalView> {
    let Changes { summary, rules, settings: set } = actions::changes(&screen.library, &screen.village, screen.today, &proposal).await?;
    let actor = &screen.caller.actor;
    let is_own = actor.staff == proposal.proposed_by;
    let written = Bundle::from_json(&proposal.bundle).and_then(|bundle| settings(&bundle).adoption);
    Ok(ProposalView {
        id: proposal.id,
        brought: brought(screen, &proposal).await?,
        decision: decision(proposal.adoption.as_ref().or(written.as_ref()), screen.today),
        from: plain_day(proposal.effective_on, screen.today),
        back_to: proposal.back_to,
        summary,
        changes: rules.into_iter().map(change).collect(),
        settings: set.into_iter().map(|part| part.sentence).collect(),
        may_confirm: !is_own && roster::may(actor.role, Action::ConfirmAdoption),
        is_own,
        operation: screen.books.chance.token(),
        no_operation: screen.books.chance.token(),
        reason: String::new(),
    })
}

/// Who brought it, and when.
async fn brought(screen: &Rules, proposal: &Proposal) -> anyhow::Result<String> {
    let at = proposal.proposed_at;
    let who = match proposal.proposed_role {
        Role::Clockwork => "管机器的人（jifen adopt）".to_owned(),
        role => {
            let staff = roster::member_of_staff(&mut screen.books.read().await?, &screen.village, &proposal.proposed_by).await?;
            format!("{} {}", role.chinese(), staff.map_or_else(|| proposal.proposed_by.clone(), |staff| staff.name))
        }
    };
    Ok(format!("{who} {}{} 提出", plain_day(at.day(), screen.today), plain_time(at)))
}

/// What the one who decides sends.
#[derive(Deserialize)]
pub struct Decision {
    operation: String,
    id: i64,
    #[serde(default)]
    reason: String,
}

pub async fn confirm(screen: Rules, Fields(typed): Fields<Decision>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::ConfirmAdoption)?;
    let act = screen.act(&typed.operation, false)?;
    let done = actions::decide(&screen.books, &screen.library, act, typed.id, true, String::new()).await;
    match expected(done)? {
        Ok(done) => {
            let version = done.answer.adopted.map_or(0, |adopted| adopted.version);
            Ok(see(format!("{}/rules/versions?done={version}", screen.home())))
        }
        Err(refusal) => again(&screen, &typed, &refusal).await,
    }
}

pub async fn reject(screen: Rules, Fields(typed): Fields<Decision>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::RejectAdoption)?;
    let act = screen.act(&typed.operation, false)?;
    match expected(actions::decide(&screen.books, &screen.library, act, typed.id, false, typed.reason.clone()).await)? {
        Ok(_) => Ok(see(format!("{}/rules/adoption?done=rejected", screen.home()))),
        Err(refusal) => again(&screen, &typed, &refusal).await,
    }
}

/// The page once more with the no, and what was typed.
async fn again(screen: &Rules, typed: &Decision, refusal: &Refusal) -> Reply<Response> {
    let waiting = store::waiting(&mut screen.books.read().await?, &screen.village).await?;
    let mut shown = view(screen, waiting, None).await?;
    shown.told = Some(match refusal.code {
        // The day can only be changed by whoever brings it once more.
        "versions.retroactive" => {
            Told { next_step: "生效日已经过了：请退回，让书记换一个日子重新提出。".to_owned(), ..told(refusal) }
        }
        _ => told(refusal),
    });
    shown.proposal.iter_mut().for_each(|proposal| proposal.reason.clone_from(&typed.reason));
    page_refused(refusal, &shown)
}
