//! Recording many deeds at once: one thing that thirty families did, or rows pasted from a spreadsheet. Nothing is recorded before every row is right.
//!
//! What is pasted stays as it is in its box; what it was understood as stands below, row by row. Not here: how rows are read (`pasting`).

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::desk::{ChapterChoice, ClaimView, choices, signed, told_under};
use super::form::{FieldView, Typed, field_views};
use super::pages::Desk;
use super::pasting::{Pasted, Row, earlier};
use super::recording::Deed;
use super::{actions, model::Recorded};
use crate::roster::{self, Action, Directory, Hit};
use crate::rulebook::Rulebook;
use crate::web::{Fields, Reply, Shell, Told, expected, in_query, page, page_refused, see};
use crate::words::{Kind, Points, Refusal};

/// How many of those just recorded are listed.
const LISTED: i64 = 50;

/// The form, and what the rows in it were understood as.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "claims/batch.html")]
pub(super) struct BatchPage {
    pub shell: Shell,
    pub done: Option<DoneView>,
    pub chapters: Vec<ChapterChoice>,
    pub rule: String,
    /// What it gives, in a sentence; none while no rule is chosen.
    pub sentence: String,
    pub fields: Vec<FieldView>,
    pub day: String,
    pub today: String,
    pub note: String,
    pub text: String,
    pub rows: Vec<RowView>,
    /// Columns that say nothing any rule asks for.
    pub unused: Vec<String>,
    pub operation: String,
    pub told: Option<Told>,
}

impl BatchPage {
    /// How many rows are not right.
    pub fn wrong(&self) -> usize {
        self.rows.iter().filter(|row| row.wrong.is_some()).count()
    }

    /// What all rows would give together.
    pub fn sum(&self) -> String {
        signed(self.rows.iter().map(|row| row.points).fold(Points::ZERO, |sum, points| sum + points))
    }
}

/// What was just recorded.
pub(super) struct DoneView {
    pub count: i64,
    /// The first of them.
    pub claims: Vec<ClaimView>,
}

/// One row.
#[derive(Clone, Debug)]
pub(super) struct RowView {
    pub number: usize,
    /// As it was typed.
    pub text: String,
    pub rule: String,
    pub who: String,
    pub day: String,
    pub points: Points,
    pub why: Vec<String>,
    pub wrong: Option<String>,
    /// What looks wrong and does not have to be.
    pub doubt: Option<String>,
    /// Who may be meant.
    pub candidates: Vec<Hit>,
}

impl RowView {
    /// What it gives, with its sign.
    pub fn signed(&self) -> String {
        signed(self.points)
    }

    fn new(row: Row, people: &Directory) -> Self {
        let view = Self {
            number: row.line.number,
            text: row.line.text(),
            rule: String::new(),
            who: String::new(),
            day: String::new(),
            points: Points::ZERO,
            why: Vec::new(),
            wrong: None,
            doubt: None,
            candidates: row.meant,
        };
        match row.deed {
            Ok(deed) => Self { who: called(&deed.subject, people), day: deed.occurred_on.to_string(), rule: deed.rule, ..view },
            Err(wrong) => Self { wrong: Some(wrong), ..view },
        }
    }
}

/// Rows that were looked at, and the deeds of those that are right so far.
struct Looked {
    views: Vec<RowView>,
    /// By the place of their row.
    deeds: Vec<(usize, Deed)>,
}

impl Looked {
    fn new(rows: Vec<Row>, people: &Directory) -> Self {
        let deeds = rows.iter().enumerate().filter_map(|(at, row)| Some((at, row.deed.clone().ok()?))).collect();
        let doubts: Vec<_> =
            (0..rows.len()).map(|at| Some(format!("和第 {} 行是同一个人、同一件事，是不是重了？", earlier(&rows, at)?))).collect();
        let views = rows.into_iter().zip(doubts).map(|(row, doubt)| RowView { doubt, ..RowView::new(row, people) }).collect();
        Self { views, deeds }
    }

    fn deeds(&self) -> Vec<Deed> {
        self.deeds.iter().map(|(_, deed)| deed.clone()).collect()
    }

    fn is_right(&self) -> bool {
        self.deeds.len() == self.views.len()
    }

    /// Marks the rows that a no is about, and lets go of their deeds; whether there are any.
    fn mark(&mut self, refusal: &Refusal) -> bool {
        let before = self.deeds.len();
        for problem in &refusal.problems {
            let place = problem.pointer.strip_prefix("/claims/").and_then(|index| index.parse::<usize>().ok());
            if let Some((at, _)) = place.and_then(|index| self.deeds.get(index)) {
                self.views[*at].wrong = Some(format!("{}{}", problem.message, problem.fix.as_deref().unwrap_or_default()));
            }
        }
        self.deeds.retain(|(at, _)| self.views[*at].wrong.is_none());
        self.deeds.len() < before
    }

    /// Finds out what the rows would give, one after another, without recording any; rows that are refused are left out and the rest is tried again.
    async fn work_out(&mut self, desk: &Desk) -> Reply<Option<Refusal>> {
        while !self.deeds.is_empty() {
            let act = desk.act(&desk.books.chance.token(), true)?;
            match expected(actions::record_many(&desk.books, &desk.library, act, self.deeds()).await)? {
                Ok(done) => {
                    for ((at, deed), recorded) in self.deeds.iter().zip(done.answer) {
                        let view = &mut self.views[*at];
                        (view.points, view.why) = (recorded.points, told_under(&recorded.explanation, &deed.rule));
                    }
                    return Ok(None);
                }
                Err(refusal) if self.mark(&refusal) => {}
                Err(refusal) => return Ok(Some(refusal)),
            }
        }
        Ok(None)
    }
}

/// `张明 3-07-2`, `3-07 张大山家`.
fn called(number: &str, people: &Directory) -> String {
    let living = people.numbered(number);
    match living.iter().find(|person| person.number == number) {
        Some(person) => format!("{} {number}", person.name),
        None => living.first().map_or_else(|| number.to_owned(), |head| format!("{number} {}家", head.name)),
    }
}

#[derive(Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    day: String,
    /// The claims that were just recorded.
    first: Option<i64>,
    last: Option<i64>,
}

/// The empty form.
pub(super) async fn blank(desk: Desk, Query(asked): Query<Asked>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Record)?;
    let typed = Typed(BTreeMap::from([("rule".to_owned(), asked.rule), ("day".to_owned(), asked.day)]));
    let (rulebook, _) = desk.rules_on(typed.get("day")).await?;
    let done = match (asked.first, asked.last) {
        (Some(first), Some(last)) if first <= last => desk.recorded(first, last).await?,
        _ => None,
    };
    page(&BatchPage { done, ..form(&desk, &rulebook, &typed, desk.books.chance.token()) })
}

impl Desk {
    async fn recorded(&self, first: i64, last: i64) -> Reply<Option<DoneView>> {
        let mut conn = self.books.read().await?;
        let mut reader = self.reader(&mut conn).await?;
        let mut claims = Vec::new();
        for id in (first..=last).take(LISTED as usize) {
            claims.extend(reader.one(id).await?);
        }
        let is_there = reader.one(last).await?.is_some();
        Ok(is_there.then_some(DoneView { count: last - first + 1, claims }))
    }
}

fn form(desk: &Desk, rulebook: &Rulebook, typed: &Typed, operation: String) -> BatchPage {
    let rule = rulebook.rule(typed.get("rule"));
    let day = Some(typed.get("day")).filter(|day| !day.is_empty()).map_or_else(|| desk.today.to_string(), str::to_owned);
    BatchPage {
        shell: desk.shell("记一批"),
        done: None,
        chapters: choices(rulebook, day.parse().unwrap_or(desk.today), ""),
        rule: typed.get("rule").to_owned(),
        sentence: rule.map_or_else(String::new, |rule| rule.sentence_on(day.parse().unwrap_or(desk.today))),
        fields: rule.map_or_else(Vec::new, |rule| field_views(rule, typed)),
        day,
        today: desk.today.to_string(),
        note: typed.get("note").to_owned(),
        text: typed.raw("rows").to_owned(),
        rows: Vec::new(),
        unused: Vec::new(),
        operation,
        told: None,
    }
}

/// Looks at the rows, or records them all.
pub(super) async fn hand_in(desk: Desk, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    desk.caller.check(&desk.village, Action::Record)?;
    let typed = Typed(typed);
    let (rulebook, _) = desk.rules_on(typed.get("day")).await?;
    let mut view = form(&desk, &rulebook, &typed, typed.get("operation").to_owned());
    let mut pasted = match Pasted::read(typed.raw("rows")) {
        Ok(pasted) => pasted,
        Err(refusal) => return page_refused(&refusal, &BatchPage { told: Some(Told::from(&refusal)), ..view }),
    };
    for (line, number) in typed.picks() {
        pasted.pick(line, number);
    }
    let people = Directory::new(roster::residents(&mut desk.books.read().await?, &desk.village).await?);
    let mut looked = Looked::new(pasted.rows(&typed, &rulebook, &people, desk.today), &people);
    let refused = match typed.get("do") {
        "record" => match submit(&desk, &mut looked, &view.operation).await? {
            Ok(recorded) => return Ok(see(led_to(&desk, &view, &recorded))),
            Err(refusal) => Some(refusal),
        },
        _ => None,
    };
    let refused = looked.work_out(&desk).await?.or(refused);
    if typed.get("do") == "drop" {
        pasted.lines.retain(|line| looked.views.iter().any(|row| row.number == line.number && row.wrong.is_none()));
        looked.views.retain(|row| row.wrong.is_none());
    }
    view.unused = pasted.unused(&rulebook, rulebook.rule(&view.rule));
    view.text = pasted.text();
    view.rows = looked.views;
    match refused {
        Some(refusal) => page_refused(&refusal, &BatchPage { told: Some(Told::from(&refusal)), ..view }),
        None => page(&view),
    }
}

/// Records all rows, or says why none is.
async fn submit(desk: &Desk, looked: &mut Looked, operation: &str) -> Reply<Result<Vec<Recorded>, Refusal>> {
    if !looked.is_right() {
        let next_step = "请照每一行旁边的话改好，或者去掉不对的，再记。";
        return Ok(Err(Refusal::new("claims.wrong_rows", Kind::Invalid, "有几行不对，一件也没有记。", next_step)));
    }
    let act = desk.act(operation, false)?;
    let outcome = expected(actions::record_many(&desk.books, &desk.library, act, looked.deeds()).await)?;
    Ok(outcome.map(|done| done.answer).inspect_err(|refusal| {
        looked.mark(refusal);
    }))
}

/// The page that tells what was recorded.
fn led_to(desk: &Desk, view: &BatchPage, recorded: &[Recorded]) -> String {
    let id = |one: Option<&Recorded>| one.map_or_else(String::new, |one| one.id.clone());
    let (first, last) = (id(recorded.first()), id(recorded.last()));
    format!("/desk/{}/batch?rule={}&day={}&first={first}&last={last}", desk.village, in_query(&view.rule), in_query(&view.day))
}
