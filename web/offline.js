// Registers the service worker, and offers a new build when one is ready.
// A browser without service workers, or one that forbids them, loses only that.
const notice = document.getElementById("update");
const workers = navigator.serviceWorker;

/** Whether the reader asked for the new build in this window. */
let asked = false;

function offer(worker) {
  notice.hidden = false;
  notice.querySelector("button").addEventListener("click", () => {
    asked = true;
    worker.postMessage("take-over");
  });
}

function follow(worker) {
  worker.addEventListener("statechange", () => {
    // Without a controller this is the first build on this device: nothing is new.
    if (worker.state === "installed" && workers.controller) {
      offer(worker);
    }
  });
}

async function register() {
  const registration = await workers.register("/service-worker.js", { updateViaCache: "none" });
  if (registration.waiting && workers.controller) {
    offer(registration.waiting);
  }
  registration.addEventListener("updatefound", () => follow(registration.installing));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      registration.update().catch(() => {});
    }
  });
}

if (workers) {
  // Other windows keep what they show; their own build is kept for them.
  workers.addEventListener("controllerchange", () => asked && location.reload());
  // What the reader waits for comes first.
  addEventListener("load", () => register().catch(() => {}));
}
