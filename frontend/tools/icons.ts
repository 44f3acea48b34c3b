import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** A quoted word of a template or a Python file. Those that the family knows are taken for icons; a few too many do no harm. */
const QUOTED = /["']([a-z][a-z0-9-]*)["']/g;

/** Folders that name no icons. */
const PASSED_OVER = new Set(["static", "locale", "migrations", "__pycache__"]);

/** Writes `icons.json`, from which the server draws: the shapes of those icons of the family that the product names. */
export function icons(options: { product: string; family: string }): Plugin {
  return {
    name: "icons-in-use",
    generateBundle() {
      const family = new Set(readdirSync(options.family).map((file) => file.replace(/\.svg$/, "")));
      const used = [...wordsIn(options.product)].filter((word) => family.has(word)).sort();
      const shapes = used.map((name) => [name, shapesOf(readFileSync(join(options.family, `${name}.svg`), "utf8"))]);
      this.emitFile({ type: "asset", fileName: "icons.json", source: JSON.stringify(Object.fromEntries(shapes)) });
    },
  };
}

function wordsIn(folder: string): Set<string> {
  const words = new Set<string>();
  for (const path of sourcesIn(folder)) {
    for (const match of readFileSync(path, "utf8").matchAll(QUOTED)) words.add(match[1] ?? "");
  }
  return words;
}

function* sourcesIn(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (PASSED_OVER.has(name)) continue;
    if (statSync(path).isDirectory()) yield* sourcesIn(path);
    else if (/\.(html|py)$/.test(name)) yield path;
  }
}

function shapesOf(svg: string): string {
  const inside = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return inside.replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "").replace(/\s*\n\s*/g, "");
}
