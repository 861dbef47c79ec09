// Keeps the page of verification on this device, so that it works without a network.
//
// All files of one build are kept together or not at all: each is fetched with the
// digest that the build wrote down, and one that differs fails the whole
// installation. So a page of one build never meets the program of another.
// The status list is not kept here: the page keeps the newest one it has accepted.
"use strict";

/** The digest of each file of this build, by its address. */
const FILES = __FILES__;
/** This build. */
const CACHE = "dcert-__VERSION__";
/** Files with a digest in their name never change, so a page of the last build may still ask for its own. */
const IMMUTABLE = /-[0-9a-f]{16}[._]/;

self.addEventListener("install", event => event.waitUntil(keepAll()));

self.addEventListener("activate", event => event.waitUntil(dropOld()));

// The reader has asked for the new version.
self.addEventListener("message", event => {
  if (event.data === "take-over") {
    self.skipWaiting();
  }
});

self.addEventListener("fetch", event => {
  const { method, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== self.location.origin) {
    return;
  }
  if (pathname in FILES) {
    event.respondWith(kept(CACHE, pathname, event.request));
  } else if (IMMUTABLE.test(pathname)) {
    event.respondWith(kept(undefined, pathname, event.request));
  }
});

async function keepAll() {
  const cache = await caches.open(CACHE);
  const requests = Object.entries(FILES).map(([path, integrity]) =>
    new Request(path, { integrity, credentials: "omit", cache: IMMUTABLE.test(path) ? "default" : "no-cache" }));
  await cache.addAll(requests);
}

/** Only this build and the one before it stay: another window may still show that one. */
async function dropOld() {
  const ours = (await caches.keys()).filter(name => name.startsWith("dcert-"));
  const others = ours.filter(name => name !== CACHE);
  await Promise.all(others.slice(0, -1).map(name => caches.delete(name)));
  // The first build serves the open page at once; a later one waits for its reload.
  await self.clients.claim();
}

async function kept(cacheName, path, request) {
  const found = await caches.match(path, { cacheName, ignoreVary: true });
  return found ?? fetch(request);
}
