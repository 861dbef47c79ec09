// Node.js cannot fetch a file, so the module is read.

import { readFile } from "node:fs/promises";

import { load as loadModule } from "./verifier.js";

export async function load(module) {
  return loadModule(module ?? (await readFile(new URL("./verifier.wasm", import.meta.url))));
}
