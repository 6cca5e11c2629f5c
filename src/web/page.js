// Niceties only: every page works without this file.
"use strict";

// The kiosk's number keys write into the first box that is not full instead of asking the server for each key.
document.querySelectorAll("[data-keys]").forEach(function (form) {
  var boxes = Array.from(form.querySelectorAll("[data-typed]"));
  form.addEventListener("click", function (event) {
    var key = event.target.closest("button[name=key]");
    if (!key || key.value === "done") return;
    event.preventDefault();
    var box = key.value === "back" ? boxes.filter(function (box) { return box.value; }).pop()
      : boxes.find(function (box) { return box.value.length < Math.min(box.maxLength, 20); });
    if (!box) return;
    if (key.value === "back") box.value = box.value.slice(0, -1);
    else box.value += key.value;
  });
});

// A scan gun is a keyboard: unless somebody is typing elsewhere, what it types goes into the scan box. Escape leaves what was chosen.
document.querySelectorAll("form[data-scan]").forEach(function (form) {
  var box = form.querySelector("input[autofocus]") || form.querySelector("input[name=number]");
  addEventListener("keydown", function (event) {
    if (event.key === "Escape" && form.dataset.scan) { location.assign(form.dataset.scan); return; }
    if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey || event.key === " ") return;
    if (!/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) box.focus();
  });
});

// The review queue by keyboard: j and k (or the arrows) open the next claim or the one before, a agrees, r goes to the reason.
document.querySelectorAll("[data-queue]").forEach(function (list) {
  var rows = Array.from(list.querySelectorAll("a")), here = rows.findIndex(function (row) { return row.hasAttribute("aria-current"); });
  var yes = document.querySelector(".opened button.main[name=ruling]"), reason = document.querySelector(".opened input[name=reason]");
  var hint = document.querySelector("[data-keys-hint]"), is_wide = matchMedia("(min-width: 901px)").matches;
  if (hint) hint.hidden = !is_wide;
  if (rows[here] && is_wide) rows[here].scrollIntoView({ block: "nearest" });
  addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.key === "Escape" && document.activeElement === reason) { reason.blur(); return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    var step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
    if (step && rows[here + step]) { event.preventDefault(); location.assign(rows[here + step].href); }
    if (event.key === "a" && yes) { event.preventDefault(); yes.click(); yes.disabled = true; yes = null; }
    if (event.key === "r" && reason) { event.preventDefault(); reason.focus(); }
  });
});

// What only a script can do is shown only where scripts run.
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { print(); });
});

// A form that shows what it would come to: a while after the last letter the page is asked how it would look, and those parts of it are put in place.
document.querySelectorAll("form[data-live]").forEach(function (form) {
  var soon, asked = 0;
  form.addEventListener("input", function () {
    clearTimeout(soon);
    soon = setTimeout(function () {
      var mine = ++asked, body = new URLSearchParams(new FormData(form));
      body.set("do", "look");
      fetch(form.action, { method: "POST", body: body }).then(function (answer) { return answer.text(); }).then(function (page) {
        if (mine !== asked) return;
        var fresh = new DOMParser().parseFromString(page, "text/html");
        form.dataset.live.split(" ").forEach(function (id) {
          var now = document.getElementById(id), then = fresh.getElementById(id);
          if (now && then) now.replaceWith(then);
        });
      }).catch(function () {});
    }, 700);
  });
});

// What is typed into a long text outlives the browser, in this browser alone, until it is saved.
document.querySelectorAll("textarea[data-keep]").forEach(function (text) {
  var key = "jifen:" + text.dataset.keep, offer = text.form.querySelector("[data-kept]"), kept = null;
  var numbers = text.parentNode.querySelector(".numbers"), line = /^#L(\d+)$/.exec(location.hash);
  if (line) {
    var before = text.value.split("\n").slice(0, line[1] - 1).join("\n").length + (line[1] > 1 ? 1 : 0);
    text.focus({ preventScroll: true });
    text.setSelectionRange(before, before + text.value.slice(before).split("\n")[0].length);
    scrollTo(0, text.getBoundingClientRect().top + scrollY + (line[1] - 4) * parseFloat(getComputedStyle(text).lineHeight));
  }
  function count() {
    var lines = text.value.split("\n").length;
    text.rows = Math.max(lines, 12) + 1;
    numbers.textContent = Array.from({ length: Math.max(lines, 12) }, function (_, at) { return at + 1; }).join("\n");
  }
  try {
    kept = localStorage.getItem(key);
    if (kept === text.value) { localStorage.removeItem(key); kept = null; }
  } catch (none) { return; }
  offer.hidden = kept === null || !("saved" in text.dataset);
  offer.querySelector("[data-bring]").addEventListener("click", function () { text.value = kept; offer.hidden = true; text.dispatchEvent(new Event("input", { bubbles: true })); });
  offer.querySelector("[data-drop]").addEventListener("click", function () { localStorage.removeItem(key); offer.hidden = true; });
  text.addEventListener("input", function () {
    try { localStorage.setItem(key, text.value); } catch (full) { /* then it is only not kept */ }
    count();
  });
});
