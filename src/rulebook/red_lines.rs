//! Red lines: what no village may put into its rules. They cannot be switched off.
//!
//! Grounds: villagers' committee law (village rules may not infringe rights), the 2018 guidance on village conventions (no abuse of
//! coercive penalties), the 2019 statement that scores may reward but not punish, PIPL. The words looked for are in `red_words`. Not here:
//! E04, E09 and E10 of `village.yaml` (`village_file`).

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::amount::Amount;
use super::fields;
use super::finding::{Level, Mend};
use super::form::Form;
use super::listing::Heading;
use super::marks::{Findings, Mark};
use super::numerals::plain;
use super::reading::{DEDUCTION_NOTICE_DAYS, Draft};
use super::red_words::{BENEFITS, COLLECTIVE, WORDS, Where, Words};
use super::rule::{Evidence, Review, Rule, Subject};
use super::yaml::{Entry, Node, Shape};

/// Whether a text speaks of what no points system may touch.
pub(super) fn is_benefit(text: &str) -> bool {
    BENEFITS.iter().any(|word| text.contains(word))
}

/// Reports the red lines that single rules cross.
pub(super) fn report(draft: &Draft<'_>, findings: &mut Findings<'_>) {
    let (rule, name) = (&draft.rule, draft.raw.name_mark);
    let texts = texts(draft, findings);
    // What the name and the note say explains the rule: 结婚, with 酒席超标 in the note, is about the banquet.
    let explained = format!("{}\n{}", texts.first().map_or("", |text| &text.0), note(draft).map_or("", |(note, _)| note));
    for (text, mark) in &texts {
        words(text, &explained, rule.is_deduction, *mark, findings);
    }
    if rule.is_deduction {
        collective(rule, &texts, name, findings);
        safeguards(rule, &draft.form, findings);
    } else {
        protected_reports(draft, findings);
    }
}

fn note<'n>(draft: &Draft<'n>) -> Option<(&'n str, Mark)> {
    let entry = draft.form.get("说明")?;
    entry.value.text().map(|text| (text, entry.value.mark))
}

/// Everything a rule says in words: its name in its chapter, note and basis, what is filled in, its lines and its script.
fn texts(draft: &Draft<'_>, findings: &Findings<'_>) -> Vec<(String, Mark)> {
    let rule = &draft.rule;
    let mut texts = vec![(format!("{}\n{}", rule.chapter, rule.name), draft.raw.name_mark)];
    for key in ["说明", "依据", "填报", "条件", "分档", "对照", "取高"] {
        draft.form.get(key).iter().for_each(|entry| gather(&entry.value, &mut texts));
    }
    let script = if let Amount::Script(script) = &rule.amount { findings.file(&script.file) } else { None };
    let Some(file) = script else { return texts };
    let mut start = 0;
    for line in findings.source(file).text.split_inclusive('\n') {
        texts.push((line.to_owned(), Mark::new(file, start, start + line.trim_end().len())));
        start += line.len();
    }
    texts
}

/// The keys and texts below a node.
fn gather(node: &Node, texts: &mut Vec<(String, Mark)>) {
    match &node.shape {
        Shape::Text { text, .. } => texts.push((text.clone(), node.mark)),
        Shape::List(items) => items.iter().for_each(|item| gather(item, texts)),
        Shape::Table(entries) => entries.iter().for_each(|Entry { key, key_mark, value }| {
            texts.push((key.to_string(), *key_mark));
            gather(value, texts);
        }),
    }
}

/// Reports the red lines that a file's title, basis, note or campaigns cross.
pub(super) fn report_heading(heading: &Heading, findings: &mut Findings<'_>) {
    heading.texts.iter().for_each(|(text, mark)| words(text, "", false, *mark, findings));
    heading.campaigns.iter().for_each(|entry| report_settings(&entry.value, findings));
}

/// Reports the red lines that texts outside of rules cross, such as those of `village.yaml`.
pub(super) fn report_settings(node: &Node, findings: &mut Findings<'_>) {
    let mut texts = Vec::new();
    gather(node, &mut texts);
    texts.iter().for_each(|(text, mark)| words(text, "", false, *mark, findings));
}

/// E07: what one deduction takes should not exceed what the largest award gives, nor all of them together what all awards give.
pub(super) fn report_scale(drafts: &[Draft<'_>], findings: &mut Findings<'_>) {
    // What a meeting decides has no size of its own.
    let sized = |draft: &&Draft<'_>| draft.rule.is_award && !matches!(draft.rule.amount, Amount::Meeting(_));
    let awards: Option<Vec<Decimal>> = drafts.iter().filter(sized).map(|draft| draft.rule.bounds().most).collect();
    let Some(awards) = awards.filter(|awards| !awards.is_empty()) else { return };
    let Some(largest) = awards.iter().copied().max() else { return };
    let deductions: Vec<&Draft<'_>> = drafts.iter().filter(|draft| draft.rule.is_deduction).collect();
    for draft in &deductions {
        let Some(least) = draft.rule.bounds().least.filter(|least| -least > largest) else { continue };
        let (lost, won) = (least.abs().normalize(), largest.normalize());
        let message = match is_bounded(least) {
            true => format!("一次扣 {lost} 分，比最多的一次加分（{won} 分）还多，请再想一想。"),
            false => format!("一次扣多少没有到头，最多的一次加分才 {won} 分：请给要填的数写上“最大”。"),
        };
        findings.warning("E07", draft.raw.name_mark, message);
    }
    let sum = |mut sizes: std::vec::IntoIter<Decimal>| sizes.try_fold(Decimal::ZERO, |sum, size| sum.checked_add(size));
    let sizes = deductions.iter().map(|draft| draft.rule.bounds().least).filter(|least| least.is_none_or(is_bounded));
    let lost: Option<Vec<Decimal>> = sizes.map(|least| least.map(|least| least.abs())).collect();
    let (Some(lost), Some(won)) = (lost.and_then(|lost| sum(lost.into_iter())), sum(awards.into_iter())) else { return };
    if lost > won && deductions.len() > 1 {
        let (lost, won) = (lost.normalize(), won.normalize());
        let message = format!("各项都算一次，扣的一共 {lost} 分，加的一共只有 {won} 分：扣得比挣得还多，请再想一想。");
        findings.warning("E07", deductions[0].raw.name_mark, message);
    }
}

/// Whether anybody said how much it can take: a field without 最大 reaches as far as any number does.
fn is_bounded(least: Decimal) -> bool {
    -least < Decimal::from(fields::MOST)
}

/// E08: a chapter in which everything asks for strength, youth or schooling.
pub(super) fn report_strenuous(drafts: &[Draft<'_>], findings: &mut Findings<'_>) {
    let mut chapters: BTreeMap<&Arc<str>, Vec<&Draft<'_>>> = BTreeMap::new();
    for draft in drafts.iter().filter(|draft| draft.rule.is_award) {
        chapters.entry(&draft.rule.chapter).or_default().push(draft);
    }
    let is_strenuous = |rules: &[&Draft<'_>]| rules.len() > 1 && rules.iter().all(|draft| draft.rule.is_strenuous());
    for (chapter, rules) in chapters.into_iter().filter(|(_, rules)| is_strenuous(rules)) {
        let message =
            format!("“{chapter}”里加分的事，年纪大的、身体不便的人一样也做不了。请添一样他们也能做的，比如看家护院、传手艺、讲家风。");
        findings.report(Level::Hint, "E08", rules[0].raw.name_mark, message, None);
    }
}

/// Looks for the words of every line. An excuse counts in the clause where the word stands, or in what explains the rule.
fn words(text: &str, explained: &str, is_deduction: bool, mark: Mark, findings: &mut Findings<'_>) {
    let (text, explained) = (squeezed(text), squeezed(explained));
    for line in WORDS.iter().filter(|line| is_deduction || line.place == Where::Anywhere) {
        if !has(&explained, line.about) && crosses(line, &text) {
            findings.report(line.level, line.code, mark, line.message.to_owned(), None);
        }
    }
}

pub(super) fn crosses(line: &Words, text: &str) -> bool {
    match line.groups {
        [group] => text.split(['.', ';', ',', '、', '!', '\n']).any(|clause| has(clause, group) && !has(clause, line.unless)),
        groups => groups.iter().all(|group| has(text, group)) && !has(text, line.unless),
    }
}

pub(super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Without gaps, signs that cannot be seen and those put between letters: 罚 款 and 罚-款 are 罚款. Full-width letters count as plain ones.
pub(super) fn squeezed(text: &str) -> String {
    let is_hidden = |c: char| matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}');
    let is_between = |c: char| matches!(c, '-' | '_' | '*' | '~' | '|' | '·' | '…');
    plain(text).chars().filter(|c| *c == '\n' || !c.is_whitespace() && !is_hidden(*c) && !is_between(*c)).collect()
}

/// E05: a deduction for a whole group punishes people for others.
fn collective(rule: &Rule, texts: &[(String, Mark)], name: Mark, findings: &mut Findings<'_>) {
    let said = texts.iter().find(|(text, _)| has(&squeezed(text), COLLECTIVE));
    let Some(mark) = said.map(|(_, mark)| *mark).or_else(|| (rule.subject == Subject::Group).then_some(name)) else { return };
    if rule.review == Review::Two {
        findings.warning("E05", mark, "这是一人有错大家受罚，请再想一想。");
    } else {
        findings.error("E05", mark, "这样扣分等于一人有错大家受罚。一定要这样定，须写“审核: 两人”。");
    }
}

/// E06: evidence, a human review and at least seven days to object.
fn safeguards(rule: &Rule, form: &Form<'_>, findings: &mut Findings<'_>) {
    if let Some(entry) = form.get("凭证").filter(|_| rule.evidence == Evidence::None) {
        let message = "扣分要有凭证，不能写“不需要”。".to_owned();
        findings.mendable("E06", entry.value.mark, message, Some(Mend::sure("照片或证明")));
    }
    if let Some(entry) = form.get("审核").filter(|_| rule.review == Review::None) {
        findings.mendable("E06", entry.value.mark, "扣分要有人审核，不能免审。", Some(Mend::sure("一人")));
    }
    let Some(entry) = form.get("公示") else { return };
    if super::form::days(entry, &mut Findings::silent(findings)).is_some_and(|days| days < DEDUCTION_NOTICE_DAYS) {
        let message = format!("扣分至少公示 {DEDUCTION_NOTICE_DAYS} 天，让人有时间提意见。");
        findings.mendable("E06", entry.value.mark, message, Some(Mend::sure(format!("{DEDUCTION_NOTICE_DAYS}天"))));
    }
}

/// Whoever reports something must not be found out by a public board.
fn protected_reports(draft: &Draft<'_>, findings: &mut Findings<'_>) {
    let rule = &draft.rule;
    let reports = ["举报", "检举", "揭发"].iter().any(|word| rule.name.contains(word)) && !rule.name.contains("不举报");
    if reports && !rule.confidential {
        let one_line = draft.raw.value.text().map(|worth| format!("{{ 分值: {worth}, 保密: 是 }}"));
        let mark = if one_line.is_some() { draft.raw.value.mark } else { draft.raw.name_mark };
        let message = format!("“{}”会让人知道是谁举报的，请写上“保密: 是”。", rule.name);
        findings.mendable("rule.confidential", mark, message, one_line.map(Mend::sure));
    }
}
