//! The form of one rule: its values, its examples with what they come to, and what can be done with the whole of it.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules};
use super::examples::{self, Asked, ExampleView};
use super::fields::{CellView, FieldView, cells, edits, fields};
use super::findings::{FindingView, views};
use super::list;
use super::saving::{Saved, Typed, save as save_draft, shows};
use crate::roster::Action;
use crate::rulebook::Bundle;
use crate::rulebook::editing::{Edit, Opened, To, edit, open};
use crate::versions::{start, started_from};
use crate::web::{Fields, Reply, Shell, Told, in_query, page, page_refused, see};
use crate::words::{Kind, Refusal};

/// One rule.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/rule.html")]
pub struct RulePage {
    pub shell: Shell,
    pub head: Head,
    pub seen: String,
    pub rule: RuleForm,
    /// Only those of this rule.
    pub findings: Vec<FindingView>,
    pub done: bool,
    /// What is shown was typed and is not saved.
    pub is_unsaved: bool,
    pub told: Option<Told>,
}

/// A rule in its form.
#[derive(Clone, Debug, Default)]
pub struct RuleForm {
    pub name: String,
    pub new_name: String,
    pub chapter: String,
    pub chapters: Vec<String>,
    pub sentence: String,
    pub change: Option<String>,
    pub from_pack: bool,
    pub is_off: bool,
    /// It is not in force yet, so it may be taken away.
    pub is_new: bool,
    pub fields: Vec<FieldView>,
    pub cells: Vec<CellView>,
    /// 填报 in words: `时长（小时）`.
    pub asks: Vec<String>,
    pub script: Option<String>,
    pub examples: Vec<ExampleView>,
    pub example: Vec<Asked>,
    pub outcome: String,
    pub file: String,
    pub line: u32,
}

impl RulePage {
    fn shows(&self) -> &'static str {
        shows(self.done, self.is_unsaved || self.told.is_some())
    }
}

impl RuleForm {
    /// Whether it cannot be read as it is written, so that no example can be worked out.
    fn is_unread(&self) -> bool {
        self.sentence.is_empty() && !self.is_off
    }

    fn has_rare(&self) -> bool {
        self.fields.iter().any(|field| field.is_rare)
    }

    fn uses_rare(&self) -> bool {
        self.fields.iter().any(|field| field.is_rare && (!field.value.is_empty() || !field.wrong.is_empty()))
    }
}

#[derive(Default, Deserialize)]
pub struct Which {
    #[serde(default)]
    name: String,
    #[serde(default)]
    done: String,
}

pub async fn show(screen: Rules, Query(asked): Query<Which>) -> Reply<Response> {
    let bench = Bench::of(&screen, "").await?;
    let rule = match found(&bench, &asked.name) {
        Ok(rule) => rule,
        Err(refusal) => return list::refused(&screen, &bench, &refusal),
    };
    page(&RulePage { done: !asked.done.is_empty(), ..view(&screen, &bench, rule, &Typed::default()) })
}

/// Refuses `editing.unread` where a slip of the pen hides the whole table, and `editing.unknown_rule`.
fn found<'b>(bench: &'b Bench, name: &str) -> Result<&'b Opened, Refusal> {
    let refusal = || match bench.opening.chapters.is_empty() {
        true => {
            let sentence = "草案里有一处写得读不通，规则表现在打不开。写的都在，没有丢。";
            Refusal::new("editing.unread", Kind::Invalid, sentence, "请到“文字”里把标出的地方改好。")
        }
        false => unknown(name),
    };
    bench.opening.rule(name).ok_or_else(refusal)
}

/// Refuses `editing.unknown_rule`: it was renamed or taken away meanwhile.
pub(super) fn unknown(name: &str) -> Refusal {
    let sentence = format!("没有叫“{name}”的规则，可能刚刚改了名或者删掉了。");
    Refusal::new("editing.unknown_rule", Kind::Missing, sentence, "请在下面的规则表里再找。")
}

fn view(screen: &Rules, bench: &Bench, rule: &Opened, typed: &Typed) -> RulePage {
    let row = &rule.row;
    let read = bench.opening.checked.rulebook.as_ref().or(Some(&screen.rulebook)).and_then(|rulebook| rulebook.rule(&row.name));
    let asks = read.map(|rule| rule.fields()).unwrap_or_default();
    let or_typed = |name: &str, written: &str| typed.0.get(name).map_or(written, String::as_str).to_owned();
    let form = RuleForm {
        name: row.name.clone(),
        new_name: or_typed("new-name", &row.name),
        chapter: or_typed("chapter", &row.chapter),
        chapters: bench.opening.chapters.iter().map(|chapter| chapter.name.clone()).collect(),
        sentence: rule.told.as_ref().map(|told| told.sentence.clone()).unwrap_or_default(),
        change: bench.change(&row.name).map(str::to_owned),
        from_pack: row.from_pack,
        is_off: row.is_off,
        is_new: screen.rulebook.rule(&row.name).is_none() && !row.from_pack,
        fields: fields(rule, typed),
        cells: cells(rule, typed),
        asks: asks.iter().map(|field| field.label()).collect(),
        script: row.under("脚本"),
        examples: examples::views(rule),
        example: if row.from_pack { Vec::new() } else { examples::asked(asks, typed) },
        outcome: typed.get("outcome").to_owned(),
        file: row.file.clone(),
        line: row.line,
    };
    let of_rule = |finding: &FindingView| finding.rule.as_deref() == Some(row.name.as_str());
    let findings: Vec<FindingView> = views(&bench.opening).into_iter().filter(of_rule).collect();
    let is_wrong = findings.iter().any(|finding| finding.is_error);
    RulePage {
        shell: screen.shell(&format!("{}{}", if is_wrong { "出错：" } else { "" }, row.name)),
        head: bench.head.clone(),
        seen: bench.start.tag.clone(),
        rule: form,
        findings,
        done: false,
        is_unsaved: false,
        told: None,
    }
}

pub async fn save(screen: Rules, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::WriteDraft)?;
    let typed = Typed(typed);
    let (home, wish) = (format!("{}/rules", screen.home()), typed.get("do").to_owned());
    if wish == "look" {
        return look(&screen, &typed).await;
    }
    let address = format!("{home}/rule");
    let today = screen.today;
    match save_draft(&screen, &typed, &address, async |base| Ok(changed(base, &typed, &wish, today))).await? {
        Saved::Torn(page) => Ok(page),
        Saved::Written => Ok(see(way_on(&home, &wish, &typed))),
        Saved::Refused(refusal) => refused(&screen, &typed, &refusal).await,
    }
}

/// Where one goes on after a change: back to the list for what concerns the whole rule, else on with the rule.
fn way_on(home: &str, wish: &str, typed: &Typed) -> String {
    let name = typed.get("name");
    match wish {
        "off" => format!("{home}?done=off#{}", in_query(name)),
        "on" => format!("{home}?done=on#{}", in_query(name)),
        "up" | "down" => format!("{home}?done=saved#{}", in_query(name)),
        "remove" => format!("{home}?done=removed"),
        _ => {
            let now = [typed.get("new-name").trim(), name].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            format!("{home}/rule?name={}&done=saved", in_query(now))
        }
    }
}

/// The files with what the form asks for.
fn changed(base: &Bundle, typed: &Typed, wish: &str, today: chrono::NaiveDate) -> Result<Bundle, Refusal> {
    let opening = open(base);
    let name = typed.get("name");
    let opened = opening.rule(name).ok_or_else(|| unknown(name))?;
    let rule = name.to_owned();
    let edits = match wish {
        "off" | "on" => vec![Edit::Switch { rule, on: wish == "on" }],
        "up" => vec![Edit::Move { rule, to: To::Up }],
        "down" => vec![Edit::Move { rule, to: To::Down }],
        "remove" => vec![Edit::Remove { rule, path: Vec::new() }],
        "example" => vec![examples::added(&opening, opened, typed, today)?],
        _ => match wish.strip_prefix("keep:").and_then(|at| at.parse().ok()) {
            Some(at) => examples::kept(opened, at).into_iter().collect(),
            None => edits(opened, typed),
        },
    };
    edits.iter().try_fold(base.clone(), |files, one| edit(&files, one))
}

/// What the form would come to, without saving it.
async fn look(screen: &Rules, typed: &Typed) -> Reply<Response> {
    let base = started_from(&screen.library, &screen.village, typed.get("seen")).await?;
    let files = match changed(&base, typed, "", screen.today) {
        Ok(files) => files,
        Err(refusal) => return refused(screen, typed, &refusal).await,
    };
    let now = start(&screen.library, &screen.village, None).await?;
    let bench = Bench::with(screen, "", now, files).await?;
    let new_name = typed.get("new-name").trim();
    let rule = found(&bench, if new_name.is_empty() { typed.get("name") } else { new_name })?;
    let mut view = view(screen, &bench, rule, &Typed::default());
    view.seen = typed.get("seen").to_owned();
    view.rule.name = typed.get("name").to_owned();
    page(&RulePage { is_unsaved: true, ..view })
}

/// The form again, as it was typed, with why not.
async fn refused(screen: &Rules, typed: &Typed, refusal: &Refusal) -> Reply<Response> {
    let bench = Bench::of(screen, "").await?;
    let rule = found(&bench, typed.get("name"))?;
    let told = Some(Told::from(refusal));
    page_refused(refusal, &RulePage { told, seen: typed.get("seen").to_owned(), ..view(screen, &bench, rule, typed) })
}
