//! Every version there ever was: from when to when, under which decision, what it said; and the way back to it.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use chrono::NaiveDate;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules, opened};
use crate::roster;
use crate::rulebook::sheet::{COLUMNS, Chapter, chapters};
use crate::rulebook::{Adoption, Source};
use crate::versions::{Numbered, Standing, Version, standings};
use crate::web::{Reply, Shell, page, plain_day};

/// All versions, the newest first.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/history.html")]
pub struct HistoryPage {
    pub shell: Shell,
    pub head: Head,
    /// The version that was just adopted.
    pub done: Option<String>,
    pub versions: Vec<VersionView>,
}

/// A version as it is listed.
#[derive(Clone, Debug)]
pub struct VersionView {
    pub number: i64,
    pub standing: &'static str,
    pub is_in_force: bool,
    pub from: String,
    pub until: Option<String>,
    /// `3月1日第二次村民代表会议，应到 30 实到 28 赞成 27（张村〔2026〕3 号）`
    pub decision: String,
    /// `柯大山提出，李会计同意`; empty where files alone put it in force.
    pub adopted_by: String,
    /// The version it is compared with: the one before it, or the one whose text it corrects.
    pub follows: i64,
}

/// One version as it was written.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/version.html")]
pub struct VersionPage {
    pub shell: Shell,
    pub head: Head,
    pub version: VersionView,
    pub columns: [&'static str; COLUMNS.len()],
    pub chapters: Vec<Chapter>,
    pub files: Vec<Source>,
}

#[derive(Deserialize)]
pub struct Done {
    done: Option<i64>,
}

pub async fn all(screen: Rules, Query(asked): Query<Done>) -> Reply<Response> {
    let bench = Bench::of(&screen, "versions").await?;
    let versions = listed(&screen).await?;
    let told = |version: &VersionView| format!("第 {} 版已经采纳，{}起用。", version.number, version.from);
    let done = versions.iter().find(|version| Some(version.number) == asked.done).map(told);
    page(&HistoryPage { shell: screen.shell("历次规则"), head: bench.head, done, versions })
}

async fn listed(screen: &Rules) -> Reply<Vec<VersionView>> {
    let versions = screen.library.versions(&screen.village).await?;
    let mut conn = screen.books.read().await?;
    let staff: HashMap<String, String> =
        roster::staff(&mut conn, &screen.village).await?.into_iter().map(|staff| (staff.number, staff.name)).collect();
    let standings = standings(&versions, screen.today);
    let mut views: Vec<_> = versions.iter().zip(standings).map(|(version, standing)| view(screen, version, standing, &staff)).collect();
    views.reverse();
    Ok(views)
}

fn view(
    screen: &Rules,
    version: &Version,
    (standing, until): (Standing, Option<NaiveDate>),
    staff: &HashMap<String, String>,
) -> VersionView {
    let day = |day| plain_day(day, screen.today);
    let decision = decision(version.adoption.as_ref(), screen.today);
    VersionView {
        number: version.version,
        standing: standing.chinese(),
        is_in_force: standing == Standing::InForce,
        from: day(version.effective_on),
        until: until.map(day),
        decision: version.corrects.map_or(decision.clone(), |wrong| format!("改正第 {wrong} 版写错的数；{decision}")),
        follows: version.corrects.unwrap_or(version.version - 1),
        adopted_by: hands(version, staff),
    }
}

/// The decision behind a text, as it is read aloud.
pub(super) fn decision(adoption: Option<&Adoption>, today: NaiveDate) -> String {
    adoption.map_or("试行，没有会议记录".to_owned(), |adoption| {
        let (held_on, meeting, document) = (plain_day(adoption.held_on, today), &adoption.meeting, &adoption.document);
        let (expected, present, in_favour) = (adoption.expected, adoption.present, adoption.in_favour);
        format!("{held_on}{meeting}，应到 {expected}、实到 {present}、赞成 {in_favour}（{document}）")
    })
}

/// Who brought it and who agreed.
fn hands(version: &Version, staff: &HashMap<String, String>) -> String {
    let name = |number: &String| staff.get(number).cloned();
    match (name(&version.adopted_by), version.confirmed_by.as_ref().and_then(name)) {
        (Some(one), Some(other)) => format!("{one}提出，{other}同意"),
        (Some(one), None) => format!("{one}采纳"),
        (None, Some(other)) => format!("管机器的人提出，{other}同意"),
        (None, None) => String::new(),
    }
}

pub async fn one(screen: Rules, Path(Numbered { id }): Path<Numbered>) -> Reply<Response> {
    let files = screen.library.files(&screen.village, id).await?;
    let version = listed(&screen).await?.into_iter().find(|version| version.number == id);
    let version = version.ok_or_else(|| anyhow::anyhow!("version {id} of {} is stored and not listed", screen.village))?;
    let head = Bench::of(&screen, "versions").await?.head;
    let opening = opened(files.clone()).await?;
    let chapters = opening.checked.rulebook.as_ref().map(chapters).unwrap_or_default();
    page(&VersionPage { shell: screen.shell(&format!("第 {id} 版")), head, version, columns: COLUMNS, chapters, files: files.files })
}
