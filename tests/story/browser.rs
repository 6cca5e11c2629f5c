//! A browser without scripts: a cookie, addresses, forms.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;

use jifen::words::Role;

use super::world::{VILLAGE, World};

/// What everybody in a story has chosen.
pub const PASSWORD: &str = "田埂上的青蛙 7";

/// Somebody at a screen.
pub struct Browser<'a> {
    pub world: &'a World,
    pub cookie: String,
}

/// A page, or the way to another one.
#[derive(Debug)]
pub struct Seen {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Seen {
    /// Where it sends the browser.
    pub fn leads_to(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |to| to.to_str().unwrap())
    }

    /// The operation id of the page's first acting form.
    pub fn operation(&self) -> String {
        self.hidden("operation")
    }

    /// What a field or button of the page's first form that has it holds.
    pub fn hidden(&self, name: &str) -> String {
        let after = self.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no {name} in {self:?}"));
        after.split('"').next().unwrap().to_owned()
    }

    /// Whether it says all of these.
    pub fn says(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.text.contains(word))
    }
}

impl<'a> Browser<'a> {
    /// Nobody is signed in yet.
    pub fn new(world: &'a World) -> Self {
        Self { world, cookie: String::new() }
    }

    /// Somebody of a role, as if their session were open.
    pub async fn at(world: &'a World, role: Role) -> Self {
        Self::signed_in(world, &world.somebody(role).await.token)
    }

    /// With the token of a program or device, as if its session were open.
    pub fn signed_in(world: &'a World, token: &str) -> Self {
        Self { world, cookie: format!("{}={token}", jifen::entrance::COOKIE) }
    }

    /// Signs in as people do; their password is given to them first.
    pub async fn with_password(world: &'a World, number: &str) -> Self {
        world.house.doorkeeper.give_password(&world.village(), number, PASSWORD).await.unwrap();
        let mut browser = Self::new(world);
        let seen = browser.submit("/sign-in", &[("village", VILLAGE), ("login", number), ("password", PASSWORD)]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{seen:?}");
        browser.takes(&seen);
        browser
    }

    /// Keeps the cookies of an answer, and lets go those it takes away.
    pub fn takes(&mut self, seen: &Seen) {
        for cookie in seen.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
            let (name, _) = cookie.split_once('=').unwrap();
            let mut kept: Vec<_> = self
                .cookie
                .split("; ")
                .filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{name}=")))
                .map(str::to_owned)
                .collect();
            if !cookie.contains("Max-Age=0") {
                kept.push(cookie.split(';').next().unwrap().to_owned());
            }
            self.cookie = kept.join("; ");
        }
    }

    /// With a resident's session.
    pub fn of_resident(world: &'a World, token: &str) -> Self {
        Self { world, cookie: format!("{}={token}", jifen::entrance::MINE) }
    }

    /// Opens an address.
    pub async fn opens(&self, address: &str) -> Seen {
        self.ask(Request::get(address), Body::empty()).await
    }

    /// Submits a form.
    pub async fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Seen {
        let pairs: Vec<_> = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = Request::post(address).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request, Body::from(pairs.join("&"))).await
    }

    /// Submits a form with files.
    pub async fn submit_with(&self, address: &str, fields: &[(&str, &str)], files: &[Vec<u8>]) -> Seen {
        const LINE: &str = "----jifen-story";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--{LINE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for file in files {
            let head = "Content-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg";
            body.extend(format!("--{LINE}\r\n{head}\r\n\r\n").into_bytes());
            body.extend(file);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{LINE}--\r\n").into_bytes());
        let request = Request::post(address).header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={LINE}"));
        self.ask(request, Body::from(body)).await
    }

    async fn ask(&self, mut request: axum::http::request::Builder, body: Body) -> Seen {
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        let response = self.world.answer(request.body(body).unwrap()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Seen { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
