//! Editing rules as a table: one value changes, and not one byte more.

#![allow(clippy::unwrap_used)] // a test may stop where it stands

mod at_random;
mod files;
mod table;

use jifen::rulebook::editing::{Edit, Step, To};
use jifen::rulebook::{Bundle, Source};
use jifen::words::VillageId;

pub const VILLAGE: &str = "名称: 样例村\n试行: 是\n";
pub const PACK: &str =
    "标题: 环境卫生\n规则:\n  环境卫生:\n    庭院整洁: { 分值: 5, 比如: [{ 得: 5 }] }\n    乱贴广告: -1\n可改:\n  庭院整洁.分值: 3 到 10\n";

pub fn bundle(rules: &str) -> Bundle {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let files = vec![source("village.yaml", VILLAGE), source("rules.yaml", rules)];
    Bundle { village: VillageId::parse("sample").unwrap(), files, packs: vec![source("packs/环境卫生.yaml", PACK)] }
}

/// `分档/0/桌数 <= 10` as a path; a number is the place in a list or table.
pub fn path(text: &str) -> Vec<Step> {
    let step = |part: &str| part.parse().map_or_else(|_| Step::Key(part.to_owned()), Step::At);
    text.split('/').filter(|part| !part.is_empty()).map(step).collect()
}

pub fn set(rule: &str, place: &str, text: &str) -> Edit {
    Edit::Set { rule: rule.into(), path: path(place), text: text.into() }
}

pub fn remove(rule: &str, place: &str) -> Edit {
    Edit::Remove { rule: rule.into(), path: path(place) }
}

pub fn rename(rule: &str, place: &str, name: &str) -> Edit {
    Edit::Rename { rule: rule.into(), path: path(place), name: name.into() }
}

pub fn insert(rule: &str, place: &str, at: usize, name: Option<&str>, text: &str) -> Edit {
    Edit::Insert { rule: rule.into(), path: path(place), at, name: name.map(str::to_owned), text: text.into() }
}

pub fn move_to(rule: &str, to: To) -> Edit {
    Edit::Move { rule: rule.into(), to }
}

pub fn switch(rule: &str, on: bool) -> Edit {
    Edit::Switch { rule: rule.into(), on }
}
