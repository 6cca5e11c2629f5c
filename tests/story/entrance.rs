//! Staff at the door: invited once, signed in with a password, out again; whoever guesses, replays or was sent away.

use jifen::db::{Book, Job};
use jifen::roster::Staff;
use jifen::words::{Act, Moment, Refusal, Role};

use super::browser::{Browser, PASSWORD, Seen};
use super::world::{VILLAGE, World, story};

async fn signs_in(world: &World, login: &str, password: &str) -> Seen {
    let typed = [("village", VILLAGE), ("login", login), ("password", password)];
    Browser::new(world).submit("/sign-in", &typed).await
}

fn later(world: &World, seconds: i64) -> Moment {
    world.house.books.clock.now().plus_seconds(seconds)
}

/// What a page shows once.
pub fn shown(seen: &Seen) -> String {
    let after = seen.text.split("shown-code\">").nth(1).unwrap_or_else(|| panic!("no code in {seen:?}"));
    after.split('<').next().unwrap().to_owned()
}

story!(
    /// From an invitation to a password, and out everywhere when it changes.
    an_invitation_leads_to_a_password_once,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        assert_eq!(signs_in(world, "S03", PASSWORD).await.status, 401, "nobody begins with a password");
        let staff = format!("/desk/{VILLAGE}/staff");
        let form = secretary.opens(&staff).await;
        assert!(form.says(&["海某0006", "还没有密码", "发邀请"]), "{form:?}");
        let invite = |operation: &str, number: &str| {
            let (operation, number) = (operation.to_owned(), number.to_owned());
            let secretary = &secretary;
            async move { secretary.submit(&format!("/desk/{VILLAGE}/staff/invitation"), &[("operation", &operation), ("number", &number)]).await }
        };
        let operation = form.operation();
        let invitation = shown(&invite(&operation, "S03").await);
        let again = invite(&operation, "S03").await;
        assert!(again.status == 409 && again.says(&["码只显示一次"]), "{again:?}");
        let supervisor = invite("another", "S02").await;
        assert!(supervisor.status == 403 && supervisor.says(&["不能由您来管"]), "one person is not both pairs of eyes: {supervisor:?}");

        let accepts = |text: &str, password: &str, again: &str| {
            let typed = [("invitation", text.to_owned()), ("password", password.to_owned()), ("again", again.to_owned())];
            async move { Browser::new(world).submit("/sign-in/invitation", &typed.each_ref().map(|(name, value)| (*name, value.as_str()))).await }
        };
        assert!(accepts(&invitation, "12345678", "12345678").await.says(&["太常见"]));
        assert!(accepts(&invitation, PASSWORD, "田埂上的青蛙 8").await.says(&["两次输的不一样"]));
        let chosen = accepts(&invitation, PASSWORD, PASSWORD).await;
        assert_eq!(chosen.leads_to(), format!("/sign-in?chosen={VILLAGE}"));
        for replayed in [invitation.as_str(), &format!("jf.{VILLAGE}.00"), "jf.nowhere.00", ""] {
            let no = accepts(replayed, "别人选的密码 1", "别人选的密码 1").await;
            assert!(no.status == 409 && no.says(&["这个码不能用了"]), "{replayed}: {no:?}");
        }
        assert_eq!(signs_in(world, "S03", PASSWORD).await.leads_to(), format!("/shop/{VILLAGE}"));
        assert_eq!(signs_in(world, "海某0006", PASSWORD).await.leads_to(), format!("/shop/{VILLAGE}"), "by name, too");

        let keeper = Browser::with_password(world, "S03").await;
        let change = |old: &str| [("old", old.to_owned()), ("password", "河边的柳树 12".to_owned()), ("again", "河边的柳树 12".to_owned())];
        let submit = async |typed: [(&str, String); 3]| {
            keeper.submit("/me/password", &typed.each_ref().map(|(name, value)| (*name, value.as_str()))).await
        };
        assert!(submit(change("不是这个密码")).await.says(&["不对"]));
        assert_eq!(submit(change(PASSWORD)).await.status, 303);
        assert_eq!(keeper.opens(&format!("/shop/{VILLAGE}")).await.status, 303, "whoever changes the password signs in anew");
        assert_eq!(signs_in(world, "S03", PASSWORD).await.status, 401);
        assert_eq!(signs_in(world, "S03", "河边的柳树 12").await.status, 303);
    }
);

story!(
    /// Whoever has a password gets a new one only when two people, neither of them its holder, have agreed; else one person could be two.
    a_new_password_needs_two,
    |world| {
        let (secretary, supervisor) = (Browser::with_password(world, "S01").await, Browser::with_password(world, "S02").await);
        let grid = Browser::with_password(world, "S04").await;
        let staff = format!("/desk/{VILLAGE}/staff");
        let submit = async |browser: &Browser<'_>, way: &str, number: &str, id: &str| {
            let fields = [("operation", world.fresh_operation()), ("number", number.to_owned()), ("id", id.to_owned())];
            browser.submit(&format!("{staff}/{way}"), &fields.each_ref().map(|(name, value)| (*name, value.as_str()))).await
        };
        assert!(secretary.opens(&staff).await.says(&["忘了密码，提出重设"]));
        assert_eq!(submit(&secretary, "invitation", "S04", "0").await.leads_to(), staff, "asked for, nothing shown");
        assert!(secretary.opens(&staff).await.says(&["王某0004", "提出重设密码", "要由另一个人同意"]));
        let no = submit(&secretary, "agreement", "S04", "1").await;
        assert!(no.status == 403 && no.says(&["都不能同意"]), "{no:?}");
        assert_eq!(submit(&grid, "agreement", "S04", "1").await.status, 403, "whose it is does not agree");
        assert_eq!(signs_in(world, "S04", PASSWORD).await.status, 303, "until then the old one counts");
        assert!(supervisor.opens(&staff).await.says(&["问过本人，同意"]));
        assert!(supervisor.opens(&format!("/desk/{VILLAGE}")).await.text.contains("/me"), "the way there");
        let invitation = shown(&submit(&supervisor, "agreement", "S04", "1").await);
        assert!(submit(&supervisor, "agreement", "S04", "1").await.says(&["这个码不能用了"]));
        let typed = [("invitation", invitation.as_str()), ("password", "河边的柳树 12"), ("again", "河边的柳树 12")];
        assert_eq!(Browser::new(world).submit("/sign-in/invitation", &typed).await.status, 303);
        assert_eq!(signs_in(world, "S04", PASSWORD).await.status, 401);
        // Nor does a secretary sign out or take the codes of whoever checks on them.
        for way in ["sessions", "second-factor", "invitation"] {
            let no = submit(&secretary, way, "S02", "0").await;
            assert!(no.status == 403 && no.says(&["不能由您"]), "{way}: {no:?}");
        }
    }
);

story!(
    /// A session ends by itself, by its holder, by another one's hand; each at once.
    a_session_ends,
    |world| {
        let desk = format!("/desk/{VILLAGE}");
        let secretary = Browser::with_password(world, "S01").await;
        assert_eq!(secretary.opens(&desk).await.status, 200);
        for _ in 0..10 {
            world.clock.turn_to(later(world, 1_400));
            assert_eq!(secretary.opens(&desk).await.status, 200, "whoever works on stays");
        }
        world.clock.turn_to(later(world, 1_801));
        assert_eq!(secretary.opens(&desk).await.status, 303, "whoever does not is gone");

        let secretary = Browser::with_password(world, "S01").await;
        for _ in 0..43 {
            world.clock.turn_to(later(world, 1_000));
            assert_eq!(secretary.opens(&desk).await.status, 200);
        }
        world.clock.turn_to(later(world, 201));
        assert_eq!(secretary.opens(&desk).await.status, 303, "twelve hours are the most");

        let (mut secretary, other) = (Browser::with_password(world, "S01").await, Browser::with_password(world, "S01").await);
        assert_ne!(secretary.cookie, other.cookie, "each sign-in has a token of its own");
        let copied = Browser { world, cookie: secretary.cookie.clone() };
        // The second sign-in was after a new password, which ended the first.
        assert_eq!((copied.opens(&desk).await.status, other.opens(&desk).await.status), (303.try_into().unwrap(), 200.try_into().unwrap()));
        let signed_in = signs_in(world, "S01", PASSWORD).await;
        secretary.takes(&signed_in);
        let copied = Browser { world, cookie: secretary.cookie.clone() };
        assert_eq!(copied.opens(&desk).await.status, 200);
        let out = secretary.submit("/sign-out", &[]).await;
        secretary.takes(&out);
        assert_eq!((secretary.cookie.as_str(), copied.opens(&desk).await.status.as_u16()), ("", 303), "the row is ended, not only the cookie");
        assert_eq!(other.opens(&desk).await.status, 200);
        assert_eq!(other.submit("/me/sessions", &[]).await.status, 303);
        assert_eq!(other.opens(&desk).await.status, 303);

        let (secretary, keeper) = (Browser::with_password(world, "S01").await, Browser::with_password(world, "S03").await);
        let shop = format!("/shop/{VILLAGE}");
        assert_eq!(keeper.opens(&shop).await.status, 200);
        let form = secretary.opens(&format!("{desk}/staff")).await;
        let typed = [("operation", form.operation()), ("number", "S03".to_owned())];
        secretary.submit(&format!("{desk}/staff/sessions"), &typed.each_ref().map(|(name, value)| (*name, value.as_str()))).await;
        assert_eq!(keeper.opens(&shop).await.status, 303, "at once");
        let grid = Browser::with_password(world, "S04").await;
        assert_eq!(grid.opens(&format!("{desk}/staff")).await.status, 403);
        assert_eq!(grid.submit(&format!("{desk}/staff/sessions"), &[("operation", "x"), ("number", "S01")]).await.status, 403);
    }
);

story!(
    /// Guessing gets slower and slower, and says nothing about who there is.
    whoever_guesses_waits,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        let mut answers = Vec::new();
        for login in ["S01", "S99"] {
            for _ in 0..5 {
                answers.push(signs_in(world, login, "错的密码错的密码").await);
            }
            answers.push(signs_in(world, login, PASSWORD).await);
        }
        let said: Vec<_> = answers.iter().map(|seen| (seen.status.as_u16(), seen.text.replace("S99", "S01"))).collect();
        assert_eq!(said[..6], said[6..], "a number nobody has gets the same answers");
        assert_eq!(said[5].0, 429, "even the right password waits: {:?}", answers[5]);
        assert!(answers[5].says(&["先歇一歇", "请过 60 秒再试"]));
        assert_eq!(secretary.opens(&format!("/desk/{VILLAGE}")).await.status, 200, "whoever is in stays in");
        for wait in [60, 120, 240] {
            world.clock.turn_to(later(world, wait - 1));
            assert_eq!(signs_in(world, "S01", PASSWORD).await.status, 429, "{wait}");
            world.clock.turn_to(later(world, 1));
            assert_eq!(signs_in(world, "S01", "又错的密码又错").await.status, 401, "{wait}");
        }
        world.clock.turn_to(later(world, 900));
        assert_eq!(signs_in(world, "S01", PASSWORD).await.status, 303);
        assert_eq!(signs_in(world, "S01", "错的密码错的密码").await.status, 401, "a right one forgives");
        assert_eq!(signs_in(world, "S01", PASSWORD).await.status, 303);
        let elsewhere = [("village", "../etc"), ("login", "S01"), ("password", PASSWORD)];
        assert_eq!(Browser::new(world).submit("/sign-in", &elsewhere).await.status, 401);
    }
);

story!(
    /// However many guesses come at once, no more are looked at than are allowed.
    guesses_at_once_are_counted_too,
    |world| {
        Browser::with_password(world, "S03").await;
        let guesses: Vec<_> = (0..12)
            .map(|_| {
                let keeper = world.house.doorkeeper.clone();
                let village = world.village();
                tokio::spawn(async move { keeper.sign_in(&village, "S03", "错的密码错的密码", "").await })
            })
            .collect();
        let mut codes = Vec::new();
        for guess in guesses {
            codes.push(match guess.await.unwrap() {
                Err(jifen::words::Failure::Refused(refusal)) => refusal.code,
                other => panic!("{other:?}"),
            });
        }
        codes.sort_unstable();
        assert_eq!(codes[..7], ["entrance.too_many_tries"; 7]);
        assert_eq!(codes[7..], ["entrance.wrong_login"; 5]);
    }
);

/// A code as the phone shows it at this moment; what it counts with was read off the page.
fn code(world: &World, base32: &str) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let value = |letter: char| "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
    let bits: Vec<u8> = base32.chars().flat_map(|letter| (0..5).rev().map(move |at| (value(letter) >> at & 1) as u8)).collect();
    let secret: Vec<u8> = bits.chunks_exact(8).map(|eight| eight.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&secret).unwrap();
    mac.update(&(world.house.books.clock.now().millis() / 30_000).to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    let at = usize::from(bytes[19] & 15);
    let number = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

story!(
    /// A second factor is asked for once it was confirmed, counts once, and is taken away only by somebody else.
    a_second_factor,
    |world| {
        let secretary = Browser::with_password(world, "S01").await;
        let begun = secretary.submit("/me/second-factor", &[]).await;
        assert!(begun.says(&["<svg class=\"qr\"", "扫这个码"]), "{begun:?}");
        let secret = begun.text.split("<p class=\"code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
        assert_eq!(signs_in(world, "S01", PASSWORD).await.status, 303, "not before it is confirmed");
        assert!(secretary.submit("/me/second-factor/code", &[("code", "000000")]).await.says(&["动态码不对"]));
        assert_eq!(secretary.submit("/me/second-factor/code", &[("code", &code(world, &secret))]).await.leads_to(), "/me");
        let enters = async |code: &str| {
            let typed = [("village", VILLAGE), ("login", "S01"), ("password", PASSWORD), ("code", code)];
            Browser::new(world).submit("/sign-in", &typed).await
        };
        assert!(enters("").await.says(&["还要填动态码"]));
        assert_eq!(enters(&code(world, &secret)).await.status, 401, "what confirmed it does not count again");
        world.clock.turn_to(later(world, 30));
        assert_eq!(enters("123456").await.status, 401);
        let right = code(world, &secret);
        assert_eq!(enters(&right).await.status, 303);
        assert_eq!(enters(&right).await.status, 401, "whoever looked over the shoulder comes too late");

        let reset = format!("/desk/{VILLAGE}/staff/second-factor");
        let own = secretary.submit(&reset, &[("operation", "own"), ("number", "S01")]).await;
        assert!(own.status == 403 && own.says(&["不能由您来管"]), "{own:?}");
        let township = Browser::at(world, Role::Township).await;
        assert_eq!(township.submit(&reset, &[("operation", "lost"), ("number", "S01")]).await.status, 303);
        assert_eq!(enters("").await.status, 303);
    }
);

/// Somebody serves in another role from now on.
#[derive(serde::Serialize)]
struct Serves {
    number: String,
    role: Role,
}

impl Job for Serves {
    type Answer = ();
    const VERB: &'static str = "serves";

    fn decide(&self, _: &Act, book: &mut Book) -> Result<(), Refusal> {
        let staff: Staff = book.get(&self.number).unwrap_or_else(|| panic!("nobody has that number"));
        book.put(Staff { role: self.role, ..staff });
        Ok(())
    }
}

story!(
    /// Whoever serves in another role from now on can do nothing in the old one, whatever they are signed in with.
    a_role_that_was_taken_away_is_gone_at_once,
    |world| {
        let (program, keeper) = (world.somebody(Role::Keeper).await, Browser::with_password(world, "S03").await);
        assert_eq!(program.get("/redemptions").await.status, 200);
        let act = world.house.own_act(&world.village(), "another-role").unwrap();
        let job = Serves { number: "S03".to_owned(), role: Role::GridWorker };
        world.house.books.perform(act, job).await.unwrap();
        world.clock.turn_to(later(world, 1));
        assert_eq!(program.get("/redemptions").await.code(), "roster.unknown_token");
        assert_eq!(keeper.opens(&format!("/shop/{VILLAGE}")).await.status, 303);
    }
);
