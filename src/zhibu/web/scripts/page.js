const doc = document;
const root = doc.documentElement;
const account = doc.body.dataset.account || "";
const one = (selector, within) => (within || doc).querySelector(selector);
const all = (selector, within) => Array.from((within || doc).querySelectorAll(selector));
const show = (selector, yes) => { const found = one(selector); if (found) found.hidden = !yes; };

// A full or forbidden store must never break a page.
const store = {
  get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch (e) { return null; } },
  set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch (e) { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch (e) {} },
  keys(start) { try { return Object.keys(localStorage).filter((key) => key.startsWith(start)); } catch (e) { return []; } },
};

const say = (words) => { const live = one("#live"); if (live && words) live.textContent = words; };
const cookie = (name) => (doc.cookie.match(`(?:^|; )${name}=([^;]*)`) || [])[1] || "";
const secure = location.protocol === "https:" ? ";Secure" : "";
