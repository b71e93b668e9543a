// Stands between the pages of tallies and the network: where there is none, it gives what the page kept.
// It keeps nothing by itself: tally.js chooses what, and the page "sur-cet-appareil" erases it.
const KEPT = "maillage-releves";
const PATIENCE = 4000; // milliseconds: a line that hangs is no line

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const inTime = (request) => Promise.race([
  fetch(request),
  new Promise((_, give) => setTimeout(() => give(new Error("no answer in time")), PATIENCE)),
]);

// Every page of a link falls back on the one that knows all its periods: /releve/<token>/hors-ligne/
const offlinePage = (url) => {
  const token = url.pathname.split("/")[2];
  return token ? `/releve/${token}/hors-ligne/` : "";
};

async function page(request, url) {
  try {
    return await inTime(request);
  } catch (error) {
    const cache = await caches.open(KEPT);
    const found = await cache.match(request, { ignoreSearch: true, ignoreVary: true })
      || await cache.match(offlinePage(url), { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

async function piece(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const found = await (await caches.open(KEPT)).match(request, { ignoreVary: true });
    if (found) return found;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (["style", "script", "font", "image"].includes(request.destination)) event.respondWith(piece(request));
});
