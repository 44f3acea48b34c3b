/** The key of this phone, which never leaves it, and requests signed with it. */
import { aheadBy, rightTime } from "./rules/clock.ts";
import { idMaker } from "./rules/ids.ts";
import { keep, kept } from "./store.ts";
import type { PairedAs } from "./types.ts";
import { spoken } from "./words.ts";

declare global {
  interface Window {
    fieldVersion?: string;
  }
}

export class Refused extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Nobody answers: no connection, or the server is down. The work stays and goes later. */
export class Unreachable extends Error {}

let clock: { ahead: number } | null = null;
const make = idMaker(() => crypto.getRandomValues(new Uint8Array(10)));

export async function loadClock(): Promise<void> {
  clock = (await kept("clock")) ?? null;
}

export function clockNow(): { ahead: number } | null {
  return clock;
}

/** An id made now, by the server's time as far as it is known. */
export function newId(): string {
  return make(rightTime(Date.now(), clock));
}

/** When something was done, by this phone's own clock: the server puts it right as it knows the clock at sending. */
export function phoneTime(): number {
  return Date.now();
}

export function appVersion(): string {
  return document.documentElement.dataset["version"] ?? "";
}

export async function pair(code: string): Promise<PairedAs> {
  const { algorithm, keys } = await newKeys();
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const body = { code, algorithm, public_key: btoa(String.fromCharCode(...raw)), app_version: appVersion() };
  const answer = await send("POST", "/api/v1/sync/pair", JSON.stringify(body), "application/json");
  const told = (await answer.json()) as { device_id: number; name: string; unit_name: string };
  const device: PairedAs = { id: told.device_id, name: told.name, unit: told.unit_name, algorithm, key: keys.privateKey };
  await keep("device", device);
  return device;
}

async function newKeys(): Promise<{ algorithm: "ed25519" | "p256"; keys: CryptoKeyPair }> {
  try {
    const keys = (await crypto.subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"])) as CryptoKeyPair;
    return { algorithm: "ed25519", keys };
  } catch {
    const how = { name: "ECDSA", namedCurve: "P-256" };
    return { algorithm: "p256", keys: await crypto.subtle.generateKey(how, false, ["sign", "verify"]) };
  }
}

/** Sends a signed request. A wrong clock is learnt and the request signed again; what is refused is thrown as `Refused`. */
export async function signed(device: PairedAs, method: string, path: string, body: BodyInit = "", more: Record<string, string> = {}): Promise<Response> {
  const content = typeof body === "string" ? new TextEncoder().encode(body) : new Uint8Array(await new Response(body).arrayBuffer());
  const once = async (): Promise<Response> =>
    send(method, path, method === "GET" ? undefined : content, typeof body === "string" ? "application/json" : "application/octet-stream", {
      ...more,
      Authorization: await header(device, method, path, content),
    });
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof Refused) || error.code !== "sync.clock") throw error;
    await learnClock();
    return once();
  }
}

export async function learnClock(): Promise<void> {
  const before = Date.now();
  const answer = await send("GET", "/api/v1/sync/time");
  const told = (await answer.json()) as { now: string };
  clock = { ahead: aheadBy(Date.parse(told.now), before, Date.now()) };
  await keep("clock", clock);
}

async function header(device: PairedAs, method: string, path: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const at = Math.round(rightTime(Date.now(), clock));
  const text = new TextEncoder().encode(`${method}\n${path}\n${at}\n${await sha256(content)}`);
  const how = device.algorithm === "ed25519" ? { name: "Ed25519" } : { name: "ECDSA", hash: "SHA-256" };
  const signature = new Uint8Array(await crypto.subtle.sign(how, device.key, text));
  const written = btoa(String.fromCharCode(...signature)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `Device ${device.id}.${at}.${written}`;
}

export async function sha256(content: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(method: string, path: string, body?: BodyInit, type = "", headers: Record<string, string> = {}): Promise<Response> {
  const spokenHere = { "Accept-Language": spoken() === "zh" ? "zh-Hans" : "en" };
  const told: Record<string, string> = { ...spokenHere, ...headers, ...(type && body !== undefined ? { "Content-Type": type } : {}) };
  let answer: Response;
  try {
    answer = await fetch(path, { method, headers: told, credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(60_000), ...(body === undefined ? {} : { body }) });
  } catch {
    throw new Unreachable();
  }
  if (answer.status >= 500 || answer.status === 429) throw new Unreachable();
  if (answer.status >= 400) throw await refusal(answer);
  return answer;
}

async function refusal(answer: Response): Promise<Error> {
  try {
    const told = (await answer.json()) as { title?: string; detail?: string };
    if (told.title) return new Refused(answer.status, told.title, told.detail ?? "");
  } catch {
    // No words of our server: something stands between, as the sign-in page of a network.
  }
  return new Unreachable();
}
