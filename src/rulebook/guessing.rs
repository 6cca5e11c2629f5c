//! What a rule most likely says where part of it could not be read, so that one mistake in it does not hide another.

use super::form::Form;
use super::keys;
use super::listing::Raw;
use super::marks::Findings;
use super::names::nearest;
use super::numerals::plain;
use super::reading::WAYS;
use super::script;
use super::yaml::{Entry, Node};

/// The key that an entry of a rule has, or was most likely meant to have.
pub(super) fn key_of(entry: &Entry) -> Option<&'static str> {
    let find = |word: &str| keys::find(keys::RULE, word).map(|key| key.chinese);
    find(&entry.key).or_else(|| find(nearest(&entry.key, keys::names(keys::RULE))?))
}

/// The entries of a rule whose keys are not understood.
pub(super) fn strangers(raw: &Raw) -> impl Iterator<Item = &Entry> {
    raw.entries().iter().filter(|entry| keys::find(keys::RULE, &entry.key).is_none())
}

/// Whether a key that is not understood may be this one.
pub(super) fn is_misspelt(raw: &Raw, key: &str) -> bool {
    strangers(raw).any(|entry| key_of(entry) == Some(key))
}

/// Whether a rule takes points away: by what says how many, or what may say it.
pub(super) fn seems_to_take(raw: &Raw, form: &Form<'_>, findings: &Findings<'_>) -> bool {
    let takes = |node: &Node| node.texts().iter().any(|(text, _)| takes(text));
    let script = script::of(form, findings).is_some_and(|file| findings.source(file).text.contains(script::TAKES));
    let mut amounts = raw.entries().iter().filter(|entry| keys::find(keys::RULE, &entry.key).is_none_or(|key| WAYS.contains(&key.chinese)));
    script || takes(&raw.value) && raw.entries().is_empty() || amounts.any(|entry| takes(&entry.value))
}

/// Whether a text takes points away: `-2`, `-时长 * 2`, `扣2分`, `每次减两分`.
pub(super) fn takes(text: &str) -> bool {
    let signs: Vec<char> = plain(text).chars().collect();
    let counts = |c: char| c.is_ascii_digit() || "一二两三四五六七八九十半".contains(c);
    let before = |at: usize| signs[..at].iter().rev().find(|c| **c != ' ').copied();
    let begins = |at: usize| match signs[at] {
        '-' => before(at).is_none_or(|c| !c.is_alphanumeric() && c != ')'),
        '扣' | '减' => before(at).is_none_or(|c| !"不未免".contains(c)),
        _ => false,
    };
    (0..signs.len()).filter(|at| begins(*at)).any(|at| signs.get(at + 1).is_some_and(|next| counts(*next) || at == 0 && *next != ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_is_told_from_what_gives() {
        for text in ["-2", "\u{FF0D}2分", "-时长 * 2", "扣2分", "每次扣两分", "如果 人数 > 3 { -2 } 否则 { 0", "越级上访: -5"]
        {
            assert!(takes(text), "{text}");
        }
        for text in ["2", "10 - 人数", "10 -2", "不扣2分", "2026-03-01", "5-10", "- 其他: 0", "(时长 - 1) -2", "-", "按时扣上安全带"]
        {
            assert!(!takes(text), "{text}");
        }
    }
}
