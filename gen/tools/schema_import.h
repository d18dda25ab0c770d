// From the JSON of the two sources to the model.
#ifndef TIERCE_TOOLS_SCHEMA_IMPORT_H
#define TIERCE_TOOLS_SCHEMA_IMPORT_H

#include <cjson/cJSON.h>

#include "tools/schema_model.h"

// Parses a JSON file; the result is the caller's to delete. Ends the program when it is no JSON.
cJSON *import_parse(Arena *arena, const char *path);
Str import_string(Arena *arena, const cJSON *json);
const cJSON *import_member(const cJSON *object, const char *name);

// Adds the type that a provider schema of cfn-lint describes.
ModelType *import_provider_schema(Model *model, const cJSON *schema);
// Fills a node from any schema of cfn-lint's dialect that stands alone, such as a rule's; its
// definitions go to `owner`. `common` is the document that references by name lead to, or null.
void import_schema(Model *model, ModelType *owner, const cJSON *schema, const cJSON *common, ModelNode *node);
// Adds cfn-lint's rules that look at resources. `folder` is the wheel's data/schemas, `lines` what
// list-cfn-lint-rules.py prints.
void import_rules(Model *model, const char *folder, Str lines);
// Lays the whole of aws-service-spec's database over the model, adding types that it alone has.
void import_service_spec(Model *model, const cJSON *database);
// Adds the attributes that cfn-lint lists apart: lines of a type's name and a property or `*`.
void import_extra_attributes(Model *model, Str lines);

#endif
