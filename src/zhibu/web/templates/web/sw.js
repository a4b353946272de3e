{% load static %}// Keeps the shell and the last seen Today and meetings, so that they can be read without a network.
// Network first; only whole pages of somebody signed in are kept; nothing is kept once that ends.
"use strict";
const SHELL = ["{% url 'web:offline' %}", "{% static 'web/zhibu.css' %}", "{% static 'web/zhibu.js' %}", "{% static 'web/icons.svg' %}"];
const SHELL_CACHE = "shell-{% static 'web/zhibu.css' %}-{% static 'web/zhibu.js' %}";
const PAGES = "pages";
const KEPT = /^\/($|meetings\/[^/]+\/$)/;
const MOST = 4;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL_CACHE).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((n) => n !== PAGES && n !== SHELL_CACHE).map((n) => caches.delete(n))))
    .then(() => self.clients.claim()));
});

function keep(request, response) {
  return caches.open(PAGES).then((cache) => cache.delete(request)
    .then(() => cache.put(request, response))
    .then(() => cache.keys())
    .then((keys) => Promise.all(keys.slice(0, Math.max(0, keys.length - MOST)).map((key) => cache.delete(key)))));
}

function page(event) {
  const request = event.request;
  const path = new URL(request.url).pathname;
  return fetch(request).then((response) => {
    if (!response.headers.get("X-Zhibu-Account")) {
      // Signed out (or never in): what was kept for the last person goes.
      if (response.ok) event.waitUntil(caches.delete(PAGES));
    } else if (response.ok && !response.redirected && KEPT.test(path)) {
      event.waitUntil(keep(request.url, response.clone()));
    }
    return response;
  }).catch(() => caches.open(PAGES)
    .then((cache) => cache.match(request.url))
    .then((kept) => kept || caches.match(SHELL[0])));
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (SHELL.indexOf(new URL(request.url).pathname) > 0) {
    event.respondWith(caches.match(request.url).then((kept) => kept || fetch(request)));
  }
});
