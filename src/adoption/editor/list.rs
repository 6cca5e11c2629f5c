//! The list: the village's own table by chapters, with the points edited in place and the sentence of each rule below it.

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules};
use super::findings::{FindingView, views};
use super::saving::{Saved, Typed, save as save_draft, shows};
use crate::roster::Action;
use crate::rulebook::editing::{Chapter, Edit, Opened, Step, edit, open};
use crate::rulebook::{Bundle, Rulebook};
use crate::versions::{start, started_from};
use crate::web::{Fields, Reply, Shell, Told, in_query, page, page_refused, see};
use crate::words::Refusal;

/// The list of rules.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/list.html")]
pub struct ListPage {
    pub shell: Shell,
    pub head: Head,
    /// Of what is shown; the form names it.
    pub seen: String,
    pub chapters: Vec<ChapterView>,
    pub findings: Vec<FindingView>,
    /// What was just done, in a sentence.
    pub done: Option<&'static str>,
    /// What is shown was typed and is not saved.
    pub is_unsaved: bool,
    pub told: Option<Told>,
}

impl ListPage {
    fn shows(&self) -> &'static str {
        shows(self.done == said("saved"), self.is_unsaved || self.told.is_some())
    }
}

/// A chapter as it is shown.
#[derive(Clone, Debug)]
pub struct ChapterView {
    pub heading: String,
    pub name: String,
    pub limits: Vec<String>,
    pub rules: Vec<RuleView>,
}

/// A rule as it is shown.
#[derive(Clone, Debug, Default)]
pub struct RuleView {
    pub name: String,
    /// The name as an address takes it.
    pub address: String,
    /// 序 做什么 加/减 分 每次/每月 最多 谁审 凭证 公示; empty for one that is off or cannot be read.
    pub cells: Vec<String>,
    pub sentence: String,
    /// What can be written into the cell of its points, as typed.
    pub points: Option<String>,
    /// What a pack allows there: `5 到 10`.
    pub range: Option<String>,
    pub from_pack: bool,
    pub is_off: bool,
    /// It is more than a number: a card stands here, and its form or text shows the rest.
    pub is_more: bool,
    /// How many of its examples are right, and how many there are.
    pub examples: (usize, usize),
    /// What the draft changes in it.
    pub change: Option<String>,
    pub is_new: bool,
    pub wrong: Vec<String>,
}

impl RuleView {
    pub(super) fn of(opened: &Opened, bench: &Bench, in_force: &Rulebook) -> Self {
        let (row, told) = (&opened.row, &opened.told);
        let points = row.points().filter(|_| opened.may_change("分值") && !row.is_off && bench.head.may_write);
        Self {
            name: row.name.clone(),
            address: in_query(&row.name),
            cells: told.as_ref().map(|told| told.cells[..9].to_vec()).unwrap_or_default(),
            sentence: told.as_ref().map(|told| told.sentence.clone()).unwrap_or_default(),
            points: points.map(str::to_owned),
            range: opened.range("分值").map(str::to_owned),
            from_pack: row.from_pack,
            is_off: row.is_off,
            is_more: row.points().is_none(),
            examples: (opened.examples.iter().filter(|tried| tried.is_right).count(), opened.examples.len()),
            change: bench.change(&row.name).map(str::to_owned),
            is_new: in_force.rule(&row.name).is_none() && !row.is_off,
            wrong: opened.findings.iter().filter(|(_, finding)| is_wrong(finding)).map(|(_, finding)| finding.message.clone()).collect(),
        }
    }
}

fn is_wrong(finding: &crate::rulebook::Finding) -> bool {
    finding.level == crate::rulebook::Level::Error
}

#[derive(Default, Deserialize)]
pub struct Asked {
    /// What was just done.
    #[serde(default)]
    done: String,
}

pub async fn show(screen: Rules, Query(asked): Query<Asked>) -> Reply<Response> {
    let bench = Bench::of(&screen, "").await?;
    page(&view(&screen, &bench, said(&asked.done)))
}

/// What a page says was done, by the word in its address.
fn said(done: &str) -> Option<&'static str> {
    match done {
        "saved" => Some("已经存进草案，还没有生效。"),
        "off" => Some("草案里已经停用，还没有生效。"),
        "on" => Some("草案里已经恢复，还没有生效。"),
        "removed" => Some("已经从草案里删掉。"),
        "dropped" => Some("草案不要了，规则和采纳过的一样。"),
        "new" => Some("草案里新增了一条，还没有生效。"),
        _ => None,
    }
}

fn view(screen: &Rules, bench: &Bench, done: Option<&'static str>) -> ListPage {
    let chapter = |chapter: &Chapter| ChapterView {
        heading: chapter.heading.clone(),
        name: in_query(&chapter.name),
        limits: chapter.limits.clone(),
        rules: chapter.rules.iter().map(|rule| RuleView::of(rule, bench, &screen.rulebook)).collect(),
    };
    let errors = views(&bench.opening).into_iter().filter(|finding| finding.is_error);
    ListPage {
        shell: screen.shell(if bench.head.errors > 0 { "出错：村规则" } else { "村规则" }),
        head: bench.head.clone(),
        seen: bench.start.tag.clone(),
        chapters: bench.opening.chapters.iter().map(chapter).collect(),
        findings: errors.collect(),
        done,
        is_unsaved: false,
        told: None,
    }
}

/// The list with a no: what was looked for is not in it.
pub(super) fn refused(screen: &Rules, bench: &Bench, refusal: &Refusal) -> Reply<Response> {
    page_refused(refusal, &ListPage { told: Some(Told::from(refusal)), ..view(screen, bench, None) })
}

/// What the table would say with the points as typed. Nothing is saved.
async fn look(screen: &Rules, typed: &Typed) -> Reply<Response> {
    let seen = typed.get("seen");
    let base = started_from(&screen.library, &screen.village, seen).await?;
    let files = match with_points(&base, typed) {
        Ok(files) => files,
        Err(refusal) => return refused(screen, &Bench::of(screen, "").await?, &refusal),
    };
    let now = start(&screen.library, &screen.village, None).await?;
    let bench = Bench::with(screen, "", now, files).await?;
    page(&ListPage { is_unsaved: true, seen: seen.to_owned(), ..view(screen, &bench, None) })
}

pub async fn save(screen: Rules, Fields(typed): Fields<std::collections::BTreeMap<String, String>>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::WriteDraft)?;
    let typed = Typed(typed);
    let address = format!("{}/rules", screen.home());
    if typed.get("do") == "look" {
        return look(&screen, &typed).await;
    }
    let drops = typed.get("do") == "drop";
    let saved =
        save_draft(&screen, &typed, &address, async |base| if drops { adopted(&screen).await } else { Ok(with_points(base, &typed)) })
            .await?;
    match saved {
        Saved::Written if drops => Ok(see(format!("{address}?done=dropped"))),
        Saved::Written => Ok(see(format!("{address}?done=saved"))),
        Saved::Torn(page) => Ok(page),
        Saved::Refused(refusal) => {
            let bench = Bench::of(&screen, "").await?;
            let mut view = view(&screen, &bench, None);
            for rule in view.chapters.iter_mut().flat_map(|chapter| &mut chapter.rules) {
                let kept = typed.0.get(&format!("points@{}", rule.name));
                rule.points = rule.points.take().map(|points| kept.cloned().unwrap_or(points));
            }
            view.told = Some(Told::from(&refusal));
            page_refused(&refusal, &view)
        }
    }
}

/// What was adopted last: with it in its place, there is no draft any more.
async fn adopted(screen: &Rules) -> Reply<Result<Bundle, Refusal>> {
    let newest = screen.library.newest(&screen.village).await?.map_or(0, |(number, _)| number);
    Ok(Ok(screen.library.files(&screen.village, newest).await?))
}

/// The files with the points that were typed; what is empty or unchanged stays as it is.
fn with_points(base: &Bundle, typed: &Typed) -> Result<Bundle, Refusal> {
    let opening = open(base);
    let mut files = base.clone();
    for (name, points) in typed.under("points@") {
        let points = points.trim();
        let stands = opening.rule(name).and_then(|rule| rule.row.points());
        if points.is_empty() || stands == Some(points) {
            continue;
        }
        let path = vec![Step::Key("分值".to_owned())];
        files = edit(&files, &Edit::Set { rule: name.to_owned(), path, text: points.to_owned() })?;
    }
    Ok(files)
}
