//! 采纳: the record of the meeting and the effective day; or back to an earlier version. What stands in the way is said before anything is filled in.
//! What was brought waits for somebody else (`waiting`).

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

use super::super::actions::{self, Wanted, What};
use super::super::store;
use super::bench::{Bench, Head, Rules, told};
use super::changes::{ChangeView, change};
use super::findings::{FindingView, views};
use super::saving::Typed;
use super::waiting;
use crate::roster::{self, Action};
use crate::rulebook::{Adoption, Changes};
use crate::versions::{Which, compared, text_of};
use crate::web::{Asked, Fields, Reply, Seen, Shell, Told, expected, page, page_refused, see};
use crate::words::{Kind, Problem, Refusal};

/// The form of an adoption.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/adopt.html")]
pub struct AdoptPage {
    pub shell: Shell,
    pub head: Head,
    pub seen: String,
    pub operation: String,
    /// Go back to this version instead of adopting the draft.
    pub back_to: Option<i64>,
    pub summary: String,
    pub changes: Vec<ChangeView>,
    /// Errors that keep the draft from coming into force.
    pub findings: Vec<FindingView>,
    /// There is something to adopt and nothing in the way.
    pub is_ready: bool,
    pub typed: Typed,
    /// The fields that are wrong, by name.
    pub wrong: Vec<String>,
    pub told: Option<Told>,
}

impl AdoptPage {
    /// What marks a field that is wrong.
    fn mark(&self, name: &str) -> &'static str {
        if self.wrong.iter().any(|wrong| wrong == name) { "true" } else { "false" }
    }
}

#[derive(Deserialize)]
pub struct Back {
    back: Option<i64>,
    /// What was just done, by its name.
    done: Option<String>,
}

pub async fn show(screen: Rules, Asked(asked): Asked<Back>) -> Reply<Response> {
    let proposal = store::waiting(&mut screen.books.read().await?, &screen.village).await?;
    if proposal.is_some() || !roster::may(screen.caller.actor.role, Action::Adopt) {
        return page(&waiting::view(&screen, proposal, asked.done.as_deref()).await?);
    }
    let typed = Typed(BTreeMap::from([("effective_on".to_owned(), next_month(screen.today).to_string())]));
    page(&view(&screen, asked.back, typed).await?)
}

/// The first of the next month: nobody is judged by rules they could not know.
fn next_month(today: NaiveDate) -> NaiveDate {
    today.with_day(1).and_then(|first| first.checked_add_months(Months::new(1))).unwrap_or(today)
}

async fn view(screen: &Rules, back_to: Option<i64>, typed: Typed) -> Reply<AdoptPage> {
    let bench = Bench::of(screen, "adoption").await?;
    let to = back_to.map_or(Which::Draft, Which::Version);
    let before = text_of(&screen.library, &screen.village, Which::Adopted, screen.today).await?;
    let after = text_of(&screen.library, &screen.village, to, screen.today).await?;
    let changes = expected(compared(before, after).await)?.ok();
    let errors = views(&bench.opening).into_iter().filter(|finding| finding.is_error && back_to.is_none());
    let findings: Vec<FindingView> = errors.collect();
    let has_text = back_to.is_some() || bench.start.draft.is_some();
    let (summary, changes) = match changes {
        Some(Changes { summary, rules, .. }) => (summary, rules.into_iter().map(change).collect()),
        None => ("有文件写得读不出来。".to_owned(), Vec::new()),
    };
    Ok(AdoptPage {
        shell: screen.shell(if back_to.is_some() { "回到以前的一版" } else { "采纳" }),
        seen: bench.start.tag.clone(),
        operation: screen.books.chance.token(),
        back_to,
        summary,
        changes,
        is_ready: has_text && findings.is_empty(),
        findings,
        head: bench.head,
        typed,
        wrong: Vec::new(),
        told: None,
    })
}

pub async fn adopt(screen: Rules, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::Adopt)?;
    let typed = Typed(typed);
    let act = screen.act(typed.get("operation"), false)?;
    let back_to = typed.get("back_to").parse().ok();
    let done = match wanted(&typed, back_to, false) {
        Ok(wanted) => expected(actions::propose(&screen.books, &screen.library, act, wanted).await)?,
        Err(refusal) => Err(refusal),
    };
    // Whoever left the meeting out is told which fields it takes.
    let done = done.map_err(|refusal| match refusal.code {
        "versions.no_adoption" | "versions.adoption_used" => wanted(&typed, back_to, true).err().unwrap_or(refusal),
        _ => refusal,
    });
    match done {
        Ok(_) => Ok(see(format!("{}/rules/adoption?done=proposed", screen.home()))),
        Err(refusal) => {
            let (seen, operation) = (typed.get("seen").to_owned(), typed.get("operation").to_owned());
            let (told, wrong) = (Some(told(&refusal)), refusal.problems.iter().map(|problem| problem.pointer.clone()).collect());
            page_refused(&refusal, &AdoptPage { seen, operation, told, wrong, ..view(&screen, back_to, typed).await? })
        }
    }
}

/// What the form asks for; the meeting may be left out unless it `needs_meeting`. Refuses `adoption.not_filled`, with everything that is missing at once.
fn wanted(typed: &Typed, back_to: Option<i64>, needs_meeting: bool) -> Result<Wanted, Refusal> {
    let mut form = Form { typed, needs_meeting, missing: Vec::new() };
    let what = back_to.map_or_else(|| What::Draft(Some(Seen::of(typed.get("seen")))), What::Version);
    let (effective_on, adoption) = (form.day("effective_on", "生效日"), form.record());
    let Some(first) = form.missing.first().map(|problem| problem.message.clone()) else {
        return Ok(Wanted { what, effective_on, adoption });
    };
    Err(Refusal::new("adoption.not_filled", Kind::Invalid, first, "请照会议记录填好标出的几处。").with(form.missing))
}

/// The form as it is read: whatever is missing is noted, and the reading goes on.
struct Form<'t> {
    typed: &'t Typed,
    needs_meeting: bool,
    missing: Vec<Problem>,
}

impl Form<'_> {
    /// The record of the meeting; `None` if nothing was filled in, for rules on trial or files that carry it.
    fn record(&mut self) -> Option<Adoption> {
        let names = ["meeting", "held_on", "expected", "present", "in_favour", "document"];
        let text = |name| self.typed.get(name).trim().to_owned();
        if !self.needs_meeting && names.iter().all(|name| text(name).is_empty()) {
            return None;
        }
        let (meeting, document) = (text("meeting"), text("document"));
        if meeting.is_empty() {
            self.misses("meeting", "会议没有填是哪一次。".to_owned())
        }
        Some(Adoption {
            meeting,
            held_on: self.day("held_on", "开会日期"),
            expected: self.count("expected", "应到人数"),
            present: self.count("present", "实到人数"),
            in_favour: self.count("in_favour", "赞成人数"),
            document,
        })
    }

    fn day(&mut self, name: &str, label: &str) -> NaiveDate {
        self.typed.get(name).trim().parse().unwrap_or_else(|_| self.misses(name, format!("{label}没有选，或者没有这一天。")))
    }

    fn count(&mut self, name: &str, label: &str) -> u32 {
        self.typed.get(name).trim().parse().unwrap_or_else(|_| self.misses(name, format!("{label}没有填数。")))
    }

    fn misses<T: Default>(&mut self, name: &str, message: String) -> T {
        self.missing.push(Problem { pointer: name.to_owned(), message, fix: None });
        T::default()
    }
}
