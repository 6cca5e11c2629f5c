//! Somebody at a screen: what they look at, press and type, in words that stand on the page.

use serde_json::json;

use crate::chrome::{Chrome, Screen};
use crate::service::{PASSWORD, Service};
use crate::world::VILLAGE;

/// Keys as WebDriver names them.
pub const ENTER: &str = "\u{E007}";
pub const TAB: &str = "\u{E004}";

/// A page of the browser that belongs to one person. Each comes under a host of their own, so that each has their own cookies.
pub struct Person<'a> {
    chrome: &'a Chrome,
    page: String,
    origin: String,
}

impl<'a> Person<'a> {
    pub fn at(chrome: &'a Chrome, service: &Service, name: &str, screen: Screen) -> Self {
        Self { chrome, page: chrome.new_page(screen), origin: format!("http://{name}.localhost:{}", service.port) }
    }

    /// Somebody who serves, signed in as people do: by keyboard, and led to where they wanted to go.
    pub fn signed_in(chrome: &'a Chrome, service: &Service, number: &str, screen: Screen, path: &str) -> Self {
        let person = Self::at(chrome, service, &number.to_lowercase(), screen);
        person.opens(path);
        person.sees(&["登录"]);
        person.fills("您的编号或姓名", number);
        person.types(TAB);
        person.types(&format!("{PASSWORD}{ENTER}"));
        person.is_at(path);
        person
    }

    fn turn(&self) -> &Chrome {
        self.chrome.look_at(&self.page);
        self.chrome
    }

    pub fn opens(&self, path: &str) {
        self.turn().open(&format!("{}{path}", self.origin));
    }

    /// Waits until the page is at this address, whatever stands after it.
    pub fn is_at(&self, path: &str) {
        self.turn().find("//main");
        let address = self.chrome.address();
        assert!(address.starts_with(&format!("{}{path}", self.origin)), "{address} is not {path}\n{}", self.chrome.text());
    }

    /// Waits until the page has all of these, and one can see them.
    pub fn sees(&self, words: &[&str]) {
        for word in words {
            self.turn().find(&format!("//body[contains(translate(., ' \t\r\n', ''), '{}')]", run_together(word)));
        }
        let shown = run_together(&self.chrome.text());
        assert!(words.iter().all(|word| shown.contains(&run_together(word))), "{words:?} is not to be seen: {shown}");
    }

    /// The page says none of these, now that it is there.
    pub fn sees_nothing_of(&self, words: &[&str]) {
        let shown = run_together(&self.turn().text());
        assert!(!shown.is_empty() && words.iter().all(|word| !shown.contains(&run_together(word))), "{shown}");
    }

    /// Presses what is called so: a button, a link, something to open.
    pub fn presses(&self, name: &str) {
        self.turn().click(&format!("//*[self::button or self::a or self::summary][not(@aria-hidden)][{}]", called(name)));
    }

    /// Presses the keys of a pad, one after the other.
    pub fn taps(&self, keys: &str) {
        for key in keys.chars() {
            self.turn().click(&format!("//button[@name='key'][@value='{key}']"));
        }
    }

    /// Fills in the field of this name.
    pub fn fills(&self, field: &str, text: &str) {
        let by_label = format!("@id = //label[starts-with(normalize-space(.), '{field}')]/@for");
        self.turn().fill(&format!("//*[self::input or self::textarea][{by_label} or @aria-label='{field}']"), text);
    }

    /// Types where the focus is.
    pub fn types(&self, keys: &str) {
        self.turn().keys(keys);
    }

    /// Goes by keyboard to what is called so, from where the focus is.
    pub fn tabs_to(&self, name: &str) {
        let is_there = || self.chrome.run("return document.activeElement.innerText.trim()", json!([])).as_str().unwrap().starts_with(name);
        let mut steps = std::iter::repeat_with(|| self.types(TAB)).take(80);
        assert!(steps.any(|()| is_there()), "no Tab comes to {name}: {}", self.chrome.text());
    }

    pub fn goes_back(&self) {
        self.turn().back();
    }

    /// What stands in the first place that an XPath names.
    pub fn reads(&self, xpath: &str) -> String {
        let element = self.turn().find(xpath);
        self.chrome.said(&element)
    }

    /// Nothing was complained about in the console until now.
    pub fn is_content(&self) {
        assert_eq!(self.turn().complaints(), Vec::<String>::new());
    }

    /// The address of the village's page in a room.
    pub fn village(room: &str) -> String {
        format!("/{room}/{VILLAGE}")
    }
}

/// Text without the gaps that a layout makes.
fn run_together(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Beginning with this text, or named so for those who do not see it.
fn called(name: &str) -> String {
    format!("starts-with(normalize-space(.), '{name}') or @aria-label='{name}'")
}
