// Numbers the nodes of the model so that equal ones share a number, over all types.
#ifndef TIERCE_TOOLS_SCHEMA_MERGE_H
#define TIERCE_TOOLS_SCHEMA_MERGE_H

#include "tools/schema_model.h"

typedef struct MergedNodes {
    VECTOR(ModelNode *) nodes; // one of each number; number 0 is no node and null here
    size_t before;             // how many nodes there were
} MergedNodes;

// Sets `number` in every node that a type, an attribute or a rule reaches: equal nodes get the
// same, and those that are referred to most get the smallest.
MergedNodes merge_nodes(Model *model);

#endif
