// Runs in the page: verifies the items [from, to) of a plan with the package and with the
// site's own worker. Hands over two lists of reports, or the error.

const [from, to, done] = arguments;

const bytes = async (name) => (await fetch(`/corpus/${name}`)).arrayBuffer();

const worker = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(document.querySelector("meta[name=verifier-worker]").content);
    worker.onerror = () => reject(new Error("the worker failed"));
    const report = (request) =>
      new Promise((answer) => {
        worker.onmessage = ({ data }) => answer(data.report);
        worker.postMessage(request, [request.file]);
      });
    worker.onmessage = ({ data }) => data.ready && resolve({ report, end: () => worker.terminate() });
  });

const run = async () => {
  const { load } = await import("/package/verifier.js");
  const { now, anchors, items } = await (await fetch("/corpus/plan.json")).json();
  const [verifier, own] = [await load(), await worker()];
  const seconds = Math.floor(Date.parse(now) / 1000);
  const reports = { package: [], worker: [] };
  for (const [at, item] of items.slice(from, to).entries()) {
    const file = await bytes(item.file);
    const status = item.status && (await bytes(item.status));
    reports.package.push(verifier.verifyToJson(file, { anchors, status, now: Date.parse(now) }));
    reports.worker.push(await own.report({ id: at + 1, file, status, newest_seen: null, now: seconds }));
  }
  own.end();
  return reports;
};

run().then(done, (error) => done({ error: String(error) }));
