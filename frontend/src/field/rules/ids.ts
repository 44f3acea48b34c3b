/** Returns a UUIDv7 of that moment: ids made later sort later, and tell the server when. `random` is ten bytes. */
export function uuid7(ms: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16);
  let rest = Math.max(0, Math.floor(ms));
  for (let at = 5; at >= 0; at--) {
    bytes[at] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  for (let at = 0; at < 10; at++) bytes[6 + at] = random[at] ?? 0;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Makes ids that never go back, even where several are made in a millisecond or the clock is set back. */
export function idMaker(randomBytes: () => Uint8Array): (ms: number) => string {
  let last = 0;
  return (ms) => {
    last = Math.max(last + 1, Math.floor(ms));
    return uuid7(last, randomBytes());
  };
}
