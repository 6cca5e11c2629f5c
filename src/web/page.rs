//! Pages out: rendered templates, and refusals and faults as a page in three parts (发生了什么 / 有没有影响 / 现在怎么办).
//!
//! Handlers of pages answer with the same [`Trouble`](super::Trouble) as those of the API; [`Visit`] turns what comes out of it into a page,
//! or into the way to sign in.

use askama::Template;
use axum::extract::{MatchedPath, Request};
use axum::http::uri::PathAndQuery;
use axum::http::{Method, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::aids::{Aids, Letters};
use super::assets;
use super::problem::{PartBody, ProblemBody, Reply, status};
use super::request_id::RequestId;
use crate::words::{Failure, Outcome, Refusal};

/// Where people sign in.
pub const SIGN_IN: &str = "/sign-in";

/// What every page says about itself.
#[derive(Clone, Debug, Default)]
pub struct Shell {
    /// Of this page; it stands in the browser's tab.
    pub title: String,
    /// Which clothes it wears: `public`, `desk`, `shop`, `kiosk`.
    pub skin: &'static str,
    /// Where the reader is: a village's name.
    pub place: String,
    /// The way back to where the reader came in.
    pub home: String,
    /// A demonstration, said on every page.
    pub on_trial: bool,
    /// What everybody has to know at the moment: nothing can be recorded.
    pub notice: Option<Notice>,
    /// Who is signed in, in words.
    pub who: Option<String>,
    /// What stands at the foot of pages for everybody.
    pub aids: Option<Aids>,
}

/// A sentence above every page, and what to do about it.
#[derive(Clone, Copy, Debug)]
pub struct Notice {
    pub sentence: &'static str,
    pub next_step: &'static str,
}

impl Shell {
    /// Where the stylesheet is.
    pub fn style(&self) -> &'static str {
        assets::style()
    }

    /// Where the script is. Every page works without it.
    pub fn script(&self) -> &'static str {
        assets::script()
    }

    /// How the way back to where their work begins is called, for whoever is signed in on a page of the desk.
    pub fn back(&self) -> Option<&'static str> {
        let names = [("/desk/", "回到桌面"), ("/township", "回到乡镇"), ("/shop/", "回到小店"), ("/grid/", "回到记一件")];
        let name = names.iter().find(|(begins, _)| self.home.starts_with(begins)).map(|(_, name)| *name);
        name.filter(|_| self.skin == "desk" && self.who.is_some())
    }

    /// How large its letters are.
    pub fn letters(&self) -> Letters {
        self.aids.as_ref().map(|aids| aids.letters).unwrap_or_default()
    }

    /// Where the picture in the browser's tab is.
    pub fn seal(&self) -> &'static str {
        assets::seal()
    }

    /// The same page under another title.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }
}

/// A rendered page.
pub fn page(view: &impl Template) -> Reply<Response> {
    Ok(Html(view.render().map_err(anyhow::Error::from)?).into_response())
}

/// A rendered page that says no beside its form, with the status of that no.
pub fn page_refused(refusal: &Refusal, view: &impl Template) -> Reply<Response> {
    Ok((status(refusal.kind), page(view)?).into_response())
}

/// After something was done: go and look, so that going back repeats nothing.
pub fn see(address: impl AsRef<str>) -> Response {
    Redirect::to(address.as_ref()).into_response()
}

/// Sets an expected no apart from a fault, to be shown beside the form it answers.
pub fn expected<T>(outcome: Outcome<T>) -> Reply<Result<T, Refusal>> {
    match outcome {
        Ok(answer) => Ok(Ok(answer)),
        Err(Failure::Refused(refusal)) => Ok(Err(refusal)),
        Err(fault) => Err(fault.into()),
    }
}

/// Text made fit for the query of an address.
pub fn in_query(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A no as readers are told it.
#[derive(Clone, Debug)]
pub struct Told {
    /// 发生了什么
    pub happened: String,
    /// 有没有影响
    pub effect: &'static str,
    /// 现在怎么办
    pub next_step: String,
    /// What is wrong, one by one.
    pub parts: Vec<String>,
}

impl Told {
    fn of(problem: ProblemBody) -> Self {
        let is_broken = problem.status >= 500;
        let effect = if is_broken { "已经记好的都在，不会丢。" } else { "什么也没有改，分数没有变。" };
        let (happened, next_step) = if problem.code == "operation.reused" {
            ("这张单子已经交过一次，这次没有再记。".to_owned(), "请先看看刚才那次的结果；要再办一件，请从头填一张新的。".to_owned())
        } else {
            (problem.title, problem.detail)
        };
        let part = |part: PartBody| part.fix.map_or(part.message.clone(), |fix| format!("{}{fix}", part.message));
        // A single part says no more than the sentence it was made of.
        let parts: Vec<_> = problem.errors.into_iter().map(part).collect();
        let parts = if parts.len() > 1 { parts } else { Vec::new() };
        Self { happened, effect, next_step, parts }
    }
}

impl From<&Refusal> for Told {
    fn from(refusal: &Refusal) -> Self {
        Self::of(ProblemBody::from(refusal.clone()))
    }
}

/// A no that fills the whole page.
#[derive(Template)]
#[template(config = "src/web/askama.toml", path = "web/trouble.html")]
struct TroublePage {
    shell: Shell,
    told: Told,
}

impl TroublePage {
    fn of(problem: ProblemBody, (skin, home): (&'static str, String)) -> Self {
        let shell = Shell { title: "没有办成".to_owned(), skin, home, ..Shell::default() };
        Self { shell, told: Told::of(problem) }
    }
}

/// What a page that says no wears, and where it leads: whoever stands at a kiosk or looks at what is theirs stays there.
fn frame_of(path: &str) -> (&'static str, String) {
    let home = || path.split('/').take(3).collect::<Vec<_>>().join("/");
    match path.split('/').nth(1) {
        Some("kiosk") => ("kiosk", home()),
        Some("v") => ("v", home()),
        Some("desk" | "grid" | "shop" | "reports" | "township") => ("public", OWN_PAGE.to_owned()),
        _ => ("public", "/".to_owned()),
    }
}

/// Leads whoever serves to where their work begins.
pub const OWN_PAGE: &str = "/me/page";

/// Addresses that answer programs, which want problems as JSON.
const FOR_PROGRAMS: [&str; 4] = ["/api/", "/healthz", "/readyz", "/metrics"];

/// Who asks: a person in a browser, or a program; and for what, so that signing in leads back to it.
pub struct Visit {
    is_page: bool,
    asked: Option<PathAndQuery>,
    /// Where somebody is led who goes back to an address that only takes forms.
    back: Option<PathAndQuery>,
    frame: (&'static str, String),
}

impl Visit {
    /// Told by the address.
    pub fn of(request: &Request) -> Self {
        let is_page = !FOR_PROGRAMS.iter().any(|path| request.uri().path().starts_with(path));
        let asked = match is_page {
            true if request.method() == Method::GET => request.uri().path_and_query().cloned(),
            true => screen(request),
            false => None,
        };
        let back = if is_page && request.method() == Method::GET { screen(request) } else { None };
        Self { is_page, asked, back, frame: frame_of(request.uri().path()) }
    }

    /// Whether a person asks, in a browser.
    pub fn is_page(&self) -> bool {
        self.is_page
    }

    /// For people a problem becomes a page, or the way to sign in; for programs it stays what it is, and says which request it answers.
    pub fn told(self, mut answer: Response, id: &RequestId) -> Response {
        let Some(mut problem) = answer.extensions_mut().remove::<ProblemBody>() else { return answer };
        if !self.is_page {
            problem.request_id = Some(id.to_string());
            return problem.into_response();
        }
        if problem.status == StatusCode::UNAUTHORIZED.as_u16() {
            let address = self.asked.map_or(SIGN_IN.to_owned(), |asked| format!("{SIGN_IN}?next={}", in_query(asked.as_str())));
            return see(address);
        }
        let status = answer.status();
        if let (StatusCode::METHOD_NOT_ALLOWED, Some(back)) = (status, self.back) {
            return see(back.as_str());
        }
        match page(&TroublePage::of(problem, self.frame)) {
            Ok(page) => (status, page).into_response(),
            Err(fault) => fault.into_response(),
        }
    }
}

/// Where the screen of a form begins, so that a form which comes too late leads back there: of `/desk/{village}/record` what stands for `/desk/{village}`.
fn screen(request: &Request) -> Option<PathAndQuery> {
    let is_parameter = |path: &MatchedPath| path.as_str().split('/').nth(2).is_some_and(|part| part.starts_with('{'));
    request.extensions().get::<MatchedPath>().filter(|path| is_parameter(path))?;
    let parts: Vec<_> = request.uri().path().split('/').take(3).collect();
    parts.join("/").parse().ok()
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;
    use crate::words::{Kind, Problem};

    /// Every page of this folder, by name.
    pub(crate) fn samples() -> Vec<(&'static str, String)> {
        let parts =
            ["时长要填数字。", "日期还没有到。"].map(|message| Problem { pointer: String::new(), message: message.into(), fix: None });
        let refusal = Refusal::new("shop.points_short", Kind::Conflict, "还差 12 分。", "请再攒一攒。").with(parts.into());
        let trouble = |path| TroublePage::of(ProblemBody::from(refusal.clone()), frame_of(path)).render().unwrap();
        vec![("trouble", trouble("/desk/jianghe")), ("trouble on the kiosk", trouble("/kiosk/jianghe/notices/9"))]
    }

    #[test]
    fn whoever_stands_at_a_kiosk_stays_there() {
        let [(_, elsewhere), (_, kiosk)] = samples().try_into().unwrap();
        assert!(kiosk.contains("class=\"kiosk\"") && kiosk.contains("href=\"/kiosk/jianghe\">回首页"));
        assert!(elsewhere.contains("class=\"public\"") && elsewhere.contains("href=\"/me/page\">回我办事的地方"));
    }

    #[test]
    fn a_sheet_handed_in_twice_is_not_called_an_idempotency_key() {
        let refusal = Refusal::new("operation.reused", Kind::Invalid, "x", "请换一个新的 Idempotency-Key 再提交。");
        assert!(!Told::from(&refusal).next_step.contains("Idempotency"));
    }

    #[test]
    fn a_query_holds_only_plain_letters() {
        assert_eq!(in_query("/desk/a?rule=积分"), "/desk/a%3Frule%3D%E7%A7%AF%E5%88%86");
    }
}
