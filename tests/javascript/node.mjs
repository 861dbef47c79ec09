// Verifies a plan with the package: `node node.mjs PACKAGE FOLDER`. Prints a report a line.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packageFolder, folder] = process.argv.slice(2);
const { load } = await import(pathToFileURL(join(packageFolder, "node.js")));
const read = (name) => readFile(join(folder, name));
const { now, anchors, items } = JSON.parse(await read("plan.json"));
const verifier = await load();
for (const { file, status } of items) {
  const options = { anchors, status: status && (await read(status)), now: new Date(now) };
  console.log(verifier.verifyToJson(await read(file), options));
}
