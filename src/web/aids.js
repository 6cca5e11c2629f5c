
// Pages for everybody: larger letters where one stands, reading aloud, page buttons; a kiosk that forgets, and says when it is cut off.
(function () {
  var aids = document.querySelector("[data-aids]");
  if (!aids) return;
  var root = document.documentElement, main = document.querySelector("main"), lost = document.querySelector("[data-lost]");

  // The answer only keeps the size for the next page.
  var letters = aids.querySelector("form");
  letters.addEventListener("submit", function (event) {
    var chosen = event.submitter, body = new URLSearchParams(new FormData(letters));
    if (!chosen) return;
    event.preventDefault();
    body.set("letters", chosen.value);
    root.dataset.letters = chosen.value;
    letters.querySelectorAll("button").forEach(function (button) { button.setAttribute("aria-pressed", button === chosen); });
    fetch(letters.action, { method: "POST", body: body, redirect: "manual" }).catch(function () {});
  });

  // Aloud: the page's own sentences, in their order. What is marked quiet (names, what somebody has) is read only by a button that stands in it.
  var readers = document.querySelectorAll("[data-read]"), voice = null, reading = null;
  var block = "h1,h2,h3,p,li,dt,dd,summary,label,button,a,td,th";
  function isShown(text, whole) {
    var at = text.parentElement, folded = at.closest("details:not([open])"), range = document.createRange();
    if (at.closest("script,style,[hidden],[aria-hidden=true],[data-read]") || (!whole && at.closest("[data-quiet]"))) return false;
    if (folded && !(at.closest("summary") && at.closest("summary").parentElement === folded)) return false;
    range.selectNodeContents(text);
    return range.getClientRects().length > 0;
  }
  function sentences(within, whole) {
    var walk = document.createTreeWalker(within, NodeFilter.SHOW_TEXT), found = [], last = null;
    for (var text = walk.nextNode(); text; text = walk.nextNode()) {
      var said = text.data.replace(/\s+/g, " ").trim(), at = text.parentElement.closest(block);
      if (!said || !isShown(text, whole)) continue;
      if (at && at === last) found[found.length - 1] += " " + said;
      else found.push(said);
      last = at;
    }
    return found;
  }
  function hush() {
    if (reading) reading.removeAttribute("aria-pressed");
    reading = null;
    speechSynthesis.cancel();
  }
  function read(button) {
    var own = button.closest("[data-quiet]"), all = sentences(own || main, Boolean(own));
    reading = button;
    button.setAttribute("aria-pressed", "true");
    all.forEach(function (said, at) {
      var spoken = new SpeechSynthesisUtterance(said);
      spoken.lang = "zh-CN";
      spoken.voice = voice;
      spoken.rate = 0.9;
      if (at === all.length - 1) spoken.onend = function () { if (reading === button) hush(); };
      speechSynthesis.speak(spoken);
    });
  }
  function listen() {
    voice = speechSynthesis.getVoices().find(function (voice) { return /^(zh|cmn)/i.test(voice.lang); }) || null;
    readers.forEach(function (button) { button.hidden = !voice; });
  }
  if ("speechSynthesis" in window) {
    listen();
    speechSynthesis.addEventListener("voiceschanged", listen);
    addEventListener("pagehide", hush);
    readers.forEach(function (button) {
      button.addEventListener("click", function (event) {
        var again = reading === button;
        event.preventDefault();
        hush();
        if (!again) read(button);
      });
    });
  }
  if (!lost) return;

  // Buttons to leaf with take the place of the scroll bar.
  var turns = aids.querySelector("[data-turns]"), top = document.querySelector(".top");
  root.classList.add("leafs");
  function leaf() {
    var most = root.scrollHeight - innerHeight;
    turns.hidden = most < 4;
    turns.children[0].disabled = scrollY < 2;
    turns.children[1].disabled = scrollY > most - 2;
  }
  turns.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (button) scrollBy({ top: button.value * 0.9 * (innerHeight - top.offsetHeight - aids.offsetHeight), behavior: "smooth" });
  });
  addEventListener("scroll", leaf, { passive: true });
  addEventListener("resize", leaf);
  new ResizeObserver(leaf).observe(document.body);

  // Whether the service answers is asked before each step away from a page that is there; where it does not, the page says so and looks again.
  var home = lost.dataset.lost, warning = document.querySelector("[data-idle]"), isGone = !warning, isSure = false, last = new Date();
  function reach() {
    var late = new AbortController(), stop = setTimeout(function () { late.abort(); }, 4000);
    return fetch("/healthz", { cache: "no-store", signal: late.signal }).then(function (answer) {
      clearTimeout(stop);
      if (!answer.ok) throw new Error("not there");
      last = new Date();
    });
  }
  function cutOff() {
    if (!lost.hidden) return;
    lost.querySelector("[data-last]").textContent = last.getHours() + ":" + String(last.getMinutes()).padStart(2, "0");
    lost.hidden = false;
    var again = setInterval(function () {
      reach().then(function () {
        clearInterval(again);
        if (isGone) location.replace(home);
        else lost.hidden = true;
      }, function () {});
    }, 5000);
  }
  function go(step) { reach().then(step, cutOff); }
  setInterval(function () { reach().catch(cutOff); }, 30000);
  addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    go(function () { location.assign(link.href); });
  });
  addEventListener("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented || isSure) return;
    event.preventDefault();
    go(function () {
      isSure = true;
      form.requestSubmit(button);
    });
  });
  if (!warning) {
    setInterval(function () { go(function () { location.replace(home); }); }, 600000);
    return;
  }

  // Whoever was there is forgotten: after 60 seconds without a touch it asks, 20 seconds later nothing is left here, and the first page ends the session.
  // The service hears of touches, too: by itself it waits no longer (`entrance/sessions.rs`).
  var ask, leave, told = Date.now();
  function forget() {
    isGone = true;
    main.replaceChildren();
    document.querySelector(".top").remove();
    go(function () { location.replace(home); });
  }
  function tell() {
    if (Date.now() - told < 20000) return;
    told = Date.now();
    fetch(warning.dataset.here, { method: "POST" }).then(function (answer) { if (answer.redirected) forget(); }, function () {});
  }
  function wait() {
    clearTimeout(ask);
    clearTimeout(leave);
    warning.hidden = true;
    tell();
    ask = setTimeout(function () {
      warning.hidden = false;
      warning.querySelector("button").focus();
      leave = setTimeout(forget, 20000);
    }, 60000);
  }
  // The touch that says 接着看 must not fall through to what lies below, so the warning goes only once that touch is over.
  function touched() { if (warning.hidden && !isGone) wait(); }
  ["pointerdown", "keydown", "scroll"].forEach(function (kind) { addEventListener(kind, touched, { passive: true, capture: true }); });
  warning.addEventListener("click", wait);
  addEventListener("pageshow", function (event) { if (event.persisted) forget(); });
  wait();
})();
