// Reads a folder's _headers and _redirects as Netlify does, and addresses from standard input;
// writes as JSON what it understood, and which rules each address matches.
import { readFileSync } from "node:fs";
import { parseAllHeaders } from "@netlify/headers-parser";
import { parseAllRedirects } from "@netlify/redirect-parser";

const folder = process.argv[2];
const addresses = JSON.parse(readFileSync(0, "utf8"));
const { headers, errors } = await parseAllHeaders({
  headersFiles: [`${folder}/_headers`],
  minimal: false,
});
const { redirects, errors: others } = await parseAllRedirects({
  redirectsFiles: [`${folder}/_redirects`],
  minimal: false,
});
const matching = (address) => headers.filter((rule) => rule.forRegExp.test(address));
const found = {
  errors: [...errors, ...others].map(String),
  headers: Object.fromEntries(headers.map((rule) => [rule.for, rule.values])),
  redirects: redirects.map(({ from, to, status, force }) => [from, to, status, force]),
  matches: addresses.map((address) => matching(address).map((rule) => rule.for)),
};
process.stdout.write(JSON.stringify(found));
