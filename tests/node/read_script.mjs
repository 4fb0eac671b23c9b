/**
 * Reads scripts with TypeScript's parser and prints what each consists of: the kinds of its
 * nodes in their order, with their texts. Comments and blanks are no nodes.
 */
import { readFileSync } from "node:fs";
import ts from "typescript";

const nodesOf = (path) => {
  const text = readFileSync(path, "utf8");
  const found = [];
  const visit = (node) => {
    found.push(`${ts.SyntaxKind[node.kind]} ${node.text ?? ""}`);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(ts.createSourceFile(path, text, ts.ScriptTarget.Latest), visit);
  return found;
};

console.log(JSON.stringify(process.argv.slice(2).map(nodesOf)));
