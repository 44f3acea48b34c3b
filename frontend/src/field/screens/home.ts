import { begin, beginSelfCheck, type Place } from "../work.ts";
import { badge, button, h, link, toast } from "../dom.ts";
import { surely } from "../full.ts";
import { conflicts, isFilled, lack, open } from "../opened.ts";
import { go, nothing, show } from "../screen.ts";
import { handbook, kept, sheets, units } from "../store.ts";
import { now, refresh } from "../sync.ts";
import type { Sheet, Unit } from "../types.ts";
import { day, known, moment, word } from "../words.ts";

const TONE: Record<string, string> = { planned: "rest", assigned: "act", in_progress: "act", submitted: "proven", confirmed: "proven", final: "proven", disputed: "soon" };
const ORDER = ["in_progress", "assigned", "planned", "disputed", "submitted", "confirmed", "final", "cancelled"];

export function stateBadge(sheet: Sheet): HTMLElement {
  if (sheet.handed_in) return badge("soon", word("state_sending"));
  return badge(TONE[sheet.state] ?? "rest", known(`state_${sheet.state}`) ?? sheet.state);
}

export async function homeScreen(): Promise<void> {
  const [all, places, told] = await Promise.all([sheets(), units(), kept("package")]);
  const byId = new Map(places.map((unit) => [unit.id, unit]));
  all.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || (a.planned_on ?? "").localeCompare(b.planned_on ?? ""));
  const cards = await Promise.all(all.map((sheet) => card(sheet, byId.get(sheet.unit))));
  const checks = places.filter((unit) => unit.may_check);
  show({
    title: word("sheets"),
    place: "sheets",
    body: [
      now.health === "revoked" ? h("p", { class: "notice", tone: "over", role: "alert", text: word("unpaired") }) : null,
      cards.length > 0 ? h("ul", { class: "cards" }, ...cards) : checks.length > 0 ? null : nothing(word("no_sheets"), word("no_sheets_text")),
      checks.length > 0 ? h("section", {}, h("h2", { text: word("self_check") }), ...checks.map((unit) => checkButton(unit, all))) : null,
      h("p", { class: "quiet" }, told ? word("refreshed_at", { t: moment(Date.parse(told.at)) }) : "", " ", button("refresh", () => (refresh(), toast(word("refresh"))), { class: "btn btn-ghost" })),
    ],
  });
}

async function card(sheet: Sheet, unit: Unit | undefined): Promise<HTMLElement> {
  const at = sheet.state === "in_progress" ? await open(sheet.id) : null;
  const asked = at ? at.items.filter((item) => !isFilled(item)) : [];
  const done = at ? asked.filter((item) => lack(at, item) === null).length : 0;
  const contested = at ? conflicts(at).length : 0;
  return h(
    "li",
    {},
    link(
      `#/sheet/${sheet.id}`,
      { class: "card" },
      h("span", { class: "card-title", text: unit?.name ?? sheet.number }),
      stateBadge(sheet),
      h("span", { class: "card-line", text: [known(`channel_${sheet.channel}`), sheet.planned_on && word("planned", { day: day(sheet.planned_on) }), sheet.is_unannounced && word("unannounced"), sheet.number].filter(Boolean).join(" · ") }),
      at ? h("progress", { max: asked.length, value: done, "aria-label": word("progress", { done, all: asked.length }) }) : null,
      at ? h("span", { class: "card-line", text: word("progress", { done, all: asked.length }) }) : null,
      contested > 0 ? badge("over", word("conflict_n", { n: contested })) : null,
    ),
  );
}

function checkButton(unit: Unit, all: Sheet[]): HTMLElement {
  const running = all.find((sheet) => sheet.unit === unit.id && sheet.channel === "self_check" && sheet.state === "in_progress" && !sheet.handed_in);
  if (running) return link(`#/sheet/${running.id}`, { class: "btn btn-wide" }, `${unit.name} · ${word("go_on")}`);
  return button({ text: `${unit.name} · ${word("begin_self_check")}` }, () => startCheck(unit), { class: "btn btn-wide" });
}

async function startCheck(unit: Unit): Promise<void> {
  const told = await kept("package");
  const current = told?.current;
  const book = current ? await handbook(current.version) : undefined;
  if (!current || !book) return;
  const sheet = await surely(() => beginSelfCheck(unit.id, book.id, current.self_check_items));
  if (sheet) go(`#/sheet/${sheet.id}`);
}

export async function beginHere(sheet: Sheet): Promise<void> {
  toast(word("finding_place"));
  const place = await whereIsIt();
  if (!place) toast(word("no_place"));
  await surely(() => begin(sheet, place));
  go(`#/sheet/${sheet.id}`);
}

/** A few seconds are enough, or it begins without: inside a building the place may never come. */
function whereIsIt(): Promise<Place | null> {
  return new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(null);
    const late = setTimeout(() => resolve(null), 5_000);
    const give = (place: Place | null): void => (clearTimeout(late), resolve(place));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => give({ latitude: coords.latitude, longitude: coords.longitude }),
      () => give(null),
      { timeout: 4_500, maximumAge: 60_000 },
    );
  });
}
