//! What changed, leaf by leaf, in words a secretary reads aloud: `每小时 2 分 → 3 分`, `新增上限 每户每年 2 次`, `要填 人数（整数）`.

use super::changes::Part;
use super::facts::decimal;
use super::leaves::{Leaf, Leaves, Path};

/// Longer texts are only said to have changed.
const LONGEST: usize = 24;

/// Kinds of numbers that are no unit.
const NO_UNIT: [&str; 4] = ["整数", "数字", "数", "小数"];

/// The change of one leaf; `None` if another leaf of the same change says it already.
pub(super) fn part(path: &Path, before: &Leaves, after: &Leaves) -> Option<Part> {
    let (old, new) = (before.get(path), after.get(path));
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let (mut was, mut is) = (old.map(|leaf| leaf.shown.clone()), new.map(|leaf| leaf.shown.clone()));
    let sentence = match path.as_slice() {
        ["分值"] => points_of(old, new, before, after),
        // A line that came or went says so itself.
        ["分档"] if keys_under(before) != keys_under(after) => return None,
        ["分档"] => format!("分档的先后改为 {}", is.as_deref().unwrap_or_default()),
        ["分档", condition] => format!("“{condition}” {}", turned(old.map(points), new.map(points))),
        ["对照", field, option] => format!("{field}“{option}” {}", turned(old.map(points), new.map(points))),
        ["上限", limit @ ..] => limited("", limit, old, new),
        ["类别上限", chapter, limit @ ..] => limited(&format!("“{chapter}”这一类"), limit, old, new),
        ["填报", name, key] => match (is_asked(name, before), is_asked(name, after)) {
            (true, true) => format!("{name}的{key} {}", turned(was.clone(), is.clone())),
            _ if !is_first(&path, before) && !is_first(&path, after) => return None,
            (true, false) => format!("不再填 {name}"),
            (false, _) => format!("要填 {name}（{}）", kind(name, after)),
        },
        ["引用", title] => format!("{}规则包 {title}", if old.is_some() { "不再引用" } else { "引用" }),
        ["脚本", file] => {
            (was, is) = (None, None);
            format!("脚本 {file} {}", said_of(old, new))
        }
        ["采纳"] => format!("会议记录{}", said_of(old, new)),
        ["比如"] => format!("比如{}（不影响计分）", said_of(old, new)),
        ["起"] if old.is_none() => format!("从 {} 起", is.as_deref().unwrap_or_default()),
        ["止"] if old.is_none() => format!("到 {} 为止", is.as_deref().unwrap_or_default()),
        ["文件", _, "活动", campaign, key] => match (held(&path, before), held(&path, after)) {
            (Some(_), Some(_)) => format!("活动“{campaign}”的{key} {}", turned(was.clone(), is.clone())),
            (Some(first), None) if first == *key => format!("取消活动“{campaign}”"),
            (None, Some(first)) if first == *key => format!("新增活动“{campaign}”：{}", all_of(&path, after)),
            _ => return None,
        },
        ["文件", of, rest @ ..] => format!("{of} {}", plain(rest, old, new)),
        path => plain(path, old, new),
    };
    Some(Part { key: path.join(" "), before: was, after: is, sentence })
}

/// Everything a rule says, where no better sentence is at hand.
pub(super) fn listed(leaves: &Leaves) -> String {
    let one = |(path, leaf): (&Path, &Leaf)| {
        if path.as_slice() == ["分值"] { points(leaf) } else { format!("{} {}", path.join(" "), leaf.shown) }
    };
    leaves.iter().map(one).collect::<Vec<_>>().join("，")
}

fn plain(path: &[&str], old: Option<&Leaf>, new: Option<&Leaf>) -> String {
    let is_long = |leaf: Option<&Leaf>| leaf.is_some_and(|leaf| leaf.shown.chars().count() > LONGEST);
    if is_long(old) || is_long(new) {
        return format!("{}{}", path.join(" "), said_of(old, new));
    }
    format!("{} {}", path.join(" "), turned(old.map(|leaf| leaf.shown.clone()), new.map(|leaf| leaf.shown.clone())))
}

fn turned(old: Option<String>, new: Option<String>) -> String {
    let old = old.unwrap_or_else(|| "没写".to_owned());
    format!("{old} → {}", new.unwrap_or_else(|| "不写了".to_owned()))
}

fn said_of(old: Option<&Leaf>, new: Option<&Leaf>) -> &'static str {
    match (old, new) {
        (None, _) => "写上了",
        (Some(_), None) => "去掉了",
        (Some(_), Some(_)) => "改了",
    }
}

/// `5 分`, `扣 2 分`; a formula as it stands.
fn points(leaf: &Leaf) -> String {
    worth(&leaf.shown)
}

fn worth(text: &str) -> String {
    match decimal(text) {
        Some(_) if text.starts_with('-') => format!("扣 {} 分", &text[1..]),
        Some(_) => format!("{text} 分"),
        None => text.to_owned(),
    }
}

/// `每小时 2 分 → 3 分` where both are so much for each unit of one field.
fn points_of(old: Option<&Leaf>, new: Option<&Leaf>, before: &Leaves, after: &Leaves) -> String {
    let rates = (old.and_then(|leaf| rate(leaf, before)), new.and_then(|leaf| rate(leaf, after)));
    if let (Some((unit, from)), Some((other, to))) = &rates
        && unit == other
    {
        return format!("每{unit} {} → {}", worth(from), worth(to));
    }
    let whole = |rate: Option<(String, String)>, leaf: &Leaf| {
        rate.map_or_else(|| points(leaf), |(unit, each)| format!("每{unit} {}", worth(&each)))
    };
    turned(old.map(|leaf| whole(rates.0, leaf)), new.map(|leaf| whole(rates.1, leaf)))
}

/// Of `时长 × 2` the unit of 时长 and the 2.
fn rate(leaf: &Leaf, leaves: &Leaves) -> Option<(String, String)> {
    let (left, right) = leaf.shown.split_once('×')?;
    let (left, right) = (left.trim(), right.trim());
    let (name, each) = if decimal(right).is_some() { (left, right) } else { (right, left) };
    let unit = leaves.get(&["填报", name, "类型"].map(str::to_owned).to_vec())?;
    (decimal(each).is_some() && !NO_UNIT.contains(&unit.shown.as_str())).then(|| (unit.shown.clone(), each.to_owned()))
}

fn limited(of: &str, limit: &[&str], old: Option<&Leaf>, new: Option<&Leaf>) -> String {
    let [whom, unit] = limit else { return format!("{of}上限“{}”{}", limit.join(" "), said_of(old, new)) };
    let amount = |leaf: &Leaf| format!("{} {unit}", leaf.shown);
    match (old, new) {
        (Some(old), Some(new)) => format!("{of}{whom} {} → {}", amount(old), amount(new)),
        (None, Some(new)) => format!("{of}新增上限 {whom} {}", amount(new)),
        (Some(old), None) => format!("{of}取消上限 {whom} {}", amount(old)),
        (None, None) => String::new(),
    }
}

/// The leaves beside this one, under the same name.
fn beside<'a>(path: &[&str], leaves: &'a Leaves) -> impl Iterator<Item = (&'a str, &'a Leaf)> {
    let above: Vec<String> = path[..path.len() - 1].iter().map(|step| (*step).to_owned()).collect();
    let under = move |(path, leaf): (&'a Path, &'a Leaf)| Some((path.strip_prefix(above.as_slice())?.first()?.as_str(), leaf));
    leaves.iter().filter_map(under)
}

/// The first key under the same name, if there is any.
fn held<'a>(path: &[&str], leaves: &'a Leaves) -> Option<&'a str> {
    beside(path, leaves).next().map(|(key, _)| key)
}

/// `倍数 2，止 2026-03-31，起 2026-03-01`
fn all_of(path: &[&str], leaves: &Leaves) -> String {
    beside(path, leaves).map(|(key, leaf)| format!("{key} {}", leaf.shown)).collect::<Vec<_>>().join("，")
}

/// The conditions of 分档.
fn keys_under(leaves: &Leaves) -> Vec<&Path> {
    leaves.keys().filter(|path| path[0] == "分档" && path.len() == 2).collect()
}

fn is_asked(name: &str, leaves: &Leaves) -> bool {
    leaves.keys().any(|path| path[0] == "填报" && path.get(1).is_some_and(|field| field == name))
}

/// Whether this is the first leaf of its field.
fn is_first(path: &[&str], leaves: &Leaves) -> bool {
    let mut of_field = leaves.keys().filter(|other| other.len() == 3 && other[0] == path[0] && other[1] == path[1]);
    of_field.next().is_some_and(|first| first[2] == path[2])
}

/// What a field takes: `小时`, `优、良、差`.
fn kind(name: &str, leaves: &Leaves) -> String {
    let of = |key: &str| leaves.get(&["填报", name, key].map(str::to_owned).to_vec());
    of("类型").or(of("选项")).map_or_else(String::new, |leaf| leaf.shown.clone())
}
