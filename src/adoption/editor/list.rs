//! The list: the village's own table by chapters, its cells edited in place and the sentence of each rule below it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules};
use super::fields::{FieldView, cell_edits, in_list, rules_in_list};
use super::findings::{FindingView, views};
use super::rule::unknown;
use super::saving::{Saved, Typed, save as save_draft, shows};
use crate::roster::Action;
use crate::rulebook::editing::{Chapter, Opened, edit, open};
use crate::rulebook::{Bundle, Rulebook, sheet};
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
    /// Its number and its direction (加/减); empty for one that is off or cannot be read.
    pub number: String,
    pub direction: String,
    /// 分 上限 审核 凭证 公示
    pub cells: Vec<CellView>,
    pub sentence: String,
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

/// A cell that can be changed in place, or is only read.
#[derive(Clone, Debug, Default)]
pub struct CellView {
    pub heading: &'static str,
    pub said: String,
    /// What a pack allows there: `5 到 10`.
    pub range: Option<String>,
    pub field: Option<FieldView>,
}

/// The cells of the list: heading, key, and which columns of the sheet say it.
const CELLS: [(&str, &str, &[usize]); 5] =
    [("分", "分值", &[3]), ("上限", "上限", &[4, 5]), ("审核", "审核", &[6]), ("凭证", "凭证", &[7]), ("公示", "公示", &[8])];

/// The cells of a rule; with fields, where it may be changed, that say what was typed.
fn cells(opened: &Opened, may_write: bool, typed: &Typed) -> Vec<CellView> {
    let fields = if may_write && !opened.row.is_off { in_list(opened, typed) } else { Vec::new() };
    let said = |told: &sheet::Row, columns: &[usize]| {
        let said = columns.iter().map(|at| told.cells[*at].as_str()).filter(|said| !said.is_empty());
        said.collect::<Vec<_>>().join("、")
    };
    let cell = |(heading, key, columns): &(&'static str, &'static str, &[usize])| {
        let cell = CellView {
            heading,
            said: opened.told.as_ref().map(|told| said(told, columns)).unwrap_or_default(),
            range: opened.range(key).map(str::to_owned),
            field: fields.iter().find(|field| field.key == *key).cloned(),
        };
        if opened.row.under(key).is_none() { cell.with_the_villages_own() } else { cell }
    };
    CELLS.iter().map(cell).collect()
}

impl CellView {
    /// Where nothing is written the village's own holds; the choice says what that comes to.
    fn with_the_villages_own(mut self) -> Self {
        let choices = self.field.iter_mut().filter(|_| !self.said.is_empty()).flat_map(|field| &mut field.choices);
        for (_, label) in choices.filter(|(value, _)| value.is_empty()) {
            *label = format!("{}（统一）", self.said);
        }
        self
    }
}

impl RuleView {
    pub(super) fn of(opened: &Opened, bench: &Bench, in_force: &Rulebook, typed: &Typed) -> Self {
        let (row, told) = (&opened.row, &opened.told);
        let said = |at: usize| told.as_ref().map(|told| told.cells[at].clone()).unwrap_or_default();
        Self {
            name: row.name.clone(),
            address: in_query(&row.name),
            number: said(0),
            direction: said(2),
            cells: cells(opened, bench.head.may_write, typed),
            sentence: told.as_ref().map(|told| told.sentence.clone()).unwrap_or_default(),
            from_pack: row.from_pack,
            is_off: row.is_off,
            is_more: row.points().is_none(),
            examples: (opened.examples.iter().filter(|tried| tried.is_right).count(), opened.examples.len()),
            change: bench.change(&row.name).map(str::to_owned),
            is_new: in_force.rule(&row.name).is_none() && !row.is_off,
            wrong: opened.findings.iter().filter(|(_, finding)| is_wrong(finding)).map(|(_, finding)| finding.message.clone()).collect(),
        }
    }

    /// Says in place why what was typed under a key cannot be written.
    pub(super) fn refuse(&mut self, key: &str, refusal: &Refusal) {
        let said = format!("{}{}", refusal.sentence, refusal.next_step);
        let fields = self.cells.iter_mut().filter_map(|cell| cell.field.as_mut());
        fields.filter(|field| field.key == key).for_each(|field| field.wrong.push(said.clone()));
        self.wrong.push(said);
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
    page(&ListPage { done: said(&asked.done), ..view(&screen, &bench, &Typed::default()) })
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

fn view(screen: &Rules, bench: &Bench, typed: &Typed) -> ListPage {
    let chapter = |chapter: &Chapter| ChapterView {
        heading: chapter.heading.clone(),
        name: in_query(&chapter.name),
        limits: chapter.limits.clone(),
        rules: chapter.rules.iter().map(|rule| RuleView::of(rule, bench, &screen.rulebook, typed)).collect(),
    };
    let errors = views(&bench.opening).into_iter().filter(|finding| finding.is_error);
    ListPage {
        shell: screen.shell(if bench.head.errors > 0 { "出错：村规则" } else { "村规则" }),
        head: bench.head.clone(),
        seen: bench.start.tag.clone(),
        chapters: bench.opening.chapters.iter().map(chapter).collect(),
        findings: errors.collect(),
        done: None,
        is_unsaved: false,
        told: None,
    }
}

/// The list with a no: what was looked for is not in it.
pub(super) fn refused(screen: &Rules, bench: &Bench, refusal: &Refusal) -> Reply<Response> {
    page_refused(refusal, &ListPage { told: Some(Told::from(refusal)), ..view(screen, bench, &Typed::default()) })
}

/// What the table would say with the cells as typed. Nothing is saved.
async fn look(screen: &Rules, typed: &Typed) -> Reply<Response> {
    let base = started_from(&screen.library, &screen.village, typed.get("seen")).await?;
    let files = match with_cells(&base, typed) {
        Ok(files) => files,
        Err(slip) => return slipped(screen, base, typed, &slip).await,
    };
    let now = start(&screen.library, &screen.village, None).await?;
    let bench = Bench::with(screen, "", now, files).await?;
    page(&ListPage { is_unsaved: true, seen: typed.get("seen").to_owned(), ..view(screen, &bench, &Typed::default()) })
}

pub async fn save(screen: Rules, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::WriteDraft)?;
    let typed = Typed(typed);
    let address = format!("{}/rules", screen.home());
    if typed.get("do") == "look" {
        return look(&screen, &typed).await;
    }
    let (drops, mut slip) = (typed.get("do") == "drop", None);
    let saved = save_draft(&screen, &typed, &address, async |base| match drops {
        true => adopted(&screen).await,
        false => Ok(with_cells(base, &typed).map_err(|one| slip.insert(one).refusal.clone())),
    });
    match saved.await? {
        Saved::Written if drops => Ok(see(format!("{address}?done=dropped"))),
        Saved::Written => Ok(see(format!("{address}?done=saved"))),
        Saved::Torn(page) => Ok(page),
        Saved::Refused(refusal) => {
            let base = started_from(&screen.library, &screen.village, typed.get("seen")).await?;
            slipped(&screen, base, &typed, &slip.unwrap_or_else(|| Slip::anywhere(refusal))).await
        }
    }
}

/// What was adopted last: with it in its place, there is no draft any more.
async fn adopted(screen: &Rules) -> Reply<Result<Bundle, Refusal>> {
    let newest = screen.library.newest(&screen.village).await?.map_or(0, |(number, _)| number);
    Ok(Ok(screen.library.files(&screen.village, newest).await?))
}

/// What was typed into one cell cannot be written there.
struct Slip {
    rule: String,
    key: &'static str,
    refusal: Refusal,
}

impl Slip {
    fn anywhere(refusal: Refusal) -> Box<Self> {
        Box::new(Self { rule: String::new(), key: "", refusal })
    }
}

/// The files with the cells that were typed; what is unchanged stays as it is.
fn with_cells(base: &Bundle, typed: &Typed) -> Result<Bundle, Box<Slip>> {
    let opening = open(base);
    let mut files = base.clone();
    for rule in rules_in_list(typed) {
        let opened = opening.rule(rule).ok_or_else(|| Slip::anywhere(unknown(rule)))?;
        for (key, change) in cell_edits(opened, typed) {
            files = edit(&files, &change).map_err(|refusal| Box::new(Slip { rule: rule.to_owned(), key, refusal }))?;
        }
    }
    Ok(files)
}

/// The table as it was typed, on the text it was made from, with why not beside the cell.
async fn slipped(screen: &Rules, base: Bundle, typed: &Typed, slip: &Slip) -> Reply<Response> {
    let now = start(&screen.library, &screen.village, None).await?;
    let bench = Bench::with(screen, "", now, base).await?;
    let mut view = ListPage { seen: typed.get("seen").to_owned(), ..view(screen, &bench, typed) };
    let rules = view.chapters.iter_mut().flat_map(|chapter| &mut chapter.rules);
    rules.filter(|rule| rule.name == slip.rule).for_each(|rule| rule.refuse(slip.key, &slip.refusal));
    view.told = Some(Told::from(&slip.refusal));
    page_refused(&slip.refusal, &view)
}
