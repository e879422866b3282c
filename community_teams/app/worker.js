// The service worker: keeps the app's shell, files and shelf, so that it opens without network. Before this text stands
// `const APP = {release, shell, shelf, files}`. It never touches what members wrote, and never keeps what is somebody's.
const CACHE = `bdhvs-field-${APP.release}`;
// The shelf has a cache of its own: it is made fresh while the app runs, and stays when a new version comes.
const SHELF_CACHE = "bdhvs-field-shelf";
const FILES = new Set(APP.files);

// All or nothing: what fails leaves the version before in its place.
async function install() {
  const cache = await caches.open(CACHE);
  try {
    const fresh = (url) => new Request(url, { cache: "reload", credentials: "omit" });
    await cache.addAll([fresh(APP.shell), ...APP.files.map((url) => new Request(url, { cache: "no-cache" }))]);
    const shelf = await caches.open(SHELF_CACHE);
    await shelf.add(fresh(APP.shelf)).catch(async (error) => {
      if (!(await shelf.match(APP.shelf))) throw error;
    });
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function tidy() {
  const names = (await caches.keys()).filter((name) => name.startsWith("bdhvs-field-"));
  await Promise.all(names.filter((name) => name !== CACHE && name !== SHELF_CACHE).map((name) => caches.delete(name)));
  await clients.claim();
}

async function kept(url) {
  return (await (await caches.open(CACHE)).match(url)) || fetch(url);
}

// The one that is kept, at once; meanwhile the newer one is fetched for the next time.
async function shelf(event) {
  const cache = await caches.open(SHELF_CACHE);
  const known = await cache.match(APP.shelf);
  const fresh = fetch(APP.shelf, { cache: "no-cache", credentials: "omit" }).then(async (answer) => {
    if (answer.ok) await cache.put(APP.shelf, answer.clone());
    return answer;
  });
  if (!known) return fresh;
  event.waitUntil(fresh.catch(() => {}));
  return known;
}

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(tidy()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname === APP.shell) event.respondWith(kept(APP.shell));
    // Other pages below the app's address are the server's; without network the app opens instead.
    else event.respondWith(fetch(request).catch(() => kept(APP.shell)));
  } else if (url.pathname === APP.shelf) {
    event.respondWith(shelf(event));
  } else if (!url.search && FILES.has(url.pathname)) {
    event.respondWith(kept(url.pathname));
  }
});

// Said by a page when the member taps, or when no form is open: see updates.js.
addEventListener("message", ({ data }) => {
  if (data === "take-over") skipWaiting();
});
