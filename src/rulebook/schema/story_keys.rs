//! What is said about the keys of stories (`cases/*.yaml`).

use serde_json::{Value, json};

use super::super::keys;
use super::shapes::{Said, day, flag, number, one_of_both, scalar, table, text};

pub(super) const STORY: &[Said] = &[
    ("标题", "这个算例的名字；不写就用文件名", text),
    ("说明", "写给看的人", text),
    ("户", "几口人的人家：户名 → 家里有谁，户主写在前面；一口人的不用写", homes),
    ("记录", "一行一条：哪天、谁、什么事", || json!({ "type": "array", "items": scene() })),
    ("结果", "最后各有多少分：户名或人名 → 分", || json!({ "type": "object", "additionalProperties": number() })),
];

pub(super) const SCENE: &[Said] = &[
    ("日期", "哪一天的事", day),
    ("谁", "哪一户、哪个人", text),
    ("事", "哪条规则；这条规则要填报的，名字和数也写在这一行", text),
    ("驳回", "审核没有通过", flag),
    ("得", "应该得几分；扣分写负数", number),
    ("换", "换了什么：商品的名字或编号；几样写成 {香皂: 2, 牙膏: 1}", goods),
    ("件", "换了几件；不写就是一件", pieces),
    ("成", "换不换得成；换不成写“否”", flag),
];

pub(super) const HOME: &[Said] = &[("组", "哪个小组", text), ("人", "家里有谁，户主写在前面", people)];

/// A deed, with whatever its rule wants filled in, or something redeemed.
fn scene() -> Value {
    let key = |chinese| keys::find(keys::SCENE, chinese).map_or(json!({}), one_of_both);
    let mut scene = table(keys::SCENE, SCENE, &["日期", "谁"]);
    scene["additionalProperties"] = scalar();
    scene["oneOf"] = json!([key("事"), key("换")]);
    scene["if"] = key("换");
    scene["then"] = json!({ "propertyNames": { "enum": keys::names(keys::SCENE).collect::<Vec<_>>() } });
    scene
}

fn homes() -> Value {
    json!({ "type": "object", "additionalProperties": { "anyOf": [people(), table(keys::HOME, HOME, &["人"])] } })
}

fn people() -> Value {
    json!({ "type": "array", "items": scalar(), "minItems": 1, "uniqueItems": true, "examples": [["张大爷", "张婶"]] })
}

fn goods() -> Value {
    json!({ "anyOf": [text(), { "type": "object", "additionalProperties": pieces() }] })
}

/// A whole number from 1.
fn pieces() -> Value {
    json!({ "anyOf": [{ "type": "integer", "minimum": 1 }, { "type": "string", "pattern": "^[0-9]+([.]0+)?$" }] })
}
