/** Keeps the page on the phone. The server writes `FIELD_SHELL` above this script: what the page is made of, and which version. */

interface Shell {
  version: string;
  page: string;
  files: string[];
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Worker_ {
  FIELD_SHELL: Shell;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", then: (event: Extendable) => void): void;
  addEventListener(name: "fetch", then: (event: Fetching) => void): void;
  addEventListener(name: "message", then: (event: MessageEvent) => void): void;
}

const worker = self as unknown as Worker_;
const shell = worker.FIELD_SHELL;
const PREFIX = "biaogan-field-";
const name = PREFIX + shell.version;

worker.addEventListener("install", (event) => {
  // All of it, or the old version goes on.
  const files = [shell.page, ...shell.files].map((file) => new Request(file, { cache: "reload", credentials: "omit" }));
  event.waitUntil(caches.open(name).then((cache) => cache.addAll(files)));
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(forgetOld().then(() => worker.clients.claim()));
});

/** The version before stays for the pages that still run it. */
async function forgetOld(): Promise<void> {
  const old = (await caches.keys()).filter((key) => key.startsWith(PREFIX) && key !== name);
  await Promise.all(old.slice(0, -1).map((key) => caches.delete(key)));
}

worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === shell.page) event.respondWith(page());
  else if (shell.files.includes(url.pathname) || url.pathname.includes("/built/")) event.respondWith(file(event.request));
});

async function page(): Promise<Response> {
  return (await (await caches.open(name)).match(shell.page)) ?? fetch(shell.page);
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}
export {};
