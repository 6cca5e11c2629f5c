//! JSON Schemas of rule files and village files, for editors that complete keys and mark slips while somebody types.
//!
//! Every key of `keys` is in them by itself, in both languages; what is said about each stands in `rule_keys` and `village_keys`. A schema sees less than
//! the check: what it refuses, the check refuses too, and not the other way round. Not here: formulas, phrases, red lines.

mod rule_keys;
mod shapes;
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
        let tables: [(&[Key], &[Said]); 13] = [
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
        ];
        for (keys, said) in tables.into_iter().chain([(keys::ADOPTION, village_keys::ADOPTION)]) {
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
        let (rules, village) = (rules().to_string(), village().to_string());
        for name in keys::names(keys::RULE).chain(keys::names(keys::FILE)) {
            assert!(rules.contains(&format!("\"{name}\":")), "{name}");
        }
        for name in keys::names(keys::VILLAGE) {
            assert!(village.contains(&format!("\"{name}\":")), "{name}");
        }
    }
}
