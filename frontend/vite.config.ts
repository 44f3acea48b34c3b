import { resolve } from "node:path";
import { defineConfig } from "vite";
import { icons } from "./tools/icons.ts";

const root = import.meta.dirname;
const product = resolve(root, "../biaogan");

export default defineConfig({
  root,
  base: "./",
  publicDir: resolve(root, "public"),
  plugins: [icons({ product, family: resolve(root, "node_modules/@tabler/icons/icons/outline") })],
  build: {
    outDir: resolve(product, "core/static/built"),
    emptyOutDir: true,
    manifest: "manifest.json",
    // Chrome 109 is the last on Windows 7 and 8.1, which stand at many counters.
    target: ["chrome109", "edge109", "firefox115", "safari16"],
    assetsDir: "",
    modulePreload: false,
    rolldownOptions: { input: {
        main: resolve(root, "src/main.ts"),
        field: resolve(root, "src/field/main.ts"),
        "field-worker": resolve(root, "src/field/worker.ts"),
        review: resolve(root, "src/review/main.ts"),
      },
    },
  },
});
