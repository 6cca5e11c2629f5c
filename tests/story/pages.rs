//! What people do in a browser, without scripts: the same books, the same refusals, nothing twice.

use axum::body::Body;
use axum::http::Request;
use jifen::app::{House, router};
use jifen::words::Role;
use tower::ServiceExt;

use super::browser::Browser;
use super::world::{VILLAGE, story};

story!(
    /// A deed recorded and approved at the desk stands on the kiosk with its reason; its name is masked there.
    a_deed_from_the_desk_to_the_kiosk,
    |world| {
        let grid = Browser::at(world, Role::GridWorker).await;
        let form = grid.opens(&format!("/desk/{VILLAGE}/record?rule=%E5%BF%97%E6%84%BF%E6%9C%8D%E5%8A%A1")).await;
        assert!(form.says(&["志愿服务", "时长（小时）"]), "{form:?}");
        let operation = form.operation();
        let typed = [
            ("operation", operation.as_str()),
            ("rule", "志愿服务"),
            ("subject", "1-01-2"),
            ("fact:时长", "5"),
            ("day", "2026-03-01"),
            ("do", "record"),
        ];
        let address = format!("/desk/{VILLAGE}/record");
        let first = grid.submit(&address, &typed).await;
        let second = grid.submit(&address, &typed).await;
        assert_eq!((first.status.as_u16(), first.leads_to()), (303, second.leads_to()), "a second submit records nothing new");
        let look = [&typed[..5], &[("do", "look")]].concat();
        assert_eq!(grid.submit(&address, &look).await.leads_to(), first.leads_to(), "what is recorded is not called unrecorded");
        assert!(grid.opens(first.leads_to()).await.says(&["待审核", "+10 分", "还要 1 个人同意"]));

        let secretary = Browser::at(world, Role::Secretary).await;
        let desk = secretary.opens(&format!("/desk/{VILLAGE}/queue")).await;
        assert!(desk.says(&["马某0002", "5 小时 × 2 = 10 分"]), "{desk:?}");
        let review = format!("/desk/{VILLAGE}/claims/1/review");
        let no = secretary.submit(&review, &[("operation", &desk.operation()), ("ruling", "return"), ("reason", "")]).await;
        assert!(no.status == 422 && no.says(&["没有写原因", "什么也没有改"]), "{no:?}");
        let yes = secretary.submit(&review, &[("operation", &desk.operation()), ("ruling", "approve"), ("reason", "")]).await;
        assert_eq!(yes.status.as_u16(), 303, "{yes:?}");

        let points = Browser::of_resident(world, &world.resident("1-01-2").await.token).opens(&format!("/v/{VILLAGE}")).await;
        assert!(points.says(&["马某*2", "志愿服务", "+10", "5 小时 × 2 = 10 分", "试行"]) && !points.text.contains("马某0002"), "{points:?}");
        assert_eq!(points.headers["cache-control"], "no-store");
    }
);

story!(
    /// The counter hands out once however often its form is submitted, and takes back with a reason.
    the_counter_never_takes_twice,
    |world| {
        let grid = world.somebody(Role::GridWorker).await;
        for _ in 0..8 {
            grid.records("签到", "1-01-1", "2026-03-01", serde_json::json!({})).await;
        }
        let keeper = Browser::at(world, Role::Keeper).await;
        let shop = format!("/shop/{VILLAGE}");
        let till = keeper.submit(&shop, &[("number", "1-01-1")]).await;
        assert!(till.says(&["马某*1", "香皂"]) && !till.text.contains("马某0001"), "{till:?}");
        let operation = till.operation();
        let typed =
            |pieces, step| [("operation", operation.as_str()), ("account", "1-01-1"), ("item:A01", pieces), ("agreed", "5"), ("do", step)];
        let redemptions = format!("{shop}/redemptions");
        let too_many = keeper.submit(&shop, &typed("2", "scan")).await;
        assert!(too_many.status == 409 && too_many.says(&["还差 2 分", "value=\"2\""]), "{too_many:?}");
        assert!(keeper.submit(&shop, &typed("1", "scan")).await.says(&["确认换 5 分", "换后还剩 <b>3</b> 分"]));
        assert_eq!(grid.available("1-01-1").await, "8.00", "looking takes nothing");
        let label = |points: &str| serde_json::json!({"goods": [{"item": "A01", "name": "香皂", "points": points, "cost": "4.50", "quantity": 0}]});
        world.somebody(Role::Keeper).await.post("/deliveries", label("6")).await;
        let dearer = keeper.submit(&redemptions, &typed("1", "confirm")).await;
        assert!(dearer.status == 409 && dearer.says(&["核对时 5 分，现在 6 分"]), "nobody pays what they did not see: {dearer:?}");
        world.somebody(Role::Keeper).await.post("/deliveries", label("5")).await;
        for (address, step) in [(&redemptions, "confirm"), (&redemptions, "confirm"), (&shop, "scan")] {
            let done = keeper.submit(address, &typed("1", step)).await;
            assert_eq!(done.leads_to(), format!("{redemptions}/1"), "{done:?}");
        }
        let other = keeper.submit(&redemptions, &typed("2", "confirm")).await;
        assert!(other.status == 422 && other.says(&["已经交过一次"]), "a sheet that was handed in is not changed by going back: {other:?}");
        assert_eq!(grid.available("1-01-1").await, "3.00");
        let slip = keeper.opens(&format!("{redemptions}/1")).await;
        let cancellation = format!("{redemptions}/1/cancellation");
        let no = keeper.submit(&cancellation, &[("operation", &slip.operation()), ("reason", " ")]).await;
        assert!(no.status == 422 && no.says(&["没有写原因"]), "{no:?}");
        keeper.submit(&cancellation, &[("operation", &slip.operation()), ("reason", "拿错了")]).await;
        assert_eq!(grid.available("1-01-1").await, "8.00");
        assert!(keeper.opens(&shop).await.says(&["已退回"]));
    }
);

story!(
    /// Who is not signed in is led to the door and back; who has no business there is told in words, on a page.
    doors_open_only_for_whom_they_should,
    |world| {
        let nobody = Browser::new(world);
        for page in ["kiosk", "desk", "shop"] {
            let seen = nobody.opens(&format!("/{page}/{VILLAGE}")).await;
            assert_eq!(seen.leads_to(), format!("/sign-in?next=/{page}/{VILLAGE}"));
        }
        for (asked, way) in [("v", "who"), ("kiosk", "registration")] {
            let led = nobody.opens(&format!("/sign-in?next=/{asked}/{VILLAGE}")).await;
            assert_eq!(led.leads_to(), format!("/{asked}/{VILLAGE}/{way}"), "residents and devices show something else than staff");
        }
        assert!(nobody.opens(&format!("/villages/{VILLAGE}")).await.says(&["6 户", "7 人", "有积分 0 人", "换过东西 0 人", "试行"]));
        assert!(nobody.opens(&format!("/villages/{VILLAGE}/sheet")).await.says(&["积分细则表", "做什么", "全文短码", "村务监督委员会"]));
        let capital = nobody.opens("/villages/Suanli").await;
        assert!(capital.status == 404 && capital.says(&["<html", "没有这个村"]), "{capital:?}");
        let keeper = Browser::at(world, Role::Keeper).await;
        let desk = keeper.opens(&format!("/desk/{VILLAGE}")).await;
        assert!(desk.status == 403 && desk.says(&["<html", "店员不办这件事", "现在怎么办"]), "{desk:?}");
        let elsewhere = keeper.opens("/shop/nowhere").await;
        assert!(elsewhere.status == 404 && elsewhere.says(&["<html", "没有这个村"]), "{elsewhere:?}");
        assert_eq!(keeper.opens(&format!("/api/v1/villages/{VILLAGE}/claims")).await.headers["content-type"], "application/problem+json");
    }
);

story!(
    /// However many open the front page at once, on a service that has just been started, everybody gets it.
    the_front_page_does_not_wait_for_itself,
    |world| {
        let service = router::router(House::new(world.house.books.clone()));
        let open = || tokio::spawn(service.clone().oneshot(Request::get("/").body(Body::empty()).unwrap()));
        for opened in (0..16).map(|_| open()).collect::<Vec<_>>() {
            assert_eq!(opened.await.unwrap().unwrap().status().as_u16(), 200);
        }
        let home = Browser::new(world).opens("/").await;
        assert!(home.says(&["算例村", "试行"]) && !home.says(&["下一页"]), "{home:?}");
        assert!(!Browser::new(world).opens(&format!("/?after={VILLAGE}")).await.says(&["算例村"]));
    }
);

story!(
    /// A deed of an earlier day is asked about as the rules of its day ask, though they have changed since.
    the_form_is_that_of_the_day,
    |world| {
        let rule = "record?rule=%E5%BF%97%E6%84%BF%E6%9C%8D%E5%8A%A1";
        world.rewrite("rules.yaml", |text| text.replace("志愿服务", "志愿行动"));
        assert!(matches!(world.settle().await, jifen::app::settling::Settled::Updated(_)));
        let grid = Browser::at(world, Role::GridWorker).await;
        assert!(grid.opens(&format!("/desk/{VILLAGE}/{rule}")).await.says(&["没有正好叫“志愿服务”的规则"]));
        assert!(grid.opens(&format!("/desk/{VILLAGE}/{rule}&day=2026-03-01")).await.says(&["时长（小时）"]));
        let form = grid.opens(&format!("/desk/{VILLAGE}/{rule}&day=2026-03-01")).await;
        let operation = form.operation();
        let typed = [("operation", operation.as_str()), ("rule", "志愿服务"), ("subject", "1-01-2"), ("fact:时长", "5"), ("day", "2026-03-01")];
        let look = [&typed[..], &[("do", "look")]].concat();
        assert!(grid.submit(&format!("/desk/{VILLAGE}/record"), &look).await.says(&["+10 分", "还没有记"]));
    }
);
