// The text form of the schema: one file for each service, one line for each property. Its grammar
// stands in schema/README.md.
#ifndef TIERCE_TOOLS_SCHEMA_TEXT_H
#define TIERCE_TOOLS_SCHEMA_TEXT_H

#include "base/buffer.h"
#include "tools/schema_model.h"

// Appends the text of one type. Facts and edges are put in order on the way.
void text_write_type(Buffer *out, ModelType *type);
// Appends the text of a set of rules.
void text_write_rules(Buffer *out, ModelType *rules);
// Appends a node and what is under it, `depth` levels in; `slot` is what stands before it.
void text_write_node(Buffer *out, ModelNode *node, Str slot, size_t depth);

// Reads a file in the text form into the model; `path` is for messages. A mistake in the text ends
// the program with its line.
void text_read_types(Model *model, Str text, const char *path);
// Appends a row of schema/tables.
void text_write_row(Buffer *out, const ModelRow *row);
void text_read_tables(Model *model, Str text);
// Reads schema/regions and schema/versions.
void text_read_regions(Model *model, Str text);
void text_read_versions(Model *model, Str text);

#endif
