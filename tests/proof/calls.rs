//! Calls made up from our own OpenAPI document: every operation, every role, parameters and bodies that fit their schemas, nearly fit them, or do not at all.
//! Whatever is asked, the service answers: never a 5xx, every problem with its code and its sentence, and the books stay whole.
//!
//! Control: the same calls against a service whose database is gone are counted as faults.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Request, header};
use jifen::words::{Chance, Role};
use serde_json::{Map, Value, json};

use super::lot::{Lot, below, one_of};
use super::world::{Answer, On, VILLAGE, World};

/// Words that mean something in the village, so that calls get past the first check.
const WORDS: [&str; 40] = [
    "1-01-1",
    "1-01-2",
    "1-02-1",
    "2-01-1",
    "1-01",
    "1-02",
    "2-01",
    "9-99",
    "S01",
    "S02",
    "S04",
    "A01",
    "A02",
    "A03",
    "签到",
    "拾金不昧",
    "志愿服务",
    "大额奖励",
    "公共场合说脏话",
    "举报违法行为有功",
    "rules.yaml",
    "village.yaml",
    "honours",
    "own",
    "born",
    "not_ours",
    "5",
    "0.5",
    "12.00",
    "-1",
    "0",
    "2026-02",
    "2026-03-01",
    "2026-02-28",
    "一组",
    "马某0001",
    "户主",
    "登记表上有",
    "规则: { 公益: { 签到: 1 } }",
    "名称: 算例村\n试行: 是\n",
];

/// Words that mean harm.
const ODD: [&str; 16] = [
    "",
    " ",
    "\u{0}",
    "\u{202e}",
    "’; DROP TABLE entries; --",
    "99999999999999999999",
    "1e999",
    "NaN",
    "-0",
    "2026-02-30",
    "0000-00-00",
    "+262143-01-01",
    "{}",
    "\"",
    "🌾🌾🌾",
    "@fund",
];

const NUMBERS: [&str; 12] =
    ["0", "1", "2", "3", "-1", "100", "101", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "0.5", "1e30"];

/// What makes a call up.
struct Caller<'a> {
    document: &'a Value,
    chance: Chance,
}

impl Caller<'_> {
    fn odds(&self, one_in: usize) -> bool {
        below(&self.chance, one_in) == 0
    }

    fn word(&self) -> String {
        match below(&self.chance, 24) {
            0 => (*one_of(&self.chance, &ODD)).to_owned(),
            1 => "长".repeat(below(&self.chance, 3_000)),
            _ => (*one_of(&self.chance, &WORDS)).to_owned(),
        }
    }

    fn number(&self) -> Value {
        let text = if self.odds(4) { one_of(&self.chance, &NUMBERS) } else { one_of(&self.chance, &NUMBERS[1..4]) };
        serde_json::from_str(text).unwrap()
    }

    fn date(&self) -> String {
        match below(&self.chance, 10) {
            0 => (*one_of(&self.chance, &ODD)).to_owned(),
            1 => "9999-12-31".to_owned(),
            _ => format!("2026-0{}-{:02}", 1 + below(&self.chance, 4), 1 + below(&self.chance, 28)),
        }
    }

    fn resolved<'s>(&'s self, schema: &'s Value) -> &'s Value {
        let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        name.map_or(schema, |name| &self.document["components"]["schemas"][name])
    }

    /// A value for a schema; now and then one that does not fit it.
    fn value(&self, schema: &Value, depth: usize) -> Value {
        if self.odds(40) {
            return one_of(&self.chance, &[Value::Null, json!([]), json!({}), json!(true), json!("x"), json!(1)]).clone();
        }
        let schema = self.resolved(schema);
        for either in ["oneOf", "anyOf"] {
            if let Some(ways) = schema[either].as_array() {
                return self.value(one_of(&self.chance, ways), depth);
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            return parts.iter().fold(Value::Null, |_, part| self.value(part, depth));
        }
        if let Some(words) = schema["enum"].as_array() {
            return one_of(&self.chance, words).clone();
        }
        let kind = schema["type"]
            .as_array()
            .map_or(schema["type"].as_str(), |kinds| kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")));
        match kind.unwrap_or("object") {
            "string" if schema["format"] == "date" => json!(self.date()),
            "string" => json!(self.word()),
            "integer" | "number" => self.number(),
            "boolean" => json!(self.odds(2)),
            "array" => (0..below(&self.chance, 4)).map(|_| self.value(&schema["items"], depth + 1)).collect(),
            _ => self.object(schema, depth),
        }
    }

    fn object(&self, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        if depth > 6 {
            return Value::Object(object);
        }
        let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, part) in schema["properties"].as_object().into_iter().flatten() {
            if self.odds(if required.contains(&name.as_str()) { 60 } else { 2 }) {
                continue;
            }
            object.insert(name.clone(), self.value(part, depth + 1));
        }
        if schema["properties"].is_null() || self.odds(50) {
            let name = one_of(&self.chance, &["时长", "points", "长"]);
            object.insert((*name).to_owned(), one_of(&self.chance, &[json!("2"), self.number(), json!(true), Value::Null]).clone());
        }
        Value::Object(object)
    }

    /// What stands in an address for a parameter.
    fn plain(&self, parameter: &Value) -> String {
        let name = parameter["name"].as_str().unwrap_or_default();
        let text = match name {
            "village" if !self.odds(60) => VILLAGE.to_owned(),
            "id" if !self.odds(6) => (1 + below(&self.chance, 9)).to_string(),
            "month" if !self.odds(6) => "2026-02".to_owned(),
            "code" => (*one_of(&self.chance, &["640402105299", "640402105000", "640402", "0", "x"])).to_owned(),
            _ => match self.value(&parameter["schema"], 0) {
                Value::String(text) => text,
                other => other.to_string(),
            },
        };
        let text: String = text.chars().take(200).collect();
        text.bytes()
            .map(
                |byte| {
                    if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) { (byte as char).to_string() } else { format!("%{byte:02X}") }
                },
            )
            .collect()
    }

    /// One call of an operation.
    fn call(&self, method: &str, path: &str, operation: &Value, tokens: &[(Role, String)]) -> Request<Body> {
        let (mut address, mut query, mut headers) = (path.to_owned(), Vec::new(), BTreeMap::new());
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            match parameter["in"].as_str().unwrap() {
                "path" => address = address.replace(&format!("{{{name}}}"), &self.plain(parameter)),
                "query" if self.odds(2) => query.push(format!("{name}={}", self.plain(parameter))),
                "query" => {}
                _ => drop(headers.insert(name.to_lowercase(), self.plain(parameter))),
            }
        }
        if !query.is_empty() {
            address = format!("{address}?{}", query.join("&"));
        }
        let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(address);
        if headers.contains_key("if-match") && !self.odds(4) {
            headers.insert("if-match".to_owned(), "*".to_owned());
        }
        if !self.odds(20) {
            headers.insert("idempotency-key".to_owned(), if self.odds(10) { "again".to_owned() } else { self.chance.token() });
            headers.insert("authorization".to_owned(), format!("Bearer {}", one_of(&self.chance, tokens).1));
        }
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let content =
            operation["requestBody"]["content"].as_object().and_then(|content| content.iter().nth(below(&self.chance, content.len())));
        let Some((kind, content)) = content else { return request.body(Body::empty()).unwrap() };
        let body = match kind.contains("json") {
            true if self.odds(30) => b"{\"a\":".to_vec(),
            true => self.value(&content["schema"], 0).to_string().into_bytes(),
            false => (0..200).map(|_| self.chance.bytes()[0]).collect(),
        };
        request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap()
    }
}

/// What is wrong with an answer, whatever was asked.
fn wrong(answer: &Answer) -> Option<String> {
    let status = answer.status.as_u16();
    let has = |name: &str| answer.body[name].as_str().is_some_and(|text| !text.is_empty());
    let is_told = status < 400 || (has("code") && has("title") && has("detail") && answer.body["status"] == status);
    (status >= 500 || !is_told).then(|| format!("{status} {}", answer.body))
}

async fn tokens(world: &World) -> Vec<(Role, String)> {
    let mut tokens = Vec::new();
    for role in Role::PEOPLE {
        tokens.push((role, world.somebody(role).await.token));
    }
    for number in ["1-01-1", "1-02-1"] {
        tokens.push((Role::Resident, world.resident(number).await.token));
    }
    tokens
}

/// Calls every operation so many times; how many calls there were, how many were done, and what was wrong.
async fn calls(world: &World, tokens: &[(Role, String)], document: &Value, seed: u64, times: usize) -> (usize, usize, Vec<String>) {
    let caller = Caller { document, chance: Chance::seeded(seed) };
    let (mut count, mut done, mut faults) = (0, 0, Vec::new());
    for _ in 0..times {
        for (path, ways) in document["paths"].as_object().unwrap() {
            for (method, operation) in ways.as_object().unwrap() {
                let request = caller.call(method, path, operation, tokens);
                let asked = format!("{method} {}", request.uri());
                let answer = world.send(request).await;
                count += 1;
                done += usize::from(answer.status.is_success());
                faults.extend(wrong(&answer).map(|fault| format!("seed {seed}: {asked}: {fault}")));
            }
        }
    }
    (count, done, faults)
}

#[tokio::test]
async fn whatever_is_asked_the_service_answers() {
    let lot = Lot::of("calls");
    let (mut count, mut done) = (0, 0);
    for seed in lot.rounds(1) {
        for on in [On::Sqlite, On::Postgres] {
            let Some(world) = World::drawn(on, seed, |_, text| text).await else { continue };
            let document = world.send(Request::get("/api/openapi.json").body(Body::empty()).unwrap()).await.body;
            let tokens = tokens(&world).await;
            let (asked, fine, faults) = calls(&world, &tokens, &document, seed, 10).await;
            assert_eq!(faults, Vec::<String>::new());
            count += asked;
            done += fine;
            world.end().await;
        }
    }
    assert!(done > count / 20, "of {count} calls only {done} were done: nothing got past the first check");
    lot.tells(&format!("{count} calls, {done} done, none a fault"));
}

#[tokio::test]
async fn a_service_without_its_database_is_counted_as_faults() {
    let world = World::new(On::Sqlite).await.unwrap();
    let document = world.send(Request::get("/api/openapi.json").body(Body::empty()).unwrap()).await.body;
    let tokens = tokens(&world).await;
    world.house.books.close().await;
    let (count, _, faults) = calls(&world, &tokens, &document, 1, 1).await;
    assert!(faults.len() > count / 2, "{} of {count}", faults.len());
    world.vanish().await;
}
