// whole.mjs TIERCE OUT: each two templates of OUT, where replacements go on through references; prints
// the table's last section.
import fs from 'node:fs'
import path from 'node:path'
import { execFileSync } from 'node:child_process'
import { fullDiff } from '@aws-cdk/cloudformation-diff'

const [tierce, out] = process.argv.slice(2)
const names = fs.readdirSync(out).filter((name) => name.endsWith('.json')).sort()
const read = (name) => JSON.parse(fs.readFileSync(path.join(out, name), 'utf8'))
const words = {
  WILL_UPDATE: 'updated', MAY_REPLACE: 'may-replace', WILL_REPLACE: 'replaced',
  WILL_CREATE: 'added', WILL_DESTROY: 'removed', WILL_ORPHAN: 'removed',
}

function theirs(before, after) {
  const acts = new Map()
  fullDiff(read(before), read(after)).resources.forEachDifference((id, change) => acts.set(id, words[change.changeImpact]))
  return acts
}

// They call added and removed what is renamed here, and updated what changes in the template only.
function ours(before, after) {
  const text = execFileSync(tierce, ['diff', path.join(out, before), path.join(out, after), '--format', 'json'], { maxBuffer: 1e9 })
  const acts = new Map()
  for (const resource of JSON.parse(text).comparisons[0].resources) {
    const renamed = resource.act === 'renamed'
    if (renamed) acts.set(resource.oldId, 'removed')
    acts.set(resource.id, renamed ? 'added' : resource.act === 'template-only' ? 'updated' : resource.act)
  }
  return acts
}

let compared = 0
const differences = new Map()
for (const before of names)
  for (const after of names) {
    if (before === after) continue
    const us = ours(before, after), them = theirs(before, after)
    for (const id of new Set([...us.keys(), ...them.keys()])) {
      const key = `${us.get(id) ?? 'unchanged'} | ${them.get(id) ?? 'unchanged'}`
      compared++
      if (us.get(id) !== them.get(id)) differences.set(key, [...(differences.get(key) ?? []), id])
    }
  }

console.log(`
## Whole templates

Each two of the ${names.length} outputs of \`examples/\`, ${compared} changed resources. "updated" against "unchanged" is a resource that reads something of a replaced one: cloudformation-diff follows a reference only where that replaces.

| tierce | cloudformation-diff | times | resources |
|---|---|---|---|`)
for (const [key, ids] of [...differences].sort()) console.log(`| ${key} | ${ids.length} | ${[...new Set(ids)].sort().join(', ')} |`)
