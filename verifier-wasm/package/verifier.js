// The verifier in plain terms. What each value means is said in verifier.d.ts.

import init, { verifyCodeToJson as checkCode, verifyToJson as check } from "./glue.js";

const OPTIONS = ["anchors", "status", "newestSeen", "now"];

let loading;

export function load(module = new URL("./verifier.wasm", import.meta.url)) {
  loading ??= Promise.resolve(init({ module_or_path: module })).then(
    () => verifier,
    (error) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

const verifier = Object.freeze({
  verify(file, options) {
    return JSON.parse(verifier.verifyToJson(file, options));
  },

  verifyToJson(file, options) {
    return check(bytes(file), ...evidence(options));
  },

  verifyCode(code, options) {
    return JSON.parse(verifier.verifyCodeToJson(code, options));
  },

  verifyCodeToJson(code, options) {
    if (typeof code !== "string") throw new TypeError("a code is given as a string");
    return checkCode(code, ...evidence(options));
  },
});

function evidence(options = {}) {
  // A misspelt option would otherwise be a check that silently does not happen.
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) throw new TypeError(`there is no option ${unknown}`);
  const { anchors, status, newestSeen, now = Date.now() } = options;
  if (anchors !== undefined && !Array.isArray(anchors)) throw new TypeError("anchors is not an array");
  if (newestSeen != null && !(Number.isSafeInteger(newestSeen) && newestSeen >= 0)) {
    throw new RangeError("newestSeen is not the version of a list");
  }
  return [
    anchors?.map(bytesOrText),
    status == null ? undefined : bytesOrText(status),
    newestSeen ?? undefined,
    Math.floor(Number(now) / 1000),
  ];
}

function bytesOrText(value) {
  return typeof value === "string" ? new TextEncoder().encode(value) : bytes(value);
}

function bytes(value) {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw new TypeError("bytes are given as a Uint8Array or an ArrayBuffer");
}
