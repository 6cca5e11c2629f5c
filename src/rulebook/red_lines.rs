//! Red lines: what no village may put into its rules. They cannot be switched off.
//!
//! Grounds: villagers' committee law (village rules may not infringe rights), the 2018 guidance on village conventions (no abuse of
//! coercive penalties), the 2019 statement that scores may reward but not punish, PIPL. The words looked for are in `red_words`. Not here:
//! E04, E09 and E10 of `village.yaml` (`village_file`).

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use pinyin::ToPinyin;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;

use super::amount::Amount;
use super::fields;
use super::finding::{Level, Mend};
use super::form::{self, Form};
use super::guessing;
use super::keys;
use super::limits::Cap;
use super::lines::lines;
use super::listing::Heading;
use super::looks::skeleton;
use super::marks::{Findings, Mark};
use super::reading::{DEDUCTION_NOTICE_DAYS, Draft};
use super::red_words::{BENEFITS, COLLECTIVE, OLD_FORMS, WORDS, Where, Words};
use super::rule::{Evidence, Review, Rule, Subject};
use super::script;
use super::village_file::is_village_file;
use super::yaml::Node;

/// Whether a text speaks of what no points system may touch.
pub(super) fn is_benefit(text: &str) -> bool {
    hides(&squeezed(text), BENEFITS)
}

/// Reports the red lines that single rules cross.
pub(super) fn report(draft: &Draft<'_>, findings: &mut Findings<'_>) {
    let (rule, name) = (&draft.rule, draft.raw.name_mark);
    let texts = texts(draft, findings);
    // What the name and the note say explains the rule: 结婚, with 酒席超标 in the note, is about the banquet.
    let explained = squeezed(&format!("{}\n{}", texts.first().map_or("", |text| &text.0), note(draft).map_or("", |(note, _)| note)));
    for (text, mark, is_deciding) in &texts {
        let is_deduction = rule.is_deduction;
        let said = if *is_deciding { Said::Deciding { is_deduction } } else { Said::OfRule { is_deduction } };
        words(text, &explained, said, *mark, findings);
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

/// The keys under which something is said in words.
const WORDED: [&str; 7] = ["说明", "依据", "填报", "条件", "分档", "对照", "取高"];

/// Those that ask for something or decide by it.
const DECIDING: [&str; 4] = ["填报", "条件", "分档", "对照"];

/// Everything a rule says in words: its name in its chapter, note and basis, what is filled in, its lines, its script, and what stands under a key that
/// was not understood. With each whether it decides about the points.
fn texts(draft: &Draft<'_>, findings: &Findings<'_>) -> Vec<(String, Mark, bool)> {
    let (rule, raw) = (&draft.rule, draft.raw);
    let mut texts = vec![(format!("{}\n{}", rule.chapter, rule.name), raw.name_mark, false)];
    for entry in raw.entries() {
        let (key, is_known) = (guessing::key_of(entry), keys::find(keys::RULE, &entry.key).is_some());
        if !is_known || key.is_some_and(|key| WORDED.contains(&key)) {
            let is_deciding = key.is_some_and(|key| DECIDING.contains(&key));
            texts.extend(entry.value.texts().into_iter().map(|(text, mark)| (text.to_owned(), mark, is_deciding)));
        }
    }
    let Some(file) = script::of(&draft.form, findings) else { return texts };
    let script = &findings.source(file).text;
    texts.extend(lines(script).iter().map(|line| (line.text.to_owned(), line.mark(file), false)));
    texts
}

/// Reports the red lines in a piece of a file that could not be read.
pub(super) fn report_unread(piece: Mark, findings: &mut Findings<'_>) {
    let (text, is_of_village) = (findings.slice(piece), is_village_file(&findings.source(piece.file).path));
    let said = if is_of_village { Said::Anywhere } else { Said::OfRule { is_deduction: guessing::takes(text) } };
    let explained = squeezed(text);
    for line in lines(text) {
        let Mark { file, start, end } = line.mark(piece.file);
        let mark = Mark { file, start: piece.start + start, end: piece.start + end };
        words(line.text, &explained, said, mark, findings);
    }
}

/// Whether a red line is told by the words that are written, whatever else is wrong with them.
pub(super) fn is_told_by_words(code: &str) -> bool {
    code == "E05" || WORDS.iter().any(|line| line.code == code)
}

/// Reports the red lines that a file's title, basis, note or campaigns cross.
pub(super) fn report_heading(heading: &Heading, findings: &mut Findings<'_>) {
    heading.texts.iter().for_each(|(text, mark)| words(text, "", Said::Anywhere, *mark, findings));
    heading.campaigns.iter().for_each(|entry| report_settings(&entry.value, findings));
}

/// Reports the red lines that texts outside of rules cross, such as those of `village.yaml`.
pub(super) fn report_settings(node: &Node, findings: &mut Findings<'_>) {
    node.texts().into_iter().for_each(|(text, mark)| words(text, "", Said::Anywhere, mark, findings));
}

/// E07: what one deduction takes should not exceed what the largest award gives, nor all of them together what all awards give. An award measures
/// nothing where nobody said how much it can give: what a meeting decides, what a script works out, a field without 最大.
pub(super) fn report_scale(drafts: &[Draft<'_>], findings: &mut Findings<'_>) {
    // An award that could not be read may be the largest.
    if drafts.iter().any(|draft| draft.rule.is_award && !draft.can_judge) {
        return;
    }
    let sized = |draft: &&Draft<'_>| draft.rule.is_award && !matches!(draft.rule.amount, Amount::Meeting(_));
    let awards: Vec<Decimal> = drafts.iter().filter(sized).filter_map(|draft| sure_award(&draft.rule)).collect();
    let deductions: Vec<&Draft<'_>> =
        drafts.iter().filter(|draft| draft.can_judge && draft.rule.is_deduction && draft.rule.bounds().can_be_negative()).collect();
    let largest = awards.iter().copied().max();
    for draft in &deductions {
        let least = draft.rule.bounds().least;
        let name = draft.raw.name_mark;
        match (least.filter(|least| is_bounded(*least)), largest) {
            (Some(least), Some(largest)) if -least > largest => {
                let (lost, won) = (said(least), said(largest));
                findings.warning("E07", name, format!("一次扣 {lost} 分，比最多的一次加分（{won} 分）还多，请再想一想。"));
            }
            (None, Some(largest)) if is_endless(&draft.rule) => findings.warning("E07", name, endless(&draft.rule, largest)),
            _ => {}
        }
    }
    let sum = |sizes: &[Decimal]| sizes.iter().try_fold(Decimal::ZERO, |sum, size| sum.checked_add(*size));
    let lost: Vec<Decimal> = deductions.iter().filter_map(|draft| draft.rule.bounds().least).filter(|least| is_bounded(*least)).collect();
    let (Some(lost), Some(won)) = (sum(&lost).map(|lost| lost.abs()), sum(&awards)) else { return };
    if lost > won && deductions.len() > 1 && !awards.is_empty() {
        let (lost, won) = (said(lost), said(won));
        let message = format!("各项都算一次，扣的一共 {lost} 分，加的一共只有 {won} 分：扣得比挣得还多，请再想一想。");
        findings.warning("E07", deductions[0].raw.name_mark, message);
    }
}

/// So many points in a sentence: without their sign, and without the tail of what does not come out even.
fn said(points: Decimal) -> Decimal {
    points.abs().round_dp(2).normalize()
}

/// The most that a rule surely gives once: as its amount says, or its limits.
fn sure_award(rule: &Rule) -> Option<Decimal> {
    let caps = rule.limits.iter().filter_map(|limit| if let Cap::Points(cap) = limit.cap { Some(cap.decimal()) } else { None });
    rule.bounds().most.filter(|most| is_bounded(*most)).into_iter().chain(caps).min()
}

/// Whether a deduction may be of any size: by a field without 最大 or a script, and no limit in points stops it. What takes the balance takes what is there.
fn is_endless(rule: &Rule) -> bool {
    let is_script = matches!(&rule.amount, Amount::Script(script) if script.reasons().is_some());
    let is_capped = rule.limits.iter().any(|limit| matches!(limit.cap, Cap::Points(_)) && !limit.spares_deductions(rule));
    !is_capped && (is_script || rule.bounds().least.is_some())
}

/// What is said of a deduction without end.
fn endless(rule: &Rule, largest: Decimal) -> String {
    let compared = format!("最多的一次加分才 {} 分", said(largest));
    match &rule.amount {
        Amount::Script(_) => format!("脚本一次扣多少没有到头，{compared}：请在规则里写上上限，比如“上限: 每月 10 分”。"),
        _ => format!("一次扣多少没有到头，{compared}：请给要填的数写上“最大”。"),
    }
}

/// Whether anybody said how much it can be: a field without 最大 reaches as far as any number does.
fn is_bounded(points: Decimal) -> bool {
    points.abs() < Decimal::from(fields::MOST)
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

/// Where a text stands: some lines count only there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    /// Among other texts of a village.
    Anywhere,
    /// In a rule that can take points away, or in one that only gives some.
    OfRule { is_deduction: bool },
    /// In what is filled in for such a rule, or decides about its points.
    Deciding { is_deduction: bool },
}

impl Said {
    /// At which level a line counts here, if it does.
    fn level(self, line: &Words) -> Option<Level> {
        match (line.place, self) {
            (Where::Anywhere, _) => Some(line.level),
            (Where::Deduction, Said::OfRule { is_deduction } | Said::Deciding { is_deduction }) => is_deduction.then_some(line.level),
            // Whoever gets nothing for what nobody may be asked about is worse off, and nothing is taken away.
            (Where::Deciding, Said::Deciding { is_deduction }) => Some(if is_deduction { line.level } else { Level::Warning }),
            _ => None,
        }
    }
}

/// Looks for the words of every line. An excuse counts in the sentence or clause where the words stand, or in what explains the rule.
fn words(text: &str, explained: &str, said: Said, mark: Mark, findings: &mut Findings<'_>) {
    let text = squeezed(text);
    let mut crossed: Vec<&str> = Vec::new();
    for line in WORDS.iter().filter(|line| !has(explained, line.about) && crosses(line, &text)) {
        // What is asked for is said once.
        let is_said = line.place == Where::Deciding && crossed.contains(&line.code);
        let Some(level) = said.level(line).filter(|_| !is_said) else { continue };
        crossed.push(line.code);
        findings.report(level, line.code, mark, line.message.to_owned(), None);
    }
}

pub(super) fn crosses(line: &Words, text: &str) -> bool {
    match line.groups {
        [group] => text.split(STOPS).any(|clause| hides(clause, group) && !has(clause, line.unless)),
        groups => text.split(ENDS).any(|sentence| groups.iter().all(|group| hides(sentence, group)) && !has(sentence, line.unless)),
    }
}

pub(super) fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether one of the words stands in a text, or would if part of it were not spelled in Latin letters: 上fang, shangfang.
fn hides(text: &str, words: &[&'static str]) -> bool {
    has(text, words) || {
        let spellings = Spellings::get();
        spellings.may_stand_in(text) && words.iter().any(|word| spellings.of(word).iter().any(|spelled| text.contains(spelled.as_str())))
    }
}

/// How the words of the red lines are spelled in Latin letters, worked out once.
struct Spellings {
    /// Of each word with one of its characters, or all, spelled.
    words: HashMap<&'static str, Vec<String>>,
    /// Of each of their characters.
    sounds: HashSet<&'static str>,
}

impl Spellings {
    fn get() -> &'static Self {
        static SPELLINGS: OnceLock<Spellings> = OnceLock::new();
        SPELLINGS.get_or_init(|| {
            let groups = WORDS.iter().flat_map(|line| line.groups.iter().copied()).chain([BENEFITS, COLLECTIVE]);
            let all: HashSet<&str> = groups.flatten().copied().filter(|word| word.chars().nth(1).is_some()).collect();
            let sounds = all.iter().flat_map(|word| word.chars()).filter_map(sound).collect();
            Self { words: all.into_iter().map(|word| (word, spelled(word))).collect(), sounds }
        })
    }

    fn of(&self, word: &str) -> &[String] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether some letters of a text are nothing but such sounds. Few are, so that nearly no text is looked through for every spelling.
    fn may_stand_in(&self, text: &str) -> bool {
        text.split(|c: char| !c.is_ascii_lowercase()).any(|run| run.len() > 1 && run.len() <= LONGEST_RUN && self.is_made_of_sounds(run))
    }

    fn is_made_of_sounds(&self, run: &str) -> bool {
        let mut reached = vec![false; run.len() + 1];
        reached[0] = true;
        for end in 1..=run.len() {
            reached[end] = (end.saturating_sub(LONGEST_SOUND)..end).any(|start| reached[start] && self.sounds.contains(&run[start..end]));
        }
        reached[run.len()]
    }
}

/// The most letters of a sound, and of a run of them that is looked at.
const LONGEST_SOUND: usize = 6;
const LONGEST_RUN: usize = 60;

fn sound(c: char) -> Option<&'static str> {
    c.to_pinyin().map(|sound| sound.plain())
}

/// A word with one of its characters, or all, in Latin letters.
fn spelled(word: &str) -> Vec<String> {
    let push = |text: &mut String, c: char, is_spelled: bool| match sound(c).filter(|_| is_spelled) {
        Some(sound) => text.push_str(sound),
        None => text.push(c),
    };
    let with = |is_spelled: &dyn Fn(usize) -> bool| {
        let mut text = String::new();
        word.chars().enumerate().for_each(|(nth, c)| push(&mut text, c, is_spelled(nth)));
        text
    };
    let ones = (0..word.chars().count()).map(|at| with(&|nth| nth == at));
    ones.chain([with(&|_| true)]).filter(|spelled| spelled != word).collect()
}

/// What ends a sentence: words that belong together stand in one.
const ENDS: [char; 3] = ['。', ';', '!'];

/// What ends a clause.
const STOPS: [char; 6] = ['。', ';', ',', '、', '!', '\n'];

/// A text as it reads aloud: without gaps, signs that cannot be seen and those put between letters (罚 款, 罚-款 and 罚.款 are 罚款); large, full-width,
/// accented and foreign letters as plain ones, old forms of characters as those of today.
pub(super) fn squeezed(text: &str) -> String {
    let letter = |c: char| OLD_FORMS.iter().find(|(old, _)| *old == c).map_or(c, |(_, new)| *new);
    let plain: String = skeleton(text).nfd().map(letter).collect();
    plain.to_lowercase().chars().filter(|c| c.is_alphanumeric() || STOPS.contains(c)).collect()
}

/// E05: a deduction for a whole group punishes people for others.
fn collective(rule: &Rule, texts: &[(String, Mark, bool)], name: Mark, findings: &mut Findings<'_>) {
    let said = texts.iter().find(|(text, ..)| hides(&squeezed(text), COLLECTIVE));
    let Some(mark) = said.map(|(_, mark, _)| *mark).or_else(|| (rule.subject == Subject::Group).then_some(name)) else { return };
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
    if form::days(entry, &mut Findings::silent(findings)).is_some_and(|days| days < DEDUCTION_NOTICE_DAYS) {
        let message = format!("扣分至少公示 {DEDUCTION_NOTICE_DAYS} 天，让人有时间提意见。");
        findings.mendable("E06", entry.value.mark, message, Some(Mend::sure(format!("{DEDUCTION_NOTICE_DAYS}天"))));
    }
}

/// Whoever reports something must not be found out by a public board.
fn protected_reports(draft: &Draft<'_>, findings: &mut Findings<'_>) {
    let rule = &draft.rule;
    let reports = ["举报", "检举", "揭发"].iter().any(|word| rule.name.contains(word)) && !rule.name.contains("不举报");
    let written = draft.form.get("保密").and_then(|entry| form::flag(entry, &mut Findings::silent(findings)));
    let is_unread = draft.form.get("保密").is_some() && written.is_none() || guessing::is_misspelt(draft.raw, "保密");
    if reports && !rule.confidential && !is_unread {
        let one_line = draft.raw.value.text().map(|worth| format!("{{ 分值: {worth}, 保密: 是 }}"));
        let mark = if one_line.is_some() { draft.raw.value.mark } else { draft.raw.name_mark };
        let message = format!("“{}”会让人知道是谁举报的，请写上“保密: 是”。", rule.name);
        findings.mendable("rule.confidential", mark, message, one_line.map(Mend::sure));
    }
}
