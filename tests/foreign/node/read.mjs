// read.mjs READER: YAML on stdin, the value as JSON on stdout, with short tags in their long form.
import { readFileSync } from 'node:fs';
import * as yaml from 'yaml';
import * as jsYaml from 'js-yaml';

function longForm(tag, value) {
  const name = tag.slice(1);
  if (name === 'Ref' || name === 'Condition') return { [name]: value };
  if (name === 'GetAtt' && typeof value === 'string') {
    const dot = value.indexOf('.');
    if (dot >= 0) value = [value.slice(0, dot), value.slice(dot + 1)];
  }
  return { ['Fn::' + name]: value };
}

// Defined, not assigned, so that `__proto__` is a key like others.
function put(object, key, value) {
  const name = typeof key === 'string' ? key : `a key that is a ${typeof key}`;
  Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

function untagged(node) {
  if (yaml.isSeq(node)) return node.items.map(plainValue);
  if (!yaml.isMap(node)) return node.value;
  const object = {};
  for (const { key, value } of node.items) put(object, plainValue(key), plainValue(value));
  return object;
}

function plainValue(node) {
  if (!node) return null;
  const own = node.tag && node.tag.startsWith('!');
  return own ? longForm(node.tag, untagged(node)) : untagged(node);
}

function readWithYaml(text, version) {
  const document = yaml.parseDocument(text, { version, logLevel: 'error' });
  if (document.errors.length) throw document.errors[0];
  return plainValue(document.contents);
}

const own = { matchByTagPrefix: true, identify: () => false };
const tags = [
  jsYaml.defineScalarTag('!', { ...own, resolve: (text, _, tag) => longForm(tag, text) }),
  jsYaml.defineSequenceTag('!', {
    ...own,
    create: (tag) => ({ tag, items: [] }),
    addItem: (carrier, item) => { carrier.items.push(item); },
    finalize: ({ tag, items }) => longForm(tag, items),
  }),
];

const readers = {
  'yaml 1.1': (text) => readWithYaml(text, '1.1'),
  'yaml 1.2': (text) => readWithYaml(text, '1.2'),
  'js-yaml 1.1': (text) => jsYaml.load(text, { schema: jsYaml.YAML11_SCHEMA.withTags(...tags) }),
  'js-yaml 1.2': (text) => jsYaml.load(text, { schema: jsYaml.CORE_SCHEMA.withTags(...tags) }),
};

process.stdout.write(JSON.stringify(readers[process.argv[2]](readFileSync(0, 'utf8'))));
