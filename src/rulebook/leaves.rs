//! What a village's files say, leaf by leaf: `分值 → 5`, `填报 时长 最大 → 24`, `上限 每人每月 分 → 20`. Two ways of writing the same are the same leaves,
//! in whatever order and language of keys they stand.
//!
//! Not here: whether it makes sense (`checking`). Files with mistakes have leaves, too.

use std::collections::BTreeMap;

use super::checking;
use super::facts::{decimal, yes_no};
use super::keys::{self, Key};
use super::limits::{self, Cap};
use super::listing::{ChapterLimits, Raw, stem};
use super::marks::Findings;
use super::numerals::plain;
use super::script::is_script;
use super::village_file::is_village_file;
use super::yaml::{self, Entry, Node, Shape};
use super::{Bundle, Source};

/// Where a leaf hangs, from the key down.
pub(super) type Path = Vec<String>;

/// Everything that is said, in the order of paths.
pub(super) type Leaves = BTreeMap<Path, Leaf>;

/// Something that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Leaf {
    /// The same for everything that means the same.
    same: String,
    /// As people read it.
    pub(super) shown: String,
}

impl Leaf {
    /// Whether both mean the same.
    pub(super) fn is(&self, other: &Leaf) -> bool {
        self.same == other.same
    }
}

/// A rule as it is written.
pub(super) struct WrittenRule {
    pub(super) name: String,
    pub(super) chapter: String,
    pub(super) leaves: Leaves,
}

/// All files of a village as they are written.
pub(super) struct Written {
    /// In list order; names differ.
    pub(super) rules: Vec<WrittenRule>,
    /// `village.yaml`, headings, limits of chapters, packs, scripts.
    pub(super) settings: Leaves,
}

/// Reads a bundle. The other way round: the paths of the files that are no YAML at all.
pub(super) fn read(bundle: &Bundle) -> Result<Written, Vec<String>> {
    let mut findings = Findings::new();
    let is_yaml = |source: &&Source| !is_script(&source.path);
    let own: Vec<u16> = bundle.files.iter().filter(is_yaml).map(|file| findings.open(file)).collect();
    let packs: Vec<u16> = bundle.packs.iter().filter(is_yaml).map(|pack| findings.open(pack)).collect();
    let roots: Vec<(u16, Option<Node>)> = own.into_iter().map(|file| (file, yaml::read(file, &findings).ok())).collect();
    let unreadable: Vec<String> =
        roots.iter().filter(|(_, root)| root.is_none()).map(|(file, _)| findings.source(*file).path.clone()).collect();
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    let (listing, _, taken) = checking::listing(&roots, &packs, &mut findings);
    let mut settings = Leaves::new();
    for (file, root) in &roots {
        let path = &findings.source(*file).path;
        add_root(root.as_ref(), if is_village_file(path) { "" } else { path }, &mut settings);
    }
    for file in packs.into_iter().filter(|file| taken.contains(&findings.source(*file).path)) {
        let root = yaml::read(file, &findings).ok();
        let title = root.as_ref().and_then(title).unwrap_or_else(|| stem(&findings.source(file).path).to_owned());
        settings.insert(vec!["引用".to_owned(), title.clone()], prose("是"));
        add_root(root.as_ref(), &title, &mut settings);
    }
    listing.limits.iter().for_each(|written| chapter_limits(written, &mut settings));
    let of_packs = bundle.packs.iter().filter(|pack| taken.contains(&pack.path));
    for script in bundle.files.iter().chain(of_packs).filter(|source| is_script(&source.path)) {
        settings.insert(vec!["脚本".to_owned(), script.path.clone()], prose(&script.text));
    }
    let rule = |raw: Raw| WrittenRule { name: raw.name.to_string(), chapter: raw.chapter.to_string(), leaves: of_rule(&raw.value) };
    Ok(Written { rules: listing.rules.into_iter().filter(|raw| !raw.is_off).map(rule).collect(), settings })
}

fn title(root: &Node) -> Option<String> {
    let Shape::Table(entries) = &root.shape else { return None };
    let entry = entries.iter().find(|entry| name(keys::FILE, &entry.key) == "标题")?;
    entry.value.text().map(str::to_owned)
}

/// What a file says besides its rules; `of` names the file, nothing stands for `village.yaml`.
fn add_root(root: Option<&Node>, of: &str, settings: &mut Leaves) {
    let Some(Node { shape: Shape::Table(entries), .. }) = root else { return };
    let known = if of.is_empty() { keys::VILLAGE } else { keys::FILE };
    for entry in entries.iter().filter(|entry| !entry.value.is_empty()) {
        let key = name(known, &entry.key);
        let path: Path = if of.is_empty() { vec![key.clone()] } else { vec!["文件".to_owned(), of.to_owned(), key.clone()] };
        match key.as_str() {
            "规则" | "引用" | "可改" => {}
            "活动" => campaigns(&path, &entry.value, settings),
            "采纳" | "标题" | "说明" | "依据" | "名称" => drop(settings.insert(path, flat(&entry.value))),
            _ => tree(path, &entry.value, settings),
        }
    }
}

/// Each campaign by its name.
fn campaigns(path: &[String], node: &Node, settings: &mut Leaves) {
    let one = std::slice::from_ref(node);
    let nodes = if let Shape::List(items) = &node.shape { items.as_slice() } else { one };
    for campaign in nodes {
        let Shape::Table(entries) = &campaign.shape else { continue };
        let leaves = || entries.iter().map(|entry| (name(keys::CAMPAIGN, &entry.key), flat(&entry.value)));
        let named = leaves().find(|(key, _)| key == "名称").map_or_else(String::new, |(_, leaf)| leaf.shown);
        let under = |key: String| [path, &[named.clone(), key]].concat();
        settings.extend(leaves().filter(|(key, _)| key != "名称").map(|(key, leaf)| (under(key), leaf)));
    }
}

/// A key by its Chinese name.
fn name(known: &'static [Key], key: &str) -> String {
    keys::find(known, key).map_or(key, |key| key.chinese).to_owned()
}

fn of_rule(value: &Node) -> Leaves {
    let mut leaves = Leaves::new();
    let Shape::Table(entries) = &value.shape else {
        leaves.insert(vec!["分值".to_owned()], flat(value));
        return leaves;
    };
    for entry in entries.iter().filter(|entry| !entry.value.is_empty()) {
        let key = name(keys::RULE, &entry.key);
        match key.as_str() {
            "上限" => add_limits(vec![key], &entry.value, &mut leaves),
            "填报" => fields(entry, &mut leaves),
            "分档" => tiers(entry, &mut leaves),
            "比如" | "条件" => drop(leaves.insert(vec![key], flat(&entry.value))),
            "依据" | "说明" => drop(leaves.insert(vec![key], prose(entry.value.text().unwrap_or_default()))),
            _ => tree(vec![key], &entry.value, &mut leaves),
        }
    }
    leaves
}

fn fields(entry: &Entry, leaves: &mut Leaves) {
    let Shape::Table(fields) = &entry.value.shape else { return };
    for field in fields {
        let path = |key: &str| vec!["填报".to_owned(), field.key.to_string(), key.to_owned()];
        match &field.value.shape {
            Shape::Text { .. } => drop(leaves.insert(path("类型"), flat(&field.value))),
            Shape::List(_) => drop(leaves.insert(path("选项"), flat(&field.value))),
            Shape::Table(entries) => {
                let leaf = |entry: &Entry| (path(&name(keys::FIELD, &entry.key)), flat(&entry.value));
                leaves.extend(entries.iter().map(leaf));
            }
        }
    }
}

/// Each line of 分档 by its condition, and the order in which they are tried.
fn tiers(entry: &Entry, leaves: &mut Leaves) {
    let lines: Vec<&Entry> = match &entry.value.shape {
        Shape::Table(entries) => entries.iter().collect(),
        Shape::List(items) => {
            items.iter().filter_map(|item| if let Shape::Table(entries) = &item.shape { entries.first() } else { None }).collect()
        }
        Shape::Text { .. } => Vec::new(),
    };
    let conditions: Vec<Leaf> = lines.iter().map(|line| scalar(&line.key)).collect();
    let joined = |of: fn(&Leaf) -> &str| conditions.iter().map(of).collect::<Vec<_>>().join("、");
    let order = Leaf { same: joined(|leaf| &leaf.same), shown: joined(|leaf| &leaf.shown) };
    for (line, condition) in lines.iter().zip(&conditions) {
        leaves.insert(vec!["分档".to_owned(), condition.shown.clone()], flat(&line.value));
    }
    leaves.insert(vec!["分档".to_owned()], order);
}

fn chapter_limits(written: &ChapterLimits, settings: &mut Leaves) {
    add_limits(vec!["类别上限".to_owned(), written.chapter.to_string()], &written.entry.value, settings);
}

/// Each limit by whom and when it holds; a phrase that is not understood stays as it is written.
fn add_limits(path: Path, node: &Node, leaves: &mut Leaves) {
    let one = std::slice::from_ref(node);
    let nodes = if let Shape::List(items) = &node.shape { items.as_slice() } else { one };
    for text in nodes.iter().filter_map(Node::text) {
        let Some(phrases) = limits::phrases(text) else {
            leaves.insert([&path[..], &[text.to_owned()]].concat(), prose(text));
            continue;
        };
        for phrase in phrases {
            let whom = format!("{}{}", phrase.reach.map_or("", |reach| reach.chinese()), phrase.span.chinese());
            let (unit, most) = match phrase.cap {
                Cap::Points(points) => ("分", points.plain()),
                Cap::Times(times) => ("次", times.to_string()),
            };
            leaves.insert([&path[..], &[whom, unit.to_owned()]].concat(), prose(&most));
        }
    }
}

/// Tables are followed down, everything else is one leaf.
fn tree(path: Path, node: &Node, leaves: &mut Leaves) {
    match &node.shape {
        Shape::Table(entries) => {
            for entry in entries {
                tree([&path[..], &[entry.key.to_string()]].concat(), &entry.value, leaves);
            }
        }
        _ => drop(leaves.insert(path, flat(node))),
    }
}

/// A whole value as one leaf; lists and tables in any order.
fn flat(node: &Node) -> Leaf {
    let parts: Vec<Leaf> = match &node.shape {
        Shape::Text { text, .. } => return scalar(text),
        Shape::List(items) => items.iter().map(flat).collect(),
        Shape::Table(entries) => {
            let pair = |(key, value): (Leaf, Leaf)| Leaf {
                same: format!("{}: {}", key.same, value.same),
                shown: format!("{} {}", key.shown, value.shown),
            };
            entries.iter().map(|entry| pair((scalar(&entry.key), flat(&entry.value)))).collect()
        }
    };
    let shown: Vec<&str> = parts.iter().map(|part| part.shown.as_str()).collect();
    let mut same: Vec<&str> = parts.iter().map(|part| part.same.as_str()).collect();
    same.sort_unstable();
    Leaf { same: format!("[{}]", same.join("; ")), shown: shown.join("、") }
}

/// Text that means what it says, letter by letter.
fn prose(text: &str) -> Leaf {
    Leaf { same: text.trim().to_owned(), shown: text.trim().to_owned() }
}

/// A number, a word or a formula: spaces, full-width letters and the spelling of signs make no difference.
fn scalar(text: &str) -> Leaf {
    let narrow = plain(text);
    if let Some(number) = decimal(&narrow) {
        return prose(&number.normalize().to_string());
    }
    if let Some(flag) = yes_no(&narrow) {
        return prose(if flag { "是" } else { "否" });
    }
    let signs = [("*", "×"), (">=", "≥"), ("<=", "≤"), ("==", "＝"), ("!=", "≠"), ("&&", "且"), ("||", "或")];
    let one_way = signs.iter().fold(narrow, |text, (from, to)| text.replace(from, to));
    let apart = ["×", "≥", "≤", "＝", "≠", "<", ">"].iter().fold(one_way, |text, sign| text.replace(sign, &format!(" {sign} ")));
    let words: Vec<&str> = apart.split_whitespace().collect();
    Leaf { same: words.concat(), shown: words.join(" ") }
}
