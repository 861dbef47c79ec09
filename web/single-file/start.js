// The page of verification as one file, opened from a disk. Its programs are those of
// the site, byte for byte; what the site gets from the network comes from the parts of
// this file and, the status list, from a file that somebody drops or chooses.
const part = id => document.getElementById(id).textContent;

/** The bytes of a part: Base64 of gzip. */
const unpack = packed => new Response(new Blob([Uint8Array.from(atob(packed), character => character.charCodeAt(0))])
  .stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();

/** The module of a program, for its start. */
const moduleOf = name => unpack(part(`${name}-module`));

// Workers: a script that carries its module. The fragment keeps the name with the
// digest, by which the page calls its verifier.
const scripts = [];
for (const meta of document.querySelectorAll("meta[name$=-worker]")) {
  const source = [`const unpack = ${unpack};\nconst PACKED = "${part(`${meta.name}-module`)}";\n`, part(meta.name)];
  const address = `${URL.createObjectURL(new Blob(source, { type: "text/javascript" }))}#${meta.content}`;
  scripts.push(address);
  meta.content = address;
}

// There is no network to ask, and no use in trying.
window.fetch = () => Promise.reject(new TypeError("this file has no network"));

// Where the page keeps the newest status list; for a browser that keeps nothing for
// files, as long as the page is open.
try {
  localStorage.getItem("");
} catch {
  const kept = new Map();
  const storage = { getItem: key => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  Object.defineProperty(window, "localStorage", { value: storage });
}
const LIST = "dcert.list";
const LONGEST_LIST = 2 << 20;

const notice = document.getElementById("single-file");
const say = state => (notice.dataset.list = state);
say(localStorage.getItem(LIST) ? "kept" : "none");

/** Whether a file is worth reading to see. The site's own name for its list is `1`. */
const mayBeList = file => file.size <= LONGEST_LIST && /^[^.]+$|\.(?:jwt|txt)$/i.test(file.name);

/** Whether a text says that it is a list; whether it is one is the verifier's to judge. */
function isList(text) {
  const [head, , signature] = text.split(".");
  try {
    return !!signature && JSON.parse(atob(head.replaceAll("-", "+").replaceAll("_", "/"))).typ === "statuslist+jwt";
  } catch {
    return false;
  }
}

/** Keeps the lists among files; gives the other files. */
async function withoutLists(files) {
  const others = [];
  for (const file of files) {
    const text = mayBeList(file) ? await file.text().then(text => text.trim(), () => "") : "";
    if (isList(text)) {
      localStorage.setItem(LIST, text);
      say("taken");
    } else {
      others.push(file);
    }
  }
  return others;
}

/** Judges what is on the page once more, by the new list. */
function verifyAgain() {
  if (document.querySelector("section[data-verdict]")) {
    document.querySelector(".chosen .button")?.click();
  }
}

/** Events that are for the page. */
const passed = new WeakSet();

function pass(target, event) {
  passed.add(event);
  target.dispatchEvent(event);
}

function transfer(files) {
  const data = new DataTransfer();
  files.forEach(file => data.items.add(file));
  return data;
}

// Before the page sees them.
addEventListener("drop", async event => {
  const { dataTransfer, target } = event;
  const files = [...dataTransfer.files];
  // A folder cannot be passed on; the page gets it as it is.
  const folder = [...dataTransfer.items].some(item => item.webkitGetAsEntry?.()?.isDirectory);
  if (passed.has(event) || folder || !files.some(mayBeList)) {
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const others = await withoutLists(files);
  if (others.length) {
    pass(target, new DragEvent("drop", { dataTransfer: transfer(others), bubbles: true, cancelable: true }));
  } else {
    target.dispatchEvent(new DragEvent("dragleave", { bubbles: true }));
    verifyAgain();
  }
}, true);

addEventListener("change", async event => {
  const input = event.target;
  if (passed.has(event) || input.type !== "file") {
    return;
  }
  const files = [...input.files];
  if (input.id === "list") {
    const others = await withoutLists(files);
    input.value = "";
    if (others.length) {
      say("refused");
    } else if (files.length) {
      verifyAgain();
    }
  } else if (files.some(mayBeList)) {
    event.stopImmediatePropagation();
    const others = await withoutLists(files);
    input.files = transfer(others).files;
    if (others.length) {
      pass(input, new Event("change", { bubbles: true }));
    } else {
      verifyAgain();
    }
  }
}, true);
