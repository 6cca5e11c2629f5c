//! The number pad of a kiosk, where no script runs: each key is a button that submits. Pure.

/// Presses a key on boxes of so many letters each: it goes into the first that is not full, `back` takes from the last that is not empty. `false` if it
/// was no key but the end of typing.
pub(super) fn press(key: &str, boxes: &mut [(&mut String, usize)]) -> bool {
    match key {
        "" | "done" => return false,
        "back" => {
            if let Some((text, _)) = boxes.iter_mut().rev().find(|(text, _)| !text.is_empty()) {
                text.pop();
            }
        }
        key => {
            if let Some((text, _)) = boxes.iter_mut().find(|(text, most)| text.chars().count() < *most) {
                text.push_str(key);
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fill_one_box_after_the_other_and_take_back_the_same_way() {
        let (mut code, mut pin) = ("12345".to_owned(), String::new());
        let steps = [("6", "123456", ""), ("7", "123456", "7"), ("back", "123456", ""), ("back", "12345", ""), ("9", "123459", "")];
        for (key, expected_code, expected_pin) in steps {
            assert!(press(key, &mut [(&mut code, 6), (&mut pin, 6)]));
            assert_eq!((code.as_str(), pin.as_str()), (expected_code, expected_pin), "after {key}");
        }
        assert!(!press("done", &mut [(&mut code, 6)]) && !press("", &mut [(&mut code, 6)]));
        let mut number = "3-0".to_owned();
        assert!(press("7", &mut [(&mut number, 20)]) && press("back", &mut []));
        assert_eq!(number, "3-07");
    }
}
