// What the package does with arguments that are not what they must be:
// `node arguments.mjs PACKAGE FOLDER`, where FOLDER has certificate.pdf, root.pem, status.jwt.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packageFolder, folder] = process.argv.slice(2);
const { load } = await import(pathToFileURL(join(packageFolder, "node.js")));
const read = (name) => readFile(join(folder, name));
const verifier = await load();
assert.equal(await load(), verifier, "loaded once");

const file = await read("certificate.pdf");
const pem = await read("root.pem");
const status = await read("status.jwt");
const der = Buffer.from(pem.toString().replace(/-----[^-]+-----|\s/g, ""), "base64");

// All forms of the same values give the same report.
const now = new Date();
const text = verifier.verifyToJson(file, { anchors: [pem], status, now });
assert.equal(JSON.parse(text).verdict, "current");
const array = new Uint8Array(file).buffer;
const shifted = new DataView(new Uint8Array([0, 0, ...file]).buffer, 2);
for (const [same, options] of [
  [array, { anchors: [pem.toString()], status: status.toString(), now: now.getTime() }],
  [shifted, { anchors: [der], status, now, newestSeen: 1 }],
]) {
  assert.equal(verifier.verifyToJson(same, options), text);
}
assert.deepEqual(verifier.verify(file, { anchors: [der], status, now }), JSON.parse(text));

// What is left out makes nothing better.
assert.equal(verifier.verify(file, { anchors: [pem] }).verdict, "status_unknown");
assert.equal(verifier.verify(file, { anchors: [pem], status: null }).verdict, "status_unknown");
assert.equal(verifier.verify(file, { anchors: [], status }).verdict, "not_recognised");
assert.equal(verifier.verify(file).verdict, "not_recognised", "a development root is in no official build");
const seen = verifier.verify(file, { anchors: [pem], status, newestSeen: Number.MAX_SAFE_INTEGER });
assert.deepEqual(seen.findings.map(({ code }) => code), ["status.older-than-seen"]);

// What is wrong is said.
for (const [wrong, options, error] of [
  ["text", {}, TypeError],
  [null, {}, TypeError],
  [[37, 80], {}, TypeError],
  [file, { newest_seen: 3 }, TypeError],
  [file, { anchors: pem }, TypeError],
  [file, { anchors: [7] }, TypeError],
  [file, { anchors: ["no root"] }, Error],
  [file, { anchors: [status] }, Error],
  [file, { status: 7 }, TypeError],
  [file, { newestSeen: NaN }, RangeError],
  [file, { newestSeen: -1 }, RangeError],
  [file, { now: NaN }, Error],
  [file, { now: -1 }, Error],
  [file, { now: new Date(NaN) }, Error],
]) {
  assert.throws(() => verifier.verify(wrong, options), error, JSON.stringify(options));
}

// And after all that it still works.
assert.equal(verifier.verifyToJson(file, { anchors: [pem], status, now }), text);
