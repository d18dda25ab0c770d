#include <string.h>

#include "schema/blob.h"

const unsigned char *blob_entry(enum LayoutSection section, uint32_t index) {
    const unsigned char *bases = blob_section(section);
    const uint32_t entries = blob_count(section) + 1;
    const uint32_t blocks = (entries + LAYOUT_BLOCK - 1) / LAYOUT_BLOCK;
    const unsigned char *steps = bases + (size_t)4 * blocks;
    const unsigned char *bytes = steps + (((size_t)2 * entries + 3) & ~(size_t)3);
    const uint32_t step = (uint32_t)steps[2 * index] | (uint32_t)steps[2 * index + 1] << 8;
    return bytes + blob_fixed(bases + (size_t)4 * (index / LAYOUT_BLOCK)) + step;
}

Str blob_text(uint32_t number) {
    const unsigned char *from = blob_entry(LAYOUT_STRINGS, number);
    const unsigned char *to = blob_entry(LAYOUT_STRINGS, number + 1);
    return (Str){(const char *)from, (size_t)(to - from)};
}

SchemaIterator blob_list(uint32_t number) {
    SchemaIterator iterator = {.at = blob_entry(LAYOUT_LISTS, number)};
    iterator.left = blob_number(&iterator.at);
    return iterator;
}

void blob_skip_value(const unsigned char **at) { (void)blob_varint(at); }

static double whole(uint64_t zigzag) { return zigzag & 1 ? -(double)(zigzag / 2 + 1) : (double)(zigzag / 2); }

static double fraction(uint64_t index) {
    const unsigned char *at = blob_section(LAYOUT_DOUBLES) + 8 * index;
    const uint64_t bits = blob_fixed(at) | (uint64_t)blob_fixed(at + 4) << 32;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

SchemaValue blob_value(const unsigned char **at) {
    const uint64_t number = blob_varint(at);
    const uint64_t payload = number >> 3;
    switch ((enum LayoutValueTag)(number & 7)) {
    case LAYOUT_VALUE_STRING: return (SchemaValue){SCHEMA_VALUE_STRING, blob_text((uint32_t)payload), 0};
    case LAYOUT_VALUE_INTEGER: return (SchemaValue){SCHEMA_VALUE_NUMBER, STR_NONE, whole(payload)};
    case LAYOUT_VALUE_DOUBLE: return (SchemaValue){SCHEMA_VALUE_NUMBER, STR_NONE, fraction(payload)};
    case LAYOUT_VALUE_FALSE: return (SchemaValue){SCHEMA_VALUE_FALSE, STR_NONE, 0};
    case LAYOUT_VALUE_TRUE: return (SchemaValue){SCHEMA_VALUE_TRUE, STR_NONE, 1};
    case LAYOUT_VALUE_NULL: break;
    case LAYOUT_VALUE_DATA: return (SchemaValue){SCHEMA_VALUE_DATA, blob_text((uint32_t)payload), 0};
    }
    return (SchemaValue){SCHEMA_VALUE_NULL, STR_NONE, 0};
}

BlobPayload blob_payload(SchemaKeyword keyword) {
    static const unsigned char payloads[] = {
        BLOB_FLAG,
#define KEYWORD(name, text, half, payload, json) BLOB_##payload,
#include "schema/keywords.def"
#undef KEYWORD
    };
    return (BlobPayload)payloads[keyword];
}

const unsigned char *blob_record(SchemaType type) {
    const unsigned char *entries = blob_section(LAYOUT_TYPES);
    const unsigned char *records = entries + (size_t)8 * blob_count(LAYOUT_TYPES);
    return records + blob_fixed(entries + (size_t)8 * (type.id - 1) + 4);
}
