//! Stories (算例): a month of records and what everybody has in the end, read from `cases/*.yaml`.
//!
//! Not here: playing them (`app::stories`); that takes accounts and a shop.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use crate::words::Points;

use super::finding::{Finding, Mend, Place};
use super::form::{self, Form};
use super::keys;
use super::marks::{Findings, Mark};
use super::names::nearest;
use super::yaml::{Entry, Node, Shape};
use super::{Source, salvaging};

/// One story.
#[derive(Clone, Debug)]
pub struct Story {
    /// What it tells.
    pub title: String,
    /// Households of more than one person. Whoever appears without standing here lives alone.
    pub homes: Vec<Home>,
    /// What happens, in the order of days.
    pub scenes: Vec<Scene>,
    /// What people have when everything is credited.
    pub outcomes: Vec<Outcome>,
    /// Every record in it could be read. Otherwise it still tells whether its other records can be recorded, and not what people have in the end.
    pub is_whole: bool,
}

/// A household of a story.
#[derive(Clone, Debug)]
pub struct Home {
    /// As the story calls it.
    pub name: String,
    /// Its group; may be empty.
    pub group: String,
    /// Whoever lives there, the head first.
    pub people: Vec<String>,
}

/// A word and where it stands.
#[derive(Clone, Debug)]
pub struct Said {
    /// The word itself.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub struct Scene {
    /// The day.
    pub on: NaiveDate,
    /// A household or a person.
    pub who: Said,
    /// What they do.
    pub doing: Doing,
}

/// What happens in a scene.
#[derive(Clone, Debug)]
pub enum Doing {
    /// Something is recorded for them.
    Deed {
        /// The rule's name.
        rule: Said,
        /// What is filled in.
        facts: BTreeMap<String, Said>,
        /// Whoever reviews it says no.
        rejected: bool,
        /// What it should earn.
        expected: Option<(Points, Place)>,
    },
    /// They redeem goods, so many pieces of each.
    Redemption {
        /// Names or numbers from the shelf.
        goods: Vec<(String, i64)>,
        /// Whether they should get them.
        succeeds: bool,
        /// Where it is written.
        place: Place,
    },
}

/// What somebody should have in the end.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// A household or a person.
    pub who: Said,
    /// The balance.
    pub points: Points,
    /// Where it is written.
    pub place: Place,
}

/// Reads a story as far as it can be read; `None` if it is no story at all.
pub fn story(source: &Source) -> (Option<Story>, Vec<Finding>) {
    let mut findings = Findings::new();
    let file = findings.open(source);
    let story = salvaging::parse(file, &mut findings).and_then(|root| read(&root, &source.path, &mut findings));
    (story, findings.finish())
}

fn read(root: &Node, path: &str, findings: &mut Findings<'_>) -> Option<Story> {
    let form = Form::read(form::table(root, path, findings)?, keys::STORY, findings);
    let title = form.get("标题").and_then(|entry| form::text(entry, findings));
    let homes = form.get("户").map(|entry| homes(entry, findings)).unwrap_or_default();
    let mut scenes = form.get("记录").map(|entry| scenes(entry, findings)).unwrap_or_default();
    scenes.sort_by_key(|scene| scene.on);
    // Whoever stands in a record that was not understood is no stranger.
    let names = (findings.errors() == 0).then(|| names(&homes, &scenes));
    let is_whole = names.is_some();
    let outcomes = form.get("结果").map(|entry| outcomes(entry, names.as_deref(), findings)).unwrap_or_default();
    for (key, example) in [("记录", "- {日期: 2026-03-02, 谁: 张大爷, 事: 拾金不昧}"), ("结果", "张大爷: 5")] {
        if form.get(key).is_none() {
            findings.error("story.missing", Mark::new(root.mark.file, 0, 0), format!("算例里没有写“{key}”，比如“{example}”。"));
        }
    }
    Some(Story { title: title.unwrap_or(super::listing::stem(path)).to_owned(), homes, scenes, outcomes, is_whole })
}

/// `张家: [张大爷, 张婶]`, or written out as `{组: 东组, 人: [张大爷, 张婶]}`.
fn homes(entry: &Entry, findings: &mut Findings<'_>) -> Vec<Home> {
    let (mut homes, mut named) = (Vec::new(), HashSet::new());
    for entry in form::table(&entry.value, &entry.key, findings).unwrap_or_default() {
        let (group, people) = match &entry.value.shape {
            Shape::Table(entries) => {
                let form = Form::read(entries, keys::HOME, findings);
                (form.get("组").and_then(|entry| form::text(entry, findings)), form.get("人").map(|entry| &entry.value))
            }
            _ => (None, Some(&entry.value)),
        };
        let items = if let Some(Shape::List(items)) = people.map(|node| &node.shape) { items.as_slice() } else { &[] };
        let people: Vec<&Node> = items.iter().filter(|item| item.text().is_some()).collect();
        if items.is_empty() || people.len() < items.len() {
            let message = format!("“{}”家里有谁，要写成 [张大爷, 张婶] 这样，户主写在前面。", entry.key);
            findings.error("story.household", entry.value.mark, message);
        }
        for twice in people.iter().filter(|node| !named.insert(node.text().unwrap_or_default())) {
            let message = format!("“{}”前面已经有了，两个人请取两个名字。", twice.text().unwrap_or_default());
            findings.error("story.household", twice.mark, message);
        }
        let people = people.iter().filter_map(|node| node.text()).map(str::to_owned).collect();
        homes.push(Home { name: entry.key.to_string(), group: group.unwrap_or_default().to_owned(), people });
    }
    homes
}

fn scenes(entry: &Entry, findings: &mut Findings<'_>) -> Vec<Scene> {
    let Shape::List(items) = &entry.value.shape else {
        let message = "记录要一行一条，写成“- {日期: 2026-03-02, 谁: 张大爷, 事: 拾金不昧}”。";
        findings.error("story.record", entry.value.mark, message);
        return Vec::new();
    };
    items.iter().filter_map(|item| scene(item, findings)).collect()
}

fn scene(node: &Node, findings: &mut Findings<'_>) -> Option<Scene> {
    let entries = form::table(node, "记录", findings)?;
    let (form, filled) = Form::sort(entries, keys::SCENE, findings);
    let wanted = [("日期", "2026-03-02"), ("谁", "张大爷")];
    let missing = wanted.iter().filter(|(key, _)| form.get(key).is_none());
    for (key, example) in missing {
        findings.error("story.missing", node.mark, format!("这一条没有写“{key}”，比如“{key}: {example}”。"));
    }
    let on = form.get("日期").and_then(|entry| form::date(entry, findings));
    let who = form.get("谁").and_then(|entry| said(entry, findings));
    let doing = match (form.get("事"), form.get("换")) {
        (Some(rule), None) => deed(rule, &form, &filled, findings),
        (None, Some(goods)) => {
            filled.iter().for_each(|entry| form::unknown(entry, nearest(&entry.key, keys::names(keys::SCENE)), true, findings));
            redemption(goods, &form, findings)
        }
        _ => {
            let message = "每一条写一样：“事”（哪条规则），或者“换”（换了什么）。";
            findings.error("story.missing", node.mark, message);
            None
        }
    };
    Some(Scene { on: on?, who: who?, doing: doing? })
}

fn said(entry: &Entry, findings: &mut Findings<'_>) -> Option<Said> {
    let text = form::text(entry, findings)?.to_owned();
    Some(Said { text, place: findings.place(entry.value.mark) })
}

fn deed(rule: &Entry, form: &Form<'_>, filled: &[&Entry], findings: &mut Findings<'_>) -> Option<Doing> {
    let mut facts = BTreeMap::new();
    for entry in filled {
        facts.insert(entry.key.to_string(), Said { text: said(entry, findings)?.text, place: findings.place(entry.key_mark) });
    }
    let rejected = form.get("驳回").and_then(|entry| form::flag(entry, findings)).unwrap_or(false);
    let earns = form.get("得").and_then(|entry| Some((form::points(&entry.value, &entry.key, findings)?, entry.value.mark)));
    let expected = earns.map(|(points, mark)| (points, findings.place(mark)));
    Some(Doing::Deed { rule: said(rule, findings)?, facts, rejected, expected })
}

/// `换: 香皂` with `件: 2`, or `换: {香皂: 2, 牙膏: 1}`.
fn redemption(goods: &Entry, form: &Form<'_>, findings: &mut Findings<'_>) -> Option<Doing> {
    let one = |name: &str, pieces: Option<&Entry>, findings: &mut Findings<'_>| {
        let number = pieces.map_or(Some(1.into()), |entry| form::number(&entry.value, &entry.key, findings))?;
        let whole = i64::try_from(number).ok().filter(|pieces| number.fract().is_zero() && *pieces > 0);
        if let (None, Some(entry)) = (whole, pieces) {
            findings.error("story.pieces", entry.value.mark, "件数要写 1、2、3 这样的整数。");
        }
        Some((name.to_owned(), whole?))
    };
    let goods_wanted: Vec<(String, i64)> = match &goods.value.shape {
        Shape::Table(entries) => entries.iter().map(|entry| one(&entry.key, Some(entry), findings)).collect::<Option<_>>()?,
        _ => vec![one(form::text(goods, findings)?, form.get("件"), findings)?],
    };
    let succeeds = form.get("成").and_then(|entry| form::flag(entry, findings)).unwrap_or(true);
    Some(Doing::Redemption { goods: goods_wanted, succeeds, place: findings.place(goods.value.mark) })
}

/// Everybody the story names.
fn names(homes: &[Home], scenes: &[Scene]) -> Vec<String> {
    let at_home = homes.iter().flat_map(|home| std::iter::once(&home.name).chain(&home.people));
    at_home.chain(scenes.iter().map(|scene| &scene.who.text)).cloned().collect()
}

fn outcomes(entry: &Entry, names: Option<&[String]>, findings: &mut Findings<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for entry in form::table(&entry.value, &entry.key, findings).unwrap_or_default() {
        if let Some(names) = names.filter(|names| !names.iter().any(|name| **name == *entry.key)) {
            let near = nearest(&entry.key, names.iter().map(String::as_str));
            let hint = near.map_or_else(|| "请核对名字。".to_owned(), |near| format!("是不是“{near}”？"));
            findings.mendable("story.who", entry.key_mark, format!("前面没有提到“{}”，{hint}", entry.key), near.map(Mend::guess));
        }
        if let Some(points) = form::points(&entry.value, &entry.key, findings) {
            let who = Said { text: entry.key.to_string(), place: findings.place(entry.key_mark) };
            outcomes.push(Outcome { who, points, place: findings.place(entry.value.mark) });
        }
    }
    outcomes
}
