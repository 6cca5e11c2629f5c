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

// A kiosk that nobody touches forgets who was there: after 60 seconds it asks, 20 seconds later it goes home.
(function () {
  var warning = document.querySelector("[data-idle]");
  if (!warning) return;
  var home = warning.dataset.idle, ask, leave;
  function wait() {
    clearTimeout(ask);
    clearTimeout(leave);
    warning.hidden = true;
    ask = setTimeout(function () {
      warning.hidden = false;
      warning.querySelector("button").focus();
      leave = setTimeout(function () { location.replace(home); }, 20000);
    }, 60000);
  }
  // The touch that says 接着看 must not fall through to what lies below, so the warning goes only once that touch is over.
  function touched() { if (warning.hidden) wait(); }
  ["pointerdown", "keydown", "scroll"].forEach(function (kind) { addEventListener(kind, touched, { passive: true, capture: true }); });
  warning.addEventListener("click", wait);
  addEventListener("pageshow", function (event) { if (event.persisted) location.replace(home); });
  wait();
})();

// What only a script can do is shown only where scripts run.
document.querySelectorAll("[data-print]").forEach(function (button) {
  button.hidden = false;
  button.addEventListener("click", function () { print(); });
});
