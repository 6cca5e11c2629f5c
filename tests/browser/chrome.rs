//! A browser over WebDriver: JSON over HTTP, of which a dozen requests are enough.
//!
//! No client crate: they bring a second stack of HTTP, and read sizes and places as floats through untagged enums, which fails where `serde_json` keeps
//! numbers as digits, as it must for points.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex, MutexGuard};

use serde_json::{Value, json};

/// Ends the driver, the browser and its profile as soon as nobody holds the other end of its input: whatever becomes of the tests, nothing is left over.
/// A browser that is ending still writes into its profile for a moment.
const GUARD: &str = r#"chromedriver --port=0 & cat > /dev/null; trap '' TERM; kill -- -$$; wait; until sleep 1; rm -rf "$1"; do :; done"#;

/// Nothing but the page: no updates, no network of its own, no questions.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
];

/// How long the browser looks for what a page is to show, in milliseconds.
const PATIENCE: u32 = 8_000;

/// A size of screen, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
}

pub const DESK: Screen = Screen { name: "desk", width: 1366, height: 768 };
pub const PHONE: Screen = Screen { name: "phone", width: 390, height: 844 };
pub const KIOSK: Screen = Screen { name: "kiosk", width: 1080, height: 1920 };
pub const WALL: Screen = Screen { name: "wall", width: 1920, height: 1080 };

/// One browser for all tests of a run.
pub struct Chrome {
    port: u16,
    session: String,
    _guard: Child,
}

/// The browser, for one test at a time; `None` where there is none, unless `JIFEN_TEST_BROWSER` says that there must be.
pub fn chrome() -> Option<MutexGuard<'static, Chrome>> {
    static ONE: LazyLock<Option<Mutex<Chrome>>> = LazyLock::new(|| Chrome::start().map(Mutex::new));
    let Some(one) = ONE.as_ref() else {
        assert!(std::env::var_os("JIFEN_TEST_BROWSER").is_none(), "JIFEN_TEST_BROWSER is set, and there is no chromium with chromedriver");
        println!("left out: there is no chromium with chromedriver");
        return None;
    };
    // A test that failed left its pages open, no more.
    Some(one.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

impl Chrome {
    fn start() -> Option<Self> {
        for program in ["chromium", "chromedriver"] {
            Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().ok()?;
        }
        let profile = std::env::temp_dir().join(format!("jifen_browser_{}", std::process::id()));
        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "guard"]).arg(&profile).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        std::os::unix::process::CommandExt::process_group(&mut guard, 0);
        let mut guard = guard.spawn().unwrap();
        let mut said = BufReader::new(guard.stdout.take().unwrap()).lines().map(Result::unwrap);
        let Some(port) = said.find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok()) else {
            guard.wait().unwrap();
            return None;
        };
        let flags: Vec<_> = FLAGS.map(str::to_owned).into_iter().chain([format!("--user-data-dir={}", profile.display())]).collect();
        let wanted = json!({
            "goog:chromeOptions": {"args": flags},
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"implicit": PATIENCE},
        });
        let mut chrome = Self { port, session: String::new(), _guard: guard };
        let session = chrome.ask("POST", "/session", &json!({"capabilities": {"alwaysMatch": wanted}})).unwrap();
        chrome.session = format!("/session/{}", session["sessionId"].as_str().unwrap());
        Some(chrome)
    }

    /// One request to the driver.
    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        // The driver leaves the connection open: what it says ends where it said that it would.
        let mut answer = BufReader::new(stream);
        let head = answer.by_ref().lines().map(Result::unwrap).take_while(|line| !line.is_empty());
        let length = head.filter_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok()).last().unwrap();
        let mut answer: Value = serde_json::from_reader(answer.take(length)).unwrap();
        let value = answer["value"].take();
        match value["error"].as_str() {
            Some(error) => Err(format!("{error}: {}", value["message"].as_str().unwrap_or_default().lines().next().unwrap_or_default())),
            None => Ok(value),
        }
    }

    fn try_to(&self, what: &str, body: &Value) -> Result<Value, String> {
        self.ask("POST", &format!("{}{what}", self.session), body)
    }

    fn must(&self, what: &str, body: &Value) -> Value {
        self.try_to(what, body).unwrap_or_else(|error| panic!("{what} {body}: {error}"))
    }

    /// What the browser is asked for beside WebDriver.
    fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.must("/goog/cdp/execute", &json!({"cmd": command, "params": parameters}))
    }

    /// A new page in a screen of this size; the page's handle.
    pub fn new_page(&self, screen: Screen) -> String {
        let handle = self.must("/window/new", &json!({"type": "tab"}))["handle"].as_str().unwrap().to_owned();
        self.look_at(&handle);
        self.fit(screen);
        handle
    }

    /// Turns to a page.
    pub fn look_at(&self, handle: &str) {
        self.must("/window", &json!({"handle": handle}));
    }

    /// Lets the page have a screen of another size.
    pub fn fit(&self, screen: Screen) {
        self.devtools(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": screen.width, "height": screen.height, "deviceScaleFactor": 1, "mobile": false}),
        );
    }

    /// Closes every page but one empty one.
    pub fn tidy_up(&self) {
        let pages = self.ask("GET", &format!("{}/window/handles", self.session), &Value::Null).unwrap();
        let (first, others) = pages.as_array().unwrap().split_first().unwrap();
        for page in others {
            self.look_at(page.as_str().unwrap());
            self.ask("DELETE", &format!("{}/window", self.session), &Value::Null).unwrap();
        }
        self.look_at(first.as_str().unwrap());
        self.open("about:blank");
        // Cookies know a host and no port, and every world draws the same tokens: whoever stayed signed in would be somebody else in the next one.
        self.devtools("Network.clearBrowserCookies", &json!({}));
        self.complaints();
    }

    /// Opens an address and waits until the page is there.
    pub fn open(&self, address: &str) {
        self.must("/url", &json!({"url": address}));
    }

    /// The browser's own way back.
    pub fn back(&self) {
        self.must("/back", &json!({}));
    }

    /// Where the page is.
    pub fn address(&self) -> String {
        self.ask("GET", &format!("{}/url", self.session), &Value::Null).unwrap().as_str().unwrap().to_owned()
    }

    /// What a function's body returns inside the page.
    pub fn run(&self, script: &str, arguments: Value) -> Value {
        self.must("/execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Finds what an XPath names, waiting until it is there.
    pub fn find(&self, xpath: &str) -> String {
        let found = self.try_to("/element", &json!({"using": "xpath", "value": xpath}));
        let found = found.unwrap_or_else(|error| panic!("{xpath} at {}: {error}\n{}", self.address(), self.text()));
        found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned()
    }

    /// What an element says.
    pub fn said(&self, element: &str) -> String {
        let text = self.ask("GET", &format!("{}/element/{element}/text", self.session), &Value::Null).unwrap();
        text.as_str().unwrap().to_owned()
    }

    /// What the page says.
    pub fn text(&self) -> String {
        self.run("return document.body.innerText", json!([])).as_str().unwrap().to_owned()
    }

    /// Presses something that an XPath names.
    pub fn click(&self, xpath: &str) {
        self.must(&format!("/element/{}/click", self.find(xpath)), &json!({}));
    }

    /// Types into what an XPath names, instead of what stands there.
    pub fn fill(&self, xpath: &str, text: &str) {
        let element = self.find(xpath);
        self.must(&format!("/element/{element}/clear"), &json!({}));
        self.must(&format!("/element/{element}/value"), &json!({"text": text}));
    }

    /// Chooses a file in what an XPath names.
    pub fn bring(&self, xpath: &str, file: &str) {
        self.must(&format!("/element/{}/value", self.find(xpath)), &json!({"text": file}));
    }

    /// Runs a script in every document that this page opens from now on, before any of its own.
    pub fn begin_documents_with(&self, script: &str) {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", &json!({"source": script}));
    }

    /// Takes this page's net away, or gives it back.
    pub fn cut_off(&self, is_cut_off: bool) {
        self.devtools("Network.enable", &json!({}));
        let unlimited = json!({"offline": is_cut_off, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.devtools("Network.emulateNetworkConditions", &unlimited);
    }

    /// Presses keys, one after the other, wherever the page has its focus.
    pub fn keys(&self, keys: &str) {
        let strokes: Vec<_> = keys.chars().flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key}))).collect();
        self.must("/actions", &json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]}));
    }

    /// What the console has complained about since it was last asked.
    pub fn complaints(&self) -> Vec<String> {
        let log = self.must("/se/log", &json!({"type": "browser"}));
        let serious = log.as_array().unwrap().iter().filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        serious.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// A picture of the screen as PNG, in base64, so many hundredths of its size.
    pub fn picture(&self, screen: Screen, percent: u32) -> String {
        let scale = Value::Number(format!("{}.{:02}", percent / 100, percent % 100).parse().unwrap());
        let clip = json!({"x": 0, "y": 0, "width": screen.width, "height": screen.height, "scale": scale});
        self.devtools("Page.captureScreenshot", &json!({"format": "png", "clip": clip}))["data"].as_str().unwrap().to_owned()
    }
}
