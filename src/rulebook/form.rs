//! Reading a table by its keys, and single values by what they should be; everything unexpected becomes a finding.
//!
//! Not here: what a rule or a village makes of the values.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::words::Points;

use super::calendar;
use super::facts::{decimal, is_too_large, yes_no};
use super::finding::Mend;
use super::heard;
use super::keys::{self, Key};
use super::marks::{Findings, Mark};
use super::names::meant;
use super::numerals::{self, chinese_amount, plain};
use super::rule::Review;
use super::yaml::{Entry, Node, Shape};

/// A table whose keys are all known.
pub(super) struct Form<'n> {
    entries: Vec<(&'static str, &'n Entry)>,
}

impl<'n> Form<'n> {
    /// Sorts the entries of a table by key. Unknown and repeated keys are reported and left out.
    pub(super) fn read(entries: &'n [Entry], known: &'static [Key], findings: &mut Findings<'_>) -> Self {
        let (form, strangers) = Self::sort(entries, known, findings);
        let mut taken = Vec::new();
        for entry in strangers {
            if findings.is_flooded() {
                break;
            }
            // Two keys of one name would be the next mistake: what stands there already is no mend.
            let near = meant(&entry.key, keys::names(known));
            let key = near.and_then(|near| keys::find(known, near)).map(|key| key.chinese);
            let is_free = key.is_some_and(|key| form.get(key).is_none() && !taken.contains(&key));
            taken.extend(key);
            unknown(entry, near, is_free, findings);
        }
        form
    }

    /// The same where other keys are welcome: they are handed back.
    pub(super) fn sort(entries: &'n [Entry], known: &'static [Key], findings: &mut Findings<'_>) -> (Self, Vec<&'n Entry>) {
        let mut form = Form { entries: Vec::with_capacity(entries.len()) };
        let mut strangers = Vec::new();
        for entry in entries {
            match keys::find(known, &entry.key) {
                None => strangers.push(entry),
                Some(key) if form.get(key.chinese).is_some() => {
                    findings.error("yaml.duplicate", entry.key_mark, format!("“{}”写了两遍，请只留一个。", entry.key));
                }
                Some(key) => form.entries.push((key.chinese, entry)),
            }
        }
        (form, strangers)
    }

    /// The entry of a key, by its Chinese name. An entry with nothing behind its colon counts as not written.
    pub(super) fn get(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().find(|(known, entry)| *known == key && !entry.value.is_empty()).map(|(_, entry)| *entry)
    }
}

/// Reports a key that has no meaning here; the nearest one that has is the mend, where it is still free.
pub(super) fn unknown(entry: &Entry, near: Option<&str>, is_free: bool, findings: &mut Findings<'_>) {
    let hint = near.map_or_else(|| "请核对写法。".to_owned(), |near| format!("是不是“{near}”？"));
    let fix = near.filter(|_| is_free).map(Mend::guess);
    findings.mendable("key.unknown", entry.key_mark, format!("没有“{}”这个写法，{hint}", entry.key), fix);
}

/// Whether there are no more than so many of something: each may cost the work of all others.
pub(super) fn is_few(count: usize, most: usize, what: &str, mark: Mark, findings: &mut Findings<'_>) -> bool {
    if count > most {
        findings.error("value.too_many", mark, format!("“{what}”里最多写 {most} 项，现在有 {count} 项，请分开写。"));
    }
    count <= most
}

/// The entries of a table; anything else is reported.
pub(super) fn table<'n>(node: &'n Node, what: &str, findings: &mut Findings<'_>) -> Option<&'n [Entry]> {
    if let Shape::Table(entries) = &node.shape {
        return Some(entries);
    }
    findings.error("value.table", node.mark, format!("“{what}”下面要一行一项，写成“名称: 内容”。"));
    None
}

/// A text of one piece.
pub(super) fn text<'n>(entry: &'n Entry, findings: &mut Findings<'_>) -> Option<&'n str> {
    let text = entry.value.text();
    if text.is_none() {
        findings.error("value.text", entry.value.mark, format!("“{}”后面直接写一句话或一个词。", entry.key));
    }
    text
}

/// One of a few words, in either language.
pub(super) fn choice<T: Copy>(entry: &Entry, choices: &[(&'static str, &'static str, T)], findings: &mut Findings<'_>) -> Option<T> {
    let written = text(entry, findings)?;
    if let Some((.., value)) = choices.iter().find(|(chinese, english, _)| *chinese == written || *english == written) {
        return Some(*value);
    }
    let listed: Vec<&str> = choices.iter().map(|(chinese, ..)| *chinese).collect();
    let near = meant(written, listed.iter().copied());
    let hint = near.map_or_else(String::new, |near| format!("是不是“{near}”？"));
    let message = format!("“{}”只能写{}，现在是“{written}”。{hint}", entry.key, listed.join("、"));
    findings.mendable("value.choice", entry.value.mark, message, near.map(Mend::guess));
    None
}

/// 是 or 否.
pub(super) fn flag(entry: &Entry, findings: &mut Findings<'_>) -> Option<bool> {
    let written = text(entry, findings)?;
    let read = yes_no(written);
    if read.is_none() {
        let message = format!("“{}”要写是或否，现在是“{written}”。", entry.key);
        // `保密: 保密`, `保密: 不保密`
        let by_name =
            [("是", ""), ("否", "不")].into_iter().find(|(_, denied)| *written == format!("{denied}{}", entry.key)).map(|(said, _)| said);
        findings.mendable("value.yes_no", entry.value.mark, message, said_yes_or_no(written).or(by_name).map(Mend::sure));
    }
    read
}

/// What people say for yes and no.
#[rustfmt::skip]
const YES: [&str; 14] = ["是的", "对", "对的", "要", "需要", "好", "好的", "行", "可以", "开", "开启", "√", "✓", "1"];
#[rustfmt::skip]
const NO: [&str; 13] = ["不是", "不", "不对", "不要", "不需要", "不用", "不行", "不可以", "关", "关闭", "×", "✗", "0"];

fn said_yes_or_no(written: &str) -> Option<&'static str> {
    let bare = plain(written).to_lowercase();
    let bare = bare.trim_end_matches(['.', '!', ';', ',']);
    let says = |words: &[&str], english: &[&str]| words.contains(&bare) || english.contains(&bare) && written != bare;
    if says(&YES, &["yes", "true", "是", "真"]) || matches!(bare, "y" | "on") {
        return Some("是");
    }
    (says(&NO, &["no", "false", "否", "假"]) || matches!(bare, "n" | "off")).then_some("否")
}

/// A day.
pub(super) fn date(entry: &Entry, findings: &mut Findings<'_>) -> Option<NaiveDate> {
    let written = text(entry, findings)?;
    if let Ok(day) = written.parse() {
        return Some(day);
    }
    let bare = plain(written).replace(['.', '/', '年', '月'], "-").replace(['日', '号'], "");
    let mended = bare.trim_end_matches(['起', '止']).parse::<NaiveDate>().ok();
    let message = match calendar::missing(written) {
        Some(missing) => format!("“{}”写的是“{written}”：{missing}。", entry.key),
        None => format!("“{}”要写成 2026-03-01 这样的日期，现在是“{written}”。", entry.key),
    };
    findings.mendable("value.date", entry.value.mark, message, mended.map(|day| Mend::sure(day.to_string())));
    None
}

/// A number, with a mend for the ways people write one: `０`, `0012`, `十`, `10分`, `3万`, `15,000`.
pub(super) fn number(node: &Node, what: &str, findings: &mut Findings<'_>) -> Option<Decimal> {
    let Some(written) = node.text() else {
        findings.error("value.number", node.mark, format!("“{what}”要写一个数。"));
        return None;
    };
    if let Some((code, message, fix)) = odd_number(written) {
        findings.mendable(code, node.mark, message, Some(Mend::sure(fix)));
        return None;
    }
    let read = decimal(written);
    if read.is_none() && is_too_large(&plain(written)) {
        findings.error("value.number", node.mark, format!("“{what}”写的数太大了。"));
    } else if read.is_none() {
        let fix = numerals::with_unit(written).map(Mend::sure);
        findings.mendable("value.number", node.mark, format!("“{what}”要写一个数，现在是“{written}”。"), fix);
    }
    read
}

/// A number in an odd spelling: code, message and mended spelling.
pub(super) fn odd_number(written: &str) -> Option<(&'static str, String, String)> {
    let narrow = plain(written);
    if narrow != written && decimal(&narrow).is_some() {
        return Some(("yaml.full_width_digits", format!("“{written}”是全角数字，请改成半角。"), narrow));
    }
    if let Some(value) = chinese_amount(written) {
        return Some(("yaml.chinese_number", format!("“{written}”请用数字写。"), value.normalize().to_string()));
    }
    if let Some(value) = numerals::signed(&narrow) {
        let value = value.normalize().to_string();
        return Some(("value.sign", format!("“{written}”写成 {value} 就行。"), value));
    }
    if let Some(value) = heard::number(written).filter(|_| decimal(written).is_none()) {
        let value = value.normalize().to_string();
        return Some(("value.number", format!("“{written}”写成 {value} 就行。"), value));
    }
    let bare = written.strip_prefix('-').unwrap_or(written);
    let leading = bare.len() > 1 && bare.starts_with('0') && !bare.starts_with("0.");
    let value = decimal(written).filter(|_| leading)?;
    Some(("yaml.leading_zeros", format!("“{written}”前面多了 0。"), value.normalize().to_string()))
}

/// Points with at most two decimals.
pub(super) fn points(node: &Node, what: &str, findings: &mut Findings<'_>) -> Option<Points> {
    let value = number(node, what, findings)?;
    let exact = Points::rounded(value).filter(|points| points.decimal() == value);
    if exact.is_none() {
        findings.error("value.decimals", node.mark, format!("“{what}”最多两位小数，也不能太大。"));
    }
    exact
}

/// Two numbers, the smaller first: `5 到 10`, `5-10`.
pub(super) fn range(text: &str) -> Option<(Decimal, Decimal)> {
    let text = plain(text);
    let ends = ["到", "至", "~", "\u{2014}", " to "].iter().find_map(|sign| text.split_once(sign));
    let ends = ends.or_else(|| text.char_indices().skip(1).find(|(_, c)| *c == '-').map(|(at, _)| (&text[..at], &text[at + 1..])));
    let most = |text: &str| decimal(text.trim_start_matches('\u{2014}').trim());
    ends.and_then(|(least, other)| decimal(least.trim()).zip(most(other)))
}

/// What people say for a number of days.
const WEEKS: [(&[&str], u32); 4] = [
    (&["一周", "1周", "一星期", "一个星期", "1个星期"], 7),
    (&["两周", "二周", "2周", "两星期", "两个星期"], 14),
    (&["半月", "半个月"], 15),
    (&["一月", "一个月", "1个月"], 30),
];

/// A number of days: `7天`, `7 days`, `7`; 不公示 is none.
pub(super) fn days(entry: &Entry, findings: &mut Findings<'_>) -> Option<u32> {
    let written = plain(text(entry, findings)?);
    if matches!(written.as_str(), "不公示" | "none") {
        return Some(0);
    }
    let bare = ["天", "日", "days", "day"].iter().find_map(|unit| written.strip_suffix(unit)).unwrap_or(&written).trim();
    let read = bare.parse::<u32>().ok().filter(|days| *days <= 365);
    if read.is_none() {
        let counted = chinese_amount(&written).map(|days| Mend::sure(format!("{}天", days.normalize())));
        let weeks = WEEKS.iter().find(|(said, _)| said.contains(&written.as_str())).map(|(_, days)| Mend::guess(format!("{days}天")));
        let fix = counted.or(weeks).or_else(|| meant(&written, ["不公示"]).map(Mend::guess));
        findings.mendable("value.days", entry.value.mark, format!("“{}”要写成 7天 或 不公示，现在是“{written}”。", entry.key), fix);
    }
    read
}

/// Who must agree: 免审, 一人, 两人, 超过20分两人.
pub(super) fn review(entry: &Entry, findings: &mut Findings<'_>) -> Option<Review> {
    let written: String = plain(text(entry, findings)?).split_whitespace().collect();
    let above = |text: &str| Points::parse(text).filter(|points| points.is_positive()).map(Review::TwoAbove);
    let read = match written.as_str() {
        "免审" | "none" => Some(Review::None),
        "一人" | "1人" | "one" => Some(Review::One),
        "两人" | "二人" | "2人" | "two" => Some(Review::Two),
        other => {
            let chinese = other.strip_prefix("超过").and_then(|rest| rest.strip_suffix("分两人").or_else(|| rest.strip_suffix("分二人")));
            let english = other.strip_prefix("twoabove").map(|rest| rest.trim_end_matches("points"));
            chinese.or(english).and_then(above)
        }
    };
    if read.is_none() {
        let message = format!("“{}”只能写免审、一人、两人，或者像“超过20分两人”，现在是“{written}”。", entry.key);
        findings.mendable("value.review", entry.value.mark, message, meant(&written, ["免审", "一人", "两人"]).map(Mend::guess));
    }
    read
}
