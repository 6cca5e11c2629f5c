// Shows the grid worker's page where there is no net. It keeps nothing by itself: which page and which files are kept says grid.js.
"use strict";

const PATIENCE = 6000; // milliseconds; a net that is slower than this is none

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const request = event.request, address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  const isPage = request.mode === "navigate" && /^\/grid\/[a-z0-9-]+$/.test(address.pathname);
  const isPart = address.pathname.startsWith("/assets/") || address.pathname === "/grid/queue.js";
  if (isPage || isPart) event.respondWith(answer(request, address.pathname));
});

// What the service says; what was kept where it says nothing. Signing in again is an answer, too.
async function answer(request, path) {
  const kept = caches.match(path);
  const fresh = fetch(request).then((found) => (found.status >= 500 ? Promise.reject(found) : found));
  const late = new Promise((_, give_up) => setTimeout(give_up, PATIENCE));
  try {
    return await ((await kept) ? Promise.race([fresh, late]) : fresh);
  } catch (none) {
    return (await kept) || (none instanceof Response ? none : Response.error());
  }
}
