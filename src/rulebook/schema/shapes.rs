//! The pieces a schema is made of. What YAML reads as a number may also be written in quotes; the check takes both.

use serde_json::{Map, Value, json};

use super::super::facts::YES_NO;
use super::super::keys::Key;

/// What is said about a key: its Chinese name, a sentence for whoever writes it, what it takes.
pub(super) type Said = (&'static str, &'static str, fn() -> Value);

/// A table with these keys and no others. Of each key in `required`, one of its names must be there.
pub(super) fn table(keys: &'static [Key], said: &[Said], required: &[&str]) -> Value {
    let mut properties = Map::new();
    for key in keys {
        let about = said.iter().find(|(chinese, ..)| *chinese == key.chinese);
        let mut schema = about.map_or(json!({}), |(.., shape)| shape());
        schema["description"] = json!(about.map_or(key.chinese, |(_, sentence, _)| sentence));
        properties.insert(key.chinese.to_owned(), schema.clone());
        properties.insert(key.english.to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    let both = |wanted: &&str| keys.iter().find(|key| *key.chinese == **wanted).map(one_of_both);
    let required: Vec<Value> = required.iter().filter_map(both).collect();
    if !required.is_empty() {
        schema["allOf"] = json!(required);
    }
    schema
}

/// One of the two names of a key must be there.
pub(super) fn one_of_both(key: &Key) -> Value {
    json!({ "anyOf": [{ "required": [key.chinese] }, { "required": [key.english] }] })
}

/// `一个` or `[几个]`
pub(super) fn one_or_list(one: Value) -> Value {
    json!({ "anyOf": [one, { "type": "array", "items": one }] })
}

/// Any single value: a word, a sentence, a number.
pub(super) fn scalar() -> Value {
    json!({ "type": ["string", "number", "boolean"] })
}

/// A word or sentence.
pub(super) fn text() -> Value {
    json!({ "type": ["string", "number"] })
}

/// A sentence with examples of how it is written.
pub(super) fn phrase(examples: &[&str]) -> Value {
    json!({ "type": "string", "examples": examples })
}

/// A number in digits.
pub(super) fn number() -> Value {
    json!({ "anyOf": [{ "type": "number" }, { "type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$" }] })
}

/// A number that is not below zero.
pub(super) fn not_negative() -> Value {
    json!({ "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": "^[0-9]+([.][0-9]+)?$" }] })
}

/// A number or a formula. Chinese numerals are neither.
pub(super) fn worth() -> Value {
    json!({ "anyOf": [{ "type": "number" }, { "type": "string", "not": { "pattern": "^[负扣]?[零一二两三四五六七八九十百千万]+分?$" } }] })
}

/// 是 or 否.
pub(super) fn flag() -> Value {
    let words: Vec<&str> = YES_NO.iter().map(|(word, _)| *word).collect();
    json!({ "anyOf": [{ "enum": words }, { "type": "boolean" }] })
}

/// `2026-03-01`
pub(super) fn day() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-03-01"] })
}

/// `一年`, `3个月`; written as 7天 or 不公示 where it is a number of days.
pub(super) fn term() -> Value {
    phrase(&["一年", "半年", "3个月", "30天", "当年", "长期"])
}

/// `7天`, `7`, `不公示`
pub(super) fn days() -> Value {
    let written = json!({ "type": "string", "pattern": "^(不公示|none|[0-9]+ ?(天|日|days?)?)$", "examples": ["7天", "不公示"] });
    json!({ "anyOf": [{ "type": "integer", "minimum": 0, "maximum": 365 }, written] })
}

/// Who must agree.
pub(super) fn review() -> Value {
    let tiers = "^(超过 ?[0-9.]+ ?分 ?[两二] ?人|two above [0-9.]+( points)?)$";
    let words = ["免审", "一人", "两人", "none", "one", "two", "1人", "2人", "二人"];
    json!({ "anyOf": [{ "enum": words }, { "type": "string", "pattern": tiers, "examples": ["超过20分两人"] }] })
}

/// One of a few words, in either language.
pub(super) fn choice<T>(choices: &[(&'static str, &'static str, T)]) -> Value {
    let chinese = choices.iter().map(|(chinese, ..)| *chinese);
    let mut words: Vec<&str> = chinese.chain(choices.iter().map(|(_, english, _)| *english)).collect();
    words.dedup();
    json!({ "enum": words })
}

/// A list of tables, or a single one.
pub(super) fn tables(table: Value) -> Value {
    one_or_list(table)
}
