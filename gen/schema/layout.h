// How the pack is laid out; shared by the packer, which writes it, and this room, which reads it.
//
// All fixed-size numbers are 32-bit little-endian, all others varints: seven bits a byte, low ones
// first, the high bit set on all bytes but the last.
//
//   header     LAYOUT_HEADER_COUNT numbers: magic, then a count and an offset for each section
//   string     offsets, then the text; a string ends where the next begins
//   list       offsets, then lists: varint count, values
//   node       offsets, then nodes
//   double     8 bytes each, IEEE 754
//   type       count entries of two numbers: name string, offset of the record; sorted by name
//   region     count string numbers, then for each set of regions 8 bytes, bit n = region n
//   unit       count entries of three numbers: type, path string, unit string; type 0: the string
//              is the end of a name
//   rules      count entries of two numbers: name string, node or 0
//   check      count entries of four numbers: type, rules, id string, path string; sorted by type;
//              type 0: the path tells where
//   table      count entries of three numbers: table string, key string, list; sorted
//   key        count entries of two numbers: path string, key string; sorted by path
//
//   node       byte: types, and LAYOUT_CLOSED
//              varint: facts << 2 | has properties << 1 | has children
//              facts: byte keyword, then by its payload nothing, a value, a list, or a name or
//              region set and a list
//              varint count, properties: varint name << 1 | required, varint node
//              varint count, children: byte edge, varint name if the edge is named, varint node
//   value      varint: payload << 3 | tag
//   record     varints: root, flags, transform, strategy, lifecycle status and date, tag form, tag
//              path, region set, ref list, a list for each class of paths, count of attributes,
//              attributes: name, node
//
// Offsets are kept short: of count + 1 entries every LAYOUT_BLOCK have a 32-bit base, all bases
// first, then each entry has a 16-bit step from its block's base, filled up to 4 bytes.
//
// String 0 is empty, list 0 is empty, node 0 is none; region set 0 means that nothing is known.
#ifndef TIERCE_SCHEMA_LAYOUT_H
#define TIERCE_SCHEMA_LAYOUT_H

#define LAYOUT_MAGIC 0x31524954u // "TIR1"
#define LAYOUT_CLOSED 128u
#define LAYOUT_BLOCK 16u

enum LayoutSection {
    LAYOUT_STRINGS,
    LAYOUT_LISTS,
    LAYOUT_NODES,
    LAYOUT_DOUBLES,
    LAYOUT_TYPES,
    LAYOUT_REGIONS,
    LAYOUT_REGION_SETS,
    LAYOUT_UNITS,
    LAYOUT_KEYS,
    LAYOUT_RULES,
    LAYOUT_CHECKS,
    LAYOUT_TABLES,
    LAYOUT_VERSIONS,
    LAYOUT_SECTION_COUNT
};

// Index in the header of a section's count; its offset follows.
#define LAYOUT_COUNT_OF(section) (1 + 2 * (section))
#define LAYOUT_HEADER_COUNT (1 + 2 * LAYOUT_SECTION_COUNT)

enum LayoutValueTag {
    LAYOUT_VALUE_STRING,
    LAYOUT_VALUE_INTEGER, // zig-zag
    LAYOUT_VALUE_DOUBLE,  // number in its section
    LAYOUT_VALUE_FALSE,
    LAYOUT_VALUE_TRUE,
    LAYOUT_VALUE_NULL,
    LAYOUT_VALUE_DATA
};

enum LayoutTypeFlag { LAYOUT_STATEFUL = 1, LAYOUT_PARTIAL = 2 };

#endif
