/** What a QR code says, as far as this page has a use for it. */
export type Scanned =
  | { what: "pairing"; code: string }
  | { what: "outlet"; code: string }
  | { what: "machine"; code: string }
  | { what: "nothing" };

const PAIRING = /^biaogan-pair:([A-Za-z0-9-]{6,20})$/;
const PAIRING_PAGE = /\/field\/#pair=([A-Za-z0-9-]{6,20})$/;
const OUTLET = /\/field\/#at=([^/?#&]{1,40})$/;
const COMPLAINTS = /\/say\/([^/?#]{1,40})\/?$/;
const MACHINE = /\/premises\/at\/([a-z0-9]{6,20})\/?$/;

/** Reads the code on a wall, on a machine or on the desk. The customers' code names the outlet as well. */
export function readCode(text: string): Scanned {
  const found = text.trim();
  const pairing = PAIRING.exec(found) ?? PAIRING_PAGE.exec(found);
  if (pairing) return { what: "pairing", code: pairing[1] ?? "" };
  const outlet = OUTLET.exec(found) ?? COMPLAINTS.exec(found);
  if (outlet) return { what: "outlet", code: decodeURIComponent(outlet[1] ?? "") };
  const machine = MACHINE.exec(found);
  if (machine) return { what: "machine", code: machine[1] ?? "" };
  return { what: "nothing" };
}
