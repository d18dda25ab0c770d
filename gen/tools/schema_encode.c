#include "tools/schema_encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

Encoder encoder_new(Arena *arena) {
    Encoder encoder = {.arena = arena, .counting = true};
    encoder.texts = table_new(arena);
    encoder.lists = table_new(arena);
    for (size_t i = 0; i < LAYOUT_SECTION_COUNT; i++) encoder.sections[i] = buffer_new(arena);
    return encoder;
}

// ---- Numbers and text

void encode_byte(Encoder *encoder, unsigned byte) { buffer_add_byte(encoder->out, (char)byte); }

void encode_varint(Encoder *encoder, uint64_t number) {
    for (; number >= 0x80; number >>= 7) encode_byte(encoder, (unsigned)(number & 0x7F) | 0x80);
    encode_byte(encoder, (unsigned)number);
}

void encode_fixed(Buffer *out, uint32_t number) {
    for (int shift = 0; shift < 32; shift += 8) buffer_add_byte(out, (char)(number >> shift & 0xFF));
}

uint32_t encode_text_number(Encoder *encoder, Str text) {
    if (text.length == 0) return 0;
    PooledText *pooled = table_get(&encoder->texts, text);
    if (!pooled) {
        if (!encoder->counting) model_fail("a text appeared in the second pass only");
        pooled = arena_make(encoder->arena, PooledText);
        pooled->text = text;
        table_set(&encoder->texts, text, pooled);
    }
    pooled->uses++;
    return pooled->number;
}

void encode_text(Encoder *encoder, Str text) { encode_varint(encoder, encode_text_number(encoder, text)); }

// ---- Values and lists

static uint32_t double_number(Encoder *encoder, double number) {
    for (size_t i = 0; i < encoder->doubles.count; i++)
        if (memcmp(&encoder->doubles.at[i], &number, sizeof number) == 0) return (uint32_t)i;
    vector_add(encoder->arena, &encoder->doubles, number);
    return (uint32_t)encoder->doubles.count - 1;
}

static void encode_tagged(Encoder *encoder, uint64_t payload, enum LayoutValueTag tag) {
    encode_varint(encoder, payload << 3 | tag);
}

static void encode_number(Encoder *encoder, double number) {
    if (floor(number) != number || fabs(number) > 1e15) {
        encode_tagged(encoder, double_number(encoder, number), LAYOUT_VALUE_DOUBLE);
        return;
    }
    const int64_t whole = (int64_t)number;
    const uint64_t twice = (uint64_t)(whole < 0 ? -whole : whole) << 1;
    encode_tagged(encoder, whole < 0 ? twice - 1 : twice, LAYOUT_VALUE_INTEGER);
}

void encode_value(Encoder *encoder, const SchemaValue *value) {
    const uint32_t text = encode_text_number(encoder, value->text);
    switch (value->kind) {
    case SCHEMA_VALUE_STRING: encode_tagged(encoder, text, LAYOUT_VALUE_STRING); break;
    case SCHEMA_VALUE_NUMBER: encode_number(encoder, value->number); break;
    case SCHEMA_VALUE_FALSE: encode_tagged(encoder, 0, LAYOUT_VALUE_FALSE); break;
    case SCHEMA_VALUE_TRUE: encode_tagged(encoder, 0, LAYOUT_VALUE_TRUE); break;
    case SCHEMA_VALUE_NULL: encode_tagged(encoder, 0, LAYOUT_VALUE_NULL); break;
    case SCHEMA_VALUE_DATA: encode_tagged(encoder, text, LAYOUT_VALUE_DATA); break;
    }
}

static uint32_t pooled_list(Encoder *encoder, Str encoded) {
    const uintptr_t known = (uintptr_t)table_get(&encoder->lists, encoded);
    if (known) return (uint32_t)known;
    const enum LayoutSection section = LAYOUT_LISTS;
    vector_add(encoder->arena, &encoder->offsets[section], (uint32_t)encoder->sections[section].length);
    buffer_add(&encoder->sections[section], encoded);
    const uint32_t number = encoder->counts[section]++;
    table_set(&encoder->lists, encoded, (void *)(uintptr_t)number);
    return number;
}

uint32_t encode_list_number(Encoder *encoder, const SchemaValue *values, size_t count) {
    if (count == 0) return 0;
    Buffer list = buffer_new(encoder->arena), *out = encoder->out;
    encoder->out = &list;
    encode_varint(encoder, count);
    for (size_t i = 0; i < count; i++) encode_value(encoder, &values[i]);
    encoder->out = out;
    return pooled_list(encoder, buffer_str(&list));
}

void encode_list(Encoder *encoder, const SchemaValue *values, size_t count) {
    encode_varint(encoder, encode_list_number(encoder, values, count));
}

void encode_path_list(Encoder *encoder, const Paths *paths) {
    SchemaValue *values = arena_alloc_array(encoder->arena, paths->count + 1, sizeof *values);
    for (size_t i = 0; i < paths->count; i++) values[i].text = paths->at[i];
    encode_list(encoder, values, paths->count);
}

void encode_begin_entry(Encoder *encoder, enum LayoutSection section) {
    encoder->out = &encoder->sections[section];
    vector_add(encoder->arena, &encoder->offsets[section], (uint32_t)encoder->out->length);
    encoder->counts[section]++;
}

// ---- Passes

static int compare_uses(const void *a, const void *b) {
    const PooledText *left = *(PooledText *const *)a, *right = *(PooledText *const *)b;
    if (left->uses != right->uses) return left->uses > right->uses ? -1 : 1;
    return str_compare(left->text, right->text);
}

// List 0 is the empty one.
static void add_empty_list(Encoder *encoder) {
    encode_begin_entry(encoder, LAYOUT_LISTS);
    encode_varint(encoder, 0);
}

static void number_texts(Encoder *encoder) {
    const size_t count = encoder->texts.count;
    PooledText **sorted = arena_alloc_array(encoder->arena, count + 1, sizeof *sorted);
    for (size_t i = 0; i < count; i++) sorted[i] = encoder->texts.entries[i].value;
    qsort(sorted, count, sizeof *sorted, compare_uses);
    encode_begin_entry(encoder, LAYOUT_STRINGS); // text 0 is empty
    for (size_t i = 0; i < count; i++) {
        encode_begin_entry(encoder, LAYOUT_STRINGS);
        sorted[i]->number = (uint32_t)i + 1;
        buffer_add(encoder->out, sorted[i]->text);
    }
}

void encoder_begin_writing(Encoder *encoder) {
    encoder->counting = false;
    encoder->lists = table_new(encoder->arena);
    encoder->doubles.count = 0;
    for (size_t i = 0; i < LAYOUT_SECTION_COUNT; i++) {
        encoder->sections[i].length = 0;
        encoder->counts[i] = 0;
        encoder->offsets[i].count = 0;
    }
    number_texts(encoder);
    add_empty_list(encoder);
}

static void encode_doubles(Encoder *encoder) {
    encoder->counts[LAYOUT_DOUBLES] = (uint32_t)encoder->doubles.count;
    for (size_t i = 0; i < encoder->doubles.count; i++) {
        uint64_t bits;
        memcpy(&bits, &encoder->doubles.at[i], sizeof bits);
        encode_fixed(&encoder->sections[LAYOUT_DOUBLES], (uint32_t)bits);
        encode_fixed(&encoder->sections[LAYOUT_DOUBLES], (uint32_t)(bits >> 32));
    }
}

static void align(Buffer *out) {
    while (out->length % 4) buffer_add_byte(out, '\0');
}

// Offsets in the short form: a base for each block of entries, then a step from it for each entry.
static void add_offsets(Encoder *encoder, enum LayoutSection section, Buffer *out) {
    vector_add(encoder->arena, &encoder->offsets[section], (uint32_t)encoder->sections[section].length);
    const uint32_t *offsets = encoder->offsets[section].at;
    const size_t count = encoder->offsets[section].count;
    for (size_t i = 0; i < count; i += LAYOUT_BLOCK) encode_fixed(out, offsets[i]);
    for (size_t i = 0; i < count; i++) {
        const uint32_t step = offsets[i] - offsets[i - i % LAYOUT_BLOCK];
        if (step > 0xFFFF) model_fail("a block of the pack is larger than 64 KiB");
        buffer_add_byte(out, (char)(step & 0xFF));
        buffer_add_byte(out, (char)(step >> 8));
    }
    align(out);
}

// A section's table of offsets, if it has one, and its bytes, filled up to four.
static void add_section(Encoder *encoder, enum LayoutSection section, Buffer *out) {
    if (encoder->offsets[section].count) add_offsets(encoder, section, out);
    buffer_add(out, buffer_str(&encoder->sections[section]));
    align(out);
}

Str encoder_finish(Encoder *encoder) {
    encode_doubles(encoder);
    Buffer body = buffer_new(encoder->arena), pack = buffer_new(encoder->arena);
    encode_fixed(&pack, LAYOUT_MAGIC);
    for (size_t i = 0; i < LAYOUT_SECTION_COUNT; i++) {
        encode_fixed(&pack, encoder->counts[i]);
        encode_fixed(&pack, (uint32_t)(4 * LAYOUT_HEADER_COUNT + body.length));
        add_section(encoder, (enum LayoutSection)i, &body);
    }
    buffer_add(&pack, buffer_str(&body));
    return buffer_str(&pack);
}
