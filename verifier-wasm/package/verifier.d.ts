/** Bytes as JavaScript has them; Node's Buffer is one of these. */
export type Bytes = ArrayBuffer | ArrayBufferView;

/**
 * Loads the WebAssembly module, once however often it is called. Without an
 * argument the module is the `verifier.wasm` beside this file.
 */
export function load(
  module?: URL | string | Response | Promise<Response> | BufferSource | WebAssembly.Module,
): Promise<Verifier>;

/** Checks files. Makes no request and reads no clock but for the default of `now`. */
export interface Verifier {
  /**
   * Checks one file. A broken file is a finding of the report, never an error;
   * an error means that an argument was not what it must be.
   */
  verify(file: Bytes, options?: Options): Report;
  /** The same as JSON text, the same to the byte as a line of the `verify` command. */
  verifyToJson(file: Bytes, options?: Options): string;
  /**
   * Checks the code on a printed certificate: its link, or what stands behind the
   * `#`. Whatever comes of it is about a copy.
   */
  verifyCode(code: string, options?: Options): CodeReport;
  /** The same as JSON text. */
  verifyCodeToJson(code: string, options?: Options): string;
}

/** What a file is judged by. */
export interface Options {
  /**
   * The root certificates to trust, each as PEM or DER, in place of those that
   * were embedded when the package was built. An empty array trusts nobody.
   */
  anchors?: readonly (Bytes | string)[];
  /** The status list, as fetched from `/status/1`. Without it nothing is `current`. */
  status?: Bytes | string | null;
  /** The highest `list.version` ever reported to you: an older list is refused. */
  newestSeen?: number | null;
  /** The instant to judge at, as a Date or in milliseconds since 1970; by default the clock's. */
  now?: Date | number;
}

/** What a verification found. */
export interface Report {
  /** The conclusion. Only `current` is a good one. */
  verdict: Verdict;
  /** The reasons, in the order of the checks; none when `current`, `superseded` or `revoked`. */
  findings: Finding[];
  /** What the certificate states; only of an authentic file. */
  claims?: Claims;
  /** SHA-256 of the file (數位指紋), as hexadecimal. */
  fingerprint: string;
  /** Length of the file in bytes. */
  size: number;
  /** Who signed; only of an authentic file. */
  signer?: Signer;
  /** The list judged by; only when its signature verified. */
  list?: List;
  /** The instant judged at, as `2026-11-22T05:07:00Z`. */
  judged_at: string;
}

export type Verdict =
  /** 驗證成功: authentic, and a fresh list says current. */
  | "current"
  /** 驗證警告: authentic, and a newer version exists. */
  | "superseded"
  /** 已撤銷: authentic, and annulled or revoked. */
  | "revoked"
  /** 驗證失敗: not a file the ministry issued, or changed since. */
  | "not_recognised"
  /** 無法確認: authentic, but no trustworthy, fresh status. */
  | "status_unknown";

/** What was found out about the code on a printed certificate. */
export interface CodeReport {
  /** The conclusion. None of them says that the paper is an original. */
  verdict: CodeVerdict;
  /** Why it is not recognised. */
  reason?: "not-a-code" | "malformed" | "newer-format" | "signer" | "signature" | "specimen";
  /** What is wrong with the signer or with the list. */
  findings: Finding[];
  /** What the code states, to be compared with the paper; only when its signature verified. */
  statement?: CodeStatement;
  /** Who signed; only when the signature verified. */
  signer?: Signer;
  /** The list judged by; only when its signature verified. */
  list?: List;
  judged_at: string;
}

export type CodeVerdict =
  /** A certificate with these items was issued and is in force. */
  | "copy_of_current"
  /** It was issued, and a newer version exists. */
  | "copy_of_superseded"
  /** It was issued, and annulled or revoked. */
  | "copy_of_revoked"
  /** It was issued, but there is no trustworthy, fresh status. */
  | "copy_status_unknown"
  /** Not a code that the ministry signed, or changed since. */
  | "copy_not_recognised";

/** What a code states, in the words of the page. */
export interface CodeStatement {
  kind: "university" | "k12";
  /** The items as they are printed; the identity number is masked. */
  items: { code: string; value: { zh: string; en: string | null } }[];
  annotation: {
    mark: "reissue" | "replacement";
    original_issue_date: { zh: string; en: string | null };
    reason: string;
  } | null;
  issued_at: string;
  specimen: boolean;
  /** Some texts end with `…`: the code holds their beginning only. */
  shortened: boolean;
  /** First 16 octets of the SHA-256 of the `certificate.json` the code was made for, as hexadecimal. */
  certificate: string;
}

/** One reason, with its place and values. */
export interface Finding {
  /** The stable code. */
  code: FindingCode;
  /** Byte offset in the file, where the reason has one. */
  at?: number;
  /** What would have been right. */
  expected?: string;
  /** What was there. */
  found?: string;
}

export type FindingCode = __FINDING_CODES__;

/** The signer of an authentic file. */
export interface Signer {
  /** Common name of the signing certificate. */
  name: string;
  /** SHA-256 of the signing certificate, as hexadecimal. */
  fingerprint: string;
  /** A development key: everything it signs is a specimen. */
  development: boolean;
}

/** A status list. */
export interface List {
  /** Counts up with every list published. */
  version: number;
  issued_at: string;
  expires_at: string;
}

/** What a certificate states. Days are `YYYY-MM-DD`, instants `YYYY-MM-DDThh:mm:ssZ`. */
export interface Claims {
  format: 1;
  items: { university: UniversityItems } | { k12: K12Items };
  /** 補發 or 換發, where this certificate stands for an earlier one. */
  annotation?: { mark: "reissue" | "replacement"; original_issue_date: string; reason: string };
  status: { list: string; index: number };
  nonce: string;
  issued_at: string;
  /** Signed with a development key: never an official document. */
  specimen: boolean;
}

/** 專科以上學校教師資格審定辦法 Art. 42. */
export interface UniversityItems {
  /** 姓名 */
  name: string;
  /** 出生年月日 */
  birth_date: string;
  /** 國民身分證統一編號或居留證統一證號 */
  identity_number: string;
  /** 審定等級 */
  rank: "lecturer" | "assistant-professor" | "associate-professor" | "professor";
  /** 證書字號 */
  certificate_number: string;
  /** 年資起算, as `YYYY-MM` */
  seniority_start: string;
  /** 送審學校 */
  submitting_school: string;
  /** 發給證書年月日 */
  issue_date: string;
}

/** 高級中等以下學校及幼兒園教師證書核發辦法 Art. 2. */
export interface K12Items {
  /** 姓名 */
  name: string;
  /** 出生年月日 */
  birth_date: string;
  /** 國民身分證統一編號或居留證統一證號 */
  identity_number: string;
  /** SHA-256 of the photograph, as hexadecimal */
  photo: string;
  /** 國籍或地區 */
  nationality?: string;
  /** 證書字號 */
  certificate_number: string;
  /** 師資類科 */
  qualification: string;
  /** 法令依據 */
  legal_basis: string;
  /** 發證日期 */
  issue_date: string;
  /** 發證機關 */
  issuing_authority: string;
}
