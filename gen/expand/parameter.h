#ifndef TIERCE_EXPAND_PARAMETER_H
#define TIERCE_EXPAND_PARAMETER_H

#include "expand/model.h"

// The entry of the Parameters section that a `param` becomes.
Value *parameter_value(Expander *e, const Parameter *parameter);

// ---- parameter_type.c
// The Type of a parameter, as CloudFormation writes it; reports one that it does not have.
Str parameter_type(Expander *e, const TypeExpr *type);
LaterType parameter_later_type(const TypeExpr *type);
bool parameter_is_enumeration(const TypeExpr *type);

// ---- parameter_default.c
// Checks the Default of a finished entry against its other keys.
void parameter_check_default(Expander *e, const Parameter *parameter, const Value *value);

#endif
