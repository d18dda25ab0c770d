#ifndef TIERCE_EXPAND_PARAMETER_H
#define TIERCE_EXPAND_PARAMETER_H

#include "expand/model.h"

// The entry of the Parameters section that a `param` becomes.
Value *parameter_value(Expander *e, const Parameter *parameter);

#endif
