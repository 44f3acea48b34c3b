/** Tells every part of this page, and every other tab of it, that something was kept. */

export type News = "work" | "sync" | "package" | "sheet";

const others = new BroadcastChannel("biaogan-field");
const heard = new EventTarget();

others.addEventListener("message", (event: MessageEvent<News>) => heard.dispatchEvent(new Event(event.data)));

export function tell(news: News): void {
  heard.dispatchEvent(new Event(news));
  others.postMessage(news);
}

/** Tells the other tabs only: the screen that wrote knows already, and need not read it all again. */
export function tellOthers(news: News): void {
  others.postMessage(news);
}

/** Returns how to stop listening. */
export function listen(news: News, then: () => void): () => void {
  heard.addEventListener(news, then);
  return () => heard.removeEventListener(news, then);
}
