//! Finding people by what somebody types: a number, a name or a part of it, its sounds (`zhangming`) or the letters these begin with (`zm`). Pure.
//! However it was typed: see `typed`.
//!
//! Same names are told apart, never guessed: whoever asks gets all who may be meant.

use pinyin::ToPinyinMulti;

use super::model::Resident;
use super::typed::{loosely, plain};

/// Everybody who lives in a village, to be searched many times.
pub struct Directory {
    people: Vec<Resident>,
}

impl Directory {
    /// In the order in which they are to be found. Whoever asked to be forgotten is not.
    pub fn new(mut people: Vec<Resident>) -> Self {
        people.retain(|person| !person.is_forgotten());
        Self { people }
    }

    /// The number that was meant by a typed one: as it stands, or else the only one like it but for noughts: 1-01-2 by `1-1-2`.
    pub fn number(&self, typed: &str) -> Option<&str> {
        let typed = plain(typed);
        let numbers = || self.people.iter().flat_map(|person| [person.number.as_str(), person.household.as_str()]);
        if let Some(number) = numbers().find(|number| *number == typed) {
            return Some(number);
        }
        let wanted = loosely(&typed)?;
        let mut alike: Vec<_> = numbers().filter(|number| loosely(number).as_ref() == Some(&wanted)).collect();
        alike.sort_unstable();
        alike.dedup();
        if let [only] = alike.as_slice() { Some(only) } else { None }
    }

    /// Those who have or live under this number.
    pub fn numbered(&self, typed: &str) -> Vec<&Resident> {
        let Some(number) = self.number(typed) else { return Vec::new() };
        self.people.iter().filter(|person| person.number == number || person.household == number).collect()
    }

    /// Those whose number or household begins with a text, whose name holds it, or whose name sounds like it from its first character on. A name that is
    /// exactly the text stands for itself: who writes 张明 does not mean 张明远.
    pub fn search(&self, typed: &str) -> Vec<&Resident> {
        let text = plain(typed).to_lowercase();
        if text.is_empty() {
            return Vec::new();
        }
        let exact: Vec<_> = self.people.iter().filter(|person| plain(&person.name).to_lowercase() == text).collect();
        if !exact.is_empty() {
            return exact;
        }
        let numbered = self.numbered(&text);
        let like = self.people.iter().filter(|person| !numbered.contains(person) && is_like(person, &text));
        numbered.iter().copied().chain(like).collect()
    }
}

fn is_like(person: &Resident, text: &str) -> bool {
    let begins = |number: &str| number.to_lowercase().starts_with(text);
    begins(&person.number)
        || begins(&person.household)
        || plain(&person.name).to_lowercase().contains(text)
        || sounds_like(&person.name, text)
}

/// Whether a name, from its first character on, can be said with these letters: of each character its whole sound or what it begins with.
fn sounds_like(name: &str, letters: &str) -> bool {
    fn from(characters: &[char], letters: &str) -> bool {
        if letters.is_empty() {
            return true;
        }
        let Some((first, rest)) = characters.split_first() else { return false };
        let Some(sounds) = first.to_pinyin_multi() else { return false };
        sounds.into_iter().any(|sound| {
            let plain = sound.plain();
            // The last one may be half typed: `zhangm`, `zhangmi`.
            let ways = [letters.strip_prefix(plain), letters.strip_prefix(sound.first_letter())];
            ways.into_iter().flatten().any(|left| from(rest, left)) || plain.starts_with(letters)
        })
    }
    letters.bytes().all(|letter| letter.is_ascii_lowercase()) && from(&name.chars().collect::<Vec<_>>(), letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let person = |(number, name): (&str, &str)| Resident {
            number: number.into(),
            household: number[..4].into(),
            name: name.into(),
            relation: "户主".into(),
        };
        let people = [("1-01-1", "张明"), ("1-02-1", "张明远"), ("2-07-1", "单田芳"), ("2-08-1", "张明"), ("Z-09-1", "Mahmut")];
        Directory::new(people.into_iter().map(person).collect())
    }

    fn found(text: &str) -> Vec<String> {
        directory().search(text).into_iter().map(|person| person.number.clone()).collect()
    }

    #[test]
    fn a_number_without_its_noughts_is_taken_where_only_one_is_like_it() {
        let everybody = directory();
        for (typed, number) in [("1-1", Some("1-01")), ("1-1-1", Some("1-01-1")), ("z-9-1", Some("Z-09-1")), ("1-10", None), ("1", None)] {
            assert_eq!(everybody.number(typed), number, "{typed}");
        }
        let twin = Resident { number: "1-1-1".into(), household: "1-1".into(), ..everybody.people[0].clone() };
        let both = Directory::new([directory().people, vec![twin]].concat());
        assert_eq!(both.number("1-001"), None, "it may be either");
        assert_eq!(both.number("1-1"), Some("1-1"), "as it stands");
    }

    #[test]
    fn by_number_name_sound_and_first_letters() {
        let table: [(&str, &[&str]); 18] = [
            ("1-0", &["1-01-1", "1-02-1"]),
            ("2-07", &["2-07-1"]),
            ("张明", &["1-01-1", "2-08-1"]),
            ("明", &["1-01-1", "1-02-1", "2-08-1"]),
            ("zm", &["1-01-1", "1-02-1", "2-08-1"]),
            ("ZMY", &["1-02-1"]),
            ("zhangmi", &["1-01-1", "1-02-1", "2-08-1"]),
            ("shantian", &["2-07-1"]),
            ("dtf", &["2-07-1"]),
            ("tf", &[]),
            ("mah", &["Z-09-1"]),
            ("z-09", &["Z-09-1"]),
            ("  ", &[]),
            ("２－０７", &["2-07-1"]),
            ("2—7—1", &["2-07-1"]),
            ("张　明", &["1-01-1", "2-08-1"]),
            ("z-9", &["Z-09-1"]),
            ("3-1", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
