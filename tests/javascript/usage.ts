// Compiled, never run: what the types of the package must allow and what they must not.

import { load, type Finding, type Options, type Report, type Verdict } from "dcert-verifier";

const options: Options = { anchors: [new Uint8Array(), "PEM"], status: null, newestSeen: 7, now: new Date() };

export async function check(file: ArrayBuffer): Promise<[Verdict, string[]]> {
  const verifier = await load();
  const report: Report = verifier.verify(file, options);
  const text: string = verifier.verifyToJson(new Uint8Array(file));
  return [report.verdict, [text, ...report.findings.map(({ code }: Finding): string => code)]];
}

// @ts-expect-error a misspelt option
export const misspelt: Options = { newest_seen: 7 };
// @ts-expect-error no such verdict
export const verdict: Verdict = "valid";
// @ts-expect-error no such code
export const finding: Finding = { code: "file.fine" };
// @ts-expect-error an answer is not a promise
export const later = async (): Promise<Report> => (await load()).verify(new Uint8Array()).then();
