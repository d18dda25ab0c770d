// compare.mjs PLACE OUT JUDGEMENTS: the pairs of make.mjs, judged by both; prints the table.
import fs from 'node:fs'
import path from 'node:path'
import { ResourceImpact } from '@aws-cdk/cloudformation-diff'
// Resource by resource: the whole of it fails on policies that are a text, as they are here.
import { diffResource } from '@aws-cdk/cloudformation-diff/lib/diff/index.js'

const [place, out, judgementsFile] = process.argv.slice(2)
const read = (...parts) => JSON.parse(fs.readFileSync(path.join(...parts), 'utf8'))

const words = {
  [ResourceImpact.WILL_UPDATE]: 'updated',
  [ResourceImpact.MAY_REPLACE]: 'may-replace',
  [ResourceImpact.WILL_REPLACE]: 'replaced',
  [ResourceImpact.NO_CHANGE]: 'unknown',
}

// Types that the outputs of examples/ use: of those each difference is judged.
function usedTypes() {
  const types = new Set()
  for (const name of fs.readdirSync(out).filter((name) => name.endsWith('.json')))
    for (const resource of Object.values(read(out, name).Resources)) types.add(resource.Type)
  return types
}

// Lines `TYPE.PATH TEXT` or `OURS/THEIRS TEXT`; `#` begins a comment.
function readJudgements() {
  const judgements = new Map()
  for (const line of fs.readFileSync(judgementsFile, 'utf8').split('\n')) {
    const [, key, text] = line.match(/^([^#\s]\S*)\s+(.*)$/) ?? []
    if (key) judgements.set(key, text)
  }
  return judgements
}

function differences() {
  const rows = []
  let asked = 0, replacing = 0
  for (const comparison of read(place, 'tierce.json').comparisons) {
    const name = comparison.name.replace(/ .*/, '') + '.json'
    const before = read(place, 'old', name), after = read(place, 'new', name)
    const ours = new Map(comparison.resources.map((resource) => [resource.id, resource.act]))
    for (const [id, resource] of Object.entries(after.Resources)) {
      const us = ours.get(id) ?? 'unchanged', them = words[diffResource(before.Resources[id], resource, id).changeImpact]
      asked++
      if (us === 'replaced' || them === 'replaced') replacing++
      if (us !== them) rows.push({ type: resource.Type, path: resource.Metadata.path, us, them })
    }
  }
  return { rows, asked, replacing }
}

const used = usedTypes(), judgements = readJudgements(), { rows, asked, replacing } = differences()
const judge = (row) => judgements.get(`${row.type}.${row.path}`) ?? judgements.get(`${row.us}/${row.them}`) ?? 'NOT JUDGED'
const counts = new Map()
for (const row of rows) counts.set(`${row.us}/${row.them}`, (counts.get(`${row.us}/${row.them}`) ?? 0) + 1)

console.log(`# tierce diff and @aws-cdk/cloudformation-diff on replacement

Made by \`tests/diff/cdk/run.sh write\`. Each property of each type is changed alone, from one text to another, and nested paths that have facts of their own as well. Why the verdicts differ stands in \`judgements\`.

Of ${asked} changes, ${replacing} replace in the eyes of at least one; both say the same of ${asked - rows.length}.

## How often, over all types

| tierce | cloudformation-diff | times | judgement |
|---|---|---|---|`)
for (const [key, count] of [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)))
  console.log(`| ${key.split('/')[0]} | ${key.split('/')[1]} | ${count} | ${judgements.get(key) ?? 'NOT JUDGED'} |`)
console.log(`
## Each difference, of the ${used.size} types that the outputs of \`examples/\` use

| property | tierce | cloudformation-diff | judgement |
|---|---|---|---|`)
for (const row of rows.filter((row) => used.has(row.type)))
  console.log(`| ${row.type}.${row.path} | ${row.us} | ${row.them} | ${judge(row)} |`)
