//! JSON Schemas of rule files, village files and stories, for editors that complete keys and mark slips while somebody types.
//!
//! Every key of `keys` is in them by itself, in both languages; what is said about each stands in `rule_keys`, `village_keys` and `story_keys`. A schema
//! sees less than the check: what it refuses, the check refuses too, and not the other way round. Not here: formulas, phrases, red lines.

mod rule_keys;
mod shapes;
mod story_keys;
mod village_keys;

use serde_json::{Value, json};

use super::keys;

/// What a rule file may say (`rules.yaml`, `rules/*.yaml`, packs).
pub fn rules() -> Value {
    let mut schema = document("积分细则文件", "rules.yaml、rules/*.yaml 和规则包", shapes::table(keys::FILE, rule_keys::FILE, &[]));
    schema["definitions"] = rule_keys::definitions();
    schema
}

/// What `village.yaml` may say.
pub fn village() -> Value {
    document("本村的设定", "village.yaml", shapes::table(keys::VILLAGE, village_keys::VILLAGE, &["名称"]))
}

/// What a story may say (`cases/*.yaml`).
pub fn story() -> Value {
    document("本村的算例", "cases/*.yaml", shapes::table(keys::STORY, story_keys::STORY, &["记录", "结果"]))
}

/// Draft 7 is what editors of YAML understand.
fn document(title: &str, description: &str, mut schema: Value) -> Value {
    schema["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    schema["title"] = json!(title);
    schema["description"] = json!(description);
    schema
}

#[cfg(test)]
mod tests {
    use super::super::keys::Key;
    use super::shapes::Said;
    use super::*;

    /// A key that nothing is said about still is in the schema, and takes anything: somebody has to say what it takes.
    #[test]
    fn something_is_said_about_every_key_and_about_nothing_else() {
        let tables: [(&[Key], &[Said]); 17] = [
            (keys::FILE, rule_keys::FILE),
            (keys::RULE, rule_keys::RULE),
            (keys::USE, rule_keys::USE),
            (keys::FIELD, rule_keys::FIELD),
            (keys::ALSO_TO, rule_keys::ALSO_TO),
            (keys::VETO, rule_keys::VETO),
            (keys::CAMPAIGN, rule_keys::CAMPAIGN),
            (keys::RUNNING_TOTAL, rule_keys::RUNNING_TOTAL),
            (keys::REPEAT, rule_keys::REPEAT),
            (keys::REPAIR, rule_keys::REPAIR),
            (keys::VILLAGE, village_keys::VILLAGE),
            (keys::FUND, village_keys::FUND),
            (keys::GRADES, village_keys::GRADES),
            (keys::ADOPTION, village_keys::ADOPTION),
            (keys::STORY, story_keys::STORY),
            (keys::SCENE, story_keys::SCENE),
            (keys::HOME, story_keys::HOME),
        ];
        for (keys, said) in tables {
            let known: Vec<&str> = keys.iter().map(|key| key.chinese).collect();
            let said: Vec<&str> = said.iter().map(|(key, ..)| *key).collect();
            for key in &known {
                assert!(said.contains(key), "nothing is said about {key}");
            }
            for key in said {
                assert!(known.contains(&key), "{key} is no key any more");
            }
        }
    }

    #[test]
    fn both_languages_complete_every_key() {
        let all: [(Value, &[&'static [Key]]); 3] =
            [(rules(), &[keys::RULE, keys::FILE]), (village(), &[keys::VILLAGE]), (story(), &[keys::STORY, keys::SCENE, keys::HOME])];
        for (schema, tables) in all {
            for name in tables.iter().flat_map(|table| keys::names(table)) {
                assert!(schema.to_string().contains(&format!("\"{name}\":")), "{name}");
            }
        }
    }
}
