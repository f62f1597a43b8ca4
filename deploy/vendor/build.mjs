// Writes static/vendor from the packages pinned in package-lock.json. Run by `make vendor`; the result is committed.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "..", "static", "vendor");
const pkg = (...path) => join(here, "node_modules", ...path);
const version = (name) => JSON.parse(readFileSync(pkg(name, "package.json"))).version;

const written = {};
function write(file, content, ...sources) {
  writeFileSync(join(out, file), content);
  written[file] = {
    from: sources.map((name) => `${name} ${version(name)}`),
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const css = sass.compile(join(here, "bootstrap.scss"), {
  loadPaths: [pkg()],
  style: "compressed",
  charset: false,
  quietDeps: true,
  silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"],
}).css;
write("bootstrap.css", `/* Bootstrap ${version("bootstrap")}, in part; MIT, see LICENSES.txt */\n${css}\n`, "bootstrap");

write("htmx.js", readFileSync(pkg("htmx.org", "dist", "htmx.min.js")), "htmx.org");

const charts = await build({
  entryPoints: [join(here, "echarts.js")],
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  write: false,
});
write(
  "echarts.js",
  `/* Apache ECharts ${version("echarts")} (Apache-2.0) with zrender (BSD-3-Clause), see LICENSES.txt */\n` +
    charts.outputFiles[0].text,
  "echarts",
  "zrender",
  "tslib",
);

const inter = "@fontsource-variable/inter";
for (const subset of ["latin", "latin-ext"]) {
  write(`inter-${subset}.woff2`, readFileSync(pkg(inter, "files", `inter-${subset}-wght-normal.woff2`)), inter);
}

const icons = readFileSync(join(here, "icons.txt"), "utf8").split("\n").filter(Boolean);
const symbols = icons.map((name) => {
  const svg = readFileSync(pkg("bootstrap-icons", "icons", `${name}.svg`), "utf8");
  return `<symbol id="${name}" viewBox="0 0 16 16">${svg.match(/<svg[^>]*>(.*)<\/svg>/s)[1].replace(/\s*\n\s*/g, "")}</symbol>`;
});
write(
  "icons.svg",
  `<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">\n${symbols.join("\n")}\n</svg>\n`,
  "bootstrap-icons",
);

const licences = {
  bootstrap: ["LICENSE"],
  "bootstrap-icons": ["LICENSE"],
  echarts: ["NOTICE", "LICENSE"],
  "htmx.org": ["LICENSE"],
  [inter]: ["LICENSE"],
  tslib: ["LICENSE.txt"],
  zrender: ["LICENSE"],
};
const text = (name, files) => files.map((file) => readFileSync(pkg(name, file), "utf8").trim()).join("\n\n");
const rule = "=".repeat(80);
write(
  "LICENSES.txt",
  Object.entries(licences)
    .map(([name, files]) => `${rule}\n${name} ${version(name)}\n${rule}\n\n${text(name, files)}\n`)
    .join("\n"),
  ...Object.keys(licences),
);

const order = Object.keys(written).sort();
writeFileSync(join(out, "manifest.json"), JSON.stringify(written, order.flatMap((file) => [file, "from", "sha256"]), 2) + "\n");
for (const file of order) console.log(file, written[file].from.join(", "));
