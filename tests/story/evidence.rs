//! 凭证: pictures that show a deed. Who must bring one, who sees it, that none can be exchanged, and that it is gone when somebody asks.

use image::{Rgb, RgbImage};
use jifen::words::Role;
use serde_json::{Value, json};

use super::actors::Actor;
use super::browser::Browser;
use super::tampering::by_hand;
use super::world::{On, VILLAGE, World, story};

/// A picture of one colour, of 16 that are far enough apart to stay different.
pub fn picture(colour: u8) -> Vec<u8> {
    jifen::pictures::jpeg(&RgbImage::from_pixel(8, 8, Rgb([colour * 16, 90, 200]))).unwrap()
}

/// With a rule that asks for a picture, and one that asks for a paper.
pub fn asking(file: &str, text: String) -> String {
    let rules = "    庭院整洁: { 分值: 3, 凭证: 照片 }\n    红白事从俭: { 分值: 20, 凭证: 证明 }\n  公益服务:";
    if file == "rules.yaml" { text.replace("  公益服务:", rules) } else { text }
}

fn deed(rule: &str, photos: &[&str], note: &str) -> Value {
    json!({"rule": rule, "subject": "1-01-2", "occurred_on": "2026-03-01", "photos": photos, "note": note})
}

/// A picture that was brought, by its id.
async fn brought(who: &Actor<'_>, colour: u8) -> String {
    who.brings(&who.world.fresh_operation(), picture(colour)).await.text("id")
}

story!(
    /// Without what its rule asks for a deed is not recorded; a picture shows one deed, of whoever brought it; and only once, however often it is sent.
    what_a_rule_asks_for_must_be_there,
    asking,
    |world| {
        let (grid, secretary) = (world.somebody(Role::GridWorker).await, world.somebody(Role::Secretary).await);
        let none = grid.post("/claims", deed("庭院整洁", &[], "门口也扫了")).await;
        assert_eq!((none.status.as_u16(), none.code()), (422, "claims.evidence_missing"), "{none:?}");
        assert!(none.text("title").contains("要有照片") && none.text("detail").contains("拍一张"), "{none:?}");
        let paper = grid.post("/claims", deed("红白事从俭", &[], " ")).await;
        assert!(paper.code() == "claims.evidence_missing" && paper.text("detail").contains("第几页"), "{paper:?}");
        assert_eq!(grid.post("/claims", deed("红白事从俭", &[], "登记表第 3 页")).await.status, 201);

        let first = grid.brings("once", picture(1)).await;
        let again = grid.brings("once", picture(1)).await;
        assert!(first.status == 201 && again.replayed && first.text("id") == again.text("id"), "{first:?} {again:?}");
        let photo = first.text("id");
        assert_eq!(brought(&grid, 1).await, photo, "the same file is kept once");
        assert_eq!(grid.brings("once", picture(2)).await.code(), "operation.reused");
        assert_eq!(secretary.post("/claims", deed("庭院整洁", &[&photo], "")).await.code(), "claims.unknown_photo", "somebody else brought it");
        let done = grid.post_as("the-deed", "/claims", deed("庭院整洁", &[&photo, &photo], "")).await;
        assert_eq!(done.status, 201, "{done:?}");
        assert!(grid.post_as("the-deed", "/claims", deed("庭院整洁", &[&photo, &photo], "")).await.replayed);
        assert_eq!(grid.post("/claims", deed("庭院整洁", &[&photo], "")).await.code(), "claims.unknown_photo", "it shows a deed already");
        let claim = secretary.get(&format!("/claims/{}", done.text("id"))).await.body;
        assert_eq!(claim["photos"], json!([photo]));

        let mut five = Vec::new();
        for colour in 10..15 {
            five.push(brought(&grid, colour).await);
        }
        let five: Vec<&str> = five.iter().map(String::as_str).collect();
        assert_eq!(grid.post("/claims", deed("庭院整洁", &five, "")).await.code(), "claims.too_many_photos");
        let row = |photos: &[&str]| deed("庭院整洁", photos, "");
        let batch = grid.post("/claims/batches", json!({"claims": [row(&five[..2]), row(&five[2..3])]})).await;
        assert_eq!(batch.status, 201, "{batch:?}");
        let missing = grid.post("/claims/batches", json!({"claims": [row(&five[3..4]), row(&[])]})).await;
        assert!(missing.code() == "claims.wrong_rows" && missing.body["errors"][0]["pointer"] == "/claims/1", "{missing:?}");
        assert_eq!(grid.brings("text", b"<html>".to_vec()).await.code(), "picture.unknown_kind");
    }
);

story!(
    /// Those who decide see it, and whom it is about; nobody else, and no cache keeps it.
    only_those_who_decide_and_oneself_see_a_picture,
    asking,
    |world| {
        let [grid, secretary, supervisor, township] = world.everybody().await;
        let photo = brought(&grid, 3).await;
        let address = format!("/photos/{photo}");
        assert_eq!(secretary.get(&address).await.code(), "claims.unknown_photo", "it shows nothing yet");
        let claim = grid.post("/claims", deed("庭院整洁", &[&photo], "")).await.text("id");
        for one in [&secretary, &supervisor, &township, &world.resident("1-01-2").await] {
            assert_eq!(one.get(&address).await.status, 200);
        }
        assert_eq!(grid.get(&address).await.code(), "roster.not_your_task");
        for other in ["1-01-1", "1-02-1"] {
            assert_eq!(world.resident(other).await.get(&address).await.code(), "claims.unknown_photo", "not of the neighbours, nor of one's family");
        }
        let desk = Browser::signed_in(world, &secretary.token);
        let page = desk.opens(&format!("/desk/{VILLAGE}/claims/{claim}")).await;
        assert!(page.says(&[&format!("/desk/{VILLAGE}{address}")]), "{page:?}");
        let seen = desk.opens(&format!("/desk/{VILLAGE}{address}")).await;
        let told = ["content-type", "cache-control", "x-content-type-options"].map(|name| seen.headers[name].to_str().unwrap().to_owned());
        assert_eq!(told, ["image/jpeg", "no-store", "nosniff"]);
        let worker = Browser::signed_in(world, &grid.token);
        assert!(!worker.opens(&format!("/desk/{VILLAGE}/claims/{claim}")).await.says(&["/photos/"]), "whoever may not see it is not shown where it is");
        let own = Browser::of_resident(world, &world.resident("1-01-2").await.token);
        assert_eq!(own.opens(&format!("/v/{VILLAGE}{address}")).await.headers["content-type"], "image/jpeg");
    }
);

story!(
    /// At the desk a form brings its pictures along, and does not ask for them again when it comes back.
    a_form_that_comes_back_still_has_its_picture,
    asking,
    |world| {
        let grid = Browser::at(world, Role::GridWorker).await;
        let address = format!("/desk/{VILLAGE}/record");
        let form = grid.opens(&format!("{address}?rule=%E5%BA%AD%E9%99%A2%E6%95%B4%E6%B4%81")).await;
        assert!(form.says(&["multipart/form-data", "type=\"file\"", "要有照片"]), "{form:?}");
        let operation = form.operation();
        let typed = |day: &'static str| [("operation", operation.as_str()), ("rule", "庭院整洁"), ("subject", "1-01-2"), ("day", day), ("do", "record")];
        let refused = grid.submit_with(&address, &typed("2026-03-09"), &[picture(4)]).await;
        assert!(refused.status == 422 && refused.says(&["还没有到", "收到了 1 张照片"]), "{refused:?}");
        let kept = refused.text.split("name=\"photo:").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let kept = format!("photo:{kept}");
        let again = [&typed("2026-03-01")[..], &[(kept.as_str(), "1")]].concat();
        let done = grid.submit(&address, &again).await;
        assert_eq!((done.status.as_u16(), grid.submit(&address, &again).await.leads_to()), (303, done.leads_to()), "{done:?}");
        let none = grid.submit_with(&address, &[("operation", "another"), ("rule", "庭院整洁"), ("subject", "1-01-2"), ("day", "2026-03-01"), ("do", "record")], &[Vec::new()]).await;
        assert!(none.status == 422 && none.says(&["要有照片，还没有交"]), "no file was chosen: {none:?}");
        let large = grid.submit_with(&address, &typed("2026-03-01"), &[vec![0; 17 << 20]]).await;
        assert!(large.status == 413 && large.says(&["太大"]), "{large:?}");
        let elsewhere = grid.submit_with(&format!("/desk/{VILLAGE}/batch"), &[("rows", &"x".repeat(2 << 20))], &[]).await;
        assert!(elsewhere.status.is_client_error(), "{elsewhere:?}");
    }
);

/// A deed with two pictures.
async fn shown(world: &World) -> [String; 2] {
    let grid = world.somebody(Role::GridWorker).await;
    let photos = [brought(&grid, 5).await, brought(&grid, 6).await];
    let claim = grid.post("/claims", deed("庭院整洁", &[&photos[0], &photos[1]], "")).await;
    assert_eq!(claim.status, 201, "{claim:?}");
    photos
}

#[tokio::test]
async fn pictures_exchanged_by_hand_are_found() {
    let free =
        "DROP TRIGGER photos_no_update; DROP TRIGGER photos_no_delete; DROP TRIGGER evidence_no_update; DROP TRIGGER evidence_no_delete;";
    let table = [
        ("UPDATE photos SET picture = (SELECT picture FROM photos p WHERE p.id <> photos.id LIMIT 1)", "被换过"),
        ("UPDATE photos SET picture = 'AAAA'", "被换过"),
        ("UPDATE evidence SET claim = 2", "第 1 号申报的照片和记的时候不一样"),
        ("DELETE FROM evidence WHERE line = 2", "第 1 号申报的照片和记的时候不一样"),
        ("INSERT INTO evidence SELECT village, claim, 3, 'abc', NULL FROM evidence WHERE line = 1", "第 1 号申报的照片和记的时候不一样"),
        ("UPDATE photos SET picture = '', salt = ''", "第 1 号申报的照片没有了，却没有人要求删除"),
        ("DELETE FROM photos", "第 1 号申报的照片没有了，却没有人要求删除"),
        ("DROP TRIGGER operations_shown_no_update; UPDATE operations SET shown = NULL; DELETE FROM evidence", "和它的校验码"),
    ];
    for (sql, expected) in table {
        let world = World::begun(On::Sqlite, asking).await.unwrap();
        shown(&world).await;
        assert_eq!(world.breaches().await, Vec::<String>::new());
        for guarded in [
            "UPDATE photos SET picture = 'AAAA'",
            "DELETE FROM photos",
            "UPDATE evidence SET claim = 2",
            "UPDATE operations SET shown = ''",
        ] {
            assert!(by_hand(&world, guarded).await.unwrap_err().to_string().contains("append-only"), "{guarded}");
        }
        by_hand(&world, &format!("{free} {sql}")).await.unwrap();
        let found = world.breaches().await;
        assert!(found.iter().any(|breach| breach.contains(expected)), "{sql}: {found:?}");
        world.vanish().await;
    }
}

story!(
    /// Whoever asks to be forgotten: their pictures are gone, also one that nothing shows; the act and the chain stand.
    a_forgotten_persons_picture_is_gone,
    asking,
    |world| {
        let [_, secretary, supervisor, _] = world.everybody().await;
        let me = world.resident("1-01-2").await;
        let [photo, other] = shown(world).await;
        let unused = brought(&me, 7).await;
        assert_eq!(secretary.rejects("1", "不是这一户").await.status, 201);
        let asked = me.post("/erasures", json!({"ground": "own", "waives": true})).await;
        assert_eq!(asked.status, 201, "{asked:?}");
        assert_eq!(supervisor.post("/erasures/1/confirmation", json!({})).await.text("state"), "done");
        let mut conn = world.house.books.read().await.unwrap();
        let left: Vec<(String, String, String)> = conn.query("SELECT id, salt, picture FROM photos WHERE village = 'suanli' ORDER BY id", &[]).await.unwrap();
        drop(conn);
        let mut ids = [photo.clone(), other, unused];
        ids.sort();
        assert_eq!(left.iter().map(|(id, ..)| id.clone()).collect::<Vec<_>>(), ids);
        assert!(left.iter().all(|(_, salt, picture)| salt.is_empty() && picture.is_empty()), "{left:?}");
        assert_eq!(secretary.get(&format!("/photos/{photo}")).await.code(), "claims.unknown_photo");
        assert_eq!(secretary.get("/claims/1").await.body["photos"], json!([]));
    }
);

story!(
    /// A picture that nothing shows is gone after two days; what shows a deed stays.
    what_nothing_shows_goes_by_itself,
    asking,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        shown(world).await;
        let late = brought(&grid, 8).await;
        world.wake_up_on("2026-03-04").await;
        assert_eq!(grid.brings("soon", picture(9)).await.status, 201);
        world.wake_up_on("2026-03-05").await;
        assert_eq!(grid.post("/claims", deed("庭院整洁", &[&late], "")).await.code(), "claims.unknown_photo");
        let mut conn = world.house.books.read().await.unwrap();
        let left: Vec<(i64,)> = conn.query("SELECT COUNT(*) FROM photos WHERE village = 'suanli' AND picture <> ''", &[]).await.unwrap();
        assert_eq!(left, [(3,)], "two are shown, one is new");
    }
);
