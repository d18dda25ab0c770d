// make.mjs SCHEMA PLACE: for each resource type a pair of templates in PLACE/old and PLACE/new, with
// one resource for each property that an update may set, whose value alone differs. Nested paths
// that have facts of their own get a resource, too.
import fs from 'node:fs'
import path from 'node:path'

const [schema, place] = process.argv.slice(2)
const nestedClasses = ['create-only', 'may-replace', 'also-create-only', 'also-may-replace']

// { name, properties: [path], readOnly: Set } for each type of the schema's text form.
function readTypes(text) {
  const types = []
  let type, inRoot = false
  for (const line of text.split('\n')) {
    const words = line.trim().split(' ')
    if (line.startsWith('type ')) {
      type = { name: words[1], paths: new Set(), readOnly: new Set() }
      types.push(type)
      inRoot = false
    } else if (/^  \S/.test(line)) {
      inRoot = words[0] === 'root'
      if (nestedClasses.includes(words[0])) for (const name of words.slice(1)) type.paths.add(name)
      if (words[0] === 'read-only') for (const name of words.slice(1)) type.readOnly.add(name)
    } else if (inRoot && /^    [A-Za-z]/.test(line)) {
      const name = words[0].replace(/!$/, '')
      type.paths.add(name)
      if (words.includes('+read-only')) type.readOnly.add(name)
    }
  }
  return types
}

// A value at the end of `A/B/*/C`; a `*` is the element of a list.
function nested(segments, value) {
  if (!segments.length) return value
  const inner = nested(segments.slice(1), value)
  return segments[0] === '*' ? [inner] : { [segments[0]]: inner }
}

function templateOf(type, value) {
  const Resources = {}
  for (const name of [...type.paths].sort())
    if (!type.readOnly.has(name))
      Resources[name.replace(/[^A-Za-z0-9]/g, 'X')] = { Type: type.name, Properties: nested(name.split('/'), value), Metadata: { path: name } }
  return Resources
}

for (const side of ['old', 'new']) fs.mkdirSync(path.join(place, side), { recursive: true })
for (const file of fs.readdirSync(schema).filter((name) => name.endsWith('.types')).sort())
  for (const type of readTypes(fs.readFileSync(path.join(schema, file), 'utf8')))
    for (const [side, value] of [['old', 'first'], ['new', 'second']]) {
      const name = type.name.replaceAll('::', '-') + '.json'
      fs.writeFileSync(path.join(place, side, name), JSON.stringify({ Resources: templateOf(type, value) }))
    }
