// The sections of the pack while they are written; schema/layout.h says what they look like.
#ifndef TIERCE_TOOLS_SCHEMA_ENCODE_H
#define TIERCE_TOOLS_SCHEMA_ENCODE_H

#include "base/buffer.h"
#include "schema/layout.h"
#include "tools/schema_model.h"

typedef struct PooledText {
    Str text;
    uint32_t uses, number;
} PooledText;

// Everything is written twice: once to count how often each text is used, then for good, with the
// most used ones under the smallest numbers.
typedef struct Encoder {
    Arena *arena;
    bool counting;
    Table texts; // text -> PooledText *
    Table lists; // encoded list -> number + 1 as a pointer
    VECTOR(double) doubles;
    Buffer *out; // where varints go
    Buffer sections[LAYOUT_SECTION_COUNT];
    uint32_t counts[LAYOUT_SECTION_COUNT];
    VECTOR(uint32_t) offsets[LAYOUT_SECTION_COUNT]; // of entries, for sections that have a table
} Encoder;

Encoder encoder_new(Arena *arena);
// Ends the counting pass: numbers the texts and forgets what was written.
void encoder_begin_writing(Encoder *encoder);

void encode_byte(Encoder *encoder, unsigned byte);
void encode_varint(Encoder *encoder, uint64_t number);
void encode_fixed(Buffer *out, uint32_t number); // 4 bytes, little-endian
uint32_t encode_text_number(Encoder *encoder, Str text);
void encode_text(Encoder *encoder, Str text); // its number, as a varint
void encode_value(Encoder *encoder, const SchemaValue *value);
void encode_list(Encoder *encoder, const SchemaValue *values, size_t count);
// The number of a list, which is pooled like a text.
uint32_t encode_list_number(Encoder *encoder, const SchemaValue *values, size_t count);
void encode_path_list(Encoder *encoder, const Paths *paths);
// Notes that an entry of a section begins here and directs varints to the section.
void encode_begin_entry(Encoder *encoder, enum LayoutSection section);

// The finished pack.
Str encoder_finish(Encoder *encoder);

#endif
