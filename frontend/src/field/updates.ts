/** The page works offline, and a new version of it takes over only when nothing is being typed. */

const LOOK_AGAIN = 60 * 60_000;

export function startUpdates(): void {
  if (!("serviceWorker" in navigator)) return;
  const controlled = navigator.serviceWorker.controller !== null;
  let reloads = false;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // The first worker takes over a page that is as new as it is.
    if (!controlled || reloads) return;
    reloads = true;
    whenFree(() => location.reload());
  });
  navigator.serviceWorker
    .register("/field/sw.js", { scope: "/field/", updateViaCache: "none" })
    .then((registration) => {
      const ready = (worker: ServiceWorker | null): void => {
        if (worker && registration.active) whenFree(() => worker.postMessage("take over"));
      };
      ready(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => worker.state === "installed" && ready(worker));
      });
      setInterval(() => void registration.update().catch(() => undefined), LOOK_AGAIN);
    })
    .catch((error: unknown) => console.warn(error));
}

/** Nothing is open, nothing is being written: the overview, or a page that nobody looks at. */
export function isFree(): boolean {
  const path = location.hash.replace(/^#\/?/, "");
  const rests = path === "" || path === "outbox" || path === "more" || document.visibilityState === "hidden";
  const writes = document.querySelector("dialog[open]") !== null || (document.activeElement?.matches("input, textarea, select") ?? false);
  return rests && !writes && document.querySelector(".tool[aria-pressed=true]") === null;
}

function whenFree(then: () => void): void {
  const look = (): boolean => {
    if (!isFree()) return false;
    then();
    return true;
  };
  if (look()) return;
  const timer = setInterval(() => look() && clearInterval(timer), 2_000);
}
