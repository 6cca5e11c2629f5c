//! From a rule as written to a rule that can be judged.
//!
//! Not here: where rules are listed (`listing`), what fields and amounts are (`fields`, `amount`), red lines.

use std::sync::Arc;

use crate::words::{Points, Span};

use super::also_to;
use super::amount::Amount;
use super::compiling::{Compiler, Written};
use super::fields::{self, Asked};
use super::finding::Mend;
use super::form::{self, Form};
use super::formula::Formula;
use super::guessing;
use super::heard;
use super::history::{Measure, Need, Reach};
use super::keys;
use super::limits::{self, Cap, Limit, Phrase};
use super::listing::{ChapterLimits, Raw};
use super::marks::Findings;
use super::meeting;
use super::names::{Input, Names};
use super::repeat::Repeat;
use super::rule::{Evidence, Field, FieldKind, Review, Rule, Subject};
use super::script;
use super::settings::Settings;
use super::streak::Streak;
use super::term::{self, Term};
use super::veto;
use super::yaml::{Entry, Node, Shape};

/// The days a deduction stays on public notice at least, so that anybody can object.
pub(super) const DEDUCTION_NOTICE_DAYS: u32 = 7;

/// The most conditions, and the most limits, of one rule.
const MOST_PARTS: usize = 40;

/// The keys that say how many points.
pub(super) const WAYS: [&str; 5] = ["分值", "分档", "对照", "累计达标", "脚本"];

/// The words of 对象.
pub(super) const SUBJECTS: [(&str, &str, Subject); 4] = [
    ("个人", "person", Subject::Person),
    ("户", "household", Subject::Household),
    ("组", "group", Subject::Group),
    ("小组", "group", Subject::Group),
];

/// The words of 凭证.
pub(super) const EVIDENCE: [(&str, &str, Evidence); 4] = [
    ("照片", "photo", Evidence::Photo),
    ("证明", "paper", Evidence::Paper),
    ("照片或证明", "photo or paper", Evidence::Either),
    ("不需要", "none", Evidence::None),
];

/// A rule as far as it could be read, beside the form it was read from.
pub(super) struct Draft<'n> {
    pub(super) rule: Rule,
    pub(super) raw: &'n Raw,
    pub(super) form: Form<'n>,
    /// Whether all that bears on points was understood; otherwise it is only looked at, for what else is wrong in it.
    pub(super) can_judge: bool,
}

/// Reads one rule; findings say what could not be read of it.
pub(super) fn read<'n>(raw: &'n Raw, settings: &Settings, wider: Arc<[Limit]>, findings: &mut Findings<'_>) -> Draft<'n> {
    let before = findings.errors();
    let form = form(raw, findings);
    let asked = asked(raw, &form, findings);
    let phrases = phrases(form.get("上限"), findings);
    let subject = subject(&form, settings, &phrases, &wider, findings);
    let (conditions, amount, reads) = formulas(raw, &form, &asked, subject, findings);
    // What hangs on whether a rule gives or takes is not told where nobody knows.
    let is_known = amount.is_some();
    let amount = amount.unwrap_or_else(Amount::unread);
    let own_limits = own_limits(raw, subject, &phrases, findings);
    let is_meeting = matches!(amount, Amount::Meeting(_));
    let (is_award, takes_points) = (amount.bounds().can_be_positive(), amount.bounds().can_be_negative());
    let repeat = repeat(raw, &form, subject, is_known && is_award, findings);
    let streak = streak(raw, &form, subject, is_award, findings);
    let highest = highest(&form, subject, findings);
    let [from, until] = ["起", "止"].map(|key| form.get(key).and_then(|entry| form::date(entry, findings)));
    // Nothing of what comes behind says how many points there are.
    let can_judge = findings.errors() == before;
    let veto = form.get("否决").and_then(|entry| veto::read(entry, is_award && !takes_points, findings));
    let is_deduction = form.get("否决").is_some() || if is_known { takes_points } else { guessing::seems_to_take(raw, &form, findings) };
    let confidential = confidential(&form, is_known && is_deduction, findings);
    let also_to = form.get("同时记给").map_or_else(Vec::new, |entry| also_to::read(entry, (is_award, confidential), findings));
    let valid_for = valid_for(&form, settings, is_award, findings);
    let mut rule = Rule {
        name: raw.name.clone(),
        chapter: raw.chapter.clone(),
        subject,
        fields: asked.fields.into(),
        conditions: conditions.unwrap_or_default().into(),
        amount,
        reads: reads.into(),
        repeat: repeat.map(Box::new),
        streak: streak.map(Box::new),
        campaigns: Box::default(),
        limits: own_limits.into(),
        wider,
        highest: highest.map(Box::new),
        evidence: evidence(&form, is_deduction, findings),
        review: if is_meeting { meeting::review(&form, findings) } else { review(&form, settings, is_deduction, findings) },
        notice_days: if confidential { 0 } else { notice(&form, settings, is_deduction, findings) },
        confidential,
        valid_for,
        own_term: valid_for != settings.valid_for,
        also_to: also_to.into(),
        veto,
        repair: None,
        from,
        until,
        basis: form.get("依据").and_then(|entry| form::text(entry, findings)).map(Box::from),
        file: findings.path(raw.name_mark),
        line: findings.line(raw.name_mark),
        needs: Box::default(),
        keeps: Box::default(),
        is_award,
        is_deduction,
    };
    for limit in rule.wider.iter().filter(|limit| limit.need.reach < subject.reach()) {
        let message = format!(
            "这一类有上限“{limit}”，管不住记在{}上的“{}”。请写“对象: {}”。",
            subject.chinese(),
            raw.name,
            narrower(limit.need.reach)
        );
        findings.error("limit.reach", raw.name_mark, message);
    }
    if let (Some(from), Some(until), Some(entry)) = (rule.from, rule.until, form.get("止"))
        && until < from
    {
        findings.error("rule.dates", entry.value.mark, format!("止（{until}）比起（{from}）还早。"));
    }
    rule.needs = needs(&rule);
    Draft { rule, raw, form, can_judge }
}

/// A one-line rule is a table with nothing but 分值.
fn form<'n>(raw: &'n Raw, findings: &mut Findings<'_>) -> Form<'n> {
    if let Shape::List(_) = &raw.value.shape {
        findings.error("value.table", raw.value.mark, format!("“{}”后面写一个数，或者下面一行一项写成“分值: 5”。", raw.name));
    }
    Form::read(raw.entries(), keys::RULE, findings)
}

/// What whoever records is asked for.
fn asked(raw: &Raw, form: &Form<'_>, findings: &mut Findings<'_>) -> Asked {
    let mut asked = match form.get("填报") {
        Some(entry) => fields::read(entry, findings),
        None if guessing::is_misspelt(raw, "填报") => Asked::unknown(),
        None => Asked { fields: implied(form), ..Asked::default() },
    };
    meeting::add_fields(raw, form, &mut asked.fields, findings);
    asked
}

/// Where there is no 填报, 对照 alone says which field and options there are.
fn implied(form: &Form<'_>) -> Vec<Field> {
    let Some(Shape::Table(tables)) = form.get("对照").map(|entry| &entry.value.shape) else { return Vec::new() };
    let implied = |entry: &Entry| match &entry.value.shape {
        Shape::Table(rows) => {
            Some(Field { name: (*entry.key).into(), kind: FieldKind::Options(rows.iter().map(|row| (*row.key).into()).collect()) })
        }
        _ => None,
    };
    tables.iter().filter_map(implied).collect()
}

fn subject(form: &Form<'_>, settings: &Settings, phrases: &[(Phrase, &Node)], wider: &[Limit], findings: &mut Findings<'_>) -> Subject {
    let written = form.get("对象").and_then(|entry| form::choice(entry, &SUBJECTS, findings));
    // A limit per person only makes sense for what is recorded against persons.
    let own = phrases.iter().filter_map(|(phrase, _)| phrase.reach);
    let mut reaches = own.chain(wider.iter().map(|limit| limit.need.reach));
    let by_limit = || reaches.any(|reach| reach == Reach::Person).then_some(Subject::Person);
    written.or_else(by_limit).unwrap_or(settings.account_unit)
}

/// What a rule asks, what it gives, and what both read besides fields. `None` stands for what could not be read.
type Formulas = (Option<Vec<Formula>>, Option<Amount>, Vec<Input>);

/// 条件 and the amount, compiled.
fn formulas(raw: &Raw, form: &Form<'_>, asked: &Asked, subject: Subject, findings: &mut Findings<'_>) -> Formulas {
    let names = Names { rule: &raw.name, chapter: &raw.chapter, reach: subject.reach(), fields: &asked.fields };
    let mut known = names.vocabulary();
    if form.get("脚本").is_some() {
        [script::GIVES, script::TAKES].iter().for_each(|word| known.add(word));
    }
    asked.unread.iter().for_each(|name| known.add(name));
    let mut compiler = Compiler { names: &names, known: &known, asked, reads: Vec::new(), compared: Vec::new(), findings };
    let conditions = form.get("条件").map_or(Some(Vec::new()), |entry| conditions(&entry.value, &mut compiler));
    let amount = amount(raw, form, subject, &mut compiler);
    (conditions, amount, compiler.reads)
}

fn conditions(node: &Node, compiler: &mut Compiler<'_, '_>) -> Option<Vec<Formula>> {
    let one = std::slice::from_ref(node);
    let parts = if let Shape::List(items) = &node.shape { items.as_slice() } else { one };
    if !form::is_few(parts.len(), MOST_PARTS, "条件", node.mark, compiler.findings) {
        return None;
    }
    let mut all = Vec::with_capacity(parts.len());
    for part in parts {
        let Some(text) = part.text() else {
            compiler.findings.error("value.text", part.mark, "条件要写成一句，比如“时长 >= 0.5”。");
            all.push(None);
            continue;
        };
        all.push(compiler.tests(Written { text, mark: part.mark }));
    }
    all.into_iter().collect::<Option<Vec<_>>>().map(|parts| parts.into_iter().flatten().collect())
}

/// Exactly one of the keys that say how many points.
fn amount(raw: &Raw, form: &Form<'_>, subject: Subject, compiler: &mut Compiler<'_, '_>) -> Option<Amount> {
    match &raw.value.shape {
        Shape::Text { .. } if raw.value.is_empty() => {
            compiler.findings.error("rule.empty", raw.name_mark, format!("“{}”后面没有写分值。", raw.name));
            return None;
        }
        Shape::Text { .. } => return points(raw, form, &raw.value, compiler),
        Shape::List(_) => return None,
        Shape::Table(_) => {}
    }
    let ways: Vec<&Entry> = WAYS.iter().filter_map(|key| form.get(key)).collect();
    // It most likely hides behind a key that was not understood.
    let may_hide = guessing::strangers(raw).any(|entry| guessing::key_of(entry).is_none_or(|key| WAYS.contains(&key)));
    match ways.as_slice() {
        [] if may_hide => None,
        [] => {
            let message = format!("“{}”没有写记几分：{}，请写一种。", raw.name, WAYS.join("、"));
            compiler.findings.error("rule.no_points", raw.name_mark, message);
            None
        }
        [way] => match keys::find(keys::RULE, &way.key).map(|key| key.chinese) {
            Some("分档") => compiler.tiers(way),
            Some("对照") => compiler.lookup(way),
            Some("脚本") => compiler.script(way).map(Amount::Script),
            Some("累计达标") => compiler.running_total(way, subject).map(Amount::Total),
            _ => points(raw, form, &way.value, compiler),
        },
        [_, second, ..] => {
            compiler.findings.error("rule.two_ways", second.key_mark, format!("{}，只能写一种。", WAYS.join("、")));
            None
        }
    }
}

/// 分值: a number, a formula, or what a meeting decides.
fn points(raw: &Raw, form: &Form<'_>, node: &Node, compiler: &mut Compiler<'_, '_>) -> Option<Amount> {
    match meeting::decides(raw, form) {
        Some(_) => compiler.meeting(node).map(Amount::Meeting),
        None if compiler.is_said_otherwise(raw, form, node) => None,
        None => compiler.single(node),
    }
}

/// The phrases of 上限 with their places; those not understood are reported.
pub(super) fn phrases<'n>(entry: Option<&'n Entry>, findings: &mut Findings<'_>) -> Vec<(Phrase, &'n Node)> {
    let Some(entry) = entry else { return Vec::new() };
    let one = std::slice::from_ref(&entry.value);
    let nodes = if let Shape::List(items) = &entry.value.shape { items.as_slice() } else { one };
    let mut read = Vec::new();
    if !form::is_few(nodes.len(), MOST_PARTS, &entry.key, entry.key_mark, findings) {
        return read;
    }
    for node in nodes {
        let text = node.text().unwrap_or_default();
        match limits::phrases(text) {
            Some(phrases) => read.extend(phrases.into_iter().map(|phrase| (phrase, node))),
            None => {
                let message = format!("这个上限看不懂：“{text}”。请写成“每人每月 20 分”或“每户每年 2 次”。");
                findings.mendable("limit.phrase", node.mark, message, heard::as_limit(text).map(Mend::sure));
            }
        }
    }
    read
}

fn own_limits(raw: &Raw, subject: Subject, phrases: &[(Phrase, &Node)], findings: &mut Findings<'_>) -> Vec<Limit> {
    let mut limits = Vec::with_capacity(phrases.len());
    for (phrase, node) in phrases {
        let reach = phrase.reach.unwrap_or(subject.reach());
        if reach < subject.reach() {
            let unit = subject.chinese();
            let message = format!("这条规则记在{unit}上，“{}”管不住。请改上限，或者写“对象: {}”。", reach.chinese(), narrower(reach));
            findings.error("limit.reach", node.mark, message);
        }
        let need = Need { reach, measure: Measure::Rule(raw.name.clone()), span: phrase.span };
        limits.push(Limit { need, cap: phrase.cap, file: findings.path(node.mark), line: findings.line(node.mark) });
    }
    let repeated = |at: usize| {
        phrases[..at].iter().any(|(other, _)| {
            (other.reach, other.span) == (phrases[at].0.reach, phrases[at].0.span) && same_kind(other.cap, phrases[at].0.cap)
        })
    };
    for at in (0..phrases.len()).filter(|at| repeated(*at)) {
        findings.error("limit.twice", phrases[at].1.mark, "同一种上限写了两遍，请只留一个。");
    }
    limits
}

fn same_kind(a: Cap, b: Cap) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

fn narrower(reach: Reach) -> &'static str {
    match reach {
        Reach::Person => "个人",
        Reach::Household => "户",
        Reach::Group | Reach::Village => "组",
    }
}

/// The limits of chapters and of the village, which every rule below them shares.
pub(super) fn chapter_limits(written: &ChapterLimits, settings: &Settings, findings: &mut Findings<'_>) -> Vec<Limit> {
    let mut limits = Vec::new();
    for (phrase, node) in phrases(Some(&written.entry), findings) {
        let reach = phrase.reach.unwrap_or(settings.account_unit.reach());
        let need = Need { reach, measure: Measure::Chapter(written.chapter.clone()), span: phrase.span };
        limits.push(Limit { need, cap: phrase.cap, file: findings.path(node.mark), line: findings.line(node.mark) });
    }
    limits
}

fn highest(form: &Form<'_>, subject: Subject, findings: &mut Findings<'_>) -> Option<(Need, u32)> {
    let entry = form.get("取高")?;
    let group = form::text(entry, findings)?;
    let need = Need { reach: subject.reach(), measure: Measure::Highest(group.into()), span: Span::Day };
    Some((need, findings.line(entry.key_mark)))
}

/// 再犯; only for what never gives points, so that every time counts as one.
fn repeat(raw: &Raw, form: &Form<'_>, subject: Subject, is_award: bool, findings: &mut Findings<'_>) -> Option<Repeat> {
    let entry = form.get("再犯")?;
    if is_award {
        findings.error("repeat.award", entry.key_mark, "“再犯”只用在扣分的规则上。做得多记得多，请用“连续”或“累计达标”。");
        return None;
    }
    Repeat::read(entry, own_tally(raw, subject, Span::Day), findings)
}

/// 连续; only for what can give points.
fn streak(raw: &Raw, form: &Form<'_>, subject: Subject, is_award: bool, findings: &mut Findings<'_>) -> Option<Streak> {
    let entry = form.get("连续")?;
    if !is_award {
        findings.error("streak.deduction", entry.key_mark, "“连续”是给坚持做好事的加分，扣分的规则用不上。要加重处理，请用“再犯”。");
        return None;
    }
    Streak::read(entry, own_tally(raw, subject, Span::Month), findings)
}

fn own_tally(raw: &Raw, subject: Subject, span: Span) -> Need {
    Need { reach: subject.reach(), measure: Measure::Rule(raw.name.clone()), span }
}

/// Whoever is kept from the shop, or has fewer points, is seen to be: only what gives points can be kept secret. It is on no notice, and does not lapse.
fn confidential(form: &Form<'_>, is_deduction: bool, findings: &mut Findings<'_>) -> bool {
    let Some(entry) = form.get("保密").filter(|entry| form::flag(entry, findings).unwrap_or(false)) else { return false };
    if is_deduction {
        findings.error("rule.confidential_deduction", entry.key_mark, "保密只用在加分的规则上：扣了分、不能换东西，别人看得出来。");
    }
    for unused in ["公示", "有效期"].into_iter().filter_map(|key| form.get(key)) {
        let message = format!("保密的规则不公示，加的分也不到期，“{}”写了不起作用。", unused.key);
        findings.warning("rule.confidential_unused", unused.key_mark, message);
    }
    true
}

fn evidence(form: &Form<'_>, is_deduction: bool, findings: &mut Findings<'_>) -> Evidence {
    let unsaid = if is_deduction { Evidence::Either } else { Evidence::None };
    form.get("凭证").and_then(|entry| form::choice(entry, &EVIDENCE, findings)).unwrap_or(unsaid)
}

/// What the rule says, or what the village says; a deduction nobody looked at does not exist.
fn review(form: &Form<'_>, settings: &Settings, is_deduction: bool, findings: &mut Findings<'_>) -> Review {
    let unsaid = if is_deduction && settings.review.people(Points::ZERO) == 0 { Review::One } else { settings.review };
    form.get("审核").and_then(|entry| form::review(entry, findings)).unwrap_or(unsaid)
}

fn notice(form: &Form<'_>, settings: &Settings, is_deduction: bool, findings: &mut Findings<'_>) -> u32 {
    let least = if is_deduction { DEDUCTION_NOTICE_DAYS } else { 0 };
    form.get("公示").and_then(|entry| form::days(entry, findings)).unwrap_or(settings.notice_days).max(least)
}

/// What the rule says, or what the village says. What only takes points away has nothing that could lapse.
fn valid_for(form: &Form<'_>, settings: &Settings, is_award: bool, findings: &mut Findings<'_>) -> Term {
    let Some(entry) = form.get("有效期") else { return settings.valid_for };
    if !is_award {
        findings.warning("validity.deduction", entry.key_mark, "有效期管的是加进来的分，这条规则只减分，写了不起作用。");
    }
    term::read(entry, findings).unwrap_or(settings.valid_for)
}

/// Every tally judging the rule reads, each once.
fn needs(rule: &Rule) -> Box<[Need]> {
    let formulas = rule.conditions.iter().chain(rule.amount.formulas()).flat_map(Formula::needs);
    let limits = rule.limits.iter().chain(&*rule.wider).map(|limit| &limit.need);
    let highest = rule.highest.as_ref().map(|highest| &highest.0);
    let others = rule.repeat.as_ref().map(|repeat| &repeat.need).into_iter().chain(rule.streak.as_ref().map(|streak| &streak.need));
    let all = formulas.chain(rule.amount.need()).chain(limits).chain(highest).chain(others);
    let mut needs: Vec<Need> = Vec::new();
    for need in all {
        if !needs.contains(need) {
            needs.push(need.clone());
        }
    }
    needs.into()
}
