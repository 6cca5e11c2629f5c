//! A new rule from a template: a name, a chapter, how its points come about, and how many.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::bench::{Bench, Head, Rules};
use super::saving::{Saved, Typed, save as save_draft};
use crate::roster::Action;
use crate::rulebook::Bundle;
use crate::rulebook::editing::{Edit, Template as Beginning, To, edit};
use crate::web::{Fields, Reply, Shell, Told, in_query, page, page_refused, see};
use crate::words::{Kind, Refusal};

/// The form of a new rule.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "adoption/editor/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub head: Head,
    pub seen: String,
    pub chapters: Vec<String>,
    pub beginnings: Vec<(&'static str, &'static str)>,
    pub typed: Typed,
    pub told: Option<Told>,
}

#[derive(Default, Deserialize)]
pub struct In {
    #[serde(default)]
    chapter: String,
}

pub async fn show(screen: Rules, Query(asked): Query<In>) -> Reply<Response> {
    screen.caller.check(&screen.village, Action::WriteDraft)?;
    let typed = Typed(BTreeMap::from([("chapter".to_owned(), asked.chapter), ("template".to_owned(), "fixed".to_owned())]));
    page(&view(&screen, &Bench::of(&screen, "").await?, typed))
}

fn view(screen: &Rules, bench: &Bench, typed: Typed) -> NewPage {
    NewPage {
        shell: screen.shell("新增一条"),
        head: bench.head.clone(),
        seen: bench.start.tag.clone(),
        chapters: bench.opening.chapters.iter().map(|chapter| chapter.name.clone()).collect(),
        beginnings: Beginning::ALL.map(|beginning| (beginning.name(), beginning.chinese())).to_vec(),
        typed,
        told: None,
    }
}

pub async fn save(screen: Rules, Fields(typed): Fields<BTreeMap<String, String>>) -> Reply<Response> {
    let typed = Typed(typed);
    let home = format!("{}/rules", screen.home());
    match save_draft(&screen, &typed, &format!("{home}/new"), async |base| Ok(with_new(base, &typed))).await? {
        Saved::Written => Ok(see(format!("{home}/rule?name={}&done=new", in_query(typed.get("name").trim())))),
        Saved::Torn(page) => Ok(page),
        Saved::Refused(refusal) => {
            let bench = Bench::of(&screen, "").await?;
            let told = Some(Told::from(&refusal));
            let seen = typed.get("seen").to_owned();
            page_refused(&refusal, &NewPage { told, seen, ..view(&screen, &bench, typed) })
        }
    }
}

/// The files with the new rule. Refuses `adoption.not_filled`, then what the edit does.
fn with_new(base: &Bundle, typed: &Typed) -> Result<Bundle, Refusal> {
    let (name, points) = (typed.get("name").trim(), typed.get("points").trim());
    let chapter = [typed.get("new-chapter").trim(), typed.get("chapter").trim()].into_iter().find(|chapter| !chapter.is_empty());
    let no = |sentence: &str, next_step: &str| Refusal::new("adoption.not_filled", Kind::Invalid, sentence, next_step);
    if name.is_empty() {
        return Err(no("还没有写名称。", "请写上做什么，比如“打扫门前”。"));
    }
    let chapter = chapter.ok_or_else(|| no("还没有选类别。", "请选一类，或者写一个新的类别。"))?;
    if points.parse::<Decimal>().is_err() {
        return Err(no("分值要写一个数。", "请写数字，比如 10；减分前面加 -。"));
    }
    let beginning = Beginning::parse(typed.get("template")).unwrap_or(Beginning::Fixed);
    let to = To::Chapter(chapter.to_owned());
    edit(base, &Edit::Add { to, name: name.to_owned(), text: beginning.text(points) })
}
