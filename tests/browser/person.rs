//! Somebody at a screen: what they look at, press and type, in words that stand on the page.

use serde_json::json;

use crate::chrome::{Chrome, Screen};
use crate::service::{PASSWORD, Service};
use crate::world::VILLAGE;

/// Keys as WebDriver names them.
pub const ENTER: &str = "\u{E007}";
pub const TAB: &str = "\u{E004}";

/// Timers that go off only when `passes` is called, in their order.
const CLOCK: &str = "(function () {
  var now = 0, next = 1, due = new Map();
  window.setTimeout = function (act, after) { due.set(next, { at: now + (after || 0), act: act }); return next++; };
  window.clearTimeout = function (timer) { due.delete(timer); };
  window.passes = function (time) {
    now += time;
    Array.from(due).sort(function (one, other) { return one[1].at - other[1].at; }).forEach(function (timer) {
      if (timer[1].at <= now && due.delete(timer[0])) timer[1].act();
    });
  };
})()";

/// A page of the browser that belongs to one person. Each comes under a host of their own, so that each has their own cookies.
pub struct Person<'a> {
    chrome: &'a Chrome,
    page: String,
    origin: String,
}

/// How often a browser is asked where it is before that is told as a fault: some seconds, at a few milliseconds each.
const TRIES: usize = 3_000;

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

    /// Waits until the page is at this address, whatever stands after it. What was pressed leads there in its own time: the browser is asked again and again.
    pub fn is_at(&self, path: &str) {
        let wanted = format!("{}{path}", self.origin);
        let is_there = (0..TRIES).any(|_| self.turn().address().starts_with(&wanted));
        assert!(is_there, "{} is not {path}\n{}", self.chrome.address(), self.chrome.text());
        self.turn().find("//main");
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

    /// Chooses a day in the field of this name, however this browser writes days.
    pub fn chooses_the_day(&self, field: &str, day: &str) {
        let field = format!("//input[@type='date'][@id = //label[starts-with(normalize-space(.), '{field}')]/@for]");
        self.turn().find(&field);
        let script =
            "document.evaluate(arguments[0], document, null, XPathResult.FIRST_ORDERED_NODE_TYPE).singleNodeValue.value = arguments[1]";
        self.chrome.run(script, json!([field, day]));
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

    /// Chooses a file in the field of this name.
    pub fn brings(&self, field: &str, file: &std::path::Path) {
        self.turn().bring(
            &format!("//input[@type='file'][@id = //label[starts-with(normalize-space(.), '{field}')]/@for]"),
            file.to_str().unwrap(),
        );
    }

    /// From the next page on its timers go off when the story lets time pass, and not before.
    pub fn waits_for_the_story(&self) {
        self.turn().begin_documents_with(CLOCK);
    }

    /// So many seconds pass on such a page.
    pub fn lets_pass(&self, seconds: u32) {
        self.turn().run("passes(1000 * arguments[0])", json!([seconds]));
    }

    /// Where the person is there is no net, or there is one again.
    pub fn has_no_net(&self, is_cut_off: bool) {
        self.turn().cut_off(is_cut_off);
    }

    pub fn goes_back(&self) {
        self.turn().back();
    }

    /// What stands in the first place that an XPath names.
    pub fn reads(&self, xpath: &str) -> String {
        let element = self.turn().find(xpath);
        self.chrome.said(&element)
    }

    /// A picture that was brought is on the page, and can be seen.
    pub fn sees_a_picture(&self) {
        self.turn().find("//img[contains(@src, '/photos/')]");
        let width = "return document.querySelector(\"img[src*='/photos/']\").decode().then(function () { return document.querySelector(\"img[src*='/photos/']\").naturalWidth; })";
        assert!(self.chrome.run(width, json!([])).as_u64().unwrap() > 100);
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
