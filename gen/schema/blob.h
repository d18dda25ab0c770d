// Reading the pack: the steps that the files of this room share. No other room includes this.
#ifndef TIERCE_SCHEMA_BLOB_H
#define TIERCE_SCHEMA_BLOB_H

#include "schema/layout.h"
#include "schema/schema.h"

extern const unsigned char schema_blob[];
extern const unsigned char schema_blob_end[];

// A 32-bit number; compilers make one load of it where bytes stand that way round.
static inline uint32_t blob_fixed(const unsigned char *at) {
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint32_t blob_count(enum LayoutSection section) {
    return blob_fixed(schema_blob + 4 * LAYOUT_COUNT_OF(section));
}

static inline const unsigned char *blob_section(enum LayoutSection section) {
    return schema_blob + blob_fixed(schema_blob + 4 * (LAYOUT_COUNT_OF(section) + 1));
}

static inline uint64_t blob_varint(const unsigned char **at) {
    uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        const unsigned char byte = *(*at)++;
        number |= (uint64_t)(byte & 0x7F) << shift;
        if (byte < 0x80) return number;
    }
}

static inline uint32_t blob_number(const unsigned char **at) { return (uint32_t)blob_varint(at); }

// Where entry `index` of a section with a table of offsets begins.
const unsigned char *blob_entry(enum LayoutSection section, uint32_t index);
Str blob_text(uint32_t number);
// An iterator over the values of a list.
SchemaIterator blob_list(uint32_t number);
// Steps over a value.
void blob_skip_value(const unsigned char **at);
SchemaValue blob_value(const unsigned char **at);

typedef enum BlobPayload { BLOB_FLAG, BLOB_SCALAR, BLOB_LIST, BLOB_KEYED, BLOB_REGIONAL } BlobPayload;
BlobPayload blob_payload(SchemaKeyword keyword);

// The record of a type; not for none.
const unsigned char *blob_record(SchemaType type);

#endif
