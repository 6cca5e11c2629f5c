//! Packs: shared rules a village takes in with 引用, may leave out in part, and may change only where the pack is open (可改).

use std::collections::{HashMap, HashSet};

use rust_decimal::Decimal;

use super::Bundle;
use super::facts::decimal;
use super::finding::Mend;
use super::form::{self, Form};
use super::keys;
use super::listing::{Heading, Listing, Raw, stem};
use super::marks::{Findings, Mark};
use super::names::nearest;
use super::salvaging::parse;
use super::script::is_script;
use super::village_file::is_village_file;
use super::yaml::{self, Entry, Node, Shape, Written};

/// The packs on offer, by title and by file name.
pub(super) struct Shelf {
    packs: Vec<Pack>,
}

struct Pack {
    file: u16,
    title: Box<str>,
}

/// What a pack opens for change: `庭院整洁.分值` and the bounds of a number.
type Opened = HashMap<Box<str>, Option<(Decimal, Decimal)>>;

impl Shelf {
    /// Reads the title of every pack on offer. A pack that cannot be read says so only when it is taken in.
    pub(super) fn new(files: &[u16], findings: &Findings<'_>) -> Self {
        let root = |file: u16| yaml::read(file, findings).ok().or_else(|| parse(file, &mut Findings::silent(findings)));
        let name = |file: u16| root(file).as_ref().and_then(title).unwrap_or_else(|| stem(&findings.source(file).path).into());
        Self { packs: files.iter().map(|&file| Pack { file, title: name(file) }).collect() }
    }

    fn find(&self, name: &str, findings: &Findings<'_>) -> Option<&Pack> {
        let by_title = self.packs.iter().find(|pack| *pack.title == *name);
        by_title.or_else(|| self.packs.iter().find(|pack| stem(&findings.source(pack.file).path) == name))
    }

    /// Takes in everything a file's 引用 names. Returns the files of the packs taken.
    pub(super) fn take(&self, uses: &Entry, listing: &mut Listing, findings: &mut Findings<'_>) -> Vec<(u16, Heading)> {
        let one = std::slice::from_ref(&uses.value);
        let wanted = if let Shape::List(items) = &uses.value.shape { items.as_slice() } else { one };
        let mut taken: Vec<(u16, Heading)> = Vec::new();
        let apart = if let [one] = wanted { self.several(one, findings) } else { None };
        for node in apart.as_deref().unwrap_or(wanted) {
            let Some((pack, changes)) = self.wanted(node, findings) else { continue };
            if taken.iter().any(|(file, _)| *file == pack.file) {
                findings.error("pack.twice", node.mark, format!("规则包“{}”引用了两遍，请只留一个。", pack.title));
                continue;
            }
            let heading = take_one(pack, changes.as_ref(), node.mark, listing, findings);
            taken.push((pack.file, heading));
        }
        taken
    }

    /// The names of packs that are written as one: `移风易俗、环境卫生`.
    fn several(&self, node: &Node, findings: &mut Findings<'_>) -> Option<Vec<Node>> {
        let parts: Vec<&str> = node.text()?.split(['、', '\u{FF0C}', ',', '\u{FF1B}', ';', ' ']).filter(|part| !part.is_empty()).collect();
        if parts.len() < 2 || !parts.iter().all(|part| self.find(part, findings).is_some()) {
            return None;
        }
        let list = format!("[{}]", parts.join(", "));
        let message = format!("没有叫“{}”的规则包。引用几个包，要写成“{list}”，或者一行一个。", parts.join("、"));
        findings.mendable("pack.not_found", node.mark, message, Some(Mend::sure(list)));
        let one = |part: &&str| Node { mark: node.mark, shape: Shape::Text { text: (*part).to_owned(), written: Written::Plain } };
        Some(parts.iter().map(one).collect())
    }

    /// The pack one entry of 引用 names, and its 不用 and 改.
    fn wanted<'n>(&self, node: &'n Node, findings: &mut Findings<'_>) -> Option<(&Pack, Option<Form<'n>>)> {
        let (name, changes) = match &node.shape {
            Shape::Text { text, .. } => ((text.as_str(), node.mark), None),
            Shape::Table(entries) => {
                let form = Form::read(entries, keys::USE, findings);
                let Some(entry) = form.get("包") else {
                    findings.error("pack.name", node.mark, "引用要写明是哪个包，比如“包: 环境卫生”。");
                    return None;
                };
                ((form::text(entry, findings)?, entry.value.mark), Some(form))
            }
            Shape::List(_) => {
                findings.error("pack.name", node.mark, "引用要写规则包的标题，一行一个。");
                return None;
            }
        };
        let pack = self.find(name.0, findings);
        if pack.is_none() {
            let near = nearest(name.0, self.packs.iter().map(|pack| &*pack.title));
            let hint = near.map_or_else(|| "请核对标题。".to_owned(), |near| format!("是不是“{near}”？"));
            findings.mendable("pack.not_found", name.1, format!("没有叫“{}”的规则包，{hint}", name.0), near.map(Mend::guess));
        }
        pack.map(|pack| (pack, changes))
    }
}

fn title(root: &Node) -> Option<Box<str>> {
    let Shape::Table(entries) = &root.shape else { return None };
    entries.iter().find(|entry| matches!(&*entry.key, "标题" | "title")).and_then(|entry| entry.value.text()).map(Box::from)
}

fn take_one(pack: &Pack, changes: Option<&Form<'_>>, used: Mark, listing: &mut Listing, findings: &mut Findings<'_>) -> Heading {
    let mut own = Listing::default();
    let root = parse(pack.file, findings).unwrap_or_else(|| Node::nothing(pack.file));
    let heading = own.add_file(&root, &findings.source(pack.file).path.clone(), findings);
    if let Some(uses) = &heading.uses {
        findings.error("pack.nested", uses.key_mark, "规则包里不能再引用别的包。");
    }
    let opened = opened(heading.adjustable.as_ref(), &own.rules, findings);
    if let Some(except) = changes.and_then(|form| form.get("不用")) {
        leave_out(except, pack, &mut own.rules, findings);
    }
    if let Some(set) = changes.and_then(|form| form.get("改")) {
        for change in form::table(&set.value, &set.key, findings).unwrap_or_default() {
            apply(change, pack, &opened, &mut own.rules, findings);
        }
    }
    listing.take_in(own, used);
    heading
}

/// The paths that 可改 names, each with its range where it has one.
pub(super) fn adjustable(entry: &Entry) -> Vec<(&str, Mark, Option<&Node>)> {
    match &entry.value.shape {
        Shape::List(items) => items.iter().filter_map(|item| Some((item.text()?, item.mark, None))).collect(),
        Shape::Table(entries) => entries.iter().map(|e| (&*e.key, e.key_mark, Some(&e.value))).collect(),
        Shape::Text { text, .. } => vec![(text.as_str(), entry.value.mark, None)],
    }
}

/// 可改: a list of `规则.键`, or a table that gives each a range like `5 到 10`.
pub(super) fn opened(entry: Option<&Entry>, rules: &[Raw], findings: &mut Findings<'_>) -> Opened {
    let mut opened = Opened::new();
    let Some(entry) = entry else { return opened };
    for (path, mark, range) in adjustable(entry) {
        let known = path
            .rsplit_once('.')
            .is_some_and(|(rule, key)| rules.iter().any(|raw| *raw.name == *rule) && keys::find(keys::RULE, key).is_some());
        if !known {
            findings.error("pack.adjustable", mark, format!("“{path}”要写成“规则名.分值”这样，规则要在这个包里。"));
            continue;
        }
        let bounds = range.filter(|node| !node.is_empty()).and_then(|node| bounds(node, findings));
        opened.insert(path.into(), bounds);
    }
    opened
}

/// `5 到 10`, `5-10` or `{最小: 5, 最大: 10}`; 任意 has no bounds.
fn bounds(node: &Node, findings: &mut Findings<'_>) -> Option<(Decimal, Decimal)> {
    let read = match &node.shape {
        Shape::Text { text, .. } if matches!(text.as_str(), "任意" | "any") => return None,
        Shape::Text { text, .. } => form::range(text),
        Shape::Table(entries) => {
            let form = Form::read(entries, keys::FIELD, findings);
            let end = |key: &str| form.get(key).and_then(|entry| decimal(entry.value.text()?));
            end("最小").zip(end("最大"))
        }
        Shape::List(items) => match items.as_slice() {
            [least, most] => least.text().and_then(decimal).zip(most.text().and_then(decimal)),
            _ => None,
        },
    };
    if read.is_none_or(|(least, most)| least > most) {
        findings.error("pack.bounds", node.mark, "可改的范围要写成“5 到 10”，前小后大。");
    }
    read
}

fn leave_out(except: &Entry, pack: &Pack, rules: &mut [Raw], findings: &mut Findings<'_>) {
    let one = std::slice::from_ref(&except.value);
    let names = if let Shape::List(items) = &except.value.shape { items.as_slice() } else { one };
    for node in names {
        let name = node.text().unwrap_or_default();
        let mut wanted = rules.iter_mut().filter(|raw| *raw.name == *name).peekable();
        if wanted.peek().is_some() {
            wanted.for_each(|raw| raw.is_off = true);
        } else {
            let near = nearest(name, rules.iter().map(|raw| &*raw.name));
            let hint = near.map_or_else(|| "请核对名称。".to_owned(), |near| format!("是不是“{near}”？"));
            let message = format!("规则包“{}”里没有“{name}”，{hint}", pack.title);
            findings.mendable("pack.unknown_rule", node.mark, message, near.map(Mend::guess));
        }
    }
}

/// One change: allowed if the pack opens the key and the number lies inside its bounds.
fn apply(change: &Entry, pack: &Pack, opened: &Opened, rules: &mut [Raw], findings: &mut Findings<'_>) {
    let path = &*change.key;
    let (rule, key) = path.rsplit_once('.').unwrap_or((path, ""));
    let Some(raw) = rules.iter_mut().find(|raw| *raw.name == *rule) else {
        let near = nearest(path, opened.keys().map(|path| &**path));
        let hint = near.map_or_else(|| "请核对名称，写成“规则名.分值”。".to_owned(), |near| format!("是不是“{near}”？"));
        let message = format!("规则包“{}”里没有“{rule}”，{hint}", pack.title);
        return findings.mendable("pack.unknown_rule", change.key_mark, message, near.map(Mend::guess));
    };
    let Some(bounds) = opened.get(path) else {
        let open =
            if opened.is_empty() { "这个包没有开放修改".to_owned() } else { format!("可以改的有：{}", listed(opened)) };
        return findings.error("pack.closed", change.key_mark, format!("规则包“{}”不让改“{path}”。{open}。", pack.title));
    };
    if let Some((least, most)) = bounds {
        let Some(number) = form::number(&change.value, path, findings) else { return };
        if number < *least || number > *most {
            let message = format!("“{path}”只能改在 {least} 到 {most} 之间，现在是 {number}。");
            return findings.mendable(
                "pack.out_of_bounds",
                change.value.mark,
                message,
                Some(Mend::guess(number.clamp(*least, *most).to_string())),
            );
        }
    }
    set(raw, key, change);
    if key != "比如" && key != "examples" {
        forget_examples(raw);
    }
}

/// The pack's examples were worked out with the pack's own values.
fn forget_examples(raw: &mut Raw) {
    raw.changed = true;
    if let Shape::Table(entries) = &mut raw.value.shape {
        entries.retain(|entry| !matches!(&*entry.key, "比如" | "examples"));
    }
}

fn listed(opened: &Opened) -> String {
    let mut paths: Vec<&str> = opened.keys().map(|path| &**path).collect();
    paths.sort_unstable();
    paths.join("、")
}

/// Puts the village's value in the place of the pack's. A one-line rule is its 分值.
fn set(raw: &mut Raw, key: &str, change: &Entry) {
    let Some(key) = keys::find(keys::RULE, key) else { return };
    match &mut raw.value.shape {
        Shape::Table(entries) => match entries.iter_mut().find(|entry| keys::find(keys::RULE, &entry.key) == Some(key)) {
            Some(entry) => entry.value = change.value.clone(),
            None => entries.push(Entry { key: key.chinese.into(), key_mark: change.key_mark, value: change.value.clone() }),
        },
        _ if key.chinese == "分值" => raw.value = change.value.clone(),
        _ => {
            let points = Entry { key: "分值".into(), key_mark: raw.name_mark, value: raw.value.clone() };
            let added = Entry { key: key.chinese.into(), key_mark: change.key_mark, value: change.value.clone() };
            raw.value = Node { mark: raw.value.mark, shape: Shape::Table(vec![points, added]) };
        }
    }
}

/// The paths of the packs this bundle takes in, and of their scripts.
pub(super) fn taken_paths(bundle: &Bundle) -> HashSet<String> {
    let mut findings = Findings::new();
    let own: Vec<u16> = bundle.files.iter().map(|file| findings.open(file)).collect();
    let packs: Vec<u16> = bundle.packs.iter().filter(|pack| !is_script(&pack.path)).map(|pack| findings.open(pack)).collect();
    let own: Vec<Option<Node>> = own.into_iter().map(|file| yaml::read(file, &findings).ok()).collect();
    let shelf = Shelf::new(&packs, &findings);
    let mut paths = HashSet::new();
    for (file, root) in bundle.files.iter().zip(own) {
        let Some(root) = root.filter(|_| !is_village_file(&file.path) && !is_script(&file.path)) else { continue };
        let uses = Listing::default().add_file(&root, &file.path, &mut findings).uses;
        let taken = uses.map(|uses| shelf.take(&uses, &mut Listing::default(), &mut findings)).unwrap_or_default();
        for (file, heading) in taken {
            paths.insert(findings.source(file).path.clone());
            paths.extend(heading.scripts);
        }
    }
    paths
}
