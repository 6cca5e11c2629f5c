//! The form on which one deed is recorded: what was typed, and how it comes back. Plain data.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::recording::Deed;
use crate::roster::Whom;
use crate::rulebook::{Evidence, Field, FieldKind, Rule, Subject};
use crate::web::{Told, after_name, plain_day};
use crate::words::{Kind, Refusal};

/// How many days can be tapped.
const DAYS: usize = 7;

/// What was typed, by the names of the form's fields; what a rule asks for begins with `fact:`.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed(pub BTreeMap<String, String>);

impl Typed {
    /// What stands in a field.
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |text| text.trim())
    }

    /// What stands in a field as it was typed, with the gaps around it.
    pub fn raw(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Who was picked in which line of a pasted text.
    pub fn picks(&self) -> impl Iterator<Item = (usize, &str)> {
        let picked = self.0.iter().filter(|(_, number)| !number.is_empty());
        picked.filter_map(|(name, number)| Some((name.strip_prefix("pick:")?.parse().ok()?, number.as_str())))
    }

    /// The deed it tells of. Refuses `claims.subject_missing`, `claims.wrong_day`, `claims.note_too_long`.
    pub fn deed(&self, rule: &Rule) -> Result<Deed, Refusal> {
        let subject = self.get("subject");
        if subject.is_empty() {
            return Err(Refusal::new("claims.subject_missing", Kind::Invalid, "还没有填是谁。", "请填户号、人员编号，或名字里的字。"));
        }
        let occurred_on = self
            .get("day")
            .parse::<NaiveDate>()
            .map_err(|_| Refusal::new("claims.wrong_day", Kind::Invalid, "日期没有填好。", "请填事情发生的那一天，像 2026-03-05。"))?;
        super::model::check_length(self.get("note"), "说明")?;
        let filled = rule.fields().iter().map(|field| (field.name().to_owned(), self.get(&format!("fact:{}", field.name())).to_owned()));
        let facts = filled.filter(|(_, text)| !text.is_empty()).collect();
        let (rule, subject, note) = (rule.name().to_owned(), subject.to_owned(), self.get("note").to_owned());
        Ok(Deed { rule, subject, occurred_on, facts, note, photos: self.photos() })
    }

    /// The pictures that have come in with this form, now or when it was handed in before.
    pub fn photos(&self) -> Vec<String> {
        self.0.keys().filter_map(|name| name.strip_prefix("photo:")).map(str::to_owned).collect()
    }
}

/// The form as it is shown.
#[derive(Clone, Debug)]
pub(super) struct FormView {
    pub rule: String,
    pub chapter: String,
    pub sentence: String,
    pub basis: Option<String>,
    /// What must be shown for it.
    pub evidence: Option<&'static str>,
    /// Whether nothing but a picture will do.
    pub needs_photo: bool,
    /// Those that have come in already.
    pub photos: Vec<String>,
    pub asks_for_household: bool,
    pub whom: Whom,
    pub fields: Vec<FieldView>,
    pub day: String,
    pub today: String,
    pub note: String,
    pub operation: String,
    pub told: Option<Told>,
    pub preview: Option<Preview>,
}

/// What the deed would earn.
#[derive(Clone, Debug)]
pub(super) struct Preview {
    pub points: String,
    pub why: Vec<String>,
}

/// One thing the rule asks for.
#[derive(Clone, Debug)]
pub(super) struct FieldView {
    pub name: String,
    pub label: String,
    /// `number`, `date`, `text` or `select`.
    pub kind: &'static str,
    pub options: Vec<OptionView>,
    pub value: String,
    pub step: &'static str,
    pub min: String,
    pub max: String,
    /// What is wrong with it.
    pub wrong: Option<String>,
}

/// One of the things that can be chosen.
#[derive(Clone, Debug)]
pub(super) struct OptionView {
    pub text: String,
    pub is_chosen: bool,
}

impl FormView {
    /// The form of a rule with what was typed.
    pub fn new(rule: &Rule, typed: &Typed, today: NaiveDate, operation: String) -> Self {
        let day = Some(typed.get("day")).filter(|day| !day.is_empty()).map_or_else(|| today.to_string(), str::to_owned);
        Self {
            rule: rule.name().to_owned(),
            chapter: rule.chapter().to_owned(),
            sentence: after_name(&rule.sentence_on(day.parse().unwrap_or(today)), rule.name()).to_owned(),
            basis: rule.basis().map(str::to_owned),
            evidence: evidence_told(rule.evidence()),
            needs_photo: rule.evidence() == Evidence::Photo,
            photos: typed.photos(),
            asks_for_household: rule.subject() == Subject::Household,
            whom: Whom::typed(typed.get("subject")),
            fields: field_views(rule, typed),
            day,
            today: today.to_string(),
            note: typed.get("note").to_owned(),
            operation,
            told: None,
            preview: None,
        }
    }

    /// The last days, to be tapped where there is no keyboard: as the form sends each, and how it is called.
    pub fn days(&self) -> Vec<(String, String)> {
        let Ok(today) = self.today.parse::<NaiveDate>() else { return Vec::new() };
        let day = |(back, day): (usize, NaiveDate)| {
            let name = ["今天", "昨天", "前天"].get(back).map_or_else(|| plain_day(day, today), |name| (*name).to_owned());
            (day.to_string(), name)
        };
        std::iter::successors(Some(today), NaiveDate::pred_opt).take(DAYS).enumerate().map(day).collect()
    }

    /// What is said of most deeds, to be tapped there too.
    pub fn sentences(&self) -> [&'static str; 3] {
        ["在村里，我一个人做的", "在村里，和大家一起做的", "在我家门口"]
    }

    /// The same form with a no on it, beside the fields it is about where it says so.
    #[must_use]
    pub fn refused(mut self, refusal: &Refusal) -> Self {
        for field in &mut self.fields {
            let pointer = format!("/facts/{}", field.name);
            field.wrong = refusal.problems.iter().find(|problem| problem.pointer == pointer).map(|problem| problem.message.clone());
        }
        self.told = Some(Told::from(refusal));
        self
    }
}

impl FieldView {
    /// The keys with which its number is tapped in.
    pub fn keys(&self) -> &'static str {
        if self.step == "1" { "1234567890" } else { "1234567890." }
    }
}

/// What a rule wants to be shown, in a sentence.
pub(super) fn evidence_told(evidence: Evidence) -> Option<&'static str> {
    match evidence {
        Evidence::Photo => Some("要有照片。"),
        Evidence::Paper => Some("要有证明：拍下来交，或者在说明里写清是哪一份。"),
        Evidence::Either => Some("要有照片或证明：拍下来交，或者在说明里写清是哪一份。"),
        Evidence::None => None,
    }
}

/// What a rule asks for, with what was typed.
pub(super) fn field_views(rule: &Rule, typed: &Typed) -> Vec<FieldView> {
    rule.fields().iter().map(|field| field_view(field, typed)).collect()
}

fn field_view(field: &Field, typed: &Typed) -> FieldView {
    let value = typed.get(&format!("fact:{}", field.name())).to_owned();
    let option = |text: &str| OptionView { text: text.to_owned(), is_chosen: text == value };
    let plain = |number: &Decimal| number.normalize().to_string();
    let (kind, options, step, min, max) = match field.kind() {
        FieldKind::Number { whole, min, max, .. } => ("number", Vec::new(), if *whole { "1" } else { "any" }, plain(min), plain(max)),
        FieldKind::Date => ("date", Vec::new(), "", String::new(), String::new()),
        FieldKind::Text => ("text", Vec::new(), "", String::new(), String::new()),
        FieldKind::YesNo => ("select", vec![option("是"), option("否")], "", String::new(), String::new()),
        FieldKind::Options(options) => ("select", options.iter().map(|text| option(text)).collect(), "", String::new(), String::new()),
    };
    FieldView { name: field.name().to_owned(), label: field.label(), kind, options, value, step, min, max, wrong: None }
}
